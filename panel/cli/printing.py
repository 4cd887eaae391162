"""What a command prints of what it got: results on stdout, and the exit code that fits them."""

import json as jsonlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from panel.errors import BudgetReached, DiskError, ProviderDown, UsageError
from panel.publish import terminal
from panel.runs import Run

if TYPE_CHECKING:
    from panel.estimate import Estimate
    from panel.orchestrator import Plan, Rerun
    from panel.publish import Form
    from panel.settings import Settings

PARTIAL = 5


def record(value: Any) -> None:
    """One JSON document on stdout."""
    text(jsonlib.dumps(value, indent=1, ensure_ascii=False, allow_nan=False))


def text(value: str) -> None:
    """Text and a line feed on stdout. Raises DiskError when it cannot take them."""
    try:
        sys.stdout.write(value + "\n")
    except BrokenPipeError:
        raise
    except OSError as error:
        raise DiskError(f"stdout: cannot be written ({error.strerror}); check where it goes") from error


def comparison(run: Run, settings: "Settings", *, format: "Form | None", out: str | None, json: bool) -> None:
    """The page of a comparison where it was wanted, and what was counted."""
    from panel.files import write
    from panel.publish import document
    from panel.publish.imprint import Imprint

    def made(form: "Form") -> str:
        page = settings.config.page
        imprint = Imprint(on=run.at.date(), stale_after=page.stale_after_days, votes_minimum=page.votes_minimum)
        return document(run, form, imprint).rstrip("\n")

    path = Path(out) if out else settings.workspace / "out"
    chosen = format or _form(path.suffix)
    if out == "-":
        return text(made("json" if json else chosen))
    if not out or out.endswith("/") or path.is_dir():
        path /= f"{'-vs-'.join(review.tool.slug for review in run.reviews)}.{chosen}"
    write(path, made(chosen) + "\n")
    text(made("json") if json else f"{terminal.comparison(run)}\n{path}")


def _form(suffix: str) -> "Form":
    match suffix.lower():
        case ".md":
            return "md"
        case ".json":
            return "json"
        case _:
            return "html"


def reviews(made: Sequence[Run], *, json: bool) -> None:
    """Reviews, one after the other; with --json a list unless there is just one."""
    if json:
        records = [run.model_dump(mode="json") for run in made]
        return record(records[0] if len(records) == 1 else records)
    text("\n\n".join(terminal.review(run, review) for run in made for review in run.reviews))


def rerun(made: "Rerun", *, json: bool) -> None:
    """What one seat says now, why, and which comparisons it bears on."""
    if json:
        return record(made.model_dump(mode="json"))
    text(terminal.change(made.change, note=made.run.note))
    for touched in made.touched:
        text(terminal.moved(touched.a, touched.b, touched.before, touched.after))
    text(f"run {made.run.id}")


def plan(plans: "Plan", settings: "Settings", *, json: bool) -> None:
    """What would be asked, about how many tokens, and what that may cost."""
    from panel.estimate import estimate

    about = estimate(plans, settings)
    if json:
        return record(about.model_dump(mode="json"))
    text(
        f"{'at most ' if plans.later else ''}{about.calls} calls to ask, {about.cached} answered already, about {about.prompt_tokens:,} prompt tokens{_shared(about)} and up to "
        f"{about.completion_tokens:,} reply tokens, cost {_cost(about.low, about.high)}"
    )


def _shared(about: "Estimate") -> str:
    share = 100 * about.prefix_tokens // (about.prompt_tokens or 1)
    return f" ({share} % in prefixes that a provider's cache can serve)" if share else ""


def _cost(low: Any, high: Any) -> str:
    return "unknown" if high is None else f"{terminal.dollars(low)} to {terminal.dollars(high)}"


def exit_code(run: Run) -> int:
    """0 when every seat is filled; else 8 when nobody could be reached, 6 when the cap was hit, 5 for anything partial."""
    failures = list(run.missing)
    if not failures:
        return 0
    if any(failure.reason == "over_budget" for failure in failures):
        return BudgetReached.exit_code
    answered = any(seat.ballots for review in run.reviews for seat in review.seats)
    if not answered and all(failure.reason in {"unavailable", "timeout", "rate_limited"} for failure in failures):
        return ProviderDown.exit_code
    return PARTIAL


def requests(plan: "Plan", *, out: str) -> None:
    """The requests of a plan as batch input lines, and how many are left."""
    from panel.cli.progress import say
    from panel.files import write
    from panel.llm.batch import batch_line

    if out.endswith("/") or Path(out).is_dir():
        raise UsageError(f"--out {out!r}: a folder; name the file to write")
    lines = [jsonlib.dumps(batch_line(request), ensure_ascii=False) for request in plan.requests]
    if out != "-":
        write(Path(out), "".join(line + "\n" for line in lines))
    elif lines:
        text("\n".join(lines))
    later = f"; {plan.later} more can be written once these are answered" if plan.later else ""
    say(f"{len(plan.requests)} requests written, {plan.cached} answered already{later}")
