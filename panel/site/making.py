"""Every page of a site, put into its folder."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from panel.canon import digest
from panel.files import code_digest
from panel.forecasts.score import Score
from panel.persona import Persona
from panel.publish import html, record
from panel.publish.page import page
from panel.publish.plain import link, plain_imprint, plain_run
from panel.site import addresses, front, review
from panel.site.cast import Role, persona_page, roles
from panel.site.catalogue import Catalogue
from panel.site.feed import LENGTH, feed
from panel.site.folder import Folder
from panel.site.item import Item, Material, Site
from panel.site.lines import PairLine, ToolLine, tidy
from panel.site.listing import Listing, beginnings, pages, shelves
from panel.site.picture import Picture, Share, draw
from panel.site.press import Head, Press
from panel.site.sitemap import Sitemap
from panel.wording import number

FEW_TOOLS = 12  # a list of so many is seen at a glance
MAIL = re.compile(r"[A-Za-z0-9.+_-]+@[A-Za-z0-9.-]+")
CARD = "card.png"  # the picture of the pages that have none of their own


class Making:
    """The pages of one build. What only depends on an item is not made again while the item is the same."""

    def __init__(self, catalogue: Catalogue, folder: Folder, site: Site, scratch: sqlite3.Connection) -> None:
        self._catalogue, self._folder, self._site = catalogue, folder, site
        self._sitemap = Sitemap(scratch, site.base_url)
        self._fed = bool(site.base_url) and any(True for _ in catalogue.news(most=1))
        self._press = Press(site, fed=self._fed)
        self._same = [code_digest("*.py", "publish/*.*", "site/*.*"), site.model_dump(), self._fed]

    def item(self, item: Item) -> None:
        """The page of a comparison, and those of the tools that its reviews stand for."""
        at = self._catalogue.place(item.address)
        if at is None:
            return  # it was put on the shelf after the shelf was gone through: the next build has it

        @cache
        def opened() -> Material:
            run, imprint = item.open()
            return Material(plain_run(run), plain_imprint(imprint))

        if pair := self._catalogue.pair(at):
            self._pair(item, pair, opened)
        for line in list(self._catalogue.reviewed(at)):
            self._tool(item, line, self._catalogue.standing(at), opened)

    def lists(self) -> None:
        """All tools, all comparisons, all categories, each category, and tools by the beginnings of their words."""
        shown = self._catalogue
        tools = Listing(path=addresses.TOOLS, heading="Tools", sentence=_counted(shown.count(), "tool"), empty="None yet.", search=True)
        many = sum(1 for _ in pages(shown.tools)) > 1
        self._list(replace(tools, paged=many, letters=beginnings(shown) if many else ()), shown.tools)
        told = _counted(shown.count("pair"), "comparison")
        self._list(Listing(path=addresses.PAIRS, heading="Comparisons", sentence=told, empty="None yet."), shown.pairs)
        told = _counted(shown.count("category"), "category", "categories")
        self._list(Listing(path=addresses.CATEGORIES, heading="Categories", sentence=told, empty="None yet."), shown.categories)
        for line in shown.categories():
            told = _counted(line.tools, "tool")
            listing = Listing(
                path=addresses.category(line.key), heading=line.name, sentence=told, above="Category", search=line.tools > FEW_TOOLS
            )
            self._list(listing, lambda key=line.key: shown.tools(category=key))  # type: ignore[misc]
        for shelf, found in shelves(shown) if many else ():
            self._list(shelf, found)

    def panel(self, voters: Sequence[Persona], chair: Persona, foretold: Mapping[str, Score]) -> None:
        """The page of the panel, and each persona's, with its record as a forecaster."""
        titles = self._catalogue.titles()
        everybody = roles(voters, chair, titles)
        told = f"{number(len(voters)).capitalize()} AI personas with a vote each, and a chair who writes and has none."
        members = tuple((role, _role(role, self._catalogue.votes(role.id))) for role in everybody)
        head = Head(addresses.PANEL, "The panel", told, picture=CARD)
        self._put("panel.html.j2", head, front.Members(told, members))
        for role in everybody:
            head = Head(addresses.persona(role.id), f"{tidy(role.title)}: rubric and record", tidy(role.motto), addresses.PANEL, CARD)
            self._put("persona.html.j2", head, persona_page(role, self._catalogue, titles, foretold.get(role.id)))
        self._front([role for role in everybody if role.written and role.written.votes])

    def rest(self) -> None:
        """What every site has: method, corrections, the page for lost readers, the assets, the feed and what search engines read."""
        self._put(
            "method.html.j2", Head(addresses.METHOD, "How this works", "What the panel does and what a program counts.", picture=CARD)
        )
        self._corrections()
        self._put("lost.html.j2", Head(addresses.LOST, "There is no such page", "Nothing stands at this address.", silent=True))
        name, style = self._press.style
        self._folder.put(name, lambda: style)
        name, script = self._press.script
        self._folder.put(name, lambda: script)
        self._folder.put(addresses.ICON, self._press.icon)
        card = Picture(self._site.title, "Which one should you ship with?", front.SENTENCE, "")
        self._folder.put(CARD, lambda: draw(card), key=self._key(CARD, repr(card)))
        if self._fed:
            self._folder.put(addresses.FEED, lambda: feed(self._site, self._catalogue.news(most=LENGTH)))
        self._for_robots()

    def _pair(self, item: Item, pair: PairLine, opened: Callable[[], Material]) -> None:
        path = addresses.pair(item.address)
        head = Head(
            path,
            f"{pair.title}: which one should you ship with?",
            pair.headline,
            addresses.PAIRS,
            picture=addresses.picture(path),
            kind="article",
            silent=pair.silent,
            newest="" if item.newest else addresses.pair(item.of),
            related=tuple((addresses.tool(side.tool), f"{side.label}: what each reviewer says") for side in (pair.a, pair.b)),
        )

        def make() -> bytes:
            run, imprint = opened()
            made = page(run, imprint.model_copy(update={"corrections": self._whole(addresses.CORRECTIONS), "publisher": self._site.title}))
            return self._press.framed(html.render(made, data=record.data(run, made)), head)

        self._folder.put(path, make, key=self._key(item.key, repr(head)))
        shares = tuple(Share(side.label, side.tool, side.share, f"panel ship, {side.votes}", side.span) for side in (pair.a, pair.b))
        card = Picture(self._site.title, f"{pair.a.label} vs {pair.b.label}", pair.headline, f"{pair.a.tool} vs {pair.b.tool}", shares)
        self._folder.put(head.picture, lambda: draw(card), key=self._key(repr(card)))
        self._note(head, day=pair.day)

    def _tool(self, item: Item, line: ToolLine, standing: tuple[str, bool], opened: Callable[[], Material]) -> None:
        path = addresses.tool(line.slug)
        pairs = list(self._catalogue.pairs_of(line.slug, most=review.FEW))
        more = self._catalogue.count_of(line.slug) - len(pairs)
        title, told = review.described(line)
        day, silent = standing
        head = Head(path, title, told, addresses.TOOLS, addresses.picture(path), kind="article", silent=silent)

        def make() -> bytes:
            made = review.tool_page(*opened(), line, pairs, more=more)
            return self._press.page("tool.html.j2", replace(head, data=review.linked(made, self._site)), made)

        self._folder.put(path, make, key=self._key(item.key, repr(head), repr(line), repr(pairs), str(more)))
        share = Share("Panel ship", line.slug, line.share, line.votes, _span(pairs, line.slug))
        card = Picture(self._site.title, line.name, line.tagline, line.slug, (share,))
        self._folder.put(head.picture, lambda: draw(card), key=self._key(repr(card)))
        self._note(head, day=day)

    def _front(self, voters: Sequence[Role]) -> None:
        made = front.front(self._catalogue, voters)
        address = {"url": self._site.base_url} if self._site.base_url else {}
        data = {"@context": "https://schema.org", "@type": "WebSite", "name": self._site.title, "inLanguage": "en", **address}
        head = Head(addresses.HOME, self._site.title, front.SENTENCE, picture=CARD, script=True, data=json.dumps(data, ensure_ascii=False))
        self._put("home.html.j2", head, made)

    def _corrections(self) -> None:
        contact = tidy(self._site.contact)
        leads = link(contact) or (f"mailto:{contact}" if MAIL.fullmatch(contact) else "")
        listing = Listing(path=addresses.CORRECTIONS, heading="Corrections", contact=contact, contact_link=leads)
        self._list(listing, self._catalogue.corrections, template="corrections.html.j2")

    def _for_robots(self) -> None:
        lines = ["User-agent: *", "Allow: /"]
        if self._site.base_url and not self._site.draft:
            lines.append(f"Sitemap: {self._whole(addresses.SITEMAP)}")
            for name, content in self._sitemap.files():
                self._folder.put(name, lambda content=content: content)  # type: ignore[misc]
        self._folder.put(addresses.ROBOTS, ("\n".join(lines) + "\n").encode)

    def _list(self, listing: Listing, lines: Callable[[], Iterable[Any]], *, template: str = "list.html.j2") -> None:
        for at, last, held in pages(lines):
            made = replace(listing, number=at, last=last, lines=held, paged=listing.paged or last > 1)
            title = f"{listing.heading}, page {at}" if at > 1 else listing.heading
            place = listing.path if "/" not in listing.path else addresses.CATEGORIES if listing.above == "Category" else addresses.TOOLS
            told = listing.sentence or listing.heading
            # What leads to the tools by their words is for readers: a search engine has the lists.
            silent = listing.path.startswith("find/")
            self._put(template, Head(made.place, title, told, place, CARD, silent=silent, script=listing.search), made)

    def _put(self, template: str, head: Head, facts: Any = None) -> None:
        head = replace(head, silent=head.silent or self._site.draft)
        self._folder.put(head.path, lambda: self._press.page(template, head, facts))
        self._note(head)

    def _note(self, head: Head, *, day: str = "") -> None:
        if not head.silent:
            self._sitemap.note(head.path, day)

    def _key(self, *parts: str) -> str:
        return digest([*self._same, *parts])

    def _whole(self, path: str) -> str:
        return f"{self._site.base_url}{path}" if self._site.base_url else ""


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def _span(pairs: Sequence[PairLine], slug: str) -> tuple[int, int, int] | None:
    return next((side.span for pair in pairs for side in (pair.a, pair.b) if side.tool == slug), None)


def _role(role: Role, votes: dict[str, int]) -> str:
    decided = votes.get("ship", 0) + votes.get("skip", 0)
    if role.written and not role.written.votes:
        return "writes and has no vote"
    return f"ships {votes.get('ship', 0):,} of {decided:,}" if decided else "no published vote yet"
