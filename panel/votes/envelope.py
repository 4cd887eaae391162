"""What every answer carries: who may read it, how it may be used, and that nothing of it is kept unless it says so."""

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from panel.votes.form import policy

PREFLIGHT = 86_400  # seconds for which a browser need not ask again


class Envelope:
    """Adds headers to what the application answers; other sites' pages are told nothing about who may read."""

    def __init__(self, app: ASGIApp, *, site: str) -> None:
        self._app, self._site = app, site
        self._always = _encoded(
            {
                "vary": "Origin",
                "x-content-type-options": "nosniff",
                # Not `no-referrer`: with that, a browser sends the origin `null` with the page's own form.
                "referrer-policy": "same-origin",
                "content-security-policy": policy(site),
            }
        )
        self._shared = _encoded(
            {
                "access-control-allow-origin": site,
                "access-control-allow-credentials": "true",
                "access-control-expose-headers": "ETag, Retry-After",
            }
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        ours = HTTPConnection(scope).headers.get("origin") == self._site

        async def enveloped(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message.get("headers", [])
                kept = [] if any(name == b"cache-control" for name, _ in given) else [(b"cache-control", b"no-store")]
                message["headers"] = [*given, *kept, *self._always, *(self._shared if ours else [])]
            await send(message)

        await self._app(scope, receive, enveloped)


def preflight(methods: list[str]) -> dict[str, str]:
    """The headers that answer OPTIONS."""
    listed = ", ".join(methods)
    return {
        "allow": listed,
        "access-control-allow-methods": listed,
        "access-control-allow-headers": "Content-Type",
        "access-control-max-age": str(PREFLIGHT),
    }


def _encoded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]
