"""One issue in a folder: the mail, the page, the Markdown, its record, and the feed of all issues there."""

from collections.abc import Iterator
from pathlib import Path

from panel.files import read_bytes, write
from panel.newsletter import html, mail, markdown
from panel.newsletter.facts import Letter
from panel.newsletter.feed import feed
from panel.newsletter.gather import Material, material
from panel.newsletter.letter import MOST, letter
from panel.newsletter.period import Period
from panel.newsletter.record import Issue, issues
from panel.newsletter.room import Room
from panel.newsletter.sender import Sender
from panel.newsletter.strength import strongest
from panel.publish.terminal import visible

ROOMS = (Room(400, 10), Room(240, 8), Room(140, 6), Room(80, 4), Room(40, 3), Room(20, 2))
FEED = "feed.xml"
FILE_LIMIT = 10_000_000


def build(root: Path, period: Period, sender: Sender, out: Path) -> Issue:
    """Make the issue of a period from what a workspace published, and write what is not there already.

    Every file is whole or not there; after a kill, the same call makes up for what is missing. Raises InputError for a draft, a
    forecast or an earlier issue that cannot be read, and DiskError.
    """
    found = material(root, period)
    made, sent = fitted(found, period, sender)
    ranked = [one.item.slug for one in strongest(found.newest)]
    issue = Issue(
        name=period.name,
        since=period.since,
        until=period.until,
        subject=made.subject,
        summary=made.lead,
        stories=tuple(ranked[:MOST]),
        more=len(ranked[MOST:]),
        size=len(sent),
    )
    for name, text in _files(issue, made, sent):
        _put(out / name, text)
    if sender.base_url:
        _put(out / FEED, feed(sender, issues(out)))
    return issue


def fitted(found: Material, period: Period, sender: Sender) -> tuple[Letter, bytes]:
    """The letter with the longest texts with which its mail keeps within `mail.LIMIT`, and that mail."""
    for room in ROOMS:
        made = letter(found, period, sender, room)
        sent = mail.render(made, period, sender)
        if len(sent) < mail.LIMIT:
            break
    return made, sent


def told(issue: Issue, out: Path) -> str:
    """What was made, for a terminal."""
    count = len(issue.stories) + issue.more
    span = f"{issue.since:%Y-%m-%dT%H:%MZ} to {issue.until:%Y-%m-%dT%H:%M:%SZ}"
    return visible(f"{issue.subject}\n  {count} comparisons from {span}, a mail of {issue.size:,} bytes\n{out / issue.name}.eml")


def _files(issue: Issue, made: Letter, sent: bytes) -> Iterator[tuple[str, str]]:
    yield f"{issue.name}.eml", sent.decode("ascii")
    yield f"{issue.name}.html", html.render(made)
    yield f"{issue.name}.md", markdown.render(made, date=issue.moment)
    yield f"{issue.name}.json", issue.model_dump_json(indent=1) + "\n"


def _put(path: Path, text: str) -> None:
    if not path.is_file() or read_bytes(path, limit=FILE_LIMIT) != text.encode():
        write(path, text)
