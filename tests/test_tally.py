from math import sqrt
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panel.scorecard import Ballot
from panel.tally import (
    Z_80,
    Ballots,
    Flag,
    HeadToHead,
    Pick,
    Range,
    Vote,
    effective,
    head_to_head,
    margin,
    quorum,
    share,
    tally,
    vote,
    wilson,
)

SHIP, SKIP, ABSTAIN = Ballot.SHIP, Ballot.SKIP, Ballot.ABSTAIN
OTHER_BALLOT = {SHIP: SKIP, SKIP: SHIP, ABSTAIN: ABSTAIN}
OTHER_VOTE = {Vote.SHIP: Vote.SKIP, Vote.SKIP: Vote.SHIP}
OTHER_PICK: dict[Pick, Pick] = {"A": "B", "B": "A", "tie": "tie"}

untimed = settings(deadline=None)
draws = st.lists(st.sampled_from(Ballot), max_size=11)
votes = st.lists(st.sampled_from(Vote), max_size=12)
picks = st.lists(st.sampled_from(list(OTHER_PICK)), max_size=5).map(tuple)
scores = st.dictionaries(st.sampled_from(["setup", "docs", "price"]), st.integers(0, 5))
casts = st.builds(
    Ballots,
    persona=st.just("dx"),
    a=draws.map(tuple),
    b=draws.map(tuple),
    a_first=picks,
    b_first=picks,
    scores_a=scores,
    scores_b=scores,
)


def cast(
    a_first: str = "",
    b_first: str = "",
    *,
    lean: int | None = None,
    a: tuple[Ballot, ...] = (SHIP,),
    b: tuple[Ballot, ...] = (SHIP,),
) -> Ballots:
    """What a persona cast, with picks as words and a lean in points of 20: four criteria, from 0 to 5."""
    picked = {"a_first": tuple(a_first.split()), "b_first": tuple(b_first.split())}
    scores_a = {} if lean is None else _points(max(lean, 0))
    scores_b = {} if lean is None else _points(max(-lean, 0))
    return Ballots.model_validate({"persona": "dx", "a": a, "b": b, "scores_a": scores_a, "scores_b": scores_b, **picked})


def _points(total: int) -> dict[str, int]:
    return {f"c{i}": min(5, max(0, total - 5 * i)) for i in range(4)}


def mirrored(ballots: Ballots) -> Ballots:
    """The same cast, had the tools been named the other way round."""
    return Ballots(
        persona=ballots.persona,
        a=ballots.b,
        b=ballots.a,
        a_first=tuple(OTHER_PICK[pick] for pick in ballots.b_first),
        b_first=tuple(OTHER_PICK[pick] for pick in ballots.a_first),
        scores_a=ballots.scores_b,
        scores_b=ballots.scores_a,
    )


@pytest.mark.parametrize(
    ("ballots", "expected"),
    [
        pytest.param([], Vote.MISSING, id="no draw at all"),
        pytest.param([ABSTAIN], Vote.ABSTAIN, id="only an abstention"),
        pytest.param([SHIP], Vote.SHIP, id="one draw, ship"),
        pytest.param([SKIP], Vote.SKIP, id="one draw, skip"),
        pytest.param([SHIP, ABSTAIN, ABSTAIN], Vote.SHIP, id="abstentions do not count against a side"),
        pytest.param([SHIP, SHIP, SKIP], Vote.SHIP, id="two thirds ship are enough"),
        pytest.param([SHIP, SKIP, SKIP], Vote.SKIP, id="two thirds skip are enough"),
        pytest.param([SHIP, SKIP], Vote.TORN, id="one each"),
        pytest.param([SHIP, SHIP, SHIP, SKIP, SKIP], Vote.TORN, id="three of five are not two thirds"),
        pytest.param([SHIP, SHIP, SKIP, SKIP, SKIP], Vote.TORN, id="two of five are more than a third"),
        pytest.param([SHIP] * 7 + [SKIP] * 4, Vote.TORN, id="seven of eleven"),
        pytest.param([SHIP] * 8 + [SKIP] * 3, Vote.SHIP, id="eight of eleven"),
    ],
)
def test_vote(ballots: list[Ballot], expected: Vote) -> None:
    """A persona votes for the side that two thirds of its draws took, and is torn between."""

    assert vote(ballots) is expected


@untimed
@given(draws)
def test_vote_favours_no_side(ballots: list[Ballot]) -> None:
    """Turning every ship into a skip and back turns the vote."""
    said = vote(ballots)

    assert vote([OTHER_BALLOT[ballot] for ballot in ballots]) is OTHER_VOTE.get(said, said)


@pytest.mark.parametrize(("seats", "expected"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (6, 5), (7, 6), (8, 6), (12, 9)])
def test_quorum(seats: int, expected: int) -> None:
    """Three quarters of the seats must speak, rounded up."""

    assert quorum(seats) == expected


def test_tally_counts_each_kind_of_vote() -> None:
    """Every seat is counted once, under what it said."""
    counted = tally([Vote.SHIP, Vote.SHIP, Vote.SKIP, Vote.TORN, Vote.ABSTAIN, Vote.ABSTAIN, Vote.MISSING])

    assert (counted.ship, counted.skip, counted.torn, counted.abstain, counted.missing) == (2, 1, 1, 2, 1)
    assert counted.seats == 7


@pytest.mark.parametrize("silent", [Vote.TORN, Vote.ABSTAIN, Vote.MISSING])
def test_only_ship_and_skip_have_a_share(silent: Vote) -> None:
    """A seat that took no side leaves the share and widens the bounds."""
    counted = tally([Vote.SHIP, Vote.SHIP, Vote.SKIP, silent])

    assert counted.share == pytest.approx(2 / 3)
    assert counted.bounds == Range(low=0.5, high=0.75)


@untimed
@given(votes)
def test_share_is_none_only_below_the_quorum(cast_votes: list[Vote]) -> None:
    """There is a share, and a range around it, when three quarters of the seats took a side, and at no other time."""
    counted = tally(cast_votes)
    spoken = counted.ship + counted.skip

    assert (counted.share is None) == (spoken < 0.75 * len(cast_votes) or spoken == 0)
    assert (counted.range is None) == (counted.share is None)


@untimed
@given(votes)
def test_missing_seat_is_no_skip(cast_votes: list[Vote]) -> None:
    """A missing seat adds to no other count and can silence a share, but not move it."""
    before, after = tally(cast_votes), tally([*cast_votes, Vote.MISSING])

    assert after.missing == before.missing + 1
    assert (after.ship, after.skip, after.torn, after.abstain) == (before.ship, before.skip, before.torn, before.abstain)
    assert after.share in (None, before.share)


@untimed
@given(votes)
def test_share_lies_within_its_bounds_and_range(cast_votes: list[Vote]) -> None:
    """The share is never outside what the silent seats could make of it, nor outside its own range."""
    counted = tally(cast_votes)

    assert 0 <= counted.bounds.low <= counted.bounds.high <= 1
    if counted.share is not None and counted.range is not None:
        assert counted.bounds.low <= counted.share <= counted.bounds.high
        assert counted.range.low - 1e-12 <= counted.share <= counted.range.high + 1e-12


@untimed
@given(votes.filter(bool), st.data())
def test_bounds_hold_whatever_the_silent_seats_say(cast_votes: list[Vote], data: st.DataObject) -> None:
    """However the silent seats would vote, the share of the full panel lies within the bounds."""
    sides = st.sampled_from([Vote.SHIP, Vote.SKIP])
    full = tally([said if said in OTHER_VOTE else data.draw(sides) for said in cast_votes])
    bounds = tally(cast_votes).bounds

    assert full.share is not None
    assert bounds.low <= full.share <= bounds.high


def test_tally_of_nobody() -> None:
    """A panel without seats has no share, and anything is possible."""
    counted = tally([])

    assert counted.share is None
    assert counted.bounds == Range(low=0, high=1)


@untimed
@given(votes)
def test_order_of_votes_changes_nothing(cast_votes: list[Vote]) -> None:
    """A tally does not know who voted first."""

    assert tally(sorted(cast_votes)) == tally(cast_votes)


@pytest.mark.parametrize(
    ("ship", "low", "high"),
    [
        pytest.param(4, 51, 100, id="4 of 4"),
        pytest.param(3, 30, 95, id="3 of 4"),
        pytest.param(2, 15, 85, id="2 of 4"),
        pytest.param(1, 5, 70, id="1 of 4"),
        pytest.param(0, 0, 49, id="0 of 4"),
    ],
)
def test_range_of_four_personas(ship: int, low: int, high: int) -> None:
    """Four voices of one model say less than four people: the range in whole percents."""
    counted = tally([Vote.SHIP] * ship + [Vote.SKIP] * (4 - ship)).range

    assert counted is not None
    assert (round(100 * counted.low), round(100 * counted.high)) == (low, high)


@pytest.mark.parametrize(("votes_cast", "worth"), [(0, 0), (1, 1), (2, 2 / 1.44), (4, 4 / 2.32), (9, 9 / 4.52)])
def test_effective(votes_cast: int, worth: float) -> None:
    """Each vote of the same model is worth less than the one before; the first is worth itself."""

    assert effective(votes_cast) == pytest.approx(worth)


@untimed
@given(st.integers(1, 10_000))
def test_effective_grows_towards_a_ceiling(n: int) -> None:
    """One more vote always adds a little, and no number of them is worth more than 1 / rho."""

    assert effective(n) < effective(n + 1) < 1 / 0.44


@untimed
@given(st.floats(0, 1), st.floats(0.5, 1000))
def test_wilson_ends_where_the_score_test_does(p: float, n: float) -> None:
    """Each end is the true share from which `p` is exactly z standard errors away, unless it is cut at 0 or 1."""
    found = wilson(p, n)
    z = NormalDist().inv_cdf(0.9)

    assert 0 <= found.low <= found.high <= 1
    assert p - found.low == pytest.approx(z * sqrt(found.low * (1 - found.low) / n), abs=1e-7)
    assert found.high - p == pytest.approx(z * sqrt(found.high * (1 - found.high) / n), abs=1e-7)


def test_wilson_of_no_votes_says_nothing() -> None:
    """Of no votes the range is everything."""

    assert wilson(0.5, 0) == Range(low=0, high=1)


def test_wilson_deviations() -> None:
    """A tenth of the normal distribution lies beyond each end."""

    assert pytest.approx(NormalDist().inv_cdf(0.9), abs=1e-12) == Z_80


@pytest.mark.parametrize(
    ("ship", "skip", "seats", "expected"),
    [
        pytest.param(0, 0, 0, None, id="nobody"),
        pytest.param(2, 0, 4, None, id="below the quorum"),
        pytest.param(0, 3, 4, 0.0, id="none of three is a share"),
        pytest.param(3, 1, 4, 0.75, id="all spoke"),
    ],
)
def test_share(ship: int, skip: int, seats: int, expected: float | None) -> None:
    """The share is of those who took a side; the share of nobody is None, not 0."""

    assert share(ship, skip, seats=seats) == expected


@pytest.mark.parametrize(
    ("scores_a", "scores_b", "expected"),
    [
        pytest.param({}, {}, None, id="no scores"),
        pytest.param({"docs": 4}, {}, None, id="one tool only"),
        pytest.param({"docs": 4}, {"price": 2}, None, id="nothing scored on both"),
        pytest.param({"docs": 5}, {"docs": 0}, 1.0, id="all for A"),
        pytest.param({"docs": 0, "price": 0}, {"docs": 5, "price": 5}, -1.0, id="all for B"),
        pytest.param({"docs": 4, "price": 1}, {"docs": 2, "price": 2}, 0.1, id="criteria weigh the same"),
        pytest.param({"docs": 4, "price": 5}, {"docs": 2}, 0.4, id="only what both were scored on"),
    ],
)
def test_margin(scores_a: dict[str, int], scores_b: dict[str, int], expected: float | None) -> None:
    """The margin is the mean difference of the scores, as a part of the scale."""

    assert margin(scores_a, scores_b) == expected


@pytest.mark.parametrize(
    ("ballots", "pick", "flag"),
    [
        pytest.param(cast("A", "A"), "A", None, id="both orders for A"),
        pytest.param(cast("B", "B"), "B", None, id="both orders for B"),
        pytest.param(cast("tie", "tie"), "tie", None, id="both orders level"),
        pytest.param(cast("A", "tie"), "A", None, id="a pick and a tie are a pick"),
        pytest.param(cast("tie", "B"), "B", None, id="a tie and a pick are a pick"),
        pytest.param(cast("A", "B"), "tie", Flag.ORDER_SENSITIVE, id="always the first shown"),
        pytest.param(cast("B", "A"), "tie", Flag.ORDER_SENSITIVE, id="always the second shown"),
        pytest.param(cast("A A B", "A B B"), "tie", Flag.ORDER_SENSITIVE, id="opposite on the mean of the draws"),
        pytest.param(cast("A A B", "A A B"), "A", None, id="a third is clear"),
        pytest.param(cast("A A tie", "A B tie"), "A", None, id="a third on the mean of the orders"),
        pytest.param(cast("A tie tie tie", "A tie tie tie"), "tie", None, id="a quarter is not clear"),
        pytest.param(cast("A B", "B A"), "tie", None, id="level within each order is no order effect"),
    ],
)
def test_pick_of_both_orders(ballots: Ballots, pick: Pick, flag: Flag | None) -> None:
    """The two orders weigh the same; when they point to opposite sides, the order has spoken and not the persona."""

    assert head_to_head(ballots) == HeadToHead(pick=pick, flag=flag)


@pytest.mark.parametrize("heard", [("", ""), ("B", ""), ("", "B")], ids=["no order", "A first only", "B first only"])
@pytest.mark.parametrize(
    ("lean", "pick"),
    [(20, "A"), (5, "A"), (4, "tie"), (0, "tie"), (-4, "tie"), (-5, "B"), (-20, "B")],
)
def test_pick_by_scores(heard: tuple[str, str], lean: int, pick: Pick) -> None:
    """A persona not heard in both orders is settled by scores that lie more than a fifth of the scale apart, and says so."""

    assert head_to_head(cast(*heard, lean=lean)) == HeadToHead(pick=pick, flag=Flag.SCORES_ONLY, margin=lean / 20)


@pytest.mark.parametrize("heard", [("", ""), ("A", ""), ("", "A")], ids=["no order", "A first only", "B first only"])
def test_pick_is_missing_without_orders_and_scores(heard: tuple[str, str]) -> None:
    """A persona neither heard in both orders nor scored has no pick; that is not a tie."""

    assert head_to_head(cast(*heard)) == HeadToHead(pick=None)


@pytest.mark.parametrize(
    ("picked", "lean", "pick", "flag"),
    [
        pytest.param("A", -3, "tie", Flag.AGAINST_OWN_SCORES, id="A against scores for B"),
        pytest.param("B", 3, "tie", Flag.AGAINST_OWN_SCORES, id="B against scores for A"),
        pytest.param("A", -2, "A", None, id="a tenth of the scale is no contradiction"),
        pytest.param("B", 2, "B", None, id="nor for B"),
        pytest.param("A", 20, "A", None, id="scores agree"),
        pytest.param("tie", 20, "tie", None, id="a tie contradicts nothing"),
        pytest.param("A tie tie tie", -20, "tie", None, id="nor does a pick that is not clear"),
    ],
)
def test_pick_against_own_scores(picked: str, lean: int, pick: Pick, flag: Flag | None) -> None:
    """A pick that its own scores speak against is a tie."""

    assert head_to_head(cast(picked, picked, lean=lean)) == HeadToHead(pick=pick, flag=flag, margin=lean / 20)


@pytest.mark.parametrize(
    ("picked", "a", "b", "pick", "flag"),
    [
        pytest.param("A", (SKIP,), (SHIP,), "tie", Flag.AGAINST_OWN_VOTES, id="A skipped, B shipped, A picked"),
        pytest.param("B", (SHIP,), (SKIP,), "tie", Flag.AGAINST_OWN_VOTES, id="A shipped, B skipped, B picked"),
        pytest.param("A", (SHIP,), (SKIP,), "A", None, id="as it voted"),
        pytest.param("A", (SKIP,), (SKIP,), "A", None, id="the lesser evil"),
        pytest.param("A", (SKIP,), (ABSTAIN,), "A", None, id="an abstention is no contradiction"),
        pytest.param("A", (SKIP,), (), "A", None, id="nor is a missing seat"),
        pytest.param("A", (SKIP, SHIP), (SHIP,), "A", None, id="nor is being torn"),
    ],
)
def test_pick_against_own_votes(picked: str, a: tuple[Ballot, ...], b: tuple[Ballot, ...], pick: Pick, flag: Flag | None) -> None:
    """A pick of the tool that the persona would skip, over the one that it would ship, is a tie."""

    assert head_to_head(cast(picked, picked, a=a, b=b)) == HeadToHead(pick=pick, flag=flag)


def test_scores_are_looked_at_before_votes() -> None:
    """A pick against both scores and votes carries the flag of the scores."""

    assert head_to_head(cast("A", "A", lean=-20, a=(SKIP,), b=(SHIP,))).flag is Flag.AGAINST_OWN_SCORES


def test_scores_alone_are_not_held_against_votes() -> None:
    """Where the scores stand in for the picks, they are what the persona said: no vote turns them into a tie."""

    assert head_to_head(cast(lean=20, a=(SKIP,), b=(SHIP,))) == HeadToHead(pick="A", flag=Flag.SCORES_ONLY, margin=1.0)


@untimed
@given(casts)
def test_swapping_the_tools_mirrors_the_pick(ballots: Ballots) -> None:
    """Which tool is called A decides nothing: pick and margin turn, the flag stays."""
    straight, turned = head_to_head(ballots), head_to_head(mirrored(ballots))

    assert turned.pick == (straight.pick and OTHER_PICK[straight.pick])
    assert turned.flag is straight.flag
    assert turned.margin == (None if straight.margin is None else -straight.margin)


@untimed
@given(casts)
def test_a_contradiction_is_always_a_tie(ballots: Ballots) -> None:
    """Every flag but the one for scores alone stands on a tie."""
    settled = head_to_head(ballots)

    assert settled.flag in (None, Flag.SCORES_ONLY) or settled.pick == "tie"
