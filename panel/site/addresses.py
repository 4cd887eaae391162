"""Where everything stands in the site's folder. A file's name is its address, so that pages open from a disk as from a server."""

import hashlib
import re
from unicodedata import normalize

HOME, TOOLS, PAIRS, CATEGORIES, PANEL = "index.html", "tools.html", "comparisons.html", "categories.html", "panel.html"
METHOD, CORRECTIONS, LOST = "method.html", "corrections.html", "404.html"
FEED, SITEMAP, ROBOTS, ICON = "feed.xml", "sitemap.xml", "robots.txt", "icon.svg"
LONGEST = 60
OTHER = "_"  # the shelf of words that begin with no letter of a to z and no digit


def tool(slug: str) -> str:
    """The page of a tool."""
    return f"tools/{slug}.html"


def pair(address: str) -> str:
    """The page of a comparison."""
    return f"compare/{address}.html"


def persona(id: str) -> str:
    """The page of a persona."""
    return f"panel/{id}.html"


def category(key: str) -> str:
    """The first page of a category."""
    return f"categories/{key}.html"


def found(prefix: str) -> str:
    """The first page of the tools that have a word with this beginning."""
    return f"find/{prefix}.html"


def picture(path: str) -> str:
    """The picture of a page."""
    return f"{path.removesuffix('.html')}.png"


def numbered(path: str, number: int) -> str:
    """A later page of a list; a folder of its own keeps it apart from a name that ends in a number."""
    return path if number == 1 else f"{path.removesuffix('.html')}/{number}.html"


def root(path: str) -> str:
    """What leads from a page to the site's folder."""
    return "../" * path.count("/")


def words(text: str) -> list[str]:
    """The words of a text as they are looked up: without accents and case, cut at whatever is neither letter nor digit."""
    return re.findall(r"[^\W_]+", folded(text))


def folded(text: str) -> str:
    """The text without accents and case; the pages' script does the same."""
    return "".join(c for c in normalize("NFKD", text) if not "\u0300" <= c <= "\u036f").lower()


def shelf(word: str) -> str:
    """The beginning under which a word is found: its letters and digits up to the first other character, if it has any."""
    plain = re.match(r"[a-z0-9]*", word)
    return plain[0] if plain and plain[0] else OTHER


def key(name: str) -> str:
    """The file name of a category; where letters were lost in making it, a digest keeps two categories apart."""
    said = " ".join(name.casefold().split())
    plain = re.sub(r"[^a-z0-9]+", "-", folded(said)).strip("-")[:LONGEST].strip("-")
    if plain == said.replace(" ", "-"):
        return plain
    return f"{plain or 'category'}-{hashlib.sha256(said.encode()).hexdigest()[:8]}"
