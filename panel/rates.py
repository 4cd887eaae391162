"""What a figure is counted by: the period and the thing that stand after it, in one spelling each."""

import re

_PERIODS = {
    "second": "s sec secs second seconds", "minute": "min mins minute minutes", "hour": "h hr hrs hour hours", "day": "day days",
    "week": "week weeks wk", "month": "month months mo", "quarter": "quarter quarters", "year": "year years yr annum",
}  # fmt: skip
# Words that price lists use for one and the same thing stand together.
_THINGS = {
    "person": "user users seat seats member members person people head heads developer developers dev devs engineer engineers editor editors"
    " contributor contributors committer committers employee employees",
    "team": "team teams workspace workspaces organisation organisations organization organizations org orgs company companies account accounts",
    "token": "token tokens tok toks", "request": "request requests req reqs call calls query queries",
    "repository": "repository repositories repo repos", "run": "run runs execution executions", "job": "job jobs build builds",
    "scan": "scan scans", "review": "review reviews", "project": "project projects", "agent": "agent agents bot bots", "tb": "tb terabyte terabytes",
    "gb": "gb gib gigabyte gigabytes", "mb": "mb megabyte megabytes", "kb": "kb kilobyte kilobytes", "gpu": "gpu gpus",
    "core": "core cores cpu cpus vcpu vcpus", "node": "node nodes host hosts server servers machine machines", "row": "row rows record records",
    "document": "document documents doc docs", "page": "page pages", "image": "image images", "message": "message messages",
    "event": "event events", "credit": "credit credits", "task": "task tasks", "action": "action actions", "commit": "commit commits",
    "trace": "trace traces span spans", "key": "key keys", "vector": "vector vectors", "device": "device devices", "app": "app apps",
    "site": "site sites domain domains", "test": "test tests", "session": "session sessions conversation conversations",
    "everybody": "everybody everyone",
}  # fmt: skip
_PERIOD_OF = {word: name for name, words in _PERIODS.items() for word in words.split()}
_THING_OF = {word: name for name, words in _THINGS.items() for word in words.split()}
_ADVERB = {
    "hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year", "annually": "year",
    "p.a.": "year",
}  # fmt: skip
_SCALE = {"k": "000", "thousand": "000", "m": "000000", "million": "000000", "b": "000000000", "billion": "000000000", "hundred": "00"}

_MARK = r"(?P<mark>/|\bper\b|\beach\b|\bevery\b|\bfor\s+(?:each|every|one)\b|\ban?\b)"
_OFTEN = rf"(?P<adverb>{'|'.join(map(re.escape, _ADVERB))})(?!\w)"
_RATE = re.compile(
    rf"[\s,(*+)]*(?:{_OFTEN}"
    rf"|{_MARK}\s*(?P<count>\d[\d,.]*)?\s*(?P<scale>(?:{'|'.join(_SCALE)})\b)?[\s-]*(?P<words>[a-z]+(?:[\s-]+[a-z]+){{0,2}})"
    r"|for\s+(?:the\s+(?:whole|entire)|(?:your|a|an)\s+(?:whole|entire)|any\s+number\s+of|unlimited)\s+(?P<all>\w+))",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"(?:\s+(?!(?:per|an?|each|every|for|in|and|or|to|is|are|was|of|the)\b)[a-z][\w-]*){{0,2}}?(?=[\s,(*+)]*(?:{_OFTEN}|{_MARK}))",
    re.IGNORECASE,
)
_AGO = re.compile(r"\s+(?:later|ago|or|after|before|earlier|from)\b", re.IGNORECASE)


def rate(text: str, at: int, *, counts: bool) -> tuple[str, str]:
    """The period and the thing that the words from a place on count by, each empty when they name none.

    With `counts`, what is counted may stand before them ("60 requests per minute").
    """
    period = each = ""
    if counts and (noun := _COUNTED.match(text, at)):
        at = noun.end()
    while m := _RATE.match(text, at):
        found, until = _named(m, text)
        if not found or found in (period, each):
            break
        at = until
        if found in _PERIODS:
            period = period or found
        else:
            each = each or found
    return period, each


def _named(m: re.Match[str], text: str) -> tuple[str, int]:
    """What one of the words names, and where it ends; empty when "a" introduces something else than a rate."""
    if m["adverb"]:
        return _ADVERB[m["adverb"].lower()], m.end()
    if m["all"]:
        return "everybody", m.end()
    weak = m["mark"].lower() in ("a", "an")
    words = list(re.finditer(r"[a-z]+", m["words"].lower()))
    known = next((w for w in words[: 1 if weak else 3] if w.group() in _PERIOD_OF or w.group() in _THING_OF), None)
    word = known or (None if weak else words[0])
    if word is None or (weak and _AGO.match(text, m.start("words") + word.end())):
        return "", m.end()
    name = _PERIOD_OF.get(word.group()) or _THING_OF.get(word.group()) or word.group().removesuffix("s")
    count = (m["count"] or "").replace(",", "").rstrip(".") or ("1" if m["scale"] else "")
    many = count + _SCALE[m["scale"].lower()] if m["scale"] else count
    return f"{many} {name}" if many not in ("", "1") else name, m.start("words") + word.end()
