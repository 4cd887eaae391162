"""Counts from an endpoint's `counts.json`, by its address or as a saved file; the only door to aiohttp outside the model's."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from panel.errors import InputError, ProviderDown
from panel.files import read_bytes, validated
from panel.votes.count import Count, Sheet
from panel.votes.reading import LIMIT

NAME = "counts.json"
SECONDS = 20


async def pulled(origin: str) -> dict[str, Count]:
    """The counts by tool. `origin` is an http(s) address, to which `/counts.json` is added when it is not there, or a file.

    Raises InputError when what is there is not an endpoint's sheet, ProviderDown when the endpoint does not answer.
    """
    if origin.startswith(("http://", "https://")):
        address = origin if origin.endswith(f"/{NAME}") else f"{origin.rstrip('/')}/{NAME}"
        raw = await _fetched(address)
    else:
        address, raw = origin, read_bytes(Path(origin), limit=LIMIT)
    sheet = validated(Sheet, _parsed(raw, address), Path(address))
    return {count.tool: count for count in sheet.counts}


def _parsed(raw: bytes, place: str) -> object:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{place}: not JSON; give the address of an endpoint that `panel votes serve` runs") from error


async def _fetched(address: str) -> bytes:
    shown = urlsplit(address)._replace(query="", fragment="").geturl().rsplit("@", 1)[-1]
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as session,
            session.get(address, allow_redirects=False) as response,
        ):
            if response.status != 200:
                raise ProviderDown(f"{shown}: answered {response.status}; check the address of the endpoint")
            raw = await response.content.read(LIMIT + 1)
            while len(raw) <= LIMIT and (more := await response.content.read(LIMIT + 1 - len(raw))):
                raw += more
    except TimeoutError as error:
        raise ProviderDown(f"{shown}: no complete answer within {SECONDS} seconds; try again") from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        said = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        raise ProviderDown(f"{shown}: cannot be reached ({said}); check the address, and that `panel votes serve` runs") from error
    if len(raw) > LIMIT:
        raise InputError(f"{shown}: larger than {LIMIT:,} bytes; this is no sheet of counts")
    return raw
