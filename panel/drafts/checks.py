"""People's words held against the same facts as the model's."""

from collections.abc import Iterator, Mapping

from panel.comparison import Comparison, Words
from panel.dossier import Dossier
from panel.drafts.blocks import CHAIR, put
from panel.drafts.revision import Block
from panel.scorecard import Scorecard

CHECK_LIMIT = 20_000  # characters; nobody reads an opinion of that length, and its check would take minutes
TOO_LONG = f"longer than {CHECK_LIMIT:,} characters, and so not checked"
UNCHECKED = "not checked: the sources of the run are not at hand"


def edited(result: Comparison, blocks: Mapping[str, Block]) -> Comparison:
    """The comparison with people's texts in it, and the chair's words held against what now stands beside them."""
    if not blocks:
        return result
    made = put(result, blocks)
    if not isinstance(made.words, Words):
        return made
    return made.model_copy(update={"words": made.words.model_copy(update={"faults": tuple(_words(made, made.words))})})


def opinion(result: Comparison, block: str, text: str, dossiers: Mapping[str, Dossier]) -> tuple[str, ...]:
    """What a text in the place of an opinion says that nothing holds; none for the chair's blocks, which `edited` checks.

    `dossiers` are those that the run was made from, by tool; without the tool's, the text counts as not checked.
    """
    from panel.evidence import check_opinion
    from panel.questions import own_bets

    persona, _, slug = block.partition("/")
    if block in CHAIR:
        return ()
    if len(text) > CHECK_LIMIT:
        return (TOO_LONG,)
    if slug not in dossiers:
        return (UNCHECKED,)
    review = result.a if result.a.tool.slug == slug else result.b
    card = next(seat.shown for seat in review.seats if seat.persona == persona)
    assert isinstance(card, Scorecard)  # a block stands for a scorecard
    dossier = dossiers[slug]
    return check_opinion(
        text,
        outside=card.outside,
        sources=dossier.folded,
        facts=(*dossier.tool.stated, *own_bets(card.entries)),
        hands_on=dossier.tool.hands_on,
        today=dossier.tool.facts_as_of,
    )


def rechecked(result: Comparison, blocks: Mapping[str, Block], dossiers: Mapping[str, Dossier]) -> dict[str, Block]:
    """The blocks with what the checks find in them now; where the sources are not at hand, what they found before."""
    return {name: _again(result, name, block, dossiers) for name, block in blocks.items()}


def _again(result: Comparison, name: str, block: Block, dossiers: Mapping[str, Dossier]) -> Block:
    found = opinion(result, name, block.text, dossiers)
    return block if found == (UNCHECKED,) else block.model_copy(update={"faults": found})


def _words(made: Comparison, words: Words) -> Iterator[str]:
    from panel.prose import check_prose
    from panel.questions import ROLES, prose_facts  # all that asks a model: only who has edits to check pays for it

    facts = prose_facts(made.a, made.b, made.verdict)
    for field in CHAIR.values():
        text = str(getattr(words, field))
        found = (TOO_LONG,) if len(text) > CHECK_LIMIT else check_prose(text, facts, role=ROLES[field])
        yield from (f"{field}: {fault}" for fault in found)
