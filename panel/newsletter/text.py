"""The letter as plain text on lines of 72 columns, written for those who read their mail without marks."""

from collections.abc import Iterator
from textwrap import fill

from panel.newsletter.facts import Letter, Line, Section, Story, Tool

WIDTH = 72
PAGE, BROWSER, LEAVE = "Read the whole comparison", "Read this in a browser", "Unsubscribe"


def render(letter: Letter) -> str:
    """The letter; only an address may be longer than a line."""
    return "\n".join(_lines(letter)).rstrip() + "\n"


def _lines(letter: Letter) -> Iterator[str]:
    yield from (_filled(letter.name), _filled(letter.period), _filled(letter.disclosure), "", _filled(letter.lead))
    for story in letter.stories:
        yield from _story(story)
    if letter.rest:
        yield from ("", _filled(letter.rest), *_link("All comparisons", letter.rest_address))
    if letter.split:
        yield from _headed("Panel split")
        yield _filled(letter.split_note)
        for one in letter.split:
            yield _filled(f"{one.title}: {one.ship} SHIP, {one.skip} SKIP, others: {one.others}", "  ")
    for section in letter.sections:
        yield from _section(section)
    yield from _headed("How this was made")
    yield from (_filled(text) for text in letter.made)
    yield from _link(BROWSER, letter.browser)
    yield from _link(LEAVE, letter.unsubscribe)
    if letter.address:
        yield from ("", "-- ", _filled(f"{letter.name}, {letter.address}"))


def _story(story: Story) -> Iterator[str]:
    yield from ("", "-" * WIDTH, _filled(story.title), "", _filled(story.headline))
    yield from (_filled(text) for text in (story.chair, story.edited) if text)
    for tool in story.tools:
        yield from ("", *_tool(tool))
    if story.notes:
        yield ""
    yield from (_filled(text, "! ") for text in story.notes)
    yield from ("", _filled(" · ".join(story.origin)), *_link(PAGE, story.address))


def _tool(tool: Tool) -> Iterator[str]:
    marks = ", ".join(f"{mark.count} {mark.word}" for mark in tool.marks)
    yield _filled(f"{tool.side}  {tool.label}: {marks}")
    yield _filled(f"Panel ship: {tool.share} ({tool.fraction}; {tool.weight})", "   ")
    yield _filled(f"Entry price: {tool.price} ({tool.price_note})", "   ")


def _section(section: Section) -> Iterator[str]:
    yield from _headed(section.heading)
    for line in section.lines:
        yield from _line(line)
    if section.rest:
        yield _filled(section.rest, "  ")


def _line(line: Line) -> Iterator[str]:
    yield _filled(line.title, "* ")
    yield from (_filled(text, "  ") for text in (*line.texts, line.aside) if text)
    if line.address:
        yield f"  {line.address}"


def _headed(heading: str) -> Iterator[str]:
    yield from ("", heading, "-" * len(heading))


def _link(name: str, address: str) -> Iterator[str]:
    if address:
        yield from (f"{name}:", address)


def _filled(text: str, start: str = "") -> str:
    return fill(text, WIDTH, initial_indent=start, subsequent_indent=" " * len(start), break_on_hyphens=False)
