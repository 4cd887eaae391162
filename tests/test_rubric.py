import json
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from panel.evidence import SourceText
from panel.rubric import Criterion, Rubric, portable
from panel.scorecard import Choice, Claim, Entry, Forecast, Items, Quote, Score, Text

CRITERION: TypeAdapter[Criterion] = TypeAdapter(Criterion)
MORE: dict[str, dict[str, Any]] = {
    "text": {"words": 40},
    "items": {"most": 3},
    "choice": {"choices": ["early", "late"]},
    "claim": {},
    "score": {"low": "Nothing.", "high": "All of it."},
    "forecast": {},
}


def criterion(kind: str, *, key: str = "it", **more: Any) -> Criterion:
    """A criterion of this kind."""
    return CRITERION.validate_python({"key": key, "label": "It", "ask": "What of it?", "kind": kind, **MORE[kind], **more})


class Wire(BaseModel):
    model_config = ConfigDict(extra="forbid")


class QuoteByHand(Wire):
    source: Annotated[str, Field(min_length=1, max_length=64)]
    quote: Annotated[str, Field(min_length=1, max_length=500)]


Sentence = Annotated[str, Field(min_length=1, max_length=900)]


class TextByHand(Wire):
    it: Annotated[str, Field(min_length=1, max_length=400)]


class ItemsByHand(Wire):
    it: Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(min_length=1, max_length=3)]


class OneOf(Wire):
    why: Sentence
    choice: Literal["early", "late"]


class ChoiceByHand(Wire):
    it: OneOf


class Quoted(Wire):
    sentence: Sentence
    quotes: Annotated[list[QuoteByHand], Field(min_length=1, max_length=3)]


class ClaimByHand(Wire):
    it: Quoted


class Scored(Wire):
    why: Sentence
    score: Annotated[int, Field(ge=0, le=5)]


class ScoreByHand(Wire):
    it: Scored


class Foretold(Wire):
    statement: Sentence
    measured_by: Sentence
    year: Annotated[int, Field(ge=2024, le=2060)]
    month: Annotated[int, Field(ge=1, le=12)]
    probability: Annotated[int, Field(ge=0, le=100)]


class ForecastByHand(Wire):
    it: Foretold


BY_HAND = {
    "text": TextByHand,
    "items": ItemsByHand,
    "choice": ChoiceByHand,
    "claim": ClaimByHand,
    "score": ScoreByHand,
    "forecast": ForecastByHand,
}


def plain(node: Any) -> Any:
    """A schema with its references put in place, and without titles."""

    def put(value: Any, defs: dict[str, Any], *, names: bool = False) -> Any:
        if isinstance(value, list):
            return [put(item, defs) for item in value]
        if not isinstance(value, dict):
            return value
        if "$ref" in value:
            return put(defs[value["$ref"].removeprefix("#/$defs/")], defs)
        return {k: put(v, defs, names=k == "properties") for k, v in value.items() if names or k not in ("title", "$defs")}

    return put(node, node.get("$defs", {}))


@pytest.mark.parametrize("kind", BY_HAND)
def test_the_schema_is_that_of_a_model_written_by_hand(kind: str) -> None:
    """A criterion in a file gives the very schema that one would have programmed for it."""

    made = json.loads(Rubric("it", [criterion(kind)], votes=False).schema.json)
    assert made == plain(BY_HAND[kind].model_json_schema())


def test_every_kind_has_a_model_written_by_hand() -> None:
    """A seventh kind is not forgotten here."""

    kinds = [member.model_fields["kind"].annotation.__args__[0] for member in Criterion.__args__[0].__args__]
    assert sorted(kinds) == sorted(BY_HAND)


def test_the_vote_comes_after_the_argument() -> None:
    """Fields stand in the order of the criteria, then reason, ballot, outside and opinion; a chair has none of these."""
    criteria = [criterion("score", key="zeta"), criterion("text", key="alpha"), criterion("claim", key="mid")]

    voting, chair = Rubric("x", criteria, votes=True), Rubric("x", criteria, votes=False)
    assert list(json.loads(voting.schema.json)["properties"]) == ["zeta", "alpha", "mid", "reason", "ballot", "outside", "opinion"]
    assert list(json.loads(chair.schema.json)["properties"]) == ["zeta", "alpha", "mid"]


def test_two_choices_keep_their_own_options() -> None:
    """The options of one criterion are not those of the next."""
    criteria = [criterion("choice", key="a", choices=["x", "y"]), criterion("choice", key="b", choices=["p", "q"])]

    fields = json.loads(Rubric("x", criteria, votes=False).schema.json)["properties"]
    assert [fields[key]["properties"]["choice"]["enum"] for key in "ab"] == [["x", "y"], ["p", "q"]]


@pytest.mark.parametrize("key", ["title", "description", "type", "properties", "required", "enum", "items"])
def test_a_criterion_may_be_called_like_a_keyword(key: str) -> None:
    """A property named `title` is a field of the reply, not a title of the schema."""

    fields = json.loads(Rubric("x", [criterion("text", key=key)], votes=False).schema.json)["properties"]
    assert fields == {key: {"type": "string", "minLength": 1, "maxLength": 400}}


STRING = {"type": "string", "maxLength": 9}


def closed(**fields: Any) -> dict[str, Any]:
    """A closed object with these fields."""
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def nested(levels: int) -> dict[str, Any]:
    """An object so many levels deep."""
    return STRING if levels == 1 else closed(it=nested(levels - 1))


UNPORTABLE = {
    "pattern": {**STRING, "pattern": "^a"},
    "format": {**STRING, "format": "date"},
    "default": {**STRING, "default": "a"},
    "multipleOf": {"type": "integer", "multipleOf": 2},
    "exclusiveMinimum": {"type": "integer", "exclusiveMinimum": 2},
    "uniqueItems": {"type": "array", "items": STRING, "maxItems": 2, "uniqueItems": True},
    "prefixItems": {"type": "array", "prefixItems": [STRING], "maxItems": 1},
    "oneOf": {"oneOf": [STRING]},
    "anyOf": {"anyOf": [STRING, {"type": "null"}]},
    "allOf": {"allOf": [STRING]},
    "not": {"not": STRING},
    "if": {"if": STRING},
    "patternProperties": {**closed(), "patternProperties": {"^a": STRING}},
    "discriminator": {"discriminator": {"propertyName": "kind"}},
    "an unbounded string": {"type": "string"},
    "an unbounded list": {"type": "array", "items": STRING},
    "a float": {"type": "number", "minimum": 0},
    "an open object": {**closed(a=STRING), "additionalProperties": True},
    "an object that says nothing": {"type": "object"},
    "a mapping": {"type": "object", "additionalProperties": STRING},
    "an optional field": {**closed(a=STRING), "required": []},
    "no required fields": {"type": "object", "properties": {"a": STRING}, "additionalProperties": False},
    "eleven levels": nested(11),
    "a schema of itself": {"$ref": "#/$defs/x", "$defs": {"x": closed(x={"$ref": "#/$defs/x"})}},
    "below a list": {"type": "array", "maxItems": 1, "items": {"type": "string"}},
}


@pytest.mark.parametrize("schema", UNPORTABLE.values(), ids=UNPORTABLE)
def test_what_some_server_ignores_is_refused(schema: dict[str, Any]) -> None:
    """At the top and inside an object alike."""
    inside = {**closed(a={k: v for k, v in schema.items() if k != "$defs"}), "$defs": schema.get("$defs", {})}

    with pytest.raises(ValueError, match=r"server|levels|closed|maxLength|maxItems|integers"):
        portable(schema)
    with pytest.raises(ValueError, match=r"server|levels|closed|maxLength|maxItems|integers"):
        portable(inside)


def test_what_every_server_knows_passes() -> None:
    """Ten levels, enumerations, constants and bounds."""
    schema = closed(a={"enum": ["x"], "type": "string"}, b={"const": 1}, c={"type": "integer", "minimum": 0}, d=nested(9))

    assert portable(schema) == schema


SOURCES = {"notes": SourceText("The weights cost nothing to download, and there is no charge per token.")}
SAID = {
    "text": ("Short.", Text(text="Short.")),
    "items": (["a", "b"], Items(items=("a", "b"))),
    "choice": ({"why": "W.", "choice": "late"}, Choice(why="W.", choice="late")),
    "claim": (
        {"sentence": "It is free.", "quotes": [{"source": "notes", "quote": "cost nothing to download"}]},
        Claim(sentence="It is free.", quotes=(Quote(source="notes", text="cost nothing to download", start=12, end=36),)),
    ),
    "score": ({"why": "W.", "score": 5}, Score(why="W.", score=5)),
    "forecast": (
        {"statement": "S.", "measured_by": "M.", "year": 2027, "month": 12, "probability": 40},
        Forecast(statement="S.", measured_by="M.", year=2027, month=12, probability=40),
    ),
}


@pytest.mark.parametrize("kind", SAID)
def test_an_answer_of_each_kind_becomes_an_entry(kind: str) -> None:
    """The entry carries the label, so that it can be read when the persona is gone."""
    said, answer = SAID[kind]
    rubric = Rubric("x", [criterion(kind)], votes=False)

    entries = rubric.entries(rubric.reply.model_validate({"it": said}), SOURCES)
    assert entries == (Entry(key="it", label="It", answer=answer),)


def test_a_quote_that_stands_nowhere_is_a_fault_of_its_claim() -> None:
    """The answer is kept, with what does not hold."""
    rubric = Rubric("x", [criterion("claim")], votes=False)
    said = {"it": {"sentence": "It is fast.", "quotes": [{"source": "notes", "quote": "the fastest of them all"}]}}

    (entry,) = rubric.entries(rubric.reply.model_validate(said), SOURCES)
    assert isinstance(entry.answer, Claim)
    assert entry.answer.faults == ("the quote is not in 'notes'",)


UNFIT = {
    "a score of 6": ("score", {"why": "W.", "score": 6}),
    "a score as text": ("score", {"why": "W.", "score": "5"}),
    "a score without a reason": ("score", {"score": 5}),
    "an empty list": ("items", []),
    "a long list": ("items", ["a"] * 4),
    "no such option": ("choice", {"why": "W.", "choice": "never"}),
    "no quote": ("claim", {"sentence": "It is free.", "quotes": []}),
    "month 13": ("forecast", {"statement": "S.", "measured_by": "M.", "year": 2027, "month": 13, "probability": 40}),
    "an essay": ("text", "x" * 401),
    "nothing": ("text", None),
}


@pytest.mark.parametrize(("kind", "said"), UNFIT.values(), ids=UNFIT)
def test_what_does_not_fit_is_refused(kind: str, said: object) -> None:
    """The reply model holds every bound that the schema states."""

    with pytest.raises(ValidationError):
        Rubric("x", [criterion(kind)], votes=False).reply.model_validate({"it": said})


@pytest.mark.parametrize(
    "key", ["Upper", "1st", "a-b", "", "a" * 41, "schema", "copy", "json", "model_config", "model_dump", "model_fields"]
)
def test_a_key_that_cannot_be_a_field_is_refused(key: str) -> None:
    """So is one that would hide a method of the reply's model."""

    with pytest.raises(ValidationError, match="key"):
        criterion("text", key=key)


def test_an_option_stands_once() -> None:
    """Two equal options would be one."""

    with pytest.raises(ValidationError, match="two options are the same"):
        criterion("choice", choices=["a", "a"])


class Seventh:
    """A kind that nobody taught the rubric."""

    key = "it"
    kind = "seventh"


def test_a_kind_that_nobody_taught_is_an_error() -> None:
    """It does not pass in silence."""

    with pytest.raises(AssertionError, match="Seventh"):
        _ = Rubric("x", [Seventh()], votes=False).schema  # type: ignore[list-item]
