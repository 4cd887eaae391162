"""What the page tells a search engine: an article by an organisation about two programs, and no review by a person."""

import json
from typing import Any

from panel.publish.facts import Card, Page

SOURCE_TYPE = "https://schema.org/TrainedAlgorithmicMediaDigitalSource"


def linked_data(page: Page) -> str:
    """JSON-LD as text. A persona is no Person, its opinion no Review and a share no AggregateRating (16 CFR 465)."""
    organisation = {"@type": "Organization", "name": page.publisher}
    article: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": page.title,
        "description": page.description,
        "datePublished": page.first or page.date,
        **({"dateModified": page.date, "correction": _corrections(page)} if page.earlier else {}),
        "inLanguage": "en",
        "author": organisation,
        "publisher": organisation,
        "digitalSourceType": SOURCE_TYPE,
        "about": {
            "@type": "ItemList",
            "itemListOrder": "https://schema.org/ItemListUnordered",
            "numberOfItems": 2,
            "itemListElement": [
                {"@type": "ListItem", "position": at, "item": _program(card)} for at, card in enumerate((page.a, page.b), 1)
            ],
        },
    }
    return json.dumps(article, ensure_ascii=False, separators=(",", ":"))


def _corrections(page: Page) -> list[str]:
    return [f"{line.name}, {line.replaced}: {' '.join(line.changes)}" for line in page.earlier]


def inside_script(text: str) -> str:
    """JSON text that cannot end the script element that holds it; it still parses to the same value."""
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _program(card: Card) -> dict[str, str]:
    program = {"@type": "SoftwareApplication", "name": card.name, "applicationCategory": card.category}
    return program | ({"url": card.homepage} if card.homepage else {})
