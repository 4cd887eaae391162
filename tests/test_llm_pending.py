import pytest
from llm_parts import request
from server import chat

from panel.errors import NotAsked, Refused
from panel.llm.call import Reply
from panel.llm.pending import Pending, Replayed

pytestmark = pytest.mark.anyio
KEPT = Reply(text="{}", model="m-1", usage=None, cost=None, at="2026-11-23T09:00:00+00:00", cached=True)


async def test_pending_notes_what_has_no_reply() -> None:
    """In the order of asking, each once; what is kept is served and counted."""
    one, two = request("One"), request("Two")
    model = Pending({one.key: KEPT}.get)

    assert await model(one) == KEPT
    for asked in (request("Three"), two, request("Three")):
        with pytest.raises(NotAsked):
            await model(asked)
    assert list(model.requests.values()) == [request("Three"), two]
    assert model.cached == 1


async def test_replayed_answers_from_lines() -> None:
    """What was answered and what was missing are told apart; a refusal is the typed error that it was."""
    one, two, three = request("One"), request("Two"), request("Three")
    bodies = {one.key: chat("1"), two.key: chat(None, refusal="No.")}
    model = Replayed({key: {"custom_id": key, "response": {"status_code": 200, "body": body}} for key, body in bodies.items()})

    assert (await model(one)).text == "1"
    with pytest.raises(Refused):
        await model(two)
    with pytest.raises(NotAsked):
        await model(three)
    assert list(model.requests) == [one.key, two.key]
    assert model.missing == [three.key]


@pytest.mark.parametrize("model", [Pending({}.get), Replayed({})], ids=["pending", "replayed"])
async def test_a_model_that_only_looks_sets_nothing_aside(model: Pending | Replayed) -> None:
    """Forgetting is for the one that keeps."""

    assert model.forget(request().key) is False
