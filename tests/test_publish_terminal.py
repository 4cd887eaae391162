"""Tests of panel/publish/terminal.py."""

from states import STATES

from panel.publish import terminal


def test_two_tools_of_one_name() -> None:
    """Every counted line says which of two namesakes it means."""

    said = terminal.comparison(STATES["twins"]())

    assert said.count("Code Llama 4 (") == said.count("Code Llama 4") > 4
    assert "Code Llama 4 (mistral-large-3): three of four" in said


def test_no_text_moves_the_cursor() -> None:
    """Control characters of a title are replaced; line feeds are the terminal's own."""

    assert terminal.visible("a\x1b[2Jb\nc\u202e") == "a\ufffd[2Jb\nc\ufffd"
