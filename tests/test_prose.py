"""Rules of panel/prose.py."""

from dataclasses import replace

import pytest

from panel.prose import Critic, ProseFacts, Role, Standing, check_prose
from panel.tally import Pick, Side, Vote
from panel.verdict import Kind

TITLES = ("DX critic", "The skeptic", "Futurist", "Business buyer")
ALLOWED = ("$39 per seat", "free", "2026-11-22", "LangSmith", "MIT", "CrewAI AMP", "Python 3.10")
A = Standing(names=("LangGraph", "langgraph"), ship=3, skip=1, picks=3)
B = Standing(names=("CrewAI", "crewai"), ship=2, skip=2, picks=1)
WON = ProseFacts(a=A, b=B, seats=4, kind=Kind.WINNER, winner="A", allowed=ALLOWED, titles=TITLES)
DEPENDS = ProseFacts(a=A, b=B, seats=4, kind=Kind.DEPENDS, allowed=ALLOWED, titles=TITLES)
LEVEL = ProseFacts(
    a=Standing(names=("LangGraph", "langgraph"), ship=3, skip=1, picks=2),
    b=Standing(names=("CrewAI", "crewai"), ship=2, skip=2, picks=2),
    seats=4,
    kind=Kind.DEPENDS,
    allowed=ALLOWED,
    titles=TITLES,
)
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
    (LEVEL, "verdict", "The DX critic and the business buyer would pick CrewAI."),
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
        LEVEL,
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


CRITICS = ("DX critic", "Skeptic", "Futurist", "Business critic")
KNOWN = (
    "Helix Review: Team: $24 per user per month (as of 23 November 2026)",
    "Helix Review: Starter: Free",
    "Helix Review: it found 61% of 1,200 bugs",
    "PRWise: Pro: $39 per user per month (as of 23 November 2026)",
    "PRWise: Solo: $12 per month",
    "Bitbucket",
    "GitHub",
    "SSO",
    "SOC 2",
)
_VOTES = {"s": Vote.SHIP, "k": Vote.SKIP, "-": Vote.MISSING}
_PICKS: dict[str, Pick | None] = {"A": "A", "B": "B", "t": "tie", "-": None}


def _ended(kind: Kind, a: str, b: str, picks: str, *, winner: Side | None = None, firm: bool = False) -> ProseFacts:
    """A panel of four by its votes on each tool (s ship, k skip) and its picks, in the order of CRITICS."""
    critics = zip(CRITICS, a, b, picks, strict=True)
    return ProseFacts(
        a=Standing(names=("Helix Review", "Helix"), ship=a.count("s"), skip=a.count("k"), picks=picks.count("A")),
        b=Standing(names=("PRWise",), ship=b.count("s"), skip=b.count("k"), picks=picks.count("B")),
        seats=4,
        kind=kind,
        winner=winner,
        firm=firm,
        ties=picks.count("t"),
        allowed=KNOWN,
        titles=CRITICS,
        critics=tuple(Critic(title=who, a=_VOTES[x], b=_VOTES[y], pick=_PICKS[pick]) for who, x, y, pick in critics),
    )


LEAN = _ended(Kind.WINNER, "skss", "ksks", "ABAA", winner="A")
FIRM = _ended(Kind.WINNER, "ssss", "kkkk", "AAAA", winner="A", firm=True)
OPEN = _ended(Kind.DEPENDS, "ssks", "skks", "AtAB")
NEITHER = _ended(Kind.NEITHER, "skkk", "kkkk", "BBAB")
ALONE = _ended(Kind.ONLY_ONE_SHIPS, "ssks", "kskk", "ABAB", winner="A")
SPLIT = _ended(Kind.SPLIT, "ssks", "kskk", "BBAB")
EMPTY = _ended(Kind.NO_VERDICT, "s--k", "s--k", "A--B")

FAIR: list[tuple[ProseFacts, Role, str]] = [
    (LEAN, "verdict", "The panel leans towards Helix Review, with three picks against one."),
    (LEAN, "verdict", "PRWise keeps half of the panel: two critics would ship it and two would not."),
    (LEAN, "pick_b_if", "You host on Bitbucket and want the tool that was built for it, which makes PRWise the better fit."),
    (LEAN, "pricing", "Neither price includes the time that a team spends on reading comments."),
    (FIRM, "verdict", "The outcome is firm: all four critics pick Helix Review and all four would ship it."),
    (FIRM, "verdict", "No critic would ship PRWise, though the Skeptic calls its documentation honest."),
    (FIRM, "verdict", "Helix Review wins clearly, without a dissenting vote."),
    (
        OPEN,
        "verdict",
        "It depends on whose needs are yours: Helix Review for the DX critic and the Futurist, PRWise for the Business critic.",
    ),
    (OPEN, "verdict", "No winner is named, because two picks to one with a tie is no lead."),
    (OPEN, "verdict", "The Skeptic calls it a tie, and the Business critic goes with PRWise."),
    (OPEN, "verdict", "Three critics would ship Helix Review; the Futurist would not, although it picks it."),
    (OPEN, "verdict", "What speaks for PRWise is its invoice; what speaks for Helix is the quality of its comments."),
    (OPEN, "verdict", "One more pick for Helix Review would make it the winner."),
    (NEITHER, "verdict", "Neither tool clears the bar: the DX critic alone would ship Helix Review."),
    (NEITHER, "verdict", "The panel would ship neither of the two, and PRWise has no ship vote at all."),
    (NEITHER, "verdict", "Three critics prefer PRWise to Helix, but none of them would ship it."),
    (ALONE, "verdict", "Helix Review is the only one of the two that earns a ship, by three votes of four."),
    (ALONE, "verdict", "The picks are level, two for each, and so the votes on shipping decide."),
    (ALONE, "verdict", "PRWise falls short with a single ship vote, that of the Skeptic."),
    (SPLIT, "verdict", "Votes and picks point in different directions: Helix Review is shipped by three, PRWise is picked by three."),
    (SPLIT, "verdict", "Asked to choose, the DX critic, the Skeptic and the Business critic take PRWise."),
    (SPLIT, "verdict", "PRWise leads on picks and Helix Review on votes, so the panel names no winner."),
    (EMPTY, "verdict", "There is no verdict: only two critics answered, and the rule asks for three."),
    (EMPTY, "verdict", "The DX critic picks Helix Review and the Business critic picks PRWise; two seats are missing."),
    (LEAN, "verdict", "The panel's verdict is a lean towards Helix Review, which three of the four critics pick and three would ship."),
    (LEAN, "verdict", "PRWise has support for Bitbucket, which Helix Review does not mention."),
    (LEAN, "verdict", "No one on the panel ran either tool, and no claim here was tested."),
    (
        LEAN,
        "pick_b_if",
        "you need Bitbucket, or you prefer a tool whose limits are written down over one with a higher claimed catch rate.",
    ),
    (LEAN, "pricing", "Both prices are as of 23 November 2026; neither vendor states a price for Enterprise."),
    (FIRM, "verdict", "Ship with Helix Review: four of four critics pick it, a firm lead."),
    (FIRM, "verdict", "The panel recommends Helix Review without dissent."),
    (FIRM, "verdict", "The strongest thing to be said for PRWise, by the Business critic, is its flat Solo price."),
    (OPEN, "verdict", "The better tool is a question of whose needs are yours."),
    (
        OPEN,
        "verdict",
        "For the DX critic and the Futurist it is Helix Review; the Business critic picks PRWise, and the Skeptic is undecided.",
    ),
    (OPEN, "verdict", "Helix Review has more ship votes and more picks, but one pick is not enough for a lead."),
    (OPEN, "verdict", "Neither Helix Review nor PRWise wins."),
    (OPEN, "verdict", "If the Skeptic broke its tie for Helix Review, the panel would have a winner."),
    (NEITHER, "verdict", "Ship neither: one of four reviewers would ship Helix Review, none of four would ship PRWise."),
    (NEITHER, "verdict", "The Futurist, although it picks Helix or PRWise in neither case with conviction, would skip both."),
    (NEITHER, "verdict", "PRWise is ahead on picks, three to one, but no critic would ship it."),
    (NEITHER, "verdict", "A documented on-premises mode in PRWise might earn it the first ship vote."),
    (ALONE, "verdict", "Only Helix Review earns a ship; PRWise has one vote of four, that of the Skeptic."),
    (ALONE, "verdict", "The DX critic and the Futurist pick Helix Review, the Skeptic and the Business critic PRWise."),
    (
        SPLIT,
        "verdict",
        "The panel is split. Three of four critics would ship Helix Review, one would ship PRWise; yet three pick PRWise and one picks Helix Review.",
    ),
    (SPLIT, "verdict", "The Futurist alone picks Helix Review."),
    (EMPTY, "verdict", "Only the DX critic and the Business critic answered, too few for a verdict."),
    (
        LEAN,
        "verdict",
        "Three critics choose Helix Review because its comments come with a fix, and the Skeptic chooses PRWise because its limits are stated.",
    ),
    (LEAN, "verdict", "A team that chooses PRWise gives up inline fixes, the DX critic says."),
    (LEAN, "pricing", "The Team plan of Helix Review is $24 per user per month; the Pro plan of PRWise, $39 per user per month."),
    (FIRM, "verdict", "All four would ship Helix Review, and none would ship PRWise."),
    (OPEN, "verdict", "Those who value comments lean to Helix Review, those who value invoices to PRWise."),
    (OPEN, "verdict", "It is not for the panel to say which is better for you."),
    (OPEN, "verdict", "Two of four critics would ship PRWise, three of four Helix Review."),
    (NEITHER, "verdict", "That three critics pick PRWise over Helix Review does not make it fit to ship."),
    (NEITHER, "verdict", "Neither tool is ready, the Skeptic writes."),
    (ALONE, "verdict", "Three of four critics would ship Helix Review and three of four would skip PRWise."),
    (SPLIT, "verdict", "Helix Review clears the bar that PRWise misses, and still loses the picks, one to three."),
    (SPLIT, "verdict", "Whoever weighs votes will go one way, whoever weighs picks the other."),
    (EMPTY, "verdict", "One critic would ship both tools and one would skip both, so there is nothing to decide by."),
    (LEAN, "verdict", "Helix Review comes first in this comparison, though only as a lean."),
    (LEAN, "verdict", "What convinced the Futurist is the open rule format, and it picks Helix for that."),
    (LEAN, "verdict", "PRWise, the Skeptic argues, would serve a team on Bitbucket better."),
    (LEAN, "verdict", "On shipping the two are closer: three votes for Helix Review and two for PRWise."),
    (LEAN, "verdict", "The minority, the Skeptic alone, picks PRWise because it states what it does not do."),
    (LEAN, "verdict", "PRWise has the longer list of integrations, but the DX critic puts more weight on fewer comments."),
    (LEAN, "pick_a_if", "you review on GitHub, want few but weighty comments and do not mind a young vendor."),
    (LEAN, "pick_b_if", "your security team asks for SOC 2 papers before anything else; then PRWise is the right choice."),
    (LEAN, "pricing", "The published prices are $24 per user per month for Helix Review Team and $39 per user per month for PRWise Pro."),
    (LEAN, "pricing", "PRWise charges by the user, so the bill grows with the team; so does that of Helix Review."),
    (LEAN, "pricing", "The amounts are as of 23 November 2026 and may have changed."),
    (LEAN, "verdict", "Should PRWise publish a benchmark of its own, the Futurist and the DX critic would have something to weigh."),
    (FIRM, "verdict", "All four critics agree: they would ship Helix Review and skip PRWise."),
    (FIRM, "verdict", "Nobody picks PRWise, and even the Skeptic, who doubts the 61%, prefers Helix Review."),
    (FIRM, "verdict", "The best that is said for PRWise is its fixed price, which the Business critic likes."),
    (
        OPEN,
        "verdict",
        "The panel does not agree on a winner: the DX critic and the Futurist pick Helix Review, the Business critic PRWise.",
    ),
    (OPEN, "verdict", "Both reach half of the votes, with three for Helix Review and two for PRWise."),
    (OPEN, "verdict", "If comments matter most to you, follow the DX critic; if invoices do, follow the Business critic."),
    (OPEN, "verdict", "Neither tool is ahead by enough to be called the winner."),
    (OPEN, "verdict", "The Futurist skips both and still prefers Helix Review of the two."),
    (OPEN, "verdict", "A second pick for PRWise would level the count."),
    (NEITHER, "verdict", "The panel recommends neither tool. Only the DX critic would ship Helix Review, and nobody would ship PRWise."),
    (NEITHER, "verdict", "Between the two, three critics would take PRWise, but that is a choice between tools that they would not ship."),
    (NEITHER, "verdict", "The DX critic disagrees and would ship Helix Review for its comments."),
    (ALONE, "verdict", "Only Helix Review has the votes: three of four would ship it, against one for PRWise."),
    (ALONE, "verdict", "The Skeptic and the Business critic pick PRWise, the other two pick Helix Review."),
    (ALONE, "verdict", "Since the picks are tied, the panel goes by the votes, and those favour Helix Review."),
    (SPLIT, "verdict", "The votes favour Helix Review and the picks favour PRWise."),
    (SPLIT, "verdict", "Only Helix Review reaches half of the votes, yet three critics would choose PRWise over it."),
    (SPLIT, "verdict", "That split is why no winner is named here."),
    (EMPTY, "verdict", "With two of four seats empty, nothing can be decided between Helix Review and PRWise."),
    (EMPTY, "verdict", "The Business critic would ship neither of them; the DX critic would ship both."),
    (EMPTY, "verdict", "Answers from the Skeptic and the Futurist would make a verdict possible."),
    (LEAN, "verdict", "Most of the panel goes with Helix Review; one critic does not."),
    (LEAN, "verdict", "Its inline fixes won over the DX critic, its open rules the Futurist."),
    (LEAN, "verdict", "Against Helix Review speaks that its 61% was counted by the vendor alone."),
    (LEAN, "verdict", "The DX critic finds that Helix Review comments less and fixes more."),
    (
        LEAN,
        "verdict",
        "The reasons differ: the DX critic likes the fixes, the Futurist likes the rules, and the Business critic likes the price.",
    ),
    (LEAN, "verdict", "PRWise is not without friends: two of the four critics would ship it."),
    (LEAN, "verdict", "A reader who needs Bitbucket should weigh the Skeptic's dissent more than the count."),
    (LEAN, "verdict", "As the Skeptic sees it, a tool that names its limits is worth more than one that names a percentage."),
    (LEAN, "pick_a_if", "you are on GitHub and your reviewers are the bottleneck."),
    (LEAN, "pick_b_if", "you cannot leave Bitbucket, or your auditors want to see SOC 2."),
    (LEAN, "pricing", "Helix Review is cheaper for teams: $24 per user per month against $39 for PRWise Pro."),
    (LEAN, "pricing", "PRWise asks $39 per user per month for Pro, so every new colleague adds to the bill."),
    (LEAN, "pricing", "Neither page says whether a discount is given for a yearly contract."),
    (LEAN, "verdict", "A failed audit of Helix Review would cost it at least the vote of the Business critic."),
    (FIRM, "verdict", "Helix Review is the panel's choice, and no critic dissents."),
    (FIRM, "verdict", "Even the Skeptic would ship Helix Review and skip PRWise."),
    (FIRM, "verdict", "Four picks of four and four ship votes of four go to Helix Review."),
    (OPEN, "verdict", "Two critics choose Helix Review, one chooses PRWise, and one has no preference."),
    (OPEN, "verdict", "Helix Review appeals to the DX critic, PRWise to the Business critic."),
    (OPEN, "verdict", "Both pass the bar of half the votes, so the panel leaves the choice to you."),
    (OPEN, "verdict", "If you write code all day, the DX critic speaks for you and picks Helix Review."),
    (OPEN, "verdict", "The panel stops short of naming a winner."),
    (NEITHER, "verdict", "Neither tool convinces the panel: Helix Review has one ship vote and PRWise has none."),
    (NEITHER, "verdict", "The Skeptic, the Futurist and the Business critic would ship neither."),
    (NEITHER, "verdict", "If it had to be one of the two, three critics would pick PRWise."),
    (ALONE, "verdict", "Helix Review is shipped by the DX critic, the Skeptic and the Business critic."),
    (ALONE, "verdict", "PRWise does not clear the bar, although two critics pick it."),
    (ALONE, "verdict", "The Skeptic would ship both but picks PRWise."),
    (SPLIT, "verdict", "Three critics prefer PRWise even though only one of them would ship it."),
    (SPLIT, "verdict", "Helix Review has the ship votes and PRWise has the picks, so there is no winner."),
    (SPLIT, "verdict", "The DX critic would ship Helix Review and still picks PRWise."),
    (EMPTY, "verdict", "The Skeptic and the Futurist gave no answer."),
    (EMPTY, "verdict", "Of the two critics who answered, one picks Helix Review and one picks PRWise."),
    (OPEN, "verdict", "The Business critic would skip neither; it would ship PRWise and picks it."),
    (LEAN, "verdict", "No critic calls it a tie."),
    (EMPTY, "verdict", "Two of four critics gave no answer, and the rule needs three."),
    (LEAN, "pricing", "PRWise has no free plan; Helix Review does, under the name Starter."),
    (NEITHER, "verdict", "No tool reaches half of the votes, so the panel recommends none."),
    (SPLIT, "verdict", "The votes are for Helix Review, the picks are for PRWise, and the panel leaves it there."),
]
UNFAIR: list[tuple[ProseFacts, Role, str]] = [
    (LEAN, "verdict", "At the end of the day, PRWise is the tool you want."),
    (LEAN, "verdict", "Overall, PRWise makes the more persuasive argument."),
    (LEAN, "verdict", "Helix Review wins by a landslide."),
    (LEAN, "verdict", "The critics tested both tools for a week."),
    (LEAN, "pick_b_if", "you want the tool that the panel prefers."),
    (LEAN, "pricing", "PRWise costs fifteen dollars more."),
    (FIRM, "verdict", "Helix Review wins narrowly."),
    (FIRM, "verdict", "The Skeptic prefers PRWise."),
    (OPEN, "verdict", "Helix Review is marginally ahead and should be your default."),
    (OPEN, "verdict", "You cannot go wrong with Helix Review."),
    (OPEN, "verdict", "Our pick is PRWise."),
    (OPEN, "verdict", "PRWise is the tool to beat."),
    (OPEN, "verdict", "Helix has won the panel over."),
    (NEITHER, "verdict", "PRWise is good enough to ship."),
    (NEITHER, "verdict", "The panel would ship Helix Review."),
    (NEITHER, "verdict", "Teams should adopt PRWise."),
    (NEITHER, "verdict", "The Futurist would ship Helix Review."),
    (ALONE, "verdict", "Both tools clear the bar."),
    (ALONE, "verdict", "PRWise is the panel's favourite."),
    (SPLIT, "verdict", "With three picks, PRWise is the winner."),
    (SPLIT, "verdict", "Helix Review is the better tool, as the votes show."),
    (EMPTY, "verdict", "From what was answered, Helix Review is in front."),
    (EMPTY, "verdict", "The Skeptic ships PRWise."),
    (LEAN, "verdict", "PRWise is our top recommendation."),
    (LEAN, "verdict", "PRWise makes more sense for most readers."),
    (LEAN, "verdict", "Avoid Helix Review."),
    (LEAN, "verdict", "Two critics pick PRWise and two pick Helix Review."),
    (LEAN, "pricing", "PRWise has a free plan."),
    (OPEN, "verdict", "The panel lands on Helix Review."),
    (OPEN, "verdict", "Helix Review has the momentum."),
    (OPEN, "verdict", "Helix Review is what the panel wants."),
    (OPEN, "verdict", "We would bet on PRWise."),
    (OPEN, "verdict", "The first of the two is the better tool."),
    (OPEN, "verdict", "In sum: Helix Review."),
    (NEITHER, "verdict", "Helix Review passes."),
    (NEITHER, "verdict", "Three critics would ship PRWise."),
    (ALONE, "verdict", "PRWise beats Helix Review on picks."),
    (SPLIT, "verdict", "So PRWise it is, by three picks to one."),
    (SPLIT, "verdict", "The Skeptic picks Helix Review."),
    (EMPTY, "verdict", "Helix Review wins by default."),
    (LEAN, "verdict", "PRWise gets the upper hand in the end."),
    (LEAN, "verdict", "Few would regret PRWise."),
    (LEAN, "verdict", "The consensus is PRWise."),
    (LEAN, "verdict", "The Skeptic is happy to ship Helix Review."),
    (OPEN, "verdict", "Helix Review is ultimately what you should buy."),
    (OPEN, "verdict", "Helix Review gets it by a nose."),
    (OPEN, "verdict", "The tie is broken in favour of PRWise."),
    (OPEN, "verdict", "One would do well to choose PRWise."),
    (NEITHER, "verdict", "Helix Review can be shipped."),
    (NEITHER, "verdict", "If anything, ship PRWise."),
    (NEITHER, "verdict", "The panel settles for PRWise."),
    (ALONE, "verdict", "PRWise is a fine choice too."),
    (SPLIT, "verdict", "Helix Review is the sensible choice."),
    (EMPTY, "verdict", "The panel would have gone with Helix Review."),
    (LEAN, "verdict", "PRWise walks off with the prize."),
    (LEAN, "verdict", "If we had to sign a contract tomorrow, it would be with PRWise."),
    (LEAN, "verdict", "Helix Review has to settle for second place."),
    (LEAN, "verdict", "Everything points to PRWise."),
    (LEAN, "verdict", "We suggest PRWise."),
    (LEAN, "verdict", "Save yourself the trouble and install PRWise."),
    (LEAN, "verdict", "Helix Review was voted down."),
    (LEAN, "verdict", "The Business critic and the DX critic back PRWise."),
    (LEAN, "verdict", "Half of the critics pick PRWise."),
    (LEAN, "verdict", "Helix Review cuts review time by forty percent."),
    (LEAN, "verdict", "When we ran them side by side, Helix Review was ahead."),
    (LEAN, "verdict", "The other one is what teams should buy: PRWise."),
    (LEAN, "verdict", "Helix Review is unquestionably the winner, and it is not even close."),
    (LEAN, "pick_a_if", "You want PRWise, because it is the better tool."),
    (LEAN, "pricing", "PRWise charges $24 per user per month."),
    (LEAN, "pricing", "PRWise Solo is $12 per user per month."),
    (LEAN, "pricing", "PRWise is twice as expensive as Helix Review."),
    (FIRM, "verdict", "Helix Review just scrapes through."),
    (FIRM, "verdict", "One critic would still ship PRWise."),
    (OPEN, "verdict", "Helix Review comes recommended."),
    (OPEN, "verdict", "Pushed to choose, the panel would go for Helix Review."),
    (OPEN, "verdict", "The honours go to PRWise."),
    (OPEN, "verdict", "Start with Helix Review and you will be fine."),
    (OPEN, "verdict", "The Skeptic prefers Helix Review."),
    (NEITHER, "verdict", "PRWise is fit for production."),
    (NEITHER, "verdict", "PRWise wins over the panel."),
    (NEITHER, "verdict", "Despite everything, Helix Review is worth shipping."),
    (ALONE, "verdict", "PRWise would be our choice."),
    (ALONE, "verdict", "Two critics would ship PRWise."),
    (SPLIT, "verdict", "The panel prefers PRWise."),
    (SPLIT, "verdict", "Helix Review is the one to have."),
    (SPLIT, "verdict", "The picks favour Helix Review."),
    (EMPTY, "verdict", "PRWise would probably have won."),
    (EMPTY, "verdict", "The panel is inclined towards Helix Review."),
    (LEAN, "verdict", "On the whole the panel warmed to PRWise."),
    (LEAN, "verdict", "PRWise is the one that belongs in your toolchain."),
    (LEAN, "verdict", "PRWise pips Helix Review at the post."),
    (LEAN, "verdict", "PRWise is the stronger of the two."),
    (LEAN, "verdict", "Helix Review is not worth your time."),
    (LEAN, "verdict", "PRWise has the backing of three critics."),
    (LEAN, "verdict", "The Business critic would rather skip PRWise."),
    (LEAN, "verdict", "Four of four ship Helix Review."),
    (LEAN, "verdict", "Our engineers ran both tools on a real code base."),
    (LEAN, "verdict", "Unlike Qodo, Helix Review reads everything."),
    (LEAN, "verdict", "Helix Review is an overwhelming favourite."),
    (LEAN, "pick_a_if", "you want the safer option, which is PRWise."),
    (LEAN, "pricing", "A PRWise seat is $39 a year."),
    (LEAN, "pricing", "Helix Review costs a third less than PRWise."),
    (LEAN, "pricing", "PRWise Solo is $12 per week."),
    (FIRM, "verdict", "The Futurist holds out for PRWise."),
    (FIRM, "verdict", "It is only a lean towards Helix Review."),
    (OPEN, "verdict", "Helix Review is the panel's preferred tool."),
    (OPEN, "verdict", "Three critics pick Helix Review."),
    (OPEN, "verdict", "When in doubt, Helix Review."),
    (OPEN, "verdict", "The smart choice is PRWise."),
    (OPEN, "verdict", "The Futurist would ship Helix Review."),
    (NEITHER, "verdict", "PRWise has earned its place in production."),
    (NEITHER, "verdict", "Half of the critics would ship Helix Review."),
    (ALONE, "verdict", "The panel prefers PRWise."),
    (ALONE, "verdict", "Both tools are worth shipping."),
    (SPLIT, "verdict", "The panel comes out in favour of Helix Review."),
    (EMPTY, "verdict", "Three critics pick Helix Review."),
    (EMPTY, "verdict", "Helix Review would be the safe recommendation."),
    (LEAN, "verdict", "Readers will be happier with PRWise."),
    (LEAN, "verdict", "Count on PRWise."),
    (LEAN, "verdict", "Sourcery is the better reviewer."),
    (LEAN, "pricing", "PRWise Pro costs $39 per user and year."),
    (LEAN, "verdict", "Helix Review was installed and run for this comparison."),
    (LEAN, "verdict", "Three critics prefer the rival of Helix Review."),
    (OPEN, "verdict", "The panel has a soft spot for Helix Review."),
    (FIRM, "verdict", "Helix Review wins by the narrowest of margins."),
]


@pytest.mark.parametrize(("facts", "role", "text"), FAIR, ids=[case[2][:60] for case in FAIR])
def test_a_fair_account_of_any_outcome_passes(facts: ProseFacts, role: Role, text: str) -> None:
    """The outcome, the dissent of those who dissented, conditions and the prices of each tool may be told in any words."""
    assert check_prose(text, facts, role=role) == ()


@pytest.mark.parametrize(("facts", "role", "text"), UNFAIR, ids=[case[2][:60] for case in UNFAIR])
def test_an_account_that_bends_the_outcome_is_refused(facts: ProseFacts, role: Role, text: str) -> None:
    """Another winner, another's vote, another tool's price, another period, and a trial that nobody made are faults in any words."""
    assert check_prose(text, facts, role=role)


def test_a_judgement_is_free_to_the_critic_who_voted_so() -> None:
    """The Skeptic picks B and may call it the safer one; the Futurist picks A and may not; nor may nobody in particular."""
    said = "{} holds that PRWise is the safer choice for a team on Bitbucket."

    assert check_prose(said.format("The Skeptic"), LEAN, role="verdict") == ()
    assert check_prose(said.format("The Futurist"), LEAN, role="verdict")
    assert check_prose("PRWise is the safer choice for a team on Bitbucket.", LEAN, role="verdict")


def test_a_pick_if_field_recommends_its_own_tool() -> None:
    """ "Choose B if" belongs to the field on B and to no other."""
    text = "Choose PRWise if you host on Bitbucket."

    assert check_prose(text, LEAN, role="pick_b_if") == ()
    assert check_prose(text, LEAN, role="pick_a_if")


def test_named_critics_are_counted_where_their_votes_are_not_known() -> None:
    """Two named critics cannot have picked what one picked."""
    facts = replace(LEAN, critics=())

    assert check_prose("The Skeptic picks PRWise.", facts, role="verdict") == ()
    assert check_prose("The DX critic and the Skeptic pick PRWise.", facts, role="verdict")
