"""Rules of panel/prose.py."""

import pytest

from panel.prose import ProseFacts, Role, Standing, check_prose
from panel.verdict import Kind

TITLES = ("DX critic", "The skeptic", "Futurist", "Business buyer")
ALLOWED = ("$39 per seat", "free", "2026-11-22", "LangSmith", "MIT", "CrewAI AMP", "Python 3.10")
A = Standing(names=("LangGraph", "langgraph"), ship=3, skip=1, picks=3)
B = Standing(names=("CrewAI", "crewai"), ship=2, skip=2, picks=1)
WON = ProseFacts(a=A, b=B, seats=4, kind=Kind.WINNER, winner="A", allowed=ALLOWED, titles=TITLES)
DEPENDS = ProseFacts(a=A, b=B, seats=4, kind=Kind.DEPENDS, allowed=ALLOWED, titles=TITLES)
ONE_SHIPS = ProseFacts(a=A, b=B, seats=4, kind=Kind.ONLY_ONE_SHIPS, allowed=ALLOWED, titles=TITLES)
UNANIMOUS = ProseFacts(
    a=Standing(names=("LangGraph",), ship=4, skip=0, picks=4),
    b=Standing(names=("CrewAI",), ship=0, skip=4, picks=0),
    seats=4,
    kind=Kind.WINNER,
    winner="A",
    firm=True,
    allowed=ALLOWED,
    titles=TITLES,
)
HOLDS: list[tuple[ProseFacts, Role, str]] = [
    (DEPENDS, "verdict", "The DX critic and the business buyer would pick CrewAI."),
    (
        WON,
        "verdict",
        "LangGraph wins, three picks to one. Three of four reviewers ship LangGraph; CrewAI splits the panel, two against two.",
    ),
    (WON, "verdict", "The panel leans to LangGraph: 3 of 4 ship it (75%), while CrewAI stands at 50 %."),
    (WON, "verdict", "The skeptic skips both. The DX critic picks CrewAI over LangGraph, and the other personas go the other way."),
    (WON, "verdict", "Go with LangGraph. A majority ships it, and most reviewers pick it over CrewAI."),
    (
        WON,
        "verdict",
        "LangGraph is the better choice for long-running work. Half of the panel would skip CrewAI, and one reviewer skips LangGraph.",
    ),
    (WON, "pick_if", "Pick CrewAI if you want two ready-made abstractions and a vendor to call."),
    (WON, "pick_if", "You need durable execution and already pay for LangSmith."),
    (WON, "pricing", "LangGraph is free under MIT; LangSmith costs $39 per seat (as of 22 November 2026). CrewAI publishes no price."),
    (
        DEPENDS,
        "verdict",
        "There is no winner. LangGraph has three of four ship votes and CrewAI has two of four, so the choice depends on your team.",
    ),
    (
        DEPENDS,
        "verdict",
        "The panel is divided: the futurist prefers LangGraph, the business buyer favours CrewAI. Both tools have a free tier.",
    ),
    (DEPENDS, "verdict", "LangGraph leads on picks, but not by enough. Neither wins outright."),
    (DEPENDS, "verdict", "Both tools ship, at 75 % and 50 %. What separates them is taste: two different ideas of control."),
    (UNANIMOUS, "verdict", "The vote is unanimous: all four reviewers ship LangGraph and skip CrewAI. LangGraph is the clear winner."),
    (UNANIMOUS, "verdict", "Everyone picks LangGraph; nobody ships CrewAI."),
    (UNANIMOUS, "verdict", "LangGraph is shipped by all four reviewers, and CrewAI by none of them."),
    (WON, "verdict", "Would we ship LangGraph? Yes: three reviewers do, and only one skips it. For CrewAI the count is 2 of 4."),
    (
        WON,
        "verdict",
        "The vote is not unanimous, but it points one way: LangGraph earns three of the four ship votes and three of the four picks.",
    ),
    (
        WON,
        "verdict",
        "Nobody on the panel ran either tool. On paper, LangGraph wins: durable execution and persistence are what three reviewers kept coming back to.",
    ),
    (
        DEPENDS,
        "verdict",
        "The panel could not settle this one. LangGraph has the higher share (75 %, three of four), yet CrewAI keeps half the panel on its side.",
    ),
    (
        DEPENDS,
        "verdict",
        "Which one you should ship with depends on who you are. The DX critic and the business buyer lean toward CrewAI; the skeptic does not.",
    ),
    (
        ONE_SHIPS,
        "verdict",
        "LangGraph clears the bar with three ship votes against one skip. CrewAI does not win over enough of the panel.",
    ),
    (WON, "verdict", "LangGraph takes it by three picks to one, a lean rather than a landslide."),
    (WON, "pick_if", "Choose LangGraph if your agents run for hours and must survive a restart; LangSmith helps when you need traces."),
    (WON, "pick_if", "Pick it when a small team wants to prototype with roles and tasks, and no one minds the telemetry."),
    (WON, "pricing", "Both are free to install. The bill comes later: LangSmith is $39 per seat, and CrewAI AMP has no published price."),
    (UNANIMOUS, "verdict", "No reviewer ships CrewAI, and every reviewer ships LangGraph. That is as clear as this panel gets."),
    (UNANIMOUS, "verdict", "LangGraph wins 4-0. All of them prefer LangGraph to CrewAI."),
    (WON, "verdict", "One reviewer dissents: the skeptic skips LangGraph, since its gravity pulls you toward LangSmith."),
    (
        DEPENDS,
        "verdict",
        "A split panel: two of four would ship CrewAI, three of four LangGraph. Neither lead is wide enough to call a winner.",
    ),
    (
        WON,
        "verdict",
        "LangGraph holds up without any one of the four votes. The weakest point for CrewAI is its claim of speed, which comes from its own notebook.",
    ),
]
FAILS: list[tuple[ProseFacts, Role, str]] = [
    (DEPENDS, "verdict", "LangGraph wins."),
    (WON, "verdict", "CrewAI wins."),
    (DEPENDS, "verdict", "CrewAI is the better choice."),
    (DEPENDS, "verdict", "Ship LangGraph."),
    (WON, "verdict", "Go with CrewAI."),
    (DEPENDS, "verdict", "In the end LangGraph takes it."),
    (DEPENDS, "verdict", "LangGraph is the clear winner."),
    (WON, "verdict", "The panel is unanimous: ship LangGraph."),
    (WON, "verdict", "LangGraph is the clear winner."),
    (WON, "verdict", "CrewAI edges out LangGraph."),
    (DEPENDS, "verdict", "LangGraph beats CrewAI."),
    (WON, "verdict", "All four reviewers ship LangGraph."),
    (WON, "verdict", "Three of four reviewers ship CrewAI."),
    (WON, "verdict", "Most reviewers ship CrewAI."),
    (WON, "verdict", "A majority skips LangGraph."),
    (WON, "verdict", "LangGraph has 80% of the votes."),
    (WON, "verdict", "LangGraph stands at 50%."),
    (WON, "verdict", "Five reviewers ship LangGraph."),
    (WON, "pricing", "LangSmith costs $49 per seat."),
    (WON, "pricing", "LangSmith costs $39 per seat as of 23 November 2026."),
    (WON, "verdict", "Version 1.3.0 of LangGraph settles it."),
    (WON, "verdict", "LangGraph wins, and Temporal is a fine companion; use Prefect too."),
    (UNANIMOUS, "verdict", "Neither ships."),
    (WON, "verdict", "It is too close to call."),
    (WON, "verdict", "Both tools ship unanimously."),
    (WON, "verdict", "CrewAI is the panel's pick."),
    (DEPENDS, "verdict", "The nod goes to LangGraph."),
    (DEPENDS, "verdict", "The winner is CrewAI."),
    (DEPENDS, "verdict", "The panel prefers LangGraph over CrewAI."),
    (DEPENDS, "verdict", "CrewAI loses."),
    (WON, "verdict", "Nobody ships CrewAI."),
    (WON, "verdict", "LangGraph wins four to none."),
    (WON, "pick_if", "Pick CrewAI if you like it, since CrewAI is the clear winner."),
    (WON, "verdict", "All but one reviewer ship CrewAI."),
    (WON, "verdict", "LangGraph is 12 ms faster."),
    (WON, "verdict", "It supports 40 providers."),
    (WON, "verdict", "Three of five reviewers ship LangGraph."),
    (UNANIMOUS, "verdict", "Three of four ship LangGraph."),
    (UNANIMOUS, "verdict", "All four skip LangGraph."),
    (UNANIMOUS, "verdict", "All four ship LangGraph and CrewAI."),
    (DEPENDS, "verdict", "You should choose CrewAI."),
    (WON, "verdict", "Skip LangGraph."),
    (DEPENDS, "verdict", "LangGraph comes out on top."),
    (DEPENDS, "verdict", "CrewAI trails, so the answer is LangGraph."),
    (DEPENDS, "verdict", "Our recommendation: LangGraph."),
    (DEPENDS, "verdict", "If you have one shot, LangGraph it is."),
    (DEPENDS, "verdict", "LangGraph is stronger overall."),
    (DEPENDS, "verdict", "Choose LangGraph if you need state."),
    (WON, "verdict", "Two reviewers skip LangGraph."),
    (WON, "verdict", "Every reviewer picks LangGraph."),
    (DEPENDS, "verdict", "LangGraph deserves the win here."),
    (DEPENDS, "verdict", "On balance LangGraph is simply the stronger tool."),
    (DEPENDS, "verdict", "We would ship LangGraph and never look back."),
    (DEPENDS, "verdict", "CrewAI defeats LangGraph on points."),
    (WON, "verdict", "Three of four reviewers skip LangGraph."),
    (WON, "verdict", "LangGraph wins 4-0."),
    (WON, "verdict", "CrewAI earns three ship votes."),
    (WON, "verdict", "LangGraph wins with 76% of the vote."),
    (WON, "verdict", "Everyone ships LangGraph."),
    (WON, "verdict", "Not a single reviewer ships CrewAI."),
    (WON, "verdict", "LangGraph wins hands down."),
    (WON, "verdict", "LangGraph wins; its nearest rival is AutoGen."),
    (WON, "pricing", "CrewAI costs 99 dollars a month."),
    (WON, "pricing", "Prices are as of December 2026."),
    (WON, "verdict", "LangGraph is 5.76x faster."),
    (WON, "verdict", "The whole panel picks LangGraph."),
    (WON, "verdict", "Only one reviewer ships LangGraph."),
    (DEPENDS, "verdict", "Between the two, go for LangGraph."),
    (DEPENDS, "verdict", "The better tool is CrewAI."),
    (WON, "verdict", "Six voices favour LangGraph."),
    (WON, "verdict", "Two-thirds of the panel ship LangGraph."),
    (UNANIMOUS, "verdict", "A minority ships LangGraph."),
    (WON, "verdict", "A quarter of the panel ships LangGraph."),
]


@pytest.mark.parametrize(("facts", "role", "text"), HOLDS, ids=[case[2][:50] for case in HOLDS])
def test_prose_that_agrees_with_the_result_passes(facts: ProseFacts, role: Role, text: str) -> None:
    """Counts, shares, prices, dates and the winner of the struct may be written in any spelling, dissent included."""
    assert check_prose(text, facts, role=role) == ()


@pytest.mark.parametrize(("facts", "role", "text"), FAILS, ids=[case[2][:50] for case in FAILS])
def test_prose_that_says_more_than_the_result_is_refused(facts: ProseFacts, role: Role, text: str) -> None:
    """A figure, a winner, a count or a product that the struct does not hold is a fault."""
    assert check_prose(text, facts, role=role)


@pytest.mark.parametrize(
    ("role", "text", "fault"),
    [
        ("verdict", "CrewAI wins.", "'CrewAI wins' names a winner, and the result has 'LangGraph' as winner"),
        ("verdict", "LangGraph has 80% of the votes.", "'80%' is not in the result"),
        ("verdict", "LangGraph stands at 50%.", "'50%' is the share of 'CrewAI', not of 'LangGraph'"),
        ("verdict", "Everyone ships LangGraph.", "'Everyone' does not agree with the count"),
        ("verdict", "LangGraph wins 4-0.", "'4-0' is no count of the result"),
        ("verdict", "It is too close to call.", "'too close to call' does not hold: the counts say otherwise"),
        ("pricing", "Next to Temporal it is cheap.", "'Temporal' is a name that the result does not hold"),
    ],
)
def test_a_fault_quotes_what_is_wrong(role: Role, text: str, fault: str) -> None:
    """Each fault quotes the words and says what the struct holds, so that a repair can be asked for."""
    assert check_prose(text, WON, role=role) == (fault,)


def test_advice_is_free_only_in_its_own_field() -> None:
    """ "Choose B if ..." names a winner in the verdict and none in a pick-if field."""
    text = "Choose CrewAI if you want roles."

    assert check_prose(text, WON, role="pick_if") == ()
    assert check_prose(text, WON, role="verdict")


def test_an_open_result_follows_the_order_of_neither_tool() -> None:
    """With the tools swapped, the same sentences pass and fail."""
    swapped = ProseFacts(a=B, b=A, seats=4, kind=Kind.WINNER, winner="B", allowed=ALLOWED, titles=TITLES)

    for facts, role, text in (*HOLDS, *FAILS):
        if facts is WON:
            assert bool(check_prose(text, WON, role=role)) == bool(check_prose(text, swapped, role=role)), text
