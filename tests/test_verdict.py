import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panel.scorecard import Ballot
from panel.tally import Ballots, HeadToHead, Pick, Side, Tally
from panel.verdict import Kind, Verdict, decide

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "data" / "merge_vectors.json").read_text(encoding="utf-8"))
NAMES = ("dx", "skeptic", "futurist", "business", "security", "designer", "teacher", "archivist", "pilot", "cook", "clerk", "judge")
OTHER: dict[Pick | None, Pick | None] = {"A": "B", "B": "A", "tie": "tie", None: None}

untimed = settings(deadline=None)
draws = st.lists(st.sampled_from(Ballot), max_size=3).map(tuple)
asked = st.lists(st.sampled_from(["A", "B", "tie"]), max_size=3).map(tuple)
scores = st.dictionaries(st.sampled_from(["setup", "docs", "price"]), st.integers(0, 5))
anything = st.builds(Ballots, persona=st.just("?"), a=draws, b=draws, a_first=asked, b_first=asked, scores_a=scores, scores_b=scores)
words = st.tuples(st.sampled_from(["ship", "skip", "-"]), st.sampled_from(["ship", "skip", "-"]), st.sampled_from(["A", "B", "tie", "-"]))


def seat(said: str, persona: str = "?") -> Ballots:
    """A persona from three words: its ballot on A, its ballot on B, its pick in both orders; a dash is a missing seat."""
    a, b, pick = (() if word == "-" else (word,) for word in said.split())
    return Ballots.model_validate(
        {"persona": persona, "a": a, "b": b, "a_first": pick, "b_first": pick, "scores_a": {}, "scores_b": {}},
    )


def named(seats: list[Ballots]) -> list[Ballots]:
    return [ballots.model_copy(update={"persona": name}) for ballots, name in zip(seats, NAMES, strict=False)]


def panel(*said: str) -> list[Ballots]:
    return named([seat(words) for words in said])


likely = words.map(" ".join).map(seat)
panels = st.lists(anything | likely, max_size=6).map(named)


def mirrored(ballots: Ballots) -> Ballots:
    """The same cast, had the tools been named the other way round."""
    return Ballots.model_validate(
        {
            "persona": ballots.persona,
            "a": ballots.b,
            "b": ballots.a,
            "a_first": [OTHER[pick] for pick in ballots.b_first],
            "b_first": [OTHER[pick] for pick in ballots.a_first],
            "scores_a": ballots.scores_b,
            "scores_b": ballots.scores_a,
        },
    )


def ending(verdict: Verdict) -> tuple[Kind, Side | None]:
    return verdict.kind, verdict.winner


def figures(counted: Tally) -> dict[str, float]:
    """A tally laid flat; what is None stands in neither this nor `flat`."""
    plain = counted.model_dump() | {"seats": counted.seats}
    return flat(plain | {key: tuple(plain[key].values()) for key in ("bounds", "range") if plain[key]})


def flat(figures: dict[str, Any]) -> dict[str, float]:
    """Pairs taken apart, so that `approx` can compare."""
    pairs = {f"{key} {i}": figures[key][i] for key in ("bounds", "range") if figures[key] for i in (0, 1)}
    return pairs | {key: figure for key, figure in figures.items() if key not in {"bounds", "range"} and figure is not None}


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case['case']} {case['expected']['verdict']['kind']}") for case in VECTORS])
def test_vectors(case: dict[str, Any]) -> None:
    """Every stored panel gives the stored votes, tallies, picks and verdict; fractions to 1e-9."""
    verdict = decide([_cast(persona) for persona in case["personas"]])
    expected = case["expected"]

    assert {name: {"A": verdict.votes_a[name], "B": verdict.votes_b[name]} for name in verdict.votes_a} == expected["votes"]
    assert figures(verdict.tally_a) == pytest.approx(flat(expected["tally"]["A"]), abs=1e-9, rel=0)
    assert figures(verdict.tally_b) == pytest.approx(flat(expected["tally"]["B"]), abs=1e-9, rel=0)
    assert {name: {"pick": h.pick or "missing", "flag": h.flag} for name, h in verdict.picks.items()} == expected["picks"]
    assert verdict.model_dump(mode="json", include=set(expected["verdict"])) == expected["verdict"]


def _cast(persona: dict[str, Any]) -> Ballots:
    return Ballots(
        persona=persona["id"],
        a=persona["ballots"]["A"],
        b=persona["ballots"]["B"],
        a_first=persona["picks"]["A_first"],
        b_first=persona["picks"]["B_first"],
        scores_a=persona["scores"]["A"],
        scores_b=persona["scores"]["B"],
    )


NO_VERDICT = [
    pytest.param(("ship ship A", "ship ship A", "- ship A", "- ship A"), id="A has no share"),
    pytest.param(("ship ship A", "ship ship A", "ship - A", "ship - A"), id="B has no share"),
    pytest.param(("ship ship A", "ship ship A", "ship ship -", "ship ship -"), id="too few picks"),
    pytest.param(("skip skip A", "skip skip A", "skip - A", "skip - A"), id="before neither"),
    pytest.param((), id="nobody"),
]


@pytest.mark.parametrize("said", NO_VERDICT)
def test_no_verdict(said: tuple[str, ...]) -> None:
    """Without a quorum of votes on each tool and of picks there is no verdict, however clear the rest is."""

    assert ending(decide(panel(*said))) == (Kind.NO_VERDICT, None)


@pytest.mark.parametrize(
    ("said", "kind", "winner"),
    [
        pytest.param(("skip skip A",) * 4, Kind.NEITHER, None, id="nobody would ship either, all prefer A"),
        pytest.param(("ship ship A", *("skip skip A",) * 3), Kind.NEITHER, None, id="one of four is below half"),
        pytest.param(("ship ship A",) * 4, Kind.WINNER, "A", id="all for A"),
        pytest.param(("ship ship B",) * 4, Kind.WINNER, "B", id="all for B"),
        pytest.param(("ship ship B", "ship ship B", "skip skip B", "skip skip B"), Kind.WINNER, "B", id="half is enough to ship"),
        pytest.param(("ship ship A", "ship ship A", "ship ship tie", "ship ship tie"), Kind.WINNER, "A", id="ahead by two"),
        pytest.param(("ship ship A", "ship ship A", "ship ship B", "ship ship tie"), Kind.DEPENDS, None, id="ahead by one"),
        pytest.param(("ship ship A", "ship ship A", "ship ship B", "ship ship B"), Kind.DEPENDS, None, id="level"),
        pytest.param(("ship skip A", "ship skip A", "ship skip A", "skip ship B"), Kind.WINNER, "A", id="a clear leader beats one ships"),
        pytest.param(("ship skip tie",) * 4, Kind.ONLY_ONE_SHIPS, "A", id="only A ships, picks level"),
        pytest.param(("skip ship tie",) * 4, Kind.ONLY_ONE_SHIPS, "B", id="only B ships, picks level"),
        pytest.param(("ship skip A", *("ship skip tie",) * 3), Kind.ONLY_ONE_SHIPS, "A", id="only A ships, picks lean to it"),
        pytest.param(("ship ship B", *("ship skip tie",) * 3), Kind.SPLIT, None, id="only A ships, one pick leans to B"),
        pytest.param(
            ("ship ship B", "skip skip B", "ship skip tie", "ship skip tie"), Kind.SPLIT, None, id="only A ships, B is clearly ahead"
        ),
        pytest.param(
            ("skip ship tie", "skip ship tie", "ship ship A", "skip skip A"), Kind.SPLIT, None, id="only B ships, A is clearly ahead"
        ),
    ],
)
def test_ending(said: tuple[str, ...], kind: Kind, winner: Side | None) -> None:
    """The first rule that applies gives the kind; a winner needs both a lead of two picks and half of the votes."""

    assert ending(decide(panel(*said))) == (kind, winner)


@pytest.mark.parametrize(
    ("said", "firm"),
    [
        pytest.param(("ship ship A",) * 4, True, id="four of four"),
        pytest.param(("ship ship B",) * 4, True, id="four of four for B"),
        pytest.param(("ship ship A",) * 3 + ("ship ship tie",), False, id="three and a half of four"),
        pytest.param(("ship ship A",) * 3, False, id="three of three are too few"),
        pytest.param(("ship ship tie",) * 12, False, id="no winner"),
        pytest.param(("skip skip A",) * 4, False, id="four of four, but neither ships"),
        pytest.param(("ship skip A",) + ("ship skip tie",) * 3, False, id="only one ships"),
    ],
)
def test_firm(said: tuple[str, ...], firm: bool) -> None:
    """A win is firm when even the low end of the range leaves the leader more than half of the picks."""

    assert decide(panel(*said)).firm is firm


@pytest.mark.parametrize(
    ("said", "provisional"),
    [
        pytest.param(("ship ship A",) * 4, False, id="nothing is missing"),
        pytest.param(("ship ship A",) * 3 + ("- - -",), False, id="the missing seat is outvoted"),
        pytest.param(("ship ship A", "ship ship A", "ship ship tie", "- - -"), True, id="a pick could close the lead"),
        pytest.param(("ship ship tie", "ship ship A", "ship ship A", "ship ship -"), True, id="only a pick is missing, and it counts"),
        pytest.param(("ship ship A", "skip ship A", "skip ship A", "- ship A"), True, id="a vote could carry A to one half"),
        pytest.param(("skip ship tie", "skip ship tie", "skip ship tie", "- ship tie"), False, id="one vote cannot carry A to one half"),
        pytest.param(("skip skip tie",) * 3 + ("- - -",), False, id="neither stays neither"),
        pytest.param(("ship ship A", "ship ship A", "- ship -", "- - -"), True, id="a quorum could be reached"),
        pytest.param(("ship ship A", "ship ship tie", "ship ship tie", "- ship A"), True, id="a filled vote can turn a pick into a tie"),
    ],
)
def test_provisional(said: tuple[str, ...], provisional: bool) -> None:
    """A verdict is provisional when the missing seats, had they spoken, could have made it another."""

    assert decide(panel(*said)).provisional is provisional


def test_one_order_binds_no_filling() -> None:
    """A persona heard for A in one order only, and without scores, could still have come out for B."""
    half = seat("ship ship A").model_copy(update={"b_first": ()})
    verdict = decide(named([seat("ship ship A"), seat("ship ship A"), seat("ship ship tie"), half]))

    assert ending(verdict) == (Kind.WINNER, "A")
    assert verdict.provisional


def test_many_empty_seats_are_weighed_in_full() -> None:
    """Eight empty seats that cannot change the end are found not to, through all of their 429,981,696 fillings."""
    silent = Ballots(persona="?", a=(Ballot.ABSTAIN,), b=(Ballot.ABSTAIN,), a_first=("A",), b_first=("A",), scores_a={}, scores_b={})
    verdict = decide(named([silent] * 4 + [seat("- - -")] * 8))

    assert ending(verdict) == (Kind.NO_VERDICT, None)
    assert not verdict.provisional


@untimed
@given(st.lists(anything | likely, max_size=3).map(named))
def test_provisional_is_what_filling_by_hand_finds(seats: list[Ballots]) -> None:
    """Trying every filling of a small panel one by one finds another end exactly when the verdict is provisional."""
    verdict = decide(seats)
    ends = {ending(decide(list(filled))) for filled in product(*(list(_by_hand(verdict, ballots)) for ballots in seats))}

    assert verdict.provisional == (ends != {ending(verdict)})


def _by_hand(verdict: Verdict, ballots: Ballots) -> Iterator[Ballots]:
    sides = [{"a": (side,)} for side in (Ballot.SHIP, Ballot.SKIP)] if not ballots.a else [{}]
    others = [{"b": (side,)} for side in (Ballot.SHIP, Ballot.SKIP)] if not ballots.b else [{}]
    picks = [{"a_first": (pick,), "b_first": (pick,)} for pick in ("A", "B", "tie")] if not verdict.picks[ballots.persona].pick else [{}]
    for update in product(sides, others, picks):
        yield ballots.model_copy(update={key: value for part in update for key, value in part.items()})


@pytest.mark.parametrize(
    ("said", "pivotal"),
    [
        pytest.param(("ship ship A",) * 4, (), id="holds without any one"),
        pytest.param(("ship ship A", "ship ship A", "ship ship tie", "ship ship tie"), ("dx", "skeptic"), id="both who make the lead"),
        pytest.param(("ship ship A", "ship ship B", "ship ship A", "ship ship A"), ("dx", "futurist", "business"), id="not the dissenter"),
        pytest.param(("ship ship tie", "ship ship B", "ship ship B", "ship ship A"), ("business",), id="who stands in the way of a win"),
        pytest.param(("ship skip tie", "ship skip tie", "skip skip tie", "skip skip tie"), ("dx", "skeptic"), id="who lifts A to one half"),
        pytest.param(("ship ship A",), (), id="a panel of one has nobody else"),
    ],
)
def test_pivotal(said: tuple[str, ...], pivotal: tuple[str, ...]) -> None:
    """The personas without whom the rest would come to another end are named in the order of the seats."""

    assert decide(panel(*said)).pivotal == pivotal


@untimed
@given(panels)
def test_pivotal_is_what_leaving_each_out_finds(seats: list[Ballots]) -> None:
    """A persona is pivotal exactly when the panel without it ends otherwise."""
    verdict = decide(seats)
    rest = {left.persona: [ballots for ballots in seats if ballots is not left] for left in seats}

    assert verdict.pivotal == tuple(name for name, others in rest.items() if others and ending(decide(others)) != ending(verdict))


@untimed
@given(panels)
def test_only_missing_seats_make_a_verdict_provisional(seats: list[Ballots]) -> None:
    """A panel in which everybody spoke is never provisional."""
    verdict = decide(seats)
    complete = all(ballots.a and ballots.b and verdict.picks[ballots.persona].pick for ballots in seats)

    assert not (complete and verdict.provisional)


@untimed
@given(panels, st.data())
def test_order_of_personas_changes_nothing(seats: list[Ballots], data: st.DataObject) -> None:
    """Seated in another order the panel comes to the same verdict, and names the same personas."""
    straight, shuffled = decide(seats), decide(data.draw(st.permutations(seats)))

    assert set(shuffled.pivotal) == set(straight.pivotal)
    assert shuffled.model_copy(update={"pivotal": straight.pivotal}) == straight


@untimed
@given(panels)
def test_verdict_keeps_the_order_of_the_seats(seats: list[Ballots]) -> None:
    """Votes, picks and pivotal personas are listed as the personas sit."""
    verdict = decide(seats)
    names = [ballots.persona for ballots in seats]

    assert list(verdict.votes_a) == list(verdict.votes_b) == list(verdict.picks) == names
    assert list(verdict.pivotal) == [name for name in names if name in verdict.pivotal]


@untimed
@given(panels)
def test_swapping_the_tools_mirrors_the_verdict(seats: list[Ballots]) -> None:
    """Which tool is called A decides nothing."""
    straight, turned = decide(seats), decide([mirrored(ballots) for ballots in seats])

    assert turned == straight.model_copy(
        update={
            "winner": OTHER[straight.winner],
            "tally_a": straight.tally_b,
            "tally_b": straight.tally_a,
            "votes_a": straight.votes_b,
            "votes_b": straight.votes_a,
            "picks": {name: _turned(settled) for name, settled in straight.picks.items()},
        },
    )


def _turned(settled: HeadToHead) -> HeadToHead:
    lean = None if settled.margin is None else -settled.margin
    return settled.model_copy(update={"pick": OTHER[settled.pick], "margin": lean})


@untimed
@given(panels, st.permutations(NAMES))
def test_names_do_not_matter(seats: list[Ballots], names: list[str]) -> None:
    """Under other names the panel comes to the same verdict, said of those names."""
    new = {ballots.persona: name for ballots, name in zip(seats, names, strict=False)}
    verdict, other = decide(seats), decide([ballots.model_copy(update={"persona": new[ballots.persona]}) for ballots in seats])

    assert other == verdict.model_copy(
        update={
            "pivotal": tuple(new[name] for name in verdict.pivotal),
            "votes_a": {new[name]: vote for name, vote in verdict.votes_a.items()},
            "votes_b": {new[name]: vote for name, vote in verdict.votes_b.items()},
            "picks": {new[name]: settled for name, settled in verdict.picks.items()},
        },
    )


@untimed
@given(panels)
def test_a_winner_ships(seats: list[Ballots]) -> None:
    """Whoever is named as winner would be shipped by at least half of the votes, and only a win is firm."""
    verdict = decide(seats)
    shares = {"A": verdict.tally_a.share, "B": verdict.tally_b.share}

    assert (verdict.winner is not None) == (verdict.kind in {Kind.WINNER, Kind.ONLY_ONE_SHIPS})
    assert verdict.winner is None or (shares[verdict.winner] or 0) >= 0.5
    assert verdict.kind is Kind.WINNER or not verdict.firm
