"""Panels for tests: a rich comparison of the example pair, and the ways in which one differs."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from panel.comparison import Comparison, HeadToHeadDraw, Review, Seat, Spend, Words, ballots
from panel.dossier import Price, Source, Tool
from panel.errors import FailureReason
from panel.publish.imprint import Approval
from panel.runs import Made, Run
from panel.scorecard import Answer, Ballot, Choice, Claim, Entry, Failure, Forecast, Items, Outcome, Quote, Score, Scorecard, Text
from panel.tally import Pick
from panel.verdict import decide

READ = date(2026, 11, 22)
TODAY = date(2026, 11, 23)
MODEL = "gpt-5-mini"
REQUEST = "5f" * 32
APPROVAL = Approval(by="Ada Moreno", on=TODAY, revision=2, digest="c4" * 32)
TITLES = {"dx": "DX critic", "skeptic": "Skeptic", "futurist": "Futurist", "business": "Business critic"}

LLAMA = Tool(
    slug="code-llama-4",
    name="Code Llama 4 (70B & 400B)",
    short="Code Llama 4",
    tagline="Open code models in two sizes, to download and run yourself",
    description=(
        "Code Llama 4 comes as open weights with 70B and 400B parameters for code completion over long contexts and for function "
        "calling. A team downloads the weights, runs or fine-tunes them on its own hardware and pays nothing per token."
    ),
    vendor="Meta",
    licence="Permissive research licence",
    prices=(
        Price(
            plan="Weights",
            amount=Decimal(0),
            source="launch-notes",
            as_of=READ,
            quote="The weights cost nothing to download, and there is no charge per token.",
        ),
    ),
    sources=(
        Source(id="launch-notes", title="Launch notes", url="https://code-llama.example/launch", retrieved=READ),
        Source(id="model-card", title="Model card", url="https://weights.example/code-llama-4", retrieved=READ),
    ),
)

MISTRAL = Tool(
    slug="mistral-large-3",
    name="Mistral Large 3 (Apache 2.0 Open Source)",
    short="Mistral Large 3",
    tagline="A large general model with open weights and a licence that lawyers know",
    description=(
        "Mistral Large 3 is published with fully open weights under Apache 2.0. It reads contexts of 128k tokens, covers more than "
        "30 languages and may be run, fine-tuned and sold on without royalties."
    ),
    homepage="https://mistral.example/large-3",
    vendor="Mistral AI",
    licence="Apache 2.0",
    version="3",
    prices=(
        Price(
            plan="Weights",
            amount=Decimal(0),
            source="launch-notes",
            as_of=READ,
            quote="Downloading the weights is free, and no royalty is owed for any use.",
        ),
        Price(plan="Hosted, input", amount=Decimal(2), unit="million tokens", source="pricing", as_of=date(2026, 11, 20)),
        Price(plan="Hosted, output", amount=Decimal("6.5"), unit="million tokens", source="pricing", as_of=date(2026, 11, 20)),
        Price(plan="Enterprise support", source="pricing", as_of=date(2026, 11, 20), quote="Talk to us"),
    ),
    sources=(
        Source(id="launch-notes", title="Launch notes", url="https://mistral.example/news/large-3", retrieved=READ),
        Source(id="pricing", title="Price list", url="https://mistral.example/pricing", retrieved=date(2026, 11, 20)),
    ),
)


def quote(source: str, text: str, start: int = 120) -> Quote:
    """A quote that was found."""
    return Quote(source=source, text=text, start=start, end=start + len(text))


def _entry(key: str, label: str, answer: Answer) -> Entry:
    return Entry(key=key, label=label, answer=answer)


def _scores(*scored: tuple[str, str, int, str]) -> tuple[Entry, ...]:
    return tuple(_entry(key, label, Score(why=why, score=score)) for key, label, score, why in scored)


def _dx_llama() -> tuple[Entry, ...]:
    return (
        _entry(
            "primitive",
            "The primitive",
            Claim(
                sentence="A file of weights for code completion in two sizes, 70B and 400B.",
                quotes=(quote("launch-notes", "open weights in two sizes: 70B and 400B parameters", 210),),
            ),
        ),
        _entry(
            "dx_bet",
            "The DX bet",
            Text(
                text="Nobody between the developer and the model: no key, no quota, no vendor's clock. The price is that serving is homework."
            ),
        ),
        _entry(
            "moment_of_truth",
            "The moment of truth",
            Claim(
                sentence="The first test is whether the weights load on the machine that the team has.",
                quotes=(quote("launch-notes", "A team brings its own hardware and its own serving software", 1180),),
            ),
        ),
        *_scores(
            ("first_result", "Path to a first result", 2, "The sources name a download and stop there; no machine and no server is named."),
            ("surface", "Shape of the surface", 4, "Two sizes of one thing, and function calling is part of both."),
            ("honesty", "Failure and limits in the docs", 2, "What was not published is listed, but no error or limit is described."),
        ),
        _entry(
            "deciding",
            "The decision that earns the ship, or loses it",
            Text(text="Function calling in the weights themselves spares a layer that every team would otherwise write again."),
        ),
    )


def _dx_mistral() -> tuple[Entry, ...]:
    return (
        _entry(
            "primitive",
            "The primitive",
            Claim(
                sentence="Weights under Apache 2.0 that read 128k tokens of context.",
                quotes=(quote("launch-notes", "released under Apache 2.0 with a context of 128k tokens", 96),),
            ),
        ),
        _entry(
            "dx_bet",
            "The DX bet",
            Text(
                text="One licence that needs no reading. What a developer pays for it is the size of the thing: it fills a rack before it answers."
            ),
        ),
        _entry(
            "moment_of_truth",
            "The moment of truth",
            Claim(
                sentence="The same model can be called over the hosted API before any hardware is bought.",
                quotes=(quote("pricing", "The hosted endpoint serves the same weights", 44),),
            ),
        ),
        *_scores(
            (
                "first_result",
                "Path to a first result",
                4,
                "A hosted endpoint is listed beside the download, so a first answer needs no hardware.",
            ),
            ("surface", "Shape of the surface", 4, "One model, one licence, one endpoint."),
            ("honesty", "Failure and limits in the docs", 3, "The context and the languages are stated; errors are not."),
        ),
        _entry(
            "deciding",
            "The decision that earns the ship, or loses it",
            Text(text="The endpoint beside the download: a team can find out in a morning whether the model is worth a machine."),
        ),
    )


def _skeptic_llama() -> tuple[Entry, ...]:
    return (
        _entry("competitors", "Direct competitors", Items(items=("Qwen2.5-Coder", "DeepSeek-Coder", "GPT-4.1"))),
        _entry(
            "central_claim",
            "The claim that everything rests on",
            Claim(
                sentence="The vendor says that the models aim at the state of the art on HumanEval and SWE-bench.",
                quotes=(quote("launch-notes", "they aim at state-of-the-art results on two public coding benchmarks", 402),),
            ),
        ),
        _entry(
            "breaks",
            "Where it breaks",
            Text(
                text="Eight developers, one code base of ten years, one machine: the large size does not fit, and the small one has no published score to be held to."
            ),
        ),
        _entry(
            "kills",
            "What ends it in 12 months",
            Forecast(
                statement="No third party publishes a SWE-bench score of the 400B weights that can be run again.",
                year=2027,
                month=11,
                measured_by="the public SWE-bench leaderboard",
                probability=60,
            ),
        ),
        *_scores(
            ("checkable", "Claims that can be checked", 1, "The benchmarks are named and the scores are not."),
            ("edge", "Edge over the closest competitor", 2, "Other open code models do the same by what the sources show."),
            ("load", "Holds under ordinary load", 2, "Nothing is said about serving more than one developer."),
        ),
    )


def _skeptic_mistral() -> tuple[Entry, ...]:
    return (
        _entry("competitors", "Direct competitors", Items(items=("Llama 3.1 405B", "Qwen 2.5", "GPT-4o"))),
        _entry(
            "central_claim",
            "The claim that everything rests on",
            Claim(
                sentence="No royalty is owed for any use.",
                quotes=(quote("launch-notes", "Downloading the weights is free, and no royalty is owed for any use.", 870),),
            ),
        ),
        _entry(
            "breaks",
            "Where it breaks",
            Text(
                text="A team of five moves from an API to its own machines to save money, and finds that it now pays for the hours in which nobody asks anything."
            ),
        ),
        _entry(
            "kills",
            "What ends it in 12 months",
            Forecast(
                statement="The list price of a hosted closed model of the same class falls below that of the hosted endpoint.",
                year=2027,
                month=10,
                measured_by="the published price lists",
                probability=45,
            ),
        ),
        *_scores(
            ("checkable", "Claims that can be checked", 4, "A licence text and open weights are things that an outsider can check."),
            ("edge", "Edge over the closest competitor", 3, "The licence is a difference that lawyers see at once."),
            ("load", "Holds under ordinary load", 2, "Cost under load is left to the reader."),
        ),
    )


def _futurist(tool: str, *, source: str, scores: tuple[int, int, int], probability: int) -> tuple[Entry, ...]:
    return (
        _entry(
            "thesis",
            "The thesis",
            Forecast(
                statement=f"Weights of the {tool} family are the most downloaded base for fine-tuned code models.",
                year=2028,
                month=6,
                measured_by="download counts on the hub that hosts them",
                probability=probability,
            ),
        ),
        _entry(
            "second_order",
            "The second-order effect",
            Text(text="When the model is a file, the private code base becomes the asset: whoever tunes on it first owns the loop."),
        ),
        _entry("timing", "The trend line", Choice(why="Open weights arrive from several vendors within one season.", choice="on time")),
        _entry(
            "built_for",
            "What in it is built for that",
            Claim(sentence="The weights may be fine-tuned.", quotes=(quote(source, "may be run, fine-tuned", 610),)),
        ),
        _entry("infrastructure", "As infrastructure", Text(text="Every team of some size runs a tuned copy beside its build servers.")),
        *_scores(
            ("fit", "Fit to the trend", scores[0], "It is made for teams that run agents all day."),
            ("durability", "Outlives its wave", scores[1], "A later release would replace it without breaking what was built."),
            ("leverage", "Leverage over time", scores[2], "Tuning adds up over the years."),
        ),
    )


def _business_llama() -> tuple[Entry, ...]:
    return (
        _entry("buyer", "The buyer and the budget", Text(text="A platform team with a bill for tokens and a rule that code stays inside.")),
        _entry(
            "terms",
            "The terms that decide",
            Claim(
                sentence="The licence is a permissive research licence.",
                quotes=(quote("launch-notes", "The licence is a permissive research licence.", 1420),),
            ),
        ),
        _entry("moat", "The moat", Text(text="None in the weights; some in the tuned copies that a team builds on them.")),
        _entry(
            "stress",
            "The stress test",
            Text(text="A successor in eight months leaves a tuned fleet behind, and nobody has a budget for tuning twice."),
        ),
        *_scores(
            ("clarity", "Clarity of the terms", 1, "Whether every commercial use is covered is not said."),
            ("exposure", "Safety for the buyer", 2, "The weights cannot be taken back, but the terms are open."),
            ("worth", "Worth against whole cost", 3, "Nothing per token, everything for the machines."),
        ),
        _entry("viable", "The decision that makes it viable, or not", Text(text="A licence that legal has to read twice.")),
    )


def _business_mistral() -> tuple[Entry, ...]:
    return (
        _entry(
            "buyer", "The buyer and the budget", Text(text="An architect at a bank or a hospital whose lawyers already know this licence.")
        ),
        _entry(
            "terms",
            "The terms that decide",
            Claim(
                sentence="It may be run, fine-tuned and sold on.",
                quotes=(quote("launch-notes", "may be run, fine-tuned and sold on without royalties", 610),),
            ),
        ),
        _entry("moat", "The moat", Text(text="The hosted endpoint, which earns from those who tried the weights first.")),
        _entry(
            "stress",
            "The stress test",
            Text(
                text="If closed models of this class get ten times cheaper, saving money is no longer the argument; owning the thing still is."
            ),
        ),
        *_scores(
            ("clarity", "Clarity of the terms", 5, "Apache 2.0 and a public price list."),
            ("exposure", "Safety for the buyer", 4, "The weights stay whatever the vendor does."),
            ("worth", "Worth against whole cost", 3, "Two ways to pay, both of them stated."),
        ),
        _entry("viable", "The decision that makes it viable, or not", Text(text="A licence that needs no meeting.")),
    )


OPINIONS = {
    ("dx", "code-llama-4"): (
        "The primitive is raw weights that you run yourself: no wrapper, no quota, no vendor who decides when you are up. The bet is that the "
        "tools around it will do the serving, and the sources leave it at that. They name a download and no machine, no server and no command "
        "that proves anything. What is good is the shape: two sizes of one thing, with function calling inside the weights, so that nobody has "
        "to glue tool use on afterwards. A team that already serves models will feel at home; everybody else starts with a shopping list. "
        "Function calling in the weights is the decision that earns the ship."
    ),
    ("dx", "mistral-large-3"): (
        "The primitive is a file with a licence on it that nobody has to read twice. The bet is low friction at the door: the same model stands "
        "behind an endpoint and behind a download, so the first answer comes before the first invoice for hardware. That is the moment of truth, "
        "and the sources let you walk to it. The surface is small. What is missing is the second hour: no errors, no limits but the context, no "
        "word on upgrades. Still, an endpoint beside the download turns a purchase into an experiment, and that is the decision that earns the ship."
    ),
    ("skeptic", "code-llama-4"): (
        "Direct competitors are Qwen2.5-Coder and DeepSeek-Coder, and a team that runs one of them will ask what changes. The launch answers with "
        "two names of benchmarks and no score. I can check neither the aim nor the arrow. Take eight developers, a code base of ten years and one "
        "machine: the large size stays on the shelf, and the small one comes without a number to be held to. The weights are real and so is the "
        "price of nothing. But a claim that rests on the vendor's word, in a field where the others publish, is a reason to wait. Skip until "
        "somebody else has measured it."
    ),
    ("skeptic", "mistral-large-3"): (
        "Direct competitors are the other large open weights, and on paper they are close. What differs can be read in a minute: Apache 2.0, no "
        "royalty, a price list. Those are claims that an outsider can check, and they hold. It breaks where teams move to their own machines to "
        "save money and then pay for idle hours. What ends it is cheaper hosted models, not a better file. I doubt the word frontier and I have "
        "nothing to test it with. The licence carries the vote: it is a reason to choose this that survives the competitor's next release."
    ),
    ("futurist", "code-llama-4"): (
        "The thesis: within two years most code is completed by weights that a team runs itself, because agents ask too often to be billed by the "
        "token. Two sizes fit that world, one for a node and one for a cluster. The second-order effect matters more: when the model is a file, "
        "the private code base becomes the asset, and tuning on it no longer means sending it away. It is on time and not early. In the future "
        "where this is infrastructure, every engineering group keeps a tuned copy beside its build servers and thinks of it as little. That is "
        "worth shipping toward today."
    ),
    ("futurist", "mistral-large-3"): (
        "The thesis: regulated work will be done by models whose terms a lawyer can finish reading. A clean licence makes the model layer a "
        "commodity and moves power to those who tune and serve. That is the right direction, and this release is on time for it. What I miss is "
        "the specialisation: a general model is a bet on breadth in the years in which depth in code pays first. Its leverage over time comes "
        "from the licence rather than from the weights, and a licence can be copied in an afternoon. Right wave, wide board; worth shipping."
    ),
    ("business", "code-llama-4"): (
        "The buyer is a platform team with a bill for tokens and a rule that code stays inside. The budget exists. The terms do not help: a "
        "permissive research licence, and no word on whether every commercial use is covered, which is the one word that procurement needs. "
        "There is no moat in the weights, and a successor in eight months would strand what was tuned on them. The model costs nothing and the "
        "machines cost everything, which is honest. But a licence that legal must read twice is a quarter of a year lost. Skip until the terms "
        "are plain."
    ),
    ("business", "mistral-large-3"): (
        "The buyer is the architect at a bank or a hospital who needs a model that legal will sign. Apache 2.0 is signed before lunch. The moat "
        "is not the weights but the endpoint, which earns from those who tried the file first. The stress test: when closed models of this class "
        "get ten times cheaper, the savings argument falls, and the argument for owning the thing stands. Prices are public, in two ways to pay. "
        "The risk is a vendor that sells services while it speaks of openness. The terms are what make it viable, and they decide my vote."
    ),
}
OUTSIDE = {
    ("skeptic", "code-llama-4"): ("Qwen2.5-Coder and DeepSeek-Coder are open code models",),
    ("skeptic", "mistral-large-3"): ("Llama 3.1 405B and Qwen 2.5 are open weights of a similar size",),
}
REASONS = {
    ("dx", "code-llama-4"): "Function calling is in the weights, although the path to a first result is not shown.",
    ("dx", "mistral-large-3"): "The hosted endpoint beside the download makes a first result a matter of a morning.",
    ("skeptic", "code-llama-4"): "The central claim names two benchmarks and no score, so nothing in it can be checked.",
    ("skeptic", "mistral-large-3"): "The licence and the price list can be checked, and they hold.",
    ("futurist", "code-llama-4"): "Two sizes of open code weights fit a world in which agents ask all day.",
    ("futurist", "mistral-large-3"): "A clean licence is where the market goes, even if the licence is all the leverage.",
    ("business", "code-llama-4"): "Whether commercial use is covered is not said, and procurement needs that word.",
    ("business", "mistral-large-3"): "Terms that legal knows, and prices that are public.",
}
ENTRIES: dict[tuple[str, str], tuple[Entry, ...]] = {
    ("dx", "code-llama-4"): _dx_llama(),
    ("dx", "mistral-large-3"): _dx_mistral(),
    ("skeptic", "code-llama-4"): _skeptic_llama(),
    ("skeptic", "mistral-large-3"): _skeptic_mistral(),
    ("futurist", "code-llama-4"): _futurist("Code Llama", source="model-card", scores=(5, 3, 4), probability=35),
    ("futurist", "mistral-large-3"): _futurist("Mistral", source="launch-notes", scores=(3, 4, 3), probability=20),
    ("business", "code-llama-4"): _business_llama(),
    ("business", "mistral-large-3"): _business_mistral(),
}
SKIPPED = {("skeptic", "code-llama-4"), ("business", "code-llama-4")}
DECIDERS = {
    "dx": "One of them can be tried before hardware is bought.",
    "skeptic": "One of them makes claims that I can check.",
    "futurist": "One of them is made for code and tunes on it; the other is broad.",
    "business": "One of them has terms that need no meeting.",
}
PICKS: dict[str, tuple[Pick, Pick]] = {"dx": ("B", "B"), "skeptic": ("B", "B"), "futurist": ("A", "B"), "business": ("B", "B")}
WORDS = Words(
    verdict=(
        "The panel leans towards Mistral Large 3, on terms more than on talent. The DX critic, the Skeptic and the Business critic pick it "
        "because its licence and its prices can be read and checked. The dissent is about direction: the Futurist sees the stronger bet in "
        "weights that are made for code, and changes sides with the order in which the two are shown."
    ),
    pick_a_if="you already serve models, your work is code and nothing but code, and your lawyers have read the research licence.",
    pick_b_if="you need terms that are signed without a meeting, or you want to try the model over an endpoint before you buy machines.",
    pricing=(
        "Both can be downloaded for nothing, so the price is that of the machines. Only Mistral Large 3 publishes a price for a hosted "
        "endpoint; the price of its enterprise support is not published."
    ),
    change="A benchmark score for Code Llama 4 from a third party, and a sentence in its licence that covers commercial use.",
    model=MODEL,
    request=REQUEST,
)


def scorecard(persona: str, tool: str, **changes: Any) -> Scorecard:
    """The scorecard of a persona on one tool of the pair."""
    key = (persona, tool)
    card = Scorecard(
        tool=tool,
        persona=persona,
        title=TITLES[persona],
        entries=ENTRIES[key],
        reason=REASONS[key],
        ballot=Ballot.SKIP if key in SKIPPED else Ballot.SHIP,
        opinion=OPINIONS[key],
        outside=OUTSIDE.get(key, ()),
        model=MODEL,
        request=REQUEST,
    )
    return card.model_copy(update=changes)


def failure(persona: str, tool: str, reason: FailureReason = "timeout") -> Failure:
    """An empty seat."""
    return Failure(tool=tool, persona=persona, title=TITLES[persona], reason=reason, detail="no complete reply within 90 s")


def seat(*draws: Outcome, carried: str = "") -> Seat:
    """One persona's draws on one tool."""
    return Seat(persona=draws[0].persona, title=draws[0].title, draws=draws, carried=carried)


def review(tool: Tool = LLAMA, changed: Sequence[Seat] = (), personas: Sequence[str] = tuple(TITLES), like: str = "") -> Review:
    """The panel's review of a tool, with some seats changed; `like` names the tool of the pair whose scorecards are taken."""
    by_persona = {one.persona: one for one in changed}
    seats = (
        by_persona.get(persona) or seat(scorecard(persona, like or tool.slug).model_copy(update={"tool": tool.slug}))
        for persona in personas
    )
    return Review(tool=tool, seats=tuple(seats))


def draws(a: Review, b: Review, picks: dict[str, tuple[Pick, Pick]] | None = None) -> tuple[HeadToHeadDraw, ...]:
    """Head-to-head draws in both orders: for each persona the pick with A first and the pick with B first."""
    slugs = (a.tool.slug, b.tool.slug)
    return tuple(
        _draw(persona, slugs=order, pick=pick, a=slugs[0])
        for persona, both in (PICKS if picks is None else picks).items()
        for order, pick in zip((slugs, slugs[::-1]), both, strict=True)
    )


def _draw(persona: str, *, slugs: tuple[str, ...], pick: Pick, a: str) -> HeadToHeadDraw:
    chosen = a if pick == "A" else next(slug for slug in slugs if slug != a)
    return HeadToHeadDraw(
        persona=persona,
        first=slugs[0],
        second=slugs[1],
        for_first="It can be run at home.",
        for_second="It can be run at home as well.",
        decider=DECIDERS[persona],
        pick="tie" if pick == "tie" else "first" if chosen == slugs[0] else "second",
        model=MODEL,
        request=REQUEST,
    )


def comparison(
    a: Review | None = None,
    b: Review | None = None,
    *,
    picks: dict[str, tuple[Pick, Pick]] | None = None,
    missing_picks: tuple[Failure, ...] = (),
    words: Words | Failure = WORDS,
) -> Comparison:
    """A comparison whose verdict is counted from its parts."""
    a, b = a or review(LLAMA), b or review(MISTRAL)
    heads = draws(a, b, picks)
    return Comparison(a=a, b=b, picks=heads, missing_picks=missing_picks, verdict=decide(ballots(a, b, heads)), words=words)


def run(result: Comparison | Review | None = None, *, replay: str = "", parent: str = "", note: str = "") -> Run:
    """A run that holds a result."""
    made = Made(endpoint="https://api.model.example/v1", model=MODEL, replay=replay, personas={"dx": REQUEST}, prompts={}, tools={})
    spend = Spend(asked=17, cached=8, prompt_tokens=61_240, completion_tokens=14_305, paid=Decimal("0.0413"), worth=Decimal("0.0622"))
    return Run(
        id="20261123T091502Z-code-llama-4-vs-mistral-large-3-0a1b2c",
        kind="compare",
        at=datetime(2026, 11, 23, 9, 15, 2, tzinfo=UTC),
        parent=parent,
        note=note,
        made=made,
        spend=spend,
        result=result or comparison(),
    )


def each_text(value: Any, change: Callable[[tuple[str, ...], str], str], path: tuple[str, ...] = ()) -> Any:
    """Plain JSON data with `change(path, text)` in the place of every text."""
    match value:
        case str():
            return change(path, value)
        case list():
            return [each_text(item, change, path) for item in value]
        case dict():
            return {key: each_text(item, change, (*path, key)) for key, item in value.items()}
        case _:
            return value
