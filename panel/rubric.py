"""From criteria to a strict reply schema, and from a reply to typed answers."""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any, Literal, assert_never

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model

from panel.canon import Closed
from panel.evidence import SourceText, check_claim
from panel.llm.call import ReplySchema
from panel.scorecard import Answer, Choice, Entry, Forecast, Items, Score, Text


def _usable(key: str) -> str:
    # A field of this name would hide a method of the reply's model.
    if hasattr(BaseModel, key):
        raise ValueError(f"{key!r} is taken by the schema library; choose another")
    return key


def _distinct(choices: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(choices)) < len(choices):
        raise ValueError("two options are the same; remove one")
    return choices


Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$"), AfterValidator(_usable)]
Label = Annotated[str, Field(min_length=1, max_length=80)]
Ask = Annotated[str, Field(min_length=1, max_length=1200)]
RESERVED = {"reason", "ballot", "opinion", "outside"}


class _Criterion(Closed):
    key: Key
    label: Label
    ask: Ask


class TextCriterion(_Criterion):
    """Answered in a sentence or two."""

    kind: Literal["text"]
    words: int = Field(default=60, ge=5, le=200)


class ItemsCriterion(_Criterion):
    """Answered by a short list."""

    kind: Literal["items"]
    most: int = Field(default=5, ge=1, le=10)


class ChoiceCriterion(_Criterion):
    """Answered by one of the named options."""

    kind: Literal["choice"]
    choices: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=60)], ...], Field(min_length=2, max_length=8), AfterValidator(_distinct)
    ]


class ClaimCriterion(_Criterion):
    """Answered by a fact with quotes from the sources."""

    kind: Literal["claim"]


class ScoreCriterion(_Criterion):
    """Answered by 0 to 5; `low` and `high` say what a 0 and a 5 look like."""

    kind: Literal["score"]
    low: Annotated[str, Field(min_length=1, max_length=400)]
    high: Annotated[str, Field(min_length=1, max_length=400)]


class ForecastCriterion(_Criterion):
    """Answered by a dated, measurable statement."""

    kind: Literal["forecast"]


Criterion = Annotated[
    TextCriterion | ItemsCriterion | ChoiceCriterion | ClaimCriterion | ScoreCriterion | ForecastCriterion,
    Field(discriminator="kind"),
]


class _Wire(BaseModel):
    """What a model sends: closed, every field required."""

    model_config = ConfigDict(extra="forbid", strict=True)


Sentence = Annotated[str, Field(min_length=1, max_length=900)]


class _Quote(_Wire):
    source: Annotated[str, Field(min_length=1, max_length=64)]
    quote: Annotated[str, Field(min_length=1, max_length=500)]


class _Claim(_Wire):
    sentence: Sentence
    quotes: Annotated[list[_Quote], Field(min_length=1, max_length=3)]


class _Score(_Wire):
    why: Sentence
    score: Annotated[int, Field(ge=0, le=5)]


class _Forecast(_Wire):
    statement: Sentence
    measured_by: Sentence
    year: Annotated[int, Field(ge=2024, le=2060)]
    month: Annotated[int, Field(ge=1, le=12)]
    probability: Annotated[int, Field(ge=0, le=100)]


class Rubric:
    """An ordered list of criteria as the model sees them and as the house keeps them.

    With `votes`, the reason, the ballot, the outside knowledge and the publishable opinion come after the criteria, so that
    the vote follows the argument.
    """

    def __init__(self, name: str, criteria: Sequence[Criterion], *, votes: bool) -> None:
        self.name = name
        self.criteria = tuple(criteria)
        self.votes = votes

    @cached_property
    def reply(self) -> type[BaseModel]:
        """The strict model of one reply."""
        fields: dict[str, Any] = {c.key: (_wire_type(c), ...) for c in self.criteria}
        if self.votes:
            fields["reason"] = (Sentence, ...)
            fields["ballot"] = (Literal["ship", "skip", "abstain"], ...)
            fields["outside"] = (Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=10)], ...)
            fields["opinion"] = (Annotated[str, Field(min_length=1, max_length=1500)], ...)
        return create_model(self.name, __base__=_Wire, **fields)

    @cached_property
    def schema(self) -> ReplySchema:
        """The portable JSON Schema of `reply`."""
        return ReplySchema(name=self.name, json=in_order(portable(self.reply.model_json_schema())))

    def entries(self, reply: BaseModel, sources: Mapping[str, SourceText]) -> tuple[Entry, ...]:
        """The typed answers of a validated reply; claims are checked against the sources here."""
        return tuple(Entry(key=c.key, label=c.label, answer=_answer(c, getattr(reply, c.key), sources)) for c in self.criteria)


def _wire_type(criterion: Criterion) -> Any:
    match criterion:
        case TextCriterion():
            return Annotated[str, Field(min_length=1, max_length=criterion.words * 10)]
        case ItemsCriterion():
            return Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(min_length=1, max_length=criterion.most)]
        case ChoiceCriterion():
            option: Any = Literal[criterion.choices]
            return create_model("choice", __base__=_Wire, why=(Sentence, ...), choice=(option, ...))
        case ClaimCriterion():
            return _Claim
        case ScoreCriterion():
            return _Score
        case ForecastCriterion():
            return _Forecast
    assert_never(criterion)


def _answer(criterion: Criterion, value: Any, sources: Mapping[str, SourceText]) -> Answer:
    match criterion:
        case TextCriterion():
            return Text(text=value)
        case ItemsCriterion():
            return Items(items=tuple(value))
        case ChoiceCriterion():
            return Choice(why=value.why, choice=value.choice)
        case ClaimCriterion():
            return check_claim(value.sentence, [(quote.source, quote.quote) for quote in value.quotes], sources)
        case ScoreCriterion():
            return Score(why=value.why, score=value.score)
        case ForecastCriterion():
            return Forecast(**dict(value))
    assert_never(criterion)


def portable(schema: Any) -> Any:
    """The same schema for every server: references inlined, titles and descriptions dropped, every object closed.

    Raises ValueError on a keyword that some server refuses or ignores; each persona is put through this by a test.
    """
    return _portable(schema, schema.get("$defs", {}), depth=1)


_KEYWORDS = {"type", "properties", "required", "additionalProperties", "items", "enum", "const", "minimum", "maximum"}
_KEYWORDS |= {"minLength", "maxLength", "minItems", "maxItems"}


def _portable(node: dict[str, Any], defs: Mapping[str, Any], *, depth: int) -> dict[str, Any]:
    if "$ref" in node:
        return _portable(defs[node["$ref"].rsplit("/", 1)[-1]], defs, depth=depth)
    kept = {key: value for key, value in node.items() if key not in {"title", "description", "$defs"}}
    if unknown := kept.keys() - _KEYWORDS:
        raise ValueError(f"{sorted(unknown)} is not understood by every server")
    if depth > 10:
        raise ValueError("more than 10 levels deep")
    if kept.get("type") == "object":
        fields = kept.get("properties", {})
        if kept.get("additionalProperties") is not False or set(kept.get("required", ())) != fields.keys():
            raise ValueError("an object must be closed and require every field")
        kept["properties"] = {key: _portable(value, defs, depth=depth + 1) for key, value in fields.items()}
    if "items" in kept:
        kept["items"] = _portable(kept["items"], defs, depth=depth + 1)
    if kept.get("type") == "string" and "enum" not in kept and "maxLength" not in kept:
        raise ValueError("a string needs maxLength")
    if kept.get("type") == "array" and "maxItems" not in kept:
        raise ValueError("an array needs maxItems")
    if kept.get("type") == "number":
        raise ValueError("float bounds are not enforced everywhere; use integers")
    return kept


def in_order(value: Any) -> str:
    """JSON without white space, in the given order: models fill a schema in the order in which they read it."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
