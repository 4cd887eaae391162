"""A text with its checksum, so that what another machine wrote is believed only when it is whole."""

import hashlib


def sealed(key: str, text: str) -> str:
    """The text behind the SHA-256 of its key and itself."""
    return f"{hashlib.sha256(f'{key} {text}'.encode()).hexdigest()} {text}"


def unsealed(key: str, kept: str) -> str | None:
    """The text, None where it is not the one that was sealed under this key."""
    text = kept[65:]
    return text if sealed(key, text) == kept else None
