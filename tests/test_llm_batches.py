"""Rules of panel/llm/batches.py and its parts, counted at a provider on loopback."""

import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from batch_api import BatchApi, Line, Response, answered, output, raw_content
from llm_parts import CANARY, Clock, request
from server import Act, FakeServer, Received, chat, completion, cut, error, hang, reset, status

from panel.errors import BudgetReached, DiskError, InputError, NoModel, PanelError, ProviderDown, UsageError
from panel.llm.batch_progress import Progress, Submitted
from panel.llm.batch_writing import Limits
from panel.llm.batches import Batches
from panel.llm.cache import Store
from panel.llm.call import Message, Reply, Request
from panel.llm.chat import Dialect
from panel.llm.dialects import Dialects
from panel.llm.target import Prices, Target

pytestmark = pytest.mark.anyio
PRICES = Prices(prompt=Decimal(1), completion=Decimal(2))
CHILD = Path(__file__).parent / "batch_child.py"


class Desk:
    """The batches of one workspace, its kept replies and what was warned of."""

    def __init__(self, home: Path, base_url: str, **options: Any) -> None:
        self.warned: list[str] = []
        self.clock = Clock()
        self.store = Store(home / "replies", Reply, warn=self.warned.append)
        settings = {"api_key": CANARY, "prices": PRICES, "deadline": 30.0, **options.pop("target", {})}
        target = Target("local", base_url, **settings)
        self.batches = Batches(
            target, home=home, store=self.store, warn=self.warned.append, sleep=self.clock.sleep, now=self.clock, **options
        )

    async def submit(self, requests: Iterable[Request]) -> Submitted:
        """These requests, one by one."""

        async def stream() -> AsyncIterator[Request]:
            for one in requests:
                yield one

        return await self.batches.submit(stream())

    async def settle(self) -> Progress:
        """Looks until nothing more will come."""
        while (progress := await self.batches.advance()).waiting:
            pass
        return progress

    def texts(self, requests: Iterable[Request]) -> list[str | None]:
        """The kept replies, None for a miss."""
        kept = [self.store.get(one.key) for one in requests]
        return [reply.text if reply else None for reply in kept]


@asynccontextmanager
async def desk(home: Path, base_url: str, **options: Any) -> AsyncIterator[Desk]:
    """Opened for the block."""
    found = Desk(home, base_url, **options)
    try:
        yield found
    finally:
        await found.batches.aclose()
        found.store.close()


def some(count: int, **fields: Any) -> list[Request]:
    """Requests whose answers are their own words."""
    return [request(f"r{number}", **fields) for number in range(count)]


def odd(line: Line) -> Response:
    """An answer to every second request only."""
    return answered(line) if int(line["body"]["messages"][-1]["content"][1:]) % 2 else None


async def settled(home: Path, api: BatchApi, requests: list[Request], **options: Any) -> tuple[Progress, list[str | None], list[str]]:
    """What came of the requests: progress, replies, warnings."""
    async with desk(home, api.base_url, **options) as at:
        await at.submit(requests)
        progress = await at.settle()
        return progress, at.texts(requests), at.warned


async def test_every_answer_is_kept_at_half_the_price(tmp_path: Path) -> None:
    """Under the key of its request, as a reply that costs nothing when it is served, and for good."""
    with BatchApi() as api:
        progress, texts, warned = await settled(tmp_path, api, some(3))
    reply = Store(tmp_path / "replies", Reply, warn=print).get(request("r1").key)

    assert (texts, warned) == (["r0", "r1", "r2"], [])
    assert reply
    assert (reply.cached, reply.cost, reply.at) == (True, Decimal("0.000010"), "1970-01-01T00:16:40.000+00:00")
    assert (progress.kept, progress.cost, progress.reasons) == (3, Decimal("0.000030"), ())


async def test_the_discount_is_a_setting(tmp_path: Path) -> None:
    """It is the share of the price that is paid, whatever share the target pays for a single call."""
    with BatchApi() as api:
        progress, _, _ = await settled(tmp_path, api, some(1), discount=Decimal("0.75"), target={"discount": Decimal("0.9")})

    assert progress.cost == Decimal("0.000015")


@pytest.mark.parametrize(
    ("limits", "sizes"),
    [(Limits(requests=4), [4, 4, 2]), (Limits(size=1600), [3, 3, 3, 1]), (Limits(), [10])],
    ids=["by requests", "by bytes", "in one"],
)
async def test_files_keep_the_limits_of_the_provider(tmp_path: Path, limits: Limits, sizes: list[int]) -> None:
    """No file holds more requests or bytes than it may, and each request is in one file."""
    with BatchApi(most=limits.requests, largest=limits.size) as api:
        _, texts, _ = await settled(tmp_path, api, some(10), limits=limits)
        files = [file.content.splitlines() for file in api.uploads()]

    assert [len(lines) for lines in files] == sizes
    assert len({json.loads(line)["custom_id"] for lines in files for line in lines}) == 10
    assert None not in texts


async def test_one_model_a_file(tmp_path: Path) -> None:
    """Requests to two models that come in turns go to two files."""
    mixed = [one for pair in zip(some(3, model="m-1"), some(3, model="m-2"), strict=True) for one in pair]
    with BatchApi() as api:
        progress, texts, _ = await settled(tmp_path, api, mixed)
        models = [{line["body"]["model"] for line in api.lines(batch)} for batch in api.batches.values()]

    assert sorted(map(sorted, models)) == [["m-1"], ["m-2"]]
    assert None not in texts
    assert {batch.model for batch in progress.batches} == {"m-1", "m-2"}


async def test_what_is_known_is_not_asked(tmp_path: Path) -> None:
    """Neither what has a reply, nor the same request twice, nor what is at the provider already."""
    with BatchApi() as api:
        async with desk(tmp_path, api.base_url) as at:
            await at.submit(some(2))
            again = await at.submit([*some(3), request("r2")])
            await at.settle()
            last = await at.submit(some(3))

        assert (again.requests, again.known) == (1, 3)
        assert (last.requests, last.batches, last.known) == (0, 0, 3)
        assert len(api.batches) == 2


async def test_a_request_longer_than_a_file_is_left_to_be_asked_live(tmp_path: Path) -> None:
    """It is counted, and the others go."""
    with BatchApi() as api:
        async with desk(tmp_path, api.base_url, limits=Limits(size=600)) as at:
            submitted = await at.submit([request("x" * 700), *some(1)])

    assert (submitted.requests, submitted.oversize) == (1, 1)


@pytest.mark.parametrize("end", ["expired", "cancelled"])
async def test_what_was_not_run_is_submitted_again_and_only_that(tmp_path: Path, end: str) -> None:
    """What a batch answered before it ended is kept and paid, the rest makes a batch of its own."""
    with BatchApi(run=odd, ends=[end, "completed"]) as api:
        async with desk(tmp_path, api.base_url) as at:
            await at.submit(some(5))
            while len(api.batches) == 1:
                await at.batches.advance()
            api.run = answered
            progress = await at.settle()
            texts = at.texts(some(5))
        first, second = api.batches.values()

        assert [line["custom_id"] for line in api.lines(second)] == [request(f"r{number}").key for number in (0, 2, 4)]
        assert [line for line in api.lines(first) if line in api.lines(second)] == api.lines(second)
    assert texts == ["r0", "r1", "r2", "r3", "r4"]
    assert [(batch.turn, batch.kept, batch.left) for batch in progress.batches] == [(1, 2, 3), (2, 3, 0)]
    assert progress.cost == Decimal("0.000050")


async def test_a_crash_before_a_batch_counts_as_settled_makes_no_second_follower(tmp_path: Path) -> None:
    """Its answers are taken in once more, and the file of what is missing is the one that was written then."""
    with BatchApi(run=odd, ends=["expired", "completed"]) as api:
        async with desk(tmp_path, api.base_url) as at:
            await at.submit(some(4))
            (note,) = (tmp_path / "batches").glob("*/state.json")
            before = note.read_text()
            api.before = lambda received: error(503, "busy") if api.calls[-1] == "POST files" else None
            with pytest.raises(ProviderDown):
                await at.settle()
            note.write_text(before)
            api.before, api.run = lambda received: None, answered
            progress = await at.settle()

            assert None not in at.texts(some(4))
        assert ([batch.requests for batch in progress.batches], len(api.batches)) == ([4, 2], 2)


async def test_what_always_expires_is_given_up(tmp_path: Path) -> None:
    """After three batches the requests stay missing, with the reason, and another submission leaves them alone."""
    with BatchApi(run=lambda line: None, ends=["expired"]) as api:
        async with desk(tmp_path, api.base_url) as at:
            await at.submit(some(2))
            progress = await at.settle()
            more = await at.submit(some(2))

        assert [batch.turn for batch in progress.batches] == [1, 2, 3]
        assert len(api.batches) == 3
    assert (more.requests, more.known) == (0, 2)
    assert "never run: This request could not be executed" in progress.reasons[0]


async def test_a_line_that_a_completed_batch_forgot_is_submitted_again(tmp_path: Path) -> None:
    """A request without a line in either file was not answered."""
    with BatchApi(run=odd) as api:
        async with desk(tmp_path, api.base_url) as at:
            await at.submit(some(2))
            while len(api.batches) == 1:
                await at.batches.advance()
            api.run = answered
            await at.settle()

            assert at.texts(some(2)) == ["r0", "r1"]


@pytest.mark.parametrize(
    ("response", "reason", "cost"),
    [
        ((400, {"error": {"message": "too long", "code": "context_length_exceeded"}}), "the batch answered 400: 'too long'", "0"),
        ((429, {"error": {"message": "slow down"}}), "the batch answered 429: 'slow down'", "0"),
        ((500, None), "the batch answered 500", "0"),
        ((200, chat(None, refusal="No.")), "the model declined: 'No.'", "0.000010"),
        ((200, chat("half", finish="length")), "cut at 100 tokens", "0.000010"),
        ((200, chat("x", finish="content_filter")), "a content filter", "0.000010"),
        ((200, chat("")), "the reply is empty", "0.000010"),
        ((200, {"choices": []}), "the reply has no choice", None),
        ((200, "words"), "no JSON object", None),
    ],
    ids=["400", "429", "500", "refused", "cut", "filtered", "empty", "no choice", "no object"],
)
async def test_what_is_no_reply_is_never_kept(tmp_path: Path, response: Response, reason: str, cost: str | None) -> None:
    """It stays a miss with its reason, what it cost is counted or unknown, and it is not submitted again; others are kept."""

    def run(line: Line) -> Response:
        return response if line["custom_id"] == request("r0").key else answered(line)

    with BatchApi(run=run) as api:
        progress, texts, _ = await settled(tmp_path, api, some(2))

        assert len(api.batches) == 1
    assert texts == [None, "r1"]
    assert request("r0").key[:12] in progress.reasons[0]
    assert reason in progress.reasons[0]
    assert progress.cost == (None if cost is None else Decimal(cost) + Decimal("0.000010"))


async def test_a_batch_that_failed_as_a_whole_is_not_tried_again(tmp_path: Path) -> None:
    """Its complaint is the reason of each of its requests."""
    with BatchApi(ends=["failed"]) as api:
        progress, texts, _ = await settled(tmp_path, api, some(2))

        assert len(api.batches) == 1
    assert texts == [None, None]
    assert progress.batches[0].reason == "internal: The batch failed"
    assert [reason.split(": ", 1)[1] for reason in progress.reasons] == ["internal: The batch failed"] * 2


async def test_lines_that_answer_nobody_are_counted_and_left_out(tmp_path: Path) -> None:
    """A foreign id, a broken line, a line that is longer than any reply and a second answer do no harm."""
    own, foreign = request("r0"), request("foreign")
    lines = [output(foreign.key, (200, chat("no"))), output("mine-1", (200, chat("no"))), output(own.key, (200, chat("first")))]
    endless = " " * 16 * 2**20 + json.dumps(output(own.key, (200, chat("tail")))) + "\n"
    content = endless + "".join(json.dumps(line) + "\n" for line in lines) + '{"custom_id": 1}\n\noops\n'
    content += json.dumps(output(own.key, (200, chat("second"))))

    with BatchApi() as api:
        api.before = lambda received: raw_content(content.encode()) if received.path.endswith("/content") else None
        _, texts, warned = await settled(tmp_path, api, [own])

    assert texts == ["first"]
    assert Store(tmp_path / "replies", Reply, warn=print).get(foreign.key) is None
    assert [line.split(": ")[1] for line in warned] == [
        "2 lines answer no request of its own and were left out",
        "3 lines are no JSON objects with a custom_id and were left out",
    ]


async def test_a_reply_that_was_kept_before_stays(tmp_path: Path) -> None:
    """Whoever asked live in the meantime goes on seeing the same answer."""
    with BatchApi() as api:
        async with desk(tmp_path, api.base_url) as at:
            await at.submit(some(1))
            await at.store.put(request("r0").key, Reply(text="live", model="m-1", usage=None, cost=None, at="2026-11-23T09:00:00+00:00"))
            await at.settle()

            assert at.texts(some(1)) == ["live"]


async def test_any_machine_with_the_workspace_goes_on(tmp_path: Path) -> None:
    """What was submitted here is taken in there, with nothing but the files."""
    with BatchApi() as api:
        async with desk(tmp_path / "here", api.base_url) as at:
            await at.submit(some(3))
        copytree(tmp_path / "here", tmp_path / "there")
        async with desk(tmp_path / "there", api.base_url) as at:
            await at.settle()

            assert at.texts(some(3)) == ["r0", "r1", "r2"]
        assert len(api.batches) == 1


async def test_one_process_at_a_time(tmp_path: Path) -> None:
    """While another one works, a look only tells what is known, and asks nothing."""
    with BatchApi() as api:
        async with desk(tmp_path, api.base_url) as at:
            await at.submit(some(1))
            asked = len(api.calls)
            with (tmp_path / "batches" / "lock").open("wb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                progress = await at.batches.advance()

        assert (progress.waiting, len(api.calls)) == (1, asked)


# Trouble with the provider


@pytest.mark.parametrize(
    ("act", "kind", "words"),
    [
        (error(401, f"Incorrect API key provided: {CANARY}", kind="invalid_api_key"), NoModel, "check the key"),
        (error(403, "no access"), NoModel, "check the key"),
        (error(404, "Not Found"), UsageError, "has no batch API (it answered 404: 'Not Found'); run without --via batch-api"),
        (error(405, "no"), UsageError, "run without --via batch-api"),
        (error(429, "quota", kind="insufficient_quota"), ProviderDown, "out of credit"),
        (error(503, "busy"), ProviderDown, "answered 503: 'busy'"),
        (status(302, "", headers={"location": "http://127.0.0.1:1/"}), NoModel, "redirects are not followed"),
        (error(400, "bad file"), ProviderDown, "run without --via batch-api"),
        (status(200, "<html>hello</html>"), ProviderDown, "no JSON object; check base_url"),
        (status(200, {"id": "../../other"}), ProviderDown, "which is no id"),
        (reset(), ProviderDown, "the connection broke"),
        (cut(), ProviderDown, "the connection broke"),
    ],
    ids=["401", "403", "404", "405", "quota", "503", "redirect", "400", "html", "path as id", "reset", "cut"],
)
async def test_a_refused_submission_is_one_line_with_a_remedy(tmp_path: Path, act: Act, kind: type[PanelError], words: str) -> None:
    """The error is the panel's own, and the key is in none of its words."""
    with FakeServer(lambda received: act) as server:
        async with desk(tmp_path, server.base_url) as at:
            with pytest.raises(kind) as caught:
                await at.submit(some(1))

    assert type(caught.value) is kind
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert CANARY not in str(caught.value)


async def test_a_dead_endpoint_is_named(tmp_path: Path) -> None:
    """Nobody answers at its address."""
    async with desk(tmp_path, "http://127.0.0.1:9/v1") as at:
        with pytest.raises(ProviderDown, match=r"nobody answers at 127\.0\.0\.1:9"):
            await at.submit(some(1))


async def test_an_endpoint_that_hangs_is_left(tmp_path: Path) -> None:
    """Each call has its deadline."""
    with FakeServer([hang()]) as server:
        async with desk(tmp_path, server.base_url, target={"deadline": 0.05}) as at:
            with pytest.raises(ProviderDown, match=r"no complete answer within 0\.05 s"):
                await at.submit(some(1))


async def test_an_endpoint_without_batches_leaves_nothing_behind(tmp_path: Path) -> None:
    """There is nothing to go on with, so no later look stumbles over it."""
    with FakeServer([completion()]) as chat_only, BatchApi() as api:
        chat_only.script = [error(404, "Not Found")]
        async with desk(tmp_path, chat_only.base_url) as at:
            with pytest.raises(UsageError):
                await at.submit(some(1))

            assert at.batches.progress().batches == ()
        async with desk(tmp_path, api.base_url) as at:
            assert (await at.submit(some(1))).requests == 1


STEPS = ["POST files", "POST batches", "GET batches/*", "GET files/*/content"]


@pytest.mark.parametrize("call", STEPS, ids=["upload", "create", "look", "download"])
@pytest.mark.parametrize("trouble", [error(503, "busy"), reset(), cut()], ids=["503", "reset", "cut"])
async def test_passing_trouble_is_waited_out(tmp_path: Path, call: str, trouble: Act) -> None:
    """Each step is tried again, and still there is one batch of one file."""
    with BatchApi() as api:
        first = [trouble]
        api.before = lambda received: first.pop() if first and api.calls[-1] == call else None
        _, texts, _ = await settled(tmp_path, api, some(2))

        assert texts == ["r0", "r1"]
        assert (len(api.batches), len(api.uploads())) == (1, 1)
        assert not first


@pytest.mark.parametrize(
    ("troubles", "pauses"),
    [([error(503, "x")] * 2, [0.5, 2.0]), ([error(429, "x", headers={"retry-after": "7"})], [7.0])],
    ids=["grows", "asked for"],
)
async def test_a_pause_grows_or_is_what_the_provider_asks_for(tmp_path: Path, troubles: list[Act], pauses: list[float]) -> None:
    """In seconds, between two tries of one step."""
    with BatchApi() as api:
        left = list(troubles)
        api.before = lambda received: left.pop() if left else None
        async with desk(tmp_path, api.base_url) as at:
            await at.submit(some(1))

            assert at.clock.slept == pauses


async def test_a_file_of_rubbish_in_the_place_of_answers_is_not_paid_for_again(tmp_path: Path) -> None:
    """The batch stays as it is until its answers come, or until it is given up."""
    with BatchApi() as api:
        async with desk(tmp_path, api.base_url) as at:
            await at.submit(some(1))
            api.before = lambda received: status(200, "<html>log in</html>") if received.path.endswith("/content") else None
            with pytest.raises(ProviderDown, match="holds no output lines; look again later"):
                await at.settle()
            api.before = lambda received: None
            await at.settle()

            assert at.texts(some(1)) == ["r0"]
        assert len(api.batches) == 1


async def test_rubbish_can_be_given_up(tmp_path: Path) -> None:
    """A cancelled batch is settled by what is there."""
    with BatchApi() as api:
        api.before = lambda received: status(200, "<html>log in</html>") if received.path.endswith("/content") else None
        async with desk(tmp_path, api.base_url) as at:
            await at.submit(some(1))
            with pytest.raises(ProviderDown):
                await at.settle()
            await at.batches.cancel()
            progress = await at.settle()

        assert (progress.waiting, progress.batches[0].left, len(api.batches)) == (0, 1, 1)


def done_unheard(api: BatchApi, call: str) -> Any:
    """The first such call is carried out, and its answer is lost."""
    first = [call]

    def before(received: Received) -> Act | None:
        if first and api.calls[-1] == first[0]:
            first.clear()
            api.usual(received)
            return reset()
        return None

    return before


@pytest.mark.parametrize("call", ["POST files", "POST batches"])
async def test_what_was_made_unheard_is_found_and_not_made_again(tmp_path: Path, call: str) -> None:
    """The file by its name and the batch by its metadata, behind pages of others, some of them by another hand over the same file."""
    with BatchApi(page=2) as api:
        unheard = done_unheard(api, call)

        def before(received: Received) -> Act | None:
            act = unheard(received)
            for number in range(5 if act else 0):
                file, *_ = api.uploads()
                api.files[f"later-{number}"] = replace(file, id=f"later-{number}", filename="other.jsonl")
                for batch in list(api.batches.values())[:1]:
                    api.batches[f"later_{number}"] = replace(batch, id=f"later_{number}", metadata={"by": "hand"})
            return act

        api.before = before
        async with desk(tmp_path, api.base_url) as at:
            await at.submit(some(2))
            await at.settle()

            assert at.texts(some(2)) == ["r0", "r1"]
        ours = [batch for batch in api.batches.values() if "panel_shard" in batch.metadata]
        assert [batch.status for batch in ours] == ["completed"]
        assert len([file for file in api.uploads() if file.filename != "other.jsonl"]) == 1


async def test_a_batch_is_found_by_its_file_where_metadata_is_not_kept(tmp_path: Path) -> None:
    """A provider that drops the metadata still tells which file a batch reads."""
    with BatchApi() as api:
        unheard = done_unheard(api, "POST batches")

        def before(received: Received) -> Act | None:
            act = unheard(received)
            for batch in api.batches.values():
                batch.metadata = {}
            return act if act is None else reset()

        api.before = before
        async with desk(tmp_path, api.base_url) as at:
            await at.submit(some(1))
            await at.settle()

            assert at.texts(some(1)) == ["r0"]
        assert len(api.batches) == 1


async def test_a_batch_of_another_account_is_told(tmp_path: Path) -> None:
    """The remedy is the right key, or to let go of it; after a cancel its requests may be asked anew."""
    with BatchApi() as api:
        async with desk(tmp_path, api.base_url) as at:
            await at.submit(some(1))
            api.batches.clear()
            with pytest.raises(NoModel, match="does not know batch 'batch_2'; use the key of the account that submitted it"):
                await at.batches.advance()
            progress = await at.batches.cancel()
            await at.batches.clear()

            assert (progress.waiting, progress.batches[0].left) == (0, 1)
            assert (await at.submit(some(1))).requests == 1


async def test_answers_that_are_gone_are_asked_again(tmp_path: Path) -> None:
    """A result file that the provider deleted is warned of, and its requests make another batch."""
    with BatchApi() as api:
        first = ["content"]
        api.before = lambda received: error(404, "gone") if received.path.endswith("/content") and first and first.pop() else None
        _, texts, warned = await settled(tmp_path, api, some(1))

        assert len(api.batches) == 2
    assert texts == ["r0"]
    assert "no longer has file" in warned[0]


async def test_files_wait_for_room_at_the_provider(tmp_path: Path) -> None:
    """A batch that failed because the queue of tokens was full is made anew when another one has ended, from the same file."""
    with BatchApi(room=3) as api:
        progress, texts, _ = await settled(tmp_path, api, some(6), limits=Limits(requests=2))

        assert (len(api.uploads()), len(api.batches)) == (3, 6)
    assert None not in texts
    assert {batch.status for batch in progress.batches} == {"completed"}


async def test_a_file_that_never_finds_room_is_given_up(tmp_path: Path) -> None:
    """When nothing of ours takes the room, a few tries are enough."""
    with BatchApi(room=1) as api:
        progress, texts, _ = await settled(tmp_path, api, some(2))

        assert len(api.batches) == 5
    assert texts == [None, None]
    assert "token_limit_exceeded" in progress.batches[0].reason


async def test_a_provider_that_takes_no_more_now_is_asked_at_the_next_look(tmp_path: Path) -> None:
    """The files wait, which is said, and nothing fails."""
    with BatchApi() as api:
        api.before = lambda received: error(429, "too many batches") if api.calls[-1] == "POST batches" and len(api.batches) == 1 else None
        async with desk(tmp_path, api.base_url, limits=Limits(requests=1)) as at:
            await at.submit(some(3))
            held = at.batches.progress()
            api.before = lambda received: None
            await at.settle()

            assert [batch.held for batch in held.batches].count(True) == 2
            assert held.waiting == 3
            assert "2 batches wait for room at the provider" in at.warned[0]
            assert None not in at.texts(some(3))
        assert len(api.batches) == 3


async def test_the_form_that_the_endpoint_wants_is_learnt(tmp_path: Path) -> None:
    """When every line was refused for its form, they are free to be asked in the next one, and this is remembered."""
    words = {"error": {"message": "use 'max_completion_tokens' instead of 'max_tokens'"}}

    def run(line: Line) -> Response:
        return answered(line) if "max_completion_tokens" in line["body"] else (400, words)

    with BatchApi(run=run) as api:
        async with desk(tmp_path, api.base_url) as at:
            await at.submit(some(2))
            await at.settle()
            again = await at.submit(some(2))
            await at.settle()

            assert again.requests == 2
            assert at.texts(some(2)) == ["r0", "r1"]
    assert Dialects("local", tmp_path / "endpoints.json").of("m-1") == Dialect(limit="max_completion_tokens")


async def test_a_form_that_others_understood_is_not_to_blame(tmp_path: Path) -> None:
    """One line that was refused for it among good ones is left to be asked live, and the form stays."""

    def run(line: Line) -> Response:
        return (400, {"error": {"message": "response_format?"}}) if line["custom_id"] == request("r0").key else answered(line)

    with BatchApi(run=run) as api:
        async with desk(tmp_path, api.base_url) as at:
            await at.submit(some(2))
            await at.settle()

            assert (await at.submit(some(2))).requests == 0
    assert Dialects("local", tmp_path / "endpoints.json").of("m-1") == Dialect()


# Money


async def test_nothing_is_sent_that_could_pass_the_cap(tmp_path: Path) -> None:
    """The whole submission is weighed at the discount before its first byte leaves; earlier batches count."""
    with BatchApi() as api:
        async with desk(tmp_path, api.base_url, cap=Decimal("0.0004")) as at:
            with pytest.raises(BudgetReached, match="raise the cap or ask less"):
                await at.submit(some(5))
            assert (api.calls, at.batches.progress().batches) == ([], ())

            await at.submit(some(2))
            with pytest.raises(BudgetReached):
                await at.submit(some(5))
            await at.settle()
            assert (await at.submit(some(4))).requests == 2


async def test_a_cap_needs_a_price(tmp_path: Path) -> None:
    """As it does for single calls."""
    with BatchApi() as api:
        async with desk(tmp_path, api.base_url, cap=Decimal(1), target={"prices": None}) as at:
            with pytest.raises(UsageError, match="no known price"):
                await at.submit(some(1))

        assert api.calls == []


# Cancelling and what is on the disk


async def test_cancelling_keeps_what_was_answered_and_sends_nothing_more(tmp_path: Path) -> None:
    """The batch is stopped at the provider, its answers are taken in, and the rest stays missing."""
    with BatchApi(run=odd) as api:
        async with desk(tmp_path, api.base_url) as at:
            await at.submit(some(4))
            progress = await at.batches.cancel()
            assert progress.waiting == 4
            await at.settle()

            assert at.texts(some(4)) == [None, "r1", None, "r3"]
        assert [batch.status for batch in api.batches.values()] == ["cancelled"]


async def test_cancelling_what_has_ended_is_no_error(tmp_path: Path) -> None:
    """Its answers are taken in as usual."""
    with BatchApi() as api:
        async with desk(tmp_path, api.base_url) as at:
            await at.submit(some(1))
            next(iter(api.batches.values())).ahead = ["completed"]
            api._looked(next(iter(api.batches.values())))
            await at.batches.cancel()
            await at.settle()

            assert at.texts(some(1)) == ["r0"]


async def test_files_of_an_interrupted_submission_are_not_sent_by_a_look(tmp_path: Path) -> None:
    """Somebody may have asked live since; the next submission writes what is still wanted, and cancelling lets go of it."""
    with FakeServer([error(503, "busy")]) as server:
        async with desk(tmp_path, server.base_url, limits=Limits(requests=1)) as at:
            with pytest.raises(ProviderDown):
                await at.submit(some(3))
    with BatchApi() as api:
        async with desk(tmp_path, api.base_url) as at:
            progress = await at.settle()
            assert ([batch.unsent for batch in progress.batches].count(True), len(api.batches)) == (2, 1)

            await at.submit(some(3))
            await at.settle()
            assert None not in at.texts(some(3))
        assert [len(api.lines(batch)) for batch in api.batches.values()] == [1, 2]


async def test_batches_at_another_endpoint_are_let_alone(tmp_path: Path) -> None:
    """They are told, and neither waited for nor asked after."""
    with BatchApi() as api:
        async with desk(tmp_path, api.base_url) as at:
            await at.submit(some(1))
        elsewhere = Store(tmp_path / "replies", Reply, warn=print)
        batches = Batches(Target("elsewhere", api.base_url), home=tmp_path, store=elsewhere, warn=print)
        asked = len(api.calls)
        progress = await batches.advance()
        await batches.clear()

        assert (progress.waiting, len(progress.batches), progress.batches[0].here) == (0, 1, False)
        assert (len(api.calls), len(batches.progress().batches)) == (asked, 1)


async def test_answers_that_cannot_be_kept_are_taken_in_later(tmp_path: Path) -> None:
    """A full disk is told, the batch stays unsettled, and its answers are not downloaded twice."""
    with BatchApi() as api:
        async with desk(tmp_path, api.base_url) as at:
            await at.submit(some(1))
            (tmp_path / "replies").rename(tmp_path / "aside")
            (tmp_path / "replies").touch()
        async with desk(tmp_path, api.base_url) as at:
            with pytest.raises(DiskError, match="check space and permissions"):
                await at.settle()
        (tmp_path / "replies").unlink()
        async with desk(tmp_path, api.base_url) as at:
            await at.settle()

            assert at.texts(some(1)) == ["r0"]
        assert api.calls.count("GET files/*/content") == 1


async def test_a_damaged_note_is_named(tmp_path: Path) -> None:
    """Guessing how far a batch has come could pay for it twice."""
    with BatchApi() as api:
        async with desk(tmp_path, api.base_url) as at:
            await at.submit(some(1))
            (note,) = (tmp_path / "batches").glob("*/state.json")
            note.write_text("{}oops")

            with pytest.raises(InputError, match=r"state\.json: damaged; remove its folder"):
                await at.batches.advance()


async def test_what_is_settled_can_be_forgotten(tmp_path: Path) -> None:
    """Not before all is; afterwards a request that failed may be tried again."""
    with BatchApi(run=lambda line: (500, None)) as api:
        async with desk(tmp_path, api.base_url) as at:
            await at.submit(some(1))
            await at.batches.clear()
            assert len(at.batches.progress().batches) == 1

            await at.settle()
            await at.batches.clear()
            assert at.batches.progress().batches == ()
            assert (await at.submit(some(1))).requests == 1


async def test_characters_beyond_ascii_travel_as_they_are(tmp_path: Path) -> None:
    """The lines are UTF-8, and line separators inside a text end no line."""
    words = "Grüße \u2028 \x85 🦆"
    odd_one = replace(request(), messages=(Message("user", words),))
    with BatchApi() as api:
        _, texts, _ = await settled(tmp_path, api, [odd_one])

    assert texts == [words]


# Killed at every point


def child(home: Path, base_url: str, *, die_at: int = 0) -> subprocess.Popen[bytes]:
    """A process that submits six requests in two files and waits for them; it kills itself at the n-th reply that it takes in."""
    return subprocess.Popen([sys.executable, str(CHILD), str(home), base_url, str(die_at)])


async def taken_up(home: Path, api: BatchApi) -> Progress:
    """What comes of the same submission made again, which has every answer in the end."""
    progress, texts, _ = await settled(home, api, some(6), limits=Limits(requests=3))
    assert texts == ["r0", "r1", "r2", "r3", "r4", "r5"]
    return progress


@pytest.mark.parametrize(
    ("call", "nth", "done"),
    [
        ("POST files", 1, False),
        ("POST files", 1, True),
        ("POST files", 2, False),
        ("POST batches", 1, False),
        ("POST batches", 1, True),
        ("POST batches", 2, True),
        ("GET batches/*", 1, True),
        ("GET files/*/content", 2, True),
    ],
    ids=["upload", "uploaded", "second upload", "create", "created", "second created", "look", "download"],
)
async def test_a_kill_makes_no_second_batch(tmp_path: Path, call: str, nth: int, *, done: bool) -> None:
    """Whether the provider had done what the killed process asked for or not, all ends with two batches of two files."""
    with BatchApi() as api:
        alive: list[subprocess.Popen[bytes]] = []

        def before(received: Received) -> Act | None:
            if not alive or api.calls.count(call) != nth or api.calls[-1] != call:
                return None
            if done:
                api.usual(received)
            os.kill(alive.pop().pid, signal.SIGKILL)
            return reset()

        api.before = before
        alive.append(child(tmp_path, api.base_url))
        assert alive[0].wait(60) == -signal.SIGKILL
        await taken_up(tmp_path, api)

        assert len(api.batches) == 2
        assert len({line["custom_id"] for batch in api.batches.values() for line in api.lines(batch)}) == 6
        assert len(api.uploads()) == 2


@pytest.mark.parametrize("die_at", [1, 5], ids=["first file", "second file"])
async def test_a_kill_while_answers_are_taken_in_loses_none(tmp_path: Path, die_at: int) -> None:
    """The next process takes the same lines in again; nothing is asked twice, and the cost is counted once."""
    with BatchApi() as api:
        assert child(tmp_path, api.base_url, die_at=die_at).wait(60) == -signal.SIGKILL
        progress = await taken_up(tmp_path, api)

        assert len(api.batches) == 2
    assert (progress.kept, progress.cost) == (6, Decimal("0.000060"))
