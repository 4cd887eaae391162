"""A model that fills any schema: enough for whole walks over a real socket."""

import json
import re
from typing import Any

from server import Act, Received, completion

SENTENCE = "The notes say plainly what a team gets and what it must bring along to make it work."
PLAIN = {"year": 2027, "month": 6, "probability": 55}


def reply(body: dict[str, Any], *, ballot: str = "ship") -> str:
    """The reply text for a request body; quotes are taken from its first source."""
    schema = body["response_format"]["json_schema"]["schema"]
    source = re.search(r'<<source id="([^"]+)".*?>>\n(.*?)\n<<end', body["messages"][1]["content"], re.DOTALL)
    lines = [line for line in source[2].splitlines() if len(line) > 40] if source else [""]
    quote = {"source": source[1] if source else "", "quote": lines[0][:120].rsplit(" ", 1)[0]}
    return json.dumps(_fill(schema, "", quote, ballot))


def _fill(schema: dict[str, Any], name: str, quote: dict[str, str], ballot: str) -> Any:
    if name == "ballot":
        return ballot
    if "enum" in schema:
        return schema["enum"][-1]
    match schema.get("type"):
        case "object" if "quote" in schema["properties"]:
            return quote
        case "object":
            return {key: _fill(value, key, quote, ballot) for key, value in schema["properties"].items()}
        case "array":
            return [] if name == "outside" else [_fill(schema["items"], name, quote, ballot)]
        case "integer":
            return PLAIN.get(name, 3 if ballot == "ship" else 2)
    return " ".join([SENTENCE] * 6) if name == "opinion" else SENTENCE


def obliging(received: Received) -> Act:
    """Answers whatever is asked."""
    body = received.json
    return completion(reply(body), usage=(1500, 400))
