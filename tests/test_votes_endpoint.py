"""The endpoint as browsers, builds and attackers meet it: a real process on loopback."""

import json
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from time import time

import pytest
from states import PAYLOADS
from voting import OPEN, SITE, TOOLS, Served, ask, counts, token, vote, workspace

from panel.votes.token import LIFETIME, Seal

EVIL = "https://evil.example"
FORM = "application/x-www-form-urlencoded"
TOKEN = re.compile(r'name="token" value="([A-Za-z0-9_-]{48})"')


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One endpoint for all tests; each votes on a tool of its own or changes nothing."""
    with Served(workspace(tmp_path_factory.mktemp("votes"))) as running:
        yield running


@pytest.fixture(scope="module")
def reader(served: Served) -> str:
    """A token that is good."""
    return token(served)


@pytest.fixture
def unchanged(served: Served) -> Iterator[None]:
    """What a test tries must not move a single count."""
    before = counts(served)
    yield
    assert counts(served) == before


def forged(served: Served, *, at: float, key: bytes | None = None) -> str:
    """A token of another second, or of another key."""
    own = bytes.fromhex((served.folder / ".votes" / "key").read_text())
    return Seal(key or own, wait=0).mint(bytes(16), at=int(at))


def test_one_vote_a_reader_and_tool(served: Served) -> None:
    """A vote counts once however often it is sent, is replaced by the next, and is gone when it is withdrawn."""
    one, other = token(served), token(served)
    seen = []
    for by, choice in [(one, "ship"), (one, "ship"), (other, "ship"), (one, "skip"), (one, "withdraw"), (one, "withdraw")]:
        assert vote(served, "crewai", choice, by=by) == 200
        seen.append(counts(served).get("crewai"))
    vote(served, "crewai", "withdraw", by=other)

    assert seen == [(1, 0), (1, 0), (2, 0), (1, 1), (1, 0), (1, 0)]
    assert "crewai" not in counts(served)


@pytest.mark.parametrize(
    "origin", [EVIL, "null", "", None, SITE + "/", SITE.replace("http", "https"), "http://127.0.0.1:9001", f"{SITE}.evil.example"]
)
@pytest.mark.parametrize("path", ["/token", "/vote/dspy"])
@pytest.mark.usefixtures("unchanged")
@pytest.mark.trust("votes: posts of other origins, forged, expired or malformed votes taken")
def test_another_origin(served: Served, reader: str, path: str, origin: str | None) -> None:
    """Nothing is minted or counted for a page of another site, or for something that does not say where it is from."""
    said = ask(served, "POST", path, origin=origin, json={"token": reader, "choice": "ship"})

    assert said.status_code == 403
    assert "access-control-allow-origin" not in said.headers
    assert "set-cookie" not in said.headers


@pytest.mark.usefixtures("unchanged")
def test_two_origins(served: Served, reader: str) -> None:
    """A request that names two origins has none."""
    body = json.dumps({"token": reader, "choice": "ship"})
    head = f"POST /vote/dspy HTTP/1.1\r\nHost: x\r\nOrigin: {EVIL}\r\nOrigin: {SITE}\r\nContent-Type: application/json\r\n"

    assert _raw(served, f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}").startswith("HTTP/1.1 403")


@pytest.mark.usefixtures("unchanged")
def test_the_cookie_alone_is_no_vote(served: Served, reader: str) -> None:
    """A browser that is made to send the cookie along votes for nobody: the token must stand in the body."""
    headers = {"Cookie": f"reader={reader}; __Host-reader={reader}"}
    bodies = [b"choice=ship", b"choice=ship&token="]

    said = [ask(served, "POST", "/vote/dspy", content=body, headers={**headers, "Content-Type": FORM}).status_code for body in bodies]
    assert said == [400, 401]


@pytest.mark.usefixtures("unchanged")
@pytest.mark.trust("votes: posts of other origins, forged, expired or malformed votes taken")
def test_tokens_that_are_not_taken(served: Served, reader: str) -> None:
    """A token with any bit changed, of another key, from the future, or of more than a year ago is refused with a reason."""
    flipped = [reader[:at] + ("A" if reader[at] != "A" else "B") + reader[at + 1 :] for at in range(len(reader))]
    odd = ["", "x", reader + "A", reader[:-1], f" {reader}", reader + "=", "A" * 48, "\u0661" * 48, "../../etc/passwd"]
    others = [forged(served, at=time(), key=bytes(32)), forged(served, at=time() + 3600)]
    for bad in [*flipped, *odd, *others]:
        said = ask(served, "POST", "/vote/dspy", json={"token": bad, "choice": "ship"})
        assert said.status_code == 401
        assert said.json()["error"].startswith("this token was not made here")

    old = ask(served, "POST", "/vote/dspy", json={"token": forged(served, at=time() - LIFETIME - 60), "choice": "ship"})
    assert (old.status_code, old.json()["error"][:41]) == (401, "this token is more than a year old; ask f")


def test_a_token_must_ripen(tmp_path: Path) -> None:
    """A token younger than the stated seconds cannot vote yet; one of that age can, and the answer says how long to wait."""
    with Served(workspace(tmp_path), ("--wait", "3600", "--counts-age", "0")) as served:
        fresh = ask(served, "POST", "/token").json()
        early = ask(served, "POST", "/vote/dspy", json={"token": fresh["token"], "choice": "ship"})

        assert fresh["wait"] == 3600
        assert (early.status_code, early.headers["retry-after"]) == (425, "3600")
        assert vote(served, "dspy", "ship", by=forged(served, at=time() - 3601)) == 200
        assert counts(served) == {"dspy": (1, 0)}


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b"{}", 400),
        ("application/json", b"[]", 400),
        ("application/json", b"", 400),
        ("application/json", b"\xff\xfe", 400),
        ("application/json", b"[" * 1900, 400),
        ("application/json", b'{"token":TOKEN,"choice":"love"}', 400),
        ("application/json", b'{"token":TOKEN,"choice":["ship"]}', 400),
        ("application/json", b'{"token":TOKEN,"choice":"ship","weight":100}', 400),
        ("application/json", b'{"token":TOKEN,"choice":"ship","pad":"' + b"x" * 2000 + b'"}', 413),
        pytest.param(
            "application/json", b"x" * 5_000_000, 413, id="huge"
        ),  # a name of five megabytes would be in every child's environment
        ("application/json; charset=utf-16", b'{"token":TOKEN,"choice":"ship"}', 415),
        ("text/plain", b'{"token":TOKEN,"choice":"ship"}', 415),
        ("multipart/form-data; boundary=x", b"--x--", 415),
        ("", b'{"token":TOKEN,"choice":"ship"}', 415),
        (FORM, b"", 400),
        (FORM, b"choice=ship;token=TOKEN", 400),
        (FORM, b"choice=ship&choice=skip", 400),
        (FORM, b"token=%ff%fe&choice=ship", 400),
        (FORM, b"&".join(b"a%d=1" % n for n in range(200)), 400),
    ],
    ids=str,
)
@pytest.mark.usefixtures("unchanged")
@pytest.mark.trust("votes: posts of other origins, forged, expired or malformed votes taken")
def test_malformed(served: Served, reader: str, kind: str, body: bytes, status: int) -> None:
    """A vote that is too long, of another type, or not exactly a token and a choice is refused before anything is counted."""
    content = body.replace(b"TOKEN", json.dumps(reader).encode() if b"{" in body else reader.encode())

    assert ask(served, "POST", "/vote/dspy", content=content, headers={"Content-Type": kind}).status_code == status


@pytest.mark.usefixtures("unchanged")
def test_a_body_without_a_length(served: Served) -> None:
    """A body that comes in pieces is held to the same size as one that states it."""
    pieces = "".join(f"{100:x}\r\n{'x' * 100}\r\n" for _ in range(30))
    head = f"POST /vote/dspy HTTP/1.1\r\nHost: x\r\nOrigin: {SITE}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"

    assert _raw(served, f"{head}Connection: close\r\n\r\n{pieces}0\r\n\r\n").startswith("HTTP/1.1 413")


@pytest.mark.parametrize(
    "tool",
    [
        "nope",
        "..",
        "%2e%2e",
        "..%2f..%2fetc",
        "%2e%2e%2f.votes",
        "crewai%00",
        "CREWAI",
        "crewai%0d%0aX-Evil:1",
        "%252e%252e",
        "crewai.json",
        "-",
        "é",
    ],
)
@pytest.mark.usefixtures("unchanged")
def test_no_such_tool(served: Served, reader: str, tool: str) -> None:
    """Only a tool of the workspace can be voted on or counted; no name leads anywhere else."""
    said = [
        ask(served, "POST", f"/vote/{tool}", json={"token": reader, "choice": "ship"}),
        ask(served, "GET", f"/vote/{tool}"),
        ask(served, "GET", f"/counts/{tool}.json"),
    ]

    assert [answer.status_code for answer in said] == [404] * 3
    assert all("x-evil" not in answer.headers for answer in said)


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
@pytest.mark.usefixtures("unchanged")
@pytest.mark.trust("votes: script of a request in an answer")
def test_nothing_is_echoed(served: Served, payload: str) -> None:
    """No field of a request comes back in an answer, as text or as a header."""
    params = {"back": payload, "choice": payload}
    answers = [
        ask(served, "GET", "/vote/crewai", params=params),
        ask(served, "POST", "/vote/crewai", params=params, data={"token": payload, "choice": payload}),
        ask(served, "POST", "/vote/crewai", json={"token": payload, "choice": payload, payload: payload}),
        ask(
            served,
            "POST",
            "/vote/crewai",
            content=b"x",
            headers={"Content-Type": "text/" + payload.encode("ascii", "ignore").decode().replace("\n", "")},
        ),
        ask(served, "GET", "/counts/x.json", params=params),
    ]

    for answer in answers:
        assert len(payload) < 4 or payload not in answer.text
        assert "<script" not in answer.text.lower()
        assert len(payload) < 4 or payload not in str(answer.headers)


@pytest.mark.parametrize(
    ("back", "led"),
    [
        ("/compare/a-vs-b.html", "/compare/a-vs-b.html"),
        ("/?q=1&r=%20", "/?q=1&r=%20"),
        ("", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a//evil.example", "/"),
        ("https://evil.example/", "/"),
        ("@evil.example", "/"),
        (".evil.example", "/"),
        ("/a\r\nSet-Cookie: reader=x", "/"),
        ("/a\tb", "/"),
        ("/a#b", "/"),
        ("javascript:alert(1)", "/"),
        ("/" + "a" * 400, "/"),
    ],
)
def test_back_to_the_page(served: Served, back: str, led: str) -> None:
    """A form's reader comes back to a path of the site, whatever the request asks for."""
    page = ask(served, "GET", "/vote/haystack", params={"back": back}, origin=None)
    said = ask(
        served,
        "POST",
        "/vote/haystack",
        origin=served.url,
        params={"back": back},
        data={"token": TOKEN.findall(page.text)[0], "choice": "withdraw"},
    )

    assert (said.status_code, said.headers["location"]) == (303, f"{SITE}{led}#voted")
    assert "set-cookie" not in said.headers


def test_the_form_knows_its_reader(served: Served) -> None:
    """Whoever comes again with the cookie is the same reader; a script of the site is told the same token."""
    first = ask(served, "GET", "/vote/autogen", origin=None)
    cookie = {"Cookie": first.headers["set-cookie"].partition(";")[0]}
    again = ask(served, "GET", "/vote/autogen", origin=None, headers=cookie)
    script = ask(served, "POST", "/token", headers=cookie)
    forgery = ask(served, "GET", "/vote/autogen", origin=None, headers={"Cookie": "reader=" + "A" * 48})

    (token,) = TOKEN.findall(first.text)
    assert TOKEN.findall(again.text) == [token] == [script.json()["token"]]
    assert TOKEN.findall(forgery.text) not in ([token], ["A" * 48])
    assert first.headers["set-cookie"].endswith("; HttpOnly; Max-Age=31536000; Path=/; SameSite=lax")


def test_the_cookie_behind_tls(tmp_path: Path) -> None:
    """With an https address the cookie is one that no other host of the domain can set, and that never travels in the clear."""
    with Served(workspace(tmp_path), (*OPEN, "--url", "https://votes.site.example")) as served:
        cookie = ask(served, "GET", "/vote/crewai", origin=None).headers["set-cookie"]
        page = ask(served, "GET", "/vote/crewai", origin=None, headers={"Cookie": cookie.partition(";")[0]})
        data = {"token": TOKEN.findall(page.text)[0], "choice": "ship"}
        own, bound = (
            ask(served, "POST", "/vote/crewai", origin=origin, data=data) for origin in ("https://votes.site.example", served.url)
        )

    assert re.fullmatch(r"__Host-reader=[\w-]{48}; HttpOnly; Max-Age=31536000; Path=/; SameSite=lax; Secure", cookie)
    assert data["token"] in cookie
    assert (own.status_code, bound.status_code) == (303, 403)


def test_headers_of_the_form(served: Served) -> None:
    """The form runs no script, is shown in no frame, is kept nowhere, and tells no other site where its reader was."""
    headers = ask(served, "GET", "/vote/crewai", origin=None).headers
    rules = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))

    assert (rules["default-src"], rules["frame-ancestors"], rules["base-uri"]) == ("'none'", "'none'", "'none'")
    assert rules["form-action"] == f"'self' {SITE}"
    assert headers["cache-control"] == "no-store"
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "same-origin")
    assert "server" not in headers


@pytest.mark.parametrize("origin", [SITE, EVIL])
@pytest.mark.parametrize("path", ["/counts.json", "/token", "/vote/crewai", "/nowhere"])
def test_who_may_read(served: Served, path: str, origin: str) -> None:
    """Pages of the one site may read every answer, refusals too; those of another may read none."""
    answer = ask(served, "GET", path, origin=origin)
    shared = {name: value for name, value in answer.headers.items() if name.startswith("access-control-")}

    assert "Origin" in answer.headers["vary"]
    assert shared == (
        {}
        if origin == EVIL
        else {
            "access-control-allow-origin": SITE,
            "access-control-allow-credentials": "true",
            "access-control-expose-headers": "ETag, Retry-After",
        }
    )


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/vote/crewai", "GET, HEAD, OPTIONS, POST"),
        ("/token", "OPTIONS, POST"),
        ("/counts.json", "GET, HEAD, OPTIONS"),
        ("/counts/crewai.json", "GET, HEAD, OPTIONS"),
        ("/health", "GET, HEAD, OPTIONS"),
    ],
)
def test_methods(served: Served, path: str, methods: str) -> None:
    """OPTIONS says what an address takes, HEAD is GET without a body, and any other method is refused with the same list."""
    options, refused = ask(served, "OPTIONS", path), ask(served, "DELETE", path)

    assert (options.status_code, options.headers["allow"], options.content) == (204, methods, b"")
    assert options.headers["access-control-allow-methods"] == methods
    assert (refused.status_code, set(refused.headers["allow"].split(", "))) == (405, set(methods.split(", ")))
    if "GET" in methods:
        head, get = ask(served, "HEAD", path), ask(served, "GET", path)
        assert (head.status_code, head.content, head.headers["content-type"]) == (get.status_code, b"", get.headers["content-type"])
        assert "set-cookie" not in head.headers


def test_counts_for_builds(served: Served) -> None:
    """Counts carry a tag; a build that has them is told so, and one that has others gets these. Tools without a vote are there."""
    first = ask(served, "GET", "/counts.json", origin=None)
    tag = first.headers["etag"]
    same = [ask(served, "GET", "/counts.json", headers={"If-None-Match": said}) for said in (tag, f"W/{tag}", f'"x", {tag}', "*")]
    reader = token(served)
    vote(served, "langgraph", "ship", by=reader)
    other = ask(served, "GET", "/counts.json", headers={"If-None-Match": tag})
    one = ask(served, "GET", "/counts/langgraph.json").json()
    vote(served, "langgraph", "withdraw", by=reader)

    assert set(first.json()["tools"]) == set(TOOLS)
    assert first.headers["cache-control"] == "public, max-age=0"
    assert [(answer.status_code, answer.content, answer.headers["etag"]) for answer in same] == [(304, b"", tag)] * 4
    assert (other.status_code, other.json()["tools"]["langgraph"]) == (200, {"ship": 1, "skip": 0})
    assert one["tools"] == {"langgraph": {"ship": 1, "skip": 0}}


@pytest.mark.trust("votes: readers that one address can be in a day, of 10,000 tries")
def test_ten_thousand_tokens(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """One address is given as many tokens a day as is stated, however often and by whatever way it asks."""
    with Served(workspace(tmp_path), ("--wait", "0")) as served:
        said = _crowd(served, f"POST /token HTTP/1.1\r\nHost: x\r\nOrigin: {SITE}\r\nContent-Length: 0\r\n\r\n", 5_000)
        pages = _crowd(served, "GET /vote/crewai HTTP/1.1\r\nHost: x\r\n\r\n", 5_000)

    given = (said + pages).count(200)
    record_property("figure", f"{given} of 50 allowed")
    assert len(said + pages) == 10_000
    assert {*said, *pages} == {200, 429}
    assert given == 50


def test_votes_from_one_address(tmp_path: Path) -> None:
    """One address can send as many votes a minute as is stated, and is told when to come back."""
    with Served(workspace(tmp_path), ("--wait", "0", "--votes-per-minute", "5")) as served:
        reader = token(served)
        answers = [ask(served, "POST", "/vote/crewai", json={"token": reader, "choice": "ship"}) for _ in range(11)]

    refused = [answer for answer in answers if answer.status_code == 429]
    assert 11 - len(refused) in {5, 10}  # 10 when a minute ended in between
    assert all(1 <= int(answer.headers["retry-after"]) <= 61 for answer in refused)


def test_health(served: Served) -> None:
    """The health path reads the store."""
    assert ask(served, "GET", "/health").json() == {"ok": True}


def test_a_store_that_is_gone(tmp_path: Path) -> None:
    """When votes cannot be kept, readers are told that theirs did not count, the health path fails, and the operator gets one line."""
    with Served(workspace(tmp_path)) as served:
        reader = token(served)
        for name in ("votes.db", "votes.db-wal", "votes.db-shm"):
            path = tmp_path / ".votes" / name
            path.write_bytes(b"no database" * 1000)
        said = [ask(served, "POST", "/vote/crewai", json={"token": reader, "choice": "ship"}) for _ in range(3)]
        health = ask(served, "GET", "/health").status_code
        served.stop()

    assert [answer.status_code for answer in said] == [503] * 3
    assert said[0].json()["error"].startswith("the votes cannot be reached at the moment, and nothing was counted")
    assert said[0].headers["retry-after"] == "60"
    assert health == 503
    assert served.said[-1].count("cannot be used as a store of votes") == 1


def test_a_new_tool_needs_no_restart(tmp_path: Path) -> None:
    """A tool that is added can be voted on at once."""
    with Served(workspace(tmp_path)) as served:
        reader = token(served)
        before = vote(served, "newcomer", "ship", by=reader)
        (tmp_path / "tools" / "newcomer").mkdir()

        assert (before, vote(served, "newcomer", "ship", by=reader)) == (404, 200)
        assert counts(served) == {"newcomer": (1, 0)}


def _crowd(served: Served, request: str, times: int) -> list[int]:
    """The statuses of one request, sent again and again over one line."""
    host, port = served.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as line, line.makefile("rb") as answers:
        statuses = []
        for _ in range(times):
            line.sendall(request.encode())
            head = b"".join(iter(answers.readline, b"\r\n"))
            answers.read(int(re.findall(rb"(?i)content-length: (\d+)", head)[0]))
            statuses.append(int(head.split()[1]))
        return statuses


def _raw(served: Served, text: str) -> str:
    host, port = served.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as line:
        line.sendall(text.encode())
        return line.recv(4000).decode()
