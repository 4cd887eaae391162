"""A verdict in, text out: no clock, no network, no model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, assert_never

if TYPE_CHECKING:
    from panel.publish.facts import Page
    from panel.publish.imprint import Imprint
    from panel.runs import Run

Form = Literal["html", "md", "json"]
FORMS: tuple[Form, ...] = ("html", "md", "json")


def document(run: Run, form: Form, imprint: Imprint) -> str:
    """The page of a comparison in one form; what is raised stands at `panel.publish.page.page`."""
    # Templates take a tenth of a second to import: only a command that publishes pays for them.
    from panel.publish.page import page

    return _printed(run, form, page(run, imprint))


def documents(run: Run, imprint: Imprint) -> dict[Form, str]:
    """The page in every form, put together once."""
    from panel.publish.page import page

    made = page(run, imprint)
    return {form: _printed(run, form, made) for form in FORMS}


def _printed(run: Run, form: Form, made: Page) -> str:
    from panel.publish import html, markdown, record

    match form:
        case "html":
            return html.render(made, data=record.data(run, made))
        case "md":
            return markdown.render(made)
        case "json":
            return record.render(run, made)
        case _:
            assert_never(form)
