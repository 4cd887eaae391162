"""A response body that ends at a stated size, counted after decompression."""

import zlib
from collections.abc import AsyncIterator

import httpx2

from panel.errors import Unreadable
from panel.llm.fault import Fault

LIMIT = 16 * 2**20
"""Bytes; a thousand times a long scorecard."""


class Bounded(httpx2.AsyncByteStream):
    """The body of one response, whole up to `limit` bytes, a Fault beyond."""

    def __init__(self, stream: httpx2.AsyncByteStream, *, encoding: str, place: str, limit: int = LIMIT) -> None:
        self._stream = stream
        self._limit = limit
        self._place = place
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 32) if encoding else None
        self._seen = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._stream:
            decoded = piece if self._inflate is None else self._decoded(piece)
            self._seen += len(decoded)
            if self._seen > self._limit:
                raise Fault(Unreadable(f"{self._place}: the reply is longer than {self._limit // 2**20} MiB and was cut; check base_url"))
            yield decoded

    async def aclose(self) -> None:
        await self._stream.aclose()

    def _decoded(self, piece: bytes) -> bytes:
        assert self._inflate is not None
        try:
            return self._inflate.decompress(piece, self._limit - self._seen + 1)
        except zlib.error as error:
            fact = f"the reply is not the gzip that it says it is ({error})"
            raise Fault(Unreadable(f"{self._place}: {fact}; check the proxy"), again="once") from None


async def bound(response: httpx2.Response, *, place: str, limit: int = LIMIT) -> None:
    """A response hook of httpx2: replace the body by its bounded form."""
    encoding = response.headers.pop("content-encoding", "").strip().lower().replace("identity", "")
    if encoding not in ("", "gzip", "x-gzip", "deflate"):
        raise Fault(Unreadable(f"{place}: the reply is encoded as {encoding[:20]!r}, which was not asked for; check the proxy"))
    assert isinstance(response.stream, httpx2.AsyncByteStream)
    response.stream = Bounded(response.stream, encoding=encoding, place=place, limit=limit)
