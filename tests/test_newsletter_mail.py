"""Rules of panel/newsletter/mail.py, text.py, html.py and markdown.py: one letter in three forms, and as a mail."""

import email
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from email import policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import panels
import pytest
from facts import Parsed, unmarked
from states import LONG, PAYLOADS, STATES, hostile
from test_newsletter_letter import FROM, WEEK, full, held, pair, published, replaced, written

from panel.change import Shift
from panel.newsletter import html, mail, markdown, text
from panel.newsletter.gather import Material
from panel.newsletter.issue import fitted
from panel.newsletter.sender import Sender, sender

# Identities and addresses, and what is a header, or the business of a mail alone.
SILENT = {"side", "shape", "rest_address", "browser", "unsubscribe", "subject"}
MAILED = {"address"}
BLESSED = re.compile(r"(?:https://(?:reviews|news)\.example/|mailto:)[^\s<>\"]*")


def sent(letter: Any = None, by: Sender = FROM) -> bytes:
    """The mail of a letter."""
    return mail.render(letter or full(), WEEK, by)


def read(raw: bytes) -> EmailMessage:
    """The mail as the standard library understands it."""
    message = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def parts(raw: bytes) -> list[str]:
    """The text and the HTML of a mail."""
    return [str(part.get_content()).replace("\r\n", "\n") for part in read(raw).iter_parts()]


def bare(said: str) -> str:
    """A text without white space: a line of 72 columns may end within a long word."""
    return "".join(said.split())


def facts(value: Any, name: str = "", silent: frozenset[str] = frozenset(SILENT)) -> Iterator[str]:
    """Every text of a letter that a reader is meant to see."""
    if name in silent:
        return
    if isinstance(value, str):
        if value and not value.startswith("https://"):
            yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from facts(item, "", silent)
    elif is_dataclass(value):
        for field in fields(value):
            yield from facts(getattr(value, field.name), field.name, silent)


def test_headers() -> None:
    """What mail programs and lists of mails ask for, and nothing beyond."""
    message = read(sent())

    assert message["From"] == "Which Tool <panel@reviews.example>"
    assert message["To"] == "undisclosed-recipients:;"
    assert message["Subject"].startswith("Code Llama 4 vs Mistral Large 3: a lean towards Mistral Large 3, and ")
    assert parsedate_to_datetime(message["Date"]) == WEEK.until
    assert re.fullmatch(r"<2026-11-24\.[0-9a-f]{16}@reviews\.example>", message["Message-ID"])
    assert message["List-Id"] == "<newsletter.reviews.example>"
    assert message["List-Unsubscribe"] == "<https://reviews.example/leave?u=1>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["MIME-Version"] == "1.0"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert not message.defects
    assert not [name for name in message if name.lower().startswith("x-")]


@pytest.mark.parametrize(
    "way", ["mailto:leave@reviews.example?subject=leave", "http://reviews.example/leave", f"https://reviews.example/{'t' * 800}"]
)
def test_a_way_out_stays_whole(way: str) -> None:
    """However long, on one line of less than 998 characters; one click is offered for https alone."""
    raw = sent(by=sender(mail="a@b.example", unsubscribe=way))

    assert f"\r\nList-Unsubscribe: <{way}>\r\n".encode() in raw
    assert (b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw) is way.startswith("https:")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_what_is_not_known_has_no_header() -> None:
    """Neither a sender nor a way out is made up."""
    message = read(sent(by=sender()))

    assert [message[name] for name in ("From", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post")] == [None] * 4
    assert message["Message-ID"].endswith("@newsletter.invalid>")


def test_the_same_letter_is_the_same_mail() -> None:
    """And another letter of the same period has another identifier."""

    assert sent() == sent()
    assert read(sent())["Message-ID"] != read(sent(written()))["Message-ID"]


def test_lines_as_a_mail_has_them() -> None:
    """ASCII, ended by CR LF, none longer than 998 (RFC 5322, 2.1.1)."""
    raw = sent(written(published(hostile(), excepted=True)))
    lines = raw.split(b"\r\n")

    assert raw.isascii()
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 998


@pytest.mark.skipif(not shutil.which("mshow"), reason="mblaze, another mail program, is not installed")
@pytest.mark.parametrize("state", ["plain", "hostile"])
def test_another_program_reads_the_same(tmp_path: Path, state: str) -> None:
    """A program in C that shares no line with ours decodes the same headers and the same two parts."""
    raw = sent(written(published(STATES[state](), excepted=True), forecasts=[held("Größe zählt: 日本語.")]))
    path = tmp_path / "letter.eml"
    path.write_bytes(raw)

    def asked(*command: str) -> str:
        done = subprocess.run(
            command,
            capture_output=True,
            check=True,
            cwd=tmp_path,
            env={"HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
        )
        return done.stdout.decode().replace("\r\n", "\n")

    shape = [line.split()[1] for line in asked("mshow", "-t", "./letter.eml").splitlines()[1:]]
    assert shape == ["multipart/alternative", "text/plain", "text/html"]
    assert asked("mhdr", "-d", "-h", "subject", "./letter.eml").strip() == " ".join(read(raw)["Subject"].split())
    assert [asked("mshow", "-O", "./letter.eml", number) for number in ("2", "3")] == parts(raw)


def test_seven_of_the_longest_fit() -> None:
    """Under 80 KB with everything as long as it may be, in letters of four bytes too; texts get shorter and lines are counted, and no story is left out."""
    for letter in (LONG, "𒐫𒈙⸻꧅" * 20):
        editions = [_swollen(f"tool-{number}", letter) for number in range(7)]
        made, raw = fitted(Material(tuple(editions), tuple(held(letter * 20, "yes", note=letter * 20) for _ in range(12))), WEEK, FROM)

        assert len(raw) < mail.LIMIT == 80_000
        assert (len(made.stories), len(made.sections)) == (7, 4)
        assert all(section.lines and section.rest for section in made.sections)


def _swollen(slug: str, word: str) -> Any:
    def longer(path: tuple[str, ...], said: str) -> str:
        if path[-1] in {"name", "title", "tagline", "plan", "text", "verdict"}:
            return f"{said} {word * 3}"[:200]
        return slug if said == "code-llama-4" else said

    run = type(panels.run()).model_validate(panels.each_text(panels.run(replay="2026-11-22").model_dump(mode="json"), longer))
    changes = tuple(
        Shift(kind=kind, about=f"{slug} {word * 20}", before=word * 20, after=f"{word * 20}.")
        for kind in ("verdict", "price", "vote", "vote", "vote", "vote", "vote", "vote", "vote")
    )
    return published(run, because=word * 20, excepted=True, changes=changes, supersedes=1, edition=2, causes=("edit",), note=word * 20)


def test_a_page_of_ordinary_length_is_not_shortened() -> None:
    """The first room is the one that is meant."""
    made, raw = fitted(Material(tuple(pair(f"tool-{number}") for number in range(7)), ()), WEEK, FROM)

    assert made.stories[0].headline.endswith("pick it.")
    assert len(raw) < 80_000


@pytest.mark.parametrize("state", [*STATES, "full", "quiet"])
def test_every_form_says_the_same(state: str) -> None:
    """Every fact of the letter stands in the text, in the HTML and in the Markdown, all but the postal address of the mail."""
    letter = {"full": full, "quiet": written}.get(state, lambda: written(published(STATES[state](), excepted=True), replaced(slug="x")))()
    shown, said = bare(Parsed(html.render(letter)).text), bare(text.render(letter))
    marked = bare(unmarked(markdown.render(letter, date="2026-11-24T00:00:00Z")))

    for fact in facts(letter):
        assert bare(fact) in shown, fact
        assert bare(fact).lstrip() in said.replace("!", "") or bare(fact) in said, fact
    for fact in facts(letter, silent=frozenset(SILENT | MAILED)):
        assert bare(fact) in marked, fact


def test_the_text_says_nothing_that_the_html_does_not() -> None:
    """Word for word, addresses among them."""
    letter = full()
    page = Parsed(html.render(letter))
    addresses = {attributes.get("href") for attributes in page.all("a")}
    words = set(re.findall(r"\w+", " ".join(page.pieces)))

    for line in text.render(letter).splitlines():
        if line.strip().startswith("https://"):
            assert line.strip() in addresses
        else:
            assert set(re.findall(r"\w+", line)) <= words, line


def test_the_text_fits_its_columns() -> None:
    """72 of them, an address excepted."""
    for letter in (full(), written(published(STATES["six-times"](), excepted=True)), written(published(hostile(), excepted=True))):
        for line in text.render(letter).splitlines():
            assert len(line) <= 72 or BLESSED.fullmatch(line.strip()), line


def test_the_text_is_written() -> None:
    """No tag, no entity, no trace of the other form."""

    assert not re.search(r"<[a-z/!]|&[a-z#0-9]+;|\{\{", text.render(full()))
    assert text.render(written()).startswith(
        "Which Tool\n17 to 23 November 2026\nAI panel, research only: nobody on it ran the tools\n\nA quiet week:"
    )


def test_colours_are_literal() -> None:
    """Mail programs know no variables, and some drop the style sheet: every colour stands in an attribute, a ground with its ink."""
    shown = html.render(full())
    styles = [attributes["style"] or "" for _, attributes in Parsed(shown).tags if attributes.get("style")]

    assert "var(" not in shown
    assert "url(" not in shown
    assert not [style for style in styles if "background-color:" in style and not re.search(r"(?:^|;)color:", style)]
    assert {style for style in styles if "#" in style} >= {style for style in styles if "color:" in style}


def test_badges_differ_in_shape() -> None:
    """Round and filled, square and open, dashed, two corners, and dotted: told apart without a colour, and by their words."""
    shown = Parsed(html.render(written(published(STATES["unequal"]()), published(STATES["missing"](), excepted=True, slug="x"))))
    badges = {
        attributes["class"]: attributes["style"] or ""
        for _, attributes in shown.tags
        if attributes.get("class") in {"ship", "skip", "torn", "abstain", "missing"}
    }
    shapes = {name: re.sub(r"#[0-9a-f]{6}", "", style) for name, style in badges.items()}

    assert len(set(shapes.values())) == len(shapes) == 5
    assert "border-radius" in shapes["ship"]
    assert "border-radius" not in shapes["skip"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_gets_out_of_its_place(payload: str) -> None:
    """In every field of the shelf and of the ledger: one subject line, no header more, no tag or link that is not ours."""
    note = f"{payload}\r\nBcc: everybody@else.example\r\n\r\n<script>x</script>"
    edition = published(
        hostile((payload,)),
        because=note,
        excepted=True,
        approved_by=note,
        published_by=note,
        note=note,
        supersedes=1,
        edition=2,
        causes=(note,),
        changes=(Shift(kind="verdict", about=note, before=note, after=note), Shift(kind="price", about=note, before=note, after=note)),
    )
    letter = written(edition, forecasts=[held(note, "yes", source=note, editor=note, note=note)])
    message, shown = read(sent(letter)), Parsed(html.render(letter))
    clean = read(sent())

    assert list(message.keys()) == list(clean.keys())
    assert {name for name, _ in shown.tags} <= {name for name, _ in Parsed(html.render(full())).tags}
    assert {name for _, attributes in shown.tags for name in attributes} <= {
        name for _, attributes in Parsed(html.render(full())).tags for name in attributes
    }
    assert all(
        BLESSED.fullmatch(attributes["href"] or "") or (attributes["href"] or "").startswith(("http://", "https://"))
        for attributes in shown.all("a")
    )
    assert not re.search(
        "[\u202a-\u202e\u2066-\u2069\u200e\u200f\x00-\x08\x1b]", html.render(letter) + text.render(letter) + str(message["Subject"])
    )


@pytest.mark.parametrize("name", ["Ünïcode Panel", 'Quote " and \\', "a@b.example,", "Panel;:<>()[]"])
def test_names_that_headers_quote(name: str) -> None:
    """The sender's name arrives as it was given."""
    message = read(sent(by=sender(name=name, mail="a@b.example")))

    assert [(one.display_name, one.addr_spec) for one in message["From"].addresses] == [(name, "a@b.example")]


def test_no_encoded_word_is_let_through() -> None:
    """Nor in a tool's name: a reader would be shown what it decodes to."""
    word = "=?utf-8?q?=0ABcc=3A_x=40y.example?="
    tool = panels.LLAMA.model_copy(update={"name": word, "short": ""})
    run = panels.run(panels.comparison(a=panels.review(tool)))
    message = read(sent(written(published(run)), by=sender(name=word, mail="a@b.example")))

    assert message["From"].addresses[0].display_name == message["Subject"].partition(" vs ")[0] == word.replace("=?", "= ?")


def test_front_matter_is_yaml() -> None:
    """Title and lead are quoted strings, whatever they hold."""
    yaml = pytest.importorskip("yaml", reason="pyyaml is not installed")
    made = markdown.render(written(published(hostile(), excepted=True)), date="2026-11-24T00:00:00Z")
    front = yaml.safe_load(made.split("---\n")[1])

    assert front["draft"] is False
    assert front["date"] == "2026-11-24T00:00:00Z"
    assert front["title"]
