import logging
import os
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from llm_parts import CANARY, Clock, client, ending, request
from server import Act, FakeServer, bomb, completion, cut, error, flood, hang, raw, reset, status, trickle

from panel.errors import (
    NoModel,
    PanelError,
    ProviderDown,
    Refused,
    TimedOut,
    Truncated,
    Unavailable,
    Unreadable,
    UsageError,
)
from panel.llm.call import Reply
from panel.llm.target import Target

pytestmark = pytest.mark.anyio

BUSY = (408, 409, 500, 502, 503, 529)
UNREADABLE: dict[str, Callable[[], Act]] = {
    "a web page": lambda: status(200, "<html><body>Welcome</body></html>", headers={"Content-Type": "text/html"}),
    "no JSON": lambda: status(200, '{"choices": ['),
    "JSON too deep": lambda: status(200, "[" * 100_000),
    "a number too long": lambda: status(200, "1" * 10_000),
    "no text at all": lambda: status(200, b""),
    "an error object": lambda: status(200, {"error": {"message": "overloaded"}}),
    "no choices": lambda: status(200, {"choices": []}),
    "no message": lambda: status(200, {"choices": [{"finish_reason": "stop"}]}),
    "null content": lambda: completion(None),
    "empty content": lambda: completion(""),
    "no finish_reason": lambda: completion("{}", finish=None),
    "half a surrogate pair": lambda: completion("\ud800"),
}


async def failure(base_url: str, home: Path, **target: object) -> PanelError:
    """The error that asking once ends in."""
    async with client(base_url, home, **target) as ask:
        with pytest.raises(PanelError) as caught:
            await ask(request())
        assert ask.store.get(request().key) is None, "a failure is never kept"
    return caught.value


async def test_a_good_reply_comes_with_text_model_and_usage(tmp_path: Path) -> None:
    """The raw text, the model and the tokens are those that the endpoint stated."""

    with FakeServer([completion('{"a": "b"}', usage=(120, 30))]) as server:
        async with client(server.base_url, tmp_path) as ask:
            reply = await ask(request())

    assert (reply.text, reply.model, reply.cached) == ('{"a": "b"}', "m-1", False)
    assert reply.usage is not None
    assert (reply.usage.prompt, reply.usage.completion) == (120, 30)
    sent = server.requests[0].json
    assert sent["response_format"]["json_schema"]["strict"] is True
    assert [m["role"] for m in sent["messages"]] == ["system", "user"]


@pytest.mark.parametrize("code", BUSY)
async def test_busy_endpoints_are_asked_three_times_at_most(tmp_path: Path, code: int) -> None:
    """408, 409 and the 5xx statuses: three calls in all, then Unavailable."""

    with FakeServer([status(code)]) as server:
        fault = await failure(server.base_url, tmp_path)

    assert isinstance(fault, Unavailable)
    assert len(server.requests) == 3


@pytest.mark.parametrize("act", [reset, cut, lambda: raw(b"not HTTP\r\n\r\n", close=True)], ids=["reset", "closed early", "no HTTP"])
async def test_broken_connections_are_tried_three_times_at_most(tmp_path: Path, act: Callable[[], Act]) -> None:
    """A reset, an early close and a line that is no HTTP: three calls in all, then Unavailable."""

    with FakeServer([act()]) as server:
        fault = await failure(server.base_url, tmp_path)

    assert isinstance(fault, Unavailable)
    assert len(server.requests) == 3


async def test_nobody_there_is_the_provider_down(tmp_path: Path) -> None:
    """An address where nobody listens ends the run, after three attempts, with the address in the message."""

    with FakeServer([hang()]) as server:
        address = server.base_url
    clock = Clock()
    async with client(address, tmp_path, clock=clock) as ask:
        with pytest.raises(ProviderDown, match="nobody answers at 127"):
            await ask(request())

    assert len(clock.slept) == 2


@pytest.mark.parametrize("act", [hang, trickle], ids=["hang", "trickle"])
async def test_a_call_ends_at_its_deadline(tmp_path: Path, act: Callable[[], Act]) -> None:
    """Silence and a trickle of bytes both end at the total deadline, and are not asked again."""

    with FakeServer([act()]) as server:
        fault = await failure(server.base_url, tmp_path, deadline=0.2)

    assert isinstance(fault, TimedOut)
    assert len(server.requests) == 1


@pytest.mark.parametrize("act", UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_what_is_no_reply_is_unreadable_and_kept(tmp_path: Path, act: Callable[[], Act]) -> None:
    """A status 200 without a reply is asked again once; each raw body is kept, and the message says where."""

    with FakeServer([act()]) as server:
        fault = await failure(server.base_url, tmp_path)

    assert isinstance(fault, Unreadable)
    assert len(server.requests) == 2
    kept = list((tmp_path / "unreadable").iterdir())
    assert len(kept) == 2
    assert any(str(file) in str(fault) for file in kept)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (completion(None, refusal="I would rather not"), "I would rather not"),
        (completion("half", finish="content_filter"), "content filter"),
        (error(400, "flagged", kind="content_filter"), "filter"),
    ],
    ids=["refusal", "content filter", "filtered request"],
)
async def test_a_refusal_is_final(tmp_path: Path, act: Act, words: str) -> None:
    """A model that declines and a filter that stops it are asked once and end as Refused."""

    with FakeServer([act]) as server:
        fault = await failure(server.base_url, tmp_path)

    assert isinstance(fault, Refused)
    assert words in str(fault)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("act", "kind", "words"),
    [
        (error(401, "no"), NoModel, "key"),
        (error(403, "no"), NoModel, "key"),
        (error(402, "pay"), ProviderDown, "credit"),
        (error(429, "pay", kind="insufficient_quota"), ProviderDown, "credit"),
        (error(404, "The model `m-1` does not exist"), NoModel, "'m-1'"),
        (error(400, "m-1 is not a valid model identifier"), NoModel, "'m-1'"),
        (status(302, "", headers={"Location": "http://127.0.0.1:9/v1"}), NoModel, "redirect"),
        (error(400, "maximum context length is 8192 tokens"), Unavailable, "8192"),
        (status(413, "[" * 100_000), Unavailable, "413"),
    ],
    ids=["401", "403", "402", "insufficient quota", "unknown model 404", "unknown model 400", "redirect", "too long", "error too deep"],
)
async def test_what_no_retry_helps_is_asked_once(tmp_path: Path, act: Act, kind: type[PanelError], words: str) -> None:
    """A bad key, an empty account, an unknown model, a redirect and an oversized prompt are one call and one clear line."""

    with FakeServer([act]) as server:
        fault = await failure(server.base_url, tmp_path)

    assert type(fault) is kind
    assert words in str(fault)
    assert "\n" not in str(fault)
    assert len(server.requests) == 1


async def test_a_redirect_takes_no_key_to_another_host(tmp_path: Path) -> None:
    """The host that a redirect names is never asked."""

    with (
        FakeServer([completion()]) as other,
        FakeServer([status(307, "", headers={"Location": f"{other.base_url}/chat/completions"})]) as server,
    ):
        fault = await failure(server.base_url, tmp_path)

    assert isinstance(fault, NoModel)
    assert other.requests == []


async def test_a_cut_reply_is_asked_again_with_twice_the_tokens(tmp_path: Path) -> None:
    """One doubling; tokens of both calls are summed, and the reply is kept under the request that was asked."""

    with FakeServer([completion("{", finish="length", usage=(10, 100)), completion("{}", usage=(10, 150))]) as server:
        async with client(server.base_url, tmp_path) as ask:
            reply = await ask(request(max_tokens=100))
            kept = ask.store.get(request(max_tokens=100).key)

    assert [r.json["max_tokens"] for r in server.requests] == [100, 200]
    assert reply.usage is not None
    assert (reply.usage.prompt, reply.usage.completion) == (20, 250)
    assert kept is not None
    assert kept.usage == reply.usage


async def test_a_reply_cut_twice_is_truncated(tmp_path: Path) -> None:
    """After one doubling the call has failed."""

    with FakeServer([completion("{", finish="length")]) as server:
        fault = await failure(server.base_url, tmp_path)

    assert isinstance(fault, Truncated)
    assert len(server.requests) == 2


GROWTH = """
import asyncio, pathlib, resource, sys
from llm_parts import client, request
from panel.errors import Unreadable
async def main(base_url, home):
    async with client(base_url, pathlib.Path(home)) as ask:
        for text in ("first", "second"):
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            try:
                print((await ask(request(text))).text)
            except Unreadable as error:
                print(error, file=sys.stderr)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize(
    "act",
    [lambda: flood(300 * 2**20), lambda: flood(300 * 2**20, code=500), lambda: bomb(300 * 2**20)],
    ids=["300 MB", "300 MB with an error status", "gzip bomb"],
)
def test_a_huge_body_is_cut(tmp_path: Path, act: Callable[[], Act]) -> None:
    """A body of 300 MB, sent or unpacked, is Unreadable, and the memory of the process grows by less than 50 MB."""

    with FakeServer([completion("{}"), act()]) as server:
        paths = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[1])])
        run = [sys.executable, "-c", GROWTH, server.base_url, str(tmp_path)]
        ended = subprocess.run(run, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": paths})

    assert "longer than 16 MiB" in ended.stderr
    assert int(ended.stdout.split()[-1]) < 50 * 1024


LADDER = {
    "json_object after 400": ([error(400, "response_format is not supported")], "json_object"),
    "json_object after a 500 that names it": ([error(500, "unknown response_format")], "json_object"),
    "tool after 422": ([error(422, "no json_schema"), error(422, "no json_object")], "tool"),
    "text after 404": ([error(404, "No endpoint supports these parameters")] * 3, "text"),
}


@pytest.mark.parametrize(("refusals", "rung"), LADDER.values(), ids=LADDER.keys())
async def test_the_ladder_is_climbed_down_and_remembered(tmp_path: Path, refusals: list[Act], rung: str) -> None:
    """Each refused form leads to the next; the form that was understood comes first in the next process."""

    with FakeServer([*refusals, completion("{}")]) as server:
        async with client(server.base_url, tmp_path) as ask:
            await ask(request("one"))
        asked = len(server.requests)
        async with client(server.base_url, tmp_path) as ask:
            await ask(request("two"))

    assert asked == len(refusals) + 1
    assert len(server.requests) == asked + 1
    last = server.requests[-1].json
    assert {"json_object": last.get("response_format") == {"type": "json_object"}, "tool": "tools" in last, "text": len(last) == 3}[rung]
    assert rung == "tool" or '"additionalProperties":false' in last["messages"][-1]["content"]


async def test_a_forced_tool_gives_its_arguments(tmp_path: Path) -> None:
    """On the rung of the tool the text is what the tool was called with."""

    call = {"type": "function", "function": {"name": "card", "arguments": '{"a":"b"}'}}
    refusals = [error(400, "response_format"), error(400, "response_format")]
    with FakeServer([*refusals, completion(None, finish="tool_calls", tool_calls=[call])]) as server:
        async with client(server.base_url, tmp_path) as ask:
            assert (await ask(request())).text == '{"a":"b"}'


async def test_the_newer_name_of_the_limit_is_learnt(tmp_path: Path) -> None:
    """An endpoint that wants max_completion_tokens gets it, on the same rung."""

    with FakeServer([error(400, "Use 'max_completion_tokens' instead of 'max_tokens'."), completion("{}")]) as server:
        async with client(server.base_url, tmp_path) as ask:
            await ask(request())

    sent = server.requests[-1].json
    assert sent["max_completion_tokens"] == 100
    assert "max_tokens" not in sent
    assert sent["response_format"]["type"] == "json_schema"


async def test_a_damaged_memory_of_rungs_is_no_memory(tmp_path: Path) -> None:
    """A file that is not ours costs the first rung again and nothing else."""

    (tmp_path / "endpoints.json").write_text('{"local": {"m-1": {"rung": "cellar"}}, ')
    with FakeServer([completion("{}")]) as server:
        async with client(server.base_url, tmp_path) as ask:
            assert (await ask(request())).text == "{}"


async def test_the_key_goes_to_its_endpoint_and_nowhere_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key stands in no log, no file, no message, no traceback, though the endpoint repeats it in every body."""

    caplog.set_level(logging.DEBUG)
    acts = [
        completion(f"my key is {CANARY}"),
        status(200, f"<html>{CANARY}</html>"),
        error(401, f"Incorrect API key provided: {CANARY}"),
        error(500, CANARY),
        reset(),
        status(302, CANARY, headers={"Location": f"/{CANARY}"}),
    ]
    said = ""
    for number, act in enumerate(acts):
        with FakeServer([act]) as server:
            async with client(server.base_url, tmp_path) as ask:
                said += repr(ask) + repr(Target("local", server.base_url, api_key=CANARY))
                end = await ending(ask(request(f"question {number}")))
                said += end.text if isinstance(end, Reply) else "".join(traceback.format_exception(end))
        assert server.requests[0].headers["authorization"] == f"Bearer {CANARY}"

    assert "my key is (key)" in said
    assert CANARY not in said
    assert CANARY not in caplog.text
    assert all(CANARY.encode() not in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


async def test_another_key_in_the_environment_is_not_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A target without a key gets none of what OPENAI_* variables hold for another endpoint."""

    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, CANARY)
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", f"X-Token: {CANARY}\nAuthorization: Bearer {CANARY}")
    with FakeServer([completion("{}")]) as server:
        async with client(server.base_url, tmp_path, api_key=None) as ask:
            await ask(request())

    assert CANARY not in str(server.requests[0])


@pytest.mark.parametrize(
    "named",
    [
        {"base_url": "localhost:8000"},
        {"base_url": "ftp://host/v1"},
        {"base_url": "http://user:secret@host/v1"},
        {"base_url": "http://host/v1", "api_key": f"{CANARY}\n"},
        {"base_url": "http://host/v1", "api_key": f"{CANARY}…"},
    ],
    ids=["no scheme", "ftp", "password in the address", "line end in the key", "key not ASCII"],
)
def test_a_target_that_cannot_be_used_is_refused(named: dict[str, str]) -> None:
    """An address or a key that no request can carry is a usage error, which does not show the secret."""

    with pytest.raises(UsageError) as caught:
        Target("local", **named)

    assert CANARY not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_cached_answer_imports_no_openai(tmp_path: Path) -> None:
    """The libraries that take a second to import are not touched by a run that asks nothing."""

    code = "import sys; from panel.llm.client import Client; print({'openai', 'httpx2', 'aiohttp', 'tenacity', 'genai_prices'} & set(sys.modules))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])

    assert ended.stdout.strip() == "set()"
