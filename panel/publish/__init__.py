"""A verdict in, text out: no clock, no network, no model."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal, assert_never

if TYPE_CHECKING:
    from panel.runs import Run

Form = Literal["html", "md", "json"]


def document(  # the house's settings, each with a default
    run: Run,
    form: Form,
    *,
    on: date,
    stale_after: int = 180,
    votes_minimum: int = 30,
    approved_by: str = "",
    publisher: str = "AI reviewer panel",
    corrections: str = "",
) -> str:
    """The page of a comparison in one form; what the arguments mean and what is raised stands at `panel.publish.page.page`."""
    # Templates take a tenth of a second to import: only a command that publishes pays for them.
    from panel.publish import html, markdown, record
    from panel.publish.page import page

    made = page(
        run,
        on=on,
        stale_after=stale_after,
        votes_minimum=votes_minimum,
        approved_by=approved_by,
        publisher=publisher,
        corrections=corrections,
    )
    match form:
        case "html":
            return html.render(made, data=record.data(run, made))
        case "md":
            return markdown.render(made)
        case "json":
            return record.render(run, made)
        case _:
            assert_never(form)
