"""The words of a text at a glance: most of what is looked for in a text can be ruled out by them."""

Words = frozenset[str]

_ALPHANUMERIC = b"0123456789abcdefghijklmnopqrstuvwxyz"
_BLANKED = bytes(byte if byte in _ALPHANUMERIC else ord(" ") for byte in range(256))


def spaced(text: str) -> str:
    """The text in lower case, with a space for every character but ASCII letters and digits."""
    return text.lower().encode("ascii", "replace").translate(_BLANKED).decode("ascii")


def words_in(text: str) -> Words:
    """The runs of ASCII letters and digits of a text, in lower case."""
    return frozenset(spaced(text).split())
