"""What holds of panel/intake/freetier.py."""

import pytest

from panel.intake.blocks import blocks
from panel.intake.freetier import stated
from panel.intake.others import Owner

OWNER = Owner(frozenset({"acme"}))


def found(html: str) -> list[str]:
    """The sentences that say that there is a free tier."""
    return [sentence for sentence, _ in stated(blocks(html, "html"), OWNER, ["Kiln"])]


@pytest.mark.parametrize(
    "text",
    [
        "Do you offer a free plan? We do not.", "We removed the free plan in 2025.", "Our free tier was retired in May.", "Rivals offer a free tier; we don't.", "PagerWise has a free plan for individuals only.", "Acme is free to use for 14 days.",
        "Nothing is free forever.", "Is there a free tier?", "Until June, Acme had a free tier.", "The free plan ends on 1 May.", "A free tier is coming soon.", "We are considering a free plan.", "Unlike Botsmith's free plan, Acme costs money.",
        "Botsmith's free tier stops at 100 runs.", "There is no longer a free plan.", "We don’t have a free tier, but we do have a trial.", "Acme used to be free to use.", "Most tools have a free plan.", "You get the free plan for 30 days.",
        "Free to use during the beta.", "The free tier has been discontinued.", "We said goodbye to our free tier.", "Codewright is free for open source.", "Can I stay on a free plan? Sorry, that is not possible.",
    ],
)  # fmt: skip
def test_none(text: str) -> None:
    """A question, a denial, the past, plans to come, a trial and another product's free plan are no free tier."""

    assert found(f"<p>{text}</p>") == []


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><th>Vendor<th>Free tier<tr><td>Acme<td>Yes</table>",
        "<h3>Free plan</h3>",
        "<blockquote>Acme is free forever.</blockquote>",
        "<p><s>Acme is free forever.</s></p>",
        "<h3>Is there a free plan?</h3><p>We do not.</p>",
    ],
)
def test_no_sentence(html: str) -> None:
    """Heads of tables, headings, quotations and what is struck out say nothing of a free tier."""

    assert found(html) == []


@pytest.mark.parametrize(
    "text",
    [
        "Acme has a free tier for up to three users.", "The Starter plan is free forever.", "Kiln is free forever.", "Free for open source.", "Start on the free plan, upgrade when you need more.", "We offer a free tier with 1,000 runs a month.",
        "Acme is free and open source.", "It is free to use.", "Free forever for individuals.", "Our free plan includes 5 projects.", "There is a free tier for hobby projects.", "Every account begins on the free plan.",
        "Unlike PagerWise, Acme has a free plan.", "Unlike PagerWise, which has no free tier, Acme offers a free plan for five services.",
    ],
)  # fmt: skip
def test_some(text: str) -> None:
    """What the tool says of its own free tier is found."""

    assert found(f"<p>{text}</p>") == [text]


def test_answered() -> None:
    """A question counts with the yes that answers it, in the line itself or in the next one."""

    assert found("<p>Is there a free plan? Yes, for three users.</p>") == ["Is there a free plan? Yes, for three users."]
    assert found("<h3>Is there a free plan?</h3><p>Yes. Solo lasts as long as you like. More below.</p>") == [
        "Is there a free plan? Yes. Solo lasts as long as you like."
    ]
