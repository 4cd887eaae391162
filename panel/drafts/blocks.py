"""The texts of a comparison that a person may change. Numbers, ballots, quotes and scores are not among them."""

from collections.abc import Mapping

from panel.comparison import Comparison, Review, Seat, Words
from panel.drafts.revision import Block
from panel.errors import InputError
from panel.scorecard import Failure, Scorecard

CHAIR: Mapping[str, str] = {
    "verdict": "verdict",
    "pick-a-if": "pick_a_if",
    "pick-b-if": "pick_b_if",
    "pricing": "pricing",
    "change": "change",
}
_TITLES: Mapping[str, str] = {
    "verdict": "Panel verdict",
    "pick-a-if": "Pick A if",
    "pick-b-if": "Pick B if",
    "pricing": "Pricing read",
    "change": "What would change this",
}


def texts(result: Comparison) -> dict[str, str]:
    """Every such text by block: the chair's five, empty where the chair wrote nothing, and each opinion as `persona/tool`."""
    words = result.words
    said = {block: "" if isinstance(words, Failure) else str(getattr(words, field)) for block, field in CHAIR.items()}
    opinions = {
        f"{seat.persona}/{review.tool.slug}": seat.shown.opinion
        for review in (result.a, result.b)
        for seat in review.seats
        if isinstance(seat.shown, Scorecard)
    }
    return {**said, **opinions}


def known(result: Comparison, block: str) -> str:
    """The block's own text. Raises InputError when there is no such block: an empty seat has no opinion to edit."""
    found = texts(result)
    if block not in found:
        raise InputError(f"{block!r}: no text of that name can be edited; there are {', '.join(found)}")
    return found[block]


def title(result: Comparison, block: str) -> str:
    """What the block is called on the page."""
    if block in _TITLES:
        return _TITLES[block]
    persona, _, slug = block.partition("/")
    review = result.a if result.a.tool.slug == slug else result.b
    seat = next((seat.title for seat in review.seats if seat.persona == persona), persona)
    return f"Opinion of {seat} on {review.tool.label}"


def put(result: Comparison, blocks: Mapping[str, Block]) -> Comparison:
    """The comparison with people's texts in their places. Raises InputError when one has no place in it."""
    for block in blocks:
        known(result, block)
    return result.model_copy(
        update={"a": _reviewed(result.a, blocks), "b": _reviewed(result.b, blocks), "words": _worded(result.words, blocks)}
    )


def _reviewed(review: Review, blocks: Mapping[str, Block]) -> Review:
    seats = tuple(_seated(seat, blocks.get(f"{seat.persona}/{review.tool.slug}")) for seat in review.seats)
    return review.model_copy(update={"seats": seats})


def _seated(seat: Seat, block: Block | None) -> Seat:
    if block is None:
        return seat
    shown = seat.shown
    edited = shown.model_copy(update={"opinion": block.text, "faults": block.faults})
    return seat.model_copy(update={"draws": tuple(edited if draw is shown else draw for draw in seat.draws)})


def _worded(words: Words | Failure, blocks: Mapping[str, Block]) -> Words | Failure:
    said = {field: blocks[block].text for block, field in CHAIR.items() if block in blocks}
    if not said:
        return words
    if isinstance(words, Failure):
        return Words.model_validate({**dict.fromkeys(CHAIR.values(), ""), **said, "model": "", "request": ""})
    return words.model_copy(update=said)
