"""CPU of the checks: cleaning and flagging a megabyte of Markdown, and verifying one scorecard's quotes in a long source."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from panel.cleaning import clean
from panel.evidence import check_claim
from panel.flags import inspect
from panel.folding import SourceText

ROOT = Path(__file__).parents[1]
MEGABYTE = 2**20
CLAIMS = 12


def main() -> None:
    text = _prose()
    whole = (text * (MEGABYTE // len(text) + 1))[:MEGABYTE]
    cleaned = clean(text, "md")
    inspect(cleaned)  # the rules are compiled once a process
    cleaning = _cpu(lambda: clean(whole, "md"))
    flagging = _cpu(lambda: inspect(clean(whole, "md"))) - cleaning
    source = SourceText(cleaned.text)
    lines = [line.strip() for line in cleaned.text.splitlines() if len(line.strip()) > 60][:CLAIMS]
    quotes = [" ".join(line.split()[:12]) for line in lines]
    check_claim("It is said.", [("docs", quotes[0])], {"docs": source})
    verifying = _cpu(lambda: [check_claim(quote, [("docs", quote)], {"docs": source}) for quote in quotes])
    print(f"cleaning 1 MB {cleaning:.2f} s, flagging it {flagging:.2f} s of CPU")
    print(f"verifying {len(quotes)} claims in {len(cleaned.text):,} characters {1000 * verifying:.1f} ms of CPU")


def _prose() -> str:
    """The Markdown files named on the command line, or the project's own."""
    paths = [Path(name) for name in sys.argv[1:]] or sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").rglob("*.md"))
    return "\n\n".join(path.read_text(encoding="utf-8") for path in paths)


def _cpu(job: Callable[[], object]) -> float:
    began = time.process_time()
    job()
    return time.process_time() - began


if __name__ == "__main__":
    main()
