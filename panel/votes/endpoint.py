"""The endpoint behind a static site's vote buttons, as an ASGI application."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from http import HTTPStatus
from secrets import token_bytes
from typing import Annotated, Any
from urllib.parse import parse_qsl

from pydantic import Field, ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from panel.canon import Closed
from panel.errors import DiskError
from panel.votes.box import Box, Cast, Choice, Shelf
from panel.votes.catalogue import Catalogue
from panel.votes.envelope import Envelope, preflight
from panel.votes.form import FRAGMENT, back, form, refusal
from panel.votes.limits import DAY, Addresses, Limit
from panel.votes.published import Document, Published
from panel.votes.terms import Terms
from panel.votes.token import LIFETIME, Bearer, Fault, Seal

BODY = 2_000  # bytes of a vote
PATIENCE = 10  # seconds for its body to arrive
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
Handler = Callable[[Request], Awaitable[Response]]
Clock = Callable[[], datetime]


class Ask(Closed):
    """The body of a vote."""

    token: Annotated[str, Field(max_length=100)]
    choice: Choice


class Endpoint:
    """Answers; what it needs to know for longer than an answer is on the shelf, the rest is limits in memory."""

    def __init__(self, terms: Terms, seal: Seal, box: Box, published: Published, *, catalogue: Catalogue, clock: Clock) -> None:
        self._terms, self._seal, self._box, self._published = terms, seal, box, published
        self._catalogue, self._clock = catalogue, clock
        self._addresses = Addresses(self._now)
        self._tokens = Limit(terms.tokens_a_day, seconds=DAY, clock=self._now)
        self._votes = Limit(terms.votes_a_minute, seconds=60, clock=self._now)
        # The prefix makes a browser refuse the cookie from any other host of the domain, and it refuses the prefix without TLS.
        self._cookie = "__Host-reader" if terms.secure else "reader"

    @property
    def routes(self) -> list[Route]:
        """Every address that answers."""
        return [
            _route("/vote/{tool}", {"GET": self._form, "POST": self._vote}),
            _route("/token", {"POST": self._token}),
            _route("/counts.json", {"GET": self._counts}),
            _route("/counts/{tool}.json", {"GET": self._count}),
            _route("/health", {"GET": self._health}),
        ]

    async def _form(self, request: Request) -> Response:
        tool = self._tool(request)
        if request.method == "HEAD":
            return HTMLResponse()
        token = self._known(request) or self._minted(request)
        page = HTMLResponse(form(tool, token=token, back=_back(request), site=self._terms.site))
        self._remember(page, token)
        return page

    async def _token(self, request: Request) -> Response:
        self._from(request, self._terms.site)
        token = self._known(request) or self._minted(request)
        answer = JSONResponse({"token": token, "wait": self._terms.wait})
        self._remember(answer, token)
        return answer

    async def _vote(self, request: Request) -> Response:
        self._from(request, self._terms.site, self._terms.url)
        tool, kind = self._tool(request), _kind(request)
        self._spend(self._votes, request)
        ask = _parsed(await _body(request), kind)
        # Never the cookie: another site's page can make a browser send that, but it cannot know a token.
        match self._seal.read(ask.token, at=int(self._now())):
            case Bearer(reader):
                await self._box.cast(Cast(self._seal.ballot(reader, tool), tool, ask.choice))
            case Fault.YOUNG as fault:
                raise HTTPException(HTTPStatus.TOO_EARLY, fault.value, {"retry-after": str(self._terms.wait)})
            case fault:
                raise HTTPException(HTTPStatus.UNAUTHORIZED, fault.value)
        if kind == FORM:
            return RedirectResponse(f"{self._terms.site}{_back(request)}{FRAGMENT}", HTTPStatus.SEE_OTHER)
        return JSONResponse({"tool": tool, "choice": ask.choice})

    async def _counts(self, request: Request) -> Response:
        return self._tagged(request, await self._published.all())

    async def _count(self, request: Request) -> Response:
        tool = self._tool(request)
        return self._tagged(request, await self._published.one(tool))

    async def _health(self, request: Request) -> Response:
        await self._published.all()
        return JSONResponse({"ok": True})

    async def refused(self, request: Request, error: Exception) -> Response:
        """The answer to what was not done, as a page where a form asked."""
        assert isinstance(error, HTTPException)
        if _is_page(request):
            slug = request.path_params.get("tool", "")
            known = slug if slug in self._catalogue else ""
            page = refusal(error.detail, tool=known, back=_back(request), site=self._terms.site)
            return HTMLResponse(page, error.status_code, error.headers)
        return JSONResponse({"error": error.detail}, error.status_code, error.headers)

    async def unavailable(self, request: Request, error: Exception) -> Response:
        """The answer when the store is full or gone: whoever voted must know that it did not count."""
        said = "the votes cannot be reached at the moment, and nothing was counted; try again in a minute"
        return await self.refused(request, HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, said, {"retry-after": "60"}))

    def _now(self) -> float:
        return self._clock().timestamp()

    def _tool(self, request: Request) -> str:
        slug: str = request.path_params["tool"]
        if slug not in self._catalogue:
            raise HTTPException(HTTPStatus.NOT_FOUND, "there is no such tool here")
        return slug

    def _from(self, request: Request, *origins: str) -> None:
        # Every browser sends the origin with a POST; the readers' buttons are on one site.
        if request.headers.getlist("origin") not in [[origin] for origin in origins]:
            raise HTTPException(HTTPStatus.FORBIDDEN, f"votes are taken from {self._terms.site} only")

    def _spend(self, limit: Limit, request: Request) -> None:
        address = request.client.host if request.client else ""
        if seconds := limit.wait(self._addresses.name(address)):
            said = "too many votes from your address; try again later"
            raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS, said, {"retry-after": str(seconds)})

    def _known(self, request: Request) -> str:
        """The token in the cookie while it is good, and otherwise nothing."""
        token = request.cookies.get(self._cookie, "")
        return "" if self._seal.read(token, at=int(self._now())) in {Fault.FORGED, Fault.EXPIRED} else token

    def _minted(self, request: Request) -> str:
        self._spend(self._tokens, request)
        return self._seal.mint(token_bytes(16), at=int(self._now()))

    def _remember(self, answer: Response, token: str) -> None:
        # Lax: the cookie must come along when a reader follows a link from the site, and must not when a page posts.
        answer.set_cookie(self._cookie, token, max_age=LIFETIME, path="/", secure=self._terms.secure, httponly=True, samesite="lax")

    def _tagged(self, request: Request, document: Document) -> Response:
        headers = {"etag": document.tag, "cache-control": f"public, max-age={self._terms.counts_age}"}
        asked = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
        if asked & {document.tag, "*"}:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(document.body, media_type=JSON, headers=headers)


def application(terms: Terms, key: bytes, shelf: Shelf, catalogue: Catalogue, *, warn: Callable[[str], None], clock: Clock) -> Starlette:
    """The endpoint; it closes the shelf when it ends."""
    published = Published(shelf, catalogue, source=terms.url, age=terms.counts_age, clock=clock)
    endpoint = Endpoint(terms, Seal(key, terms.wait), Box(shelf, warn=warn), published, catalogue=catalogue, clock=clock)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await shelf.close()

    return Starlette(
        routes=endpoint.routes,
        middleware=[Middleware(Envelope, site=terms.site)],
        exception_handlers={HTTPException: endpoint.refused, DiskError: endpoint.unavailable},
        lifespan=lifespan,
        max_body_size=BODY,
    )


def _route(path: str, handlers: Mapping[str, Handler]) -> Route:
    methods = sorted({*handlers, "OPTIONS", *(["HEAD"] if "GET" in handlers else [])})

    async def handle(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=preflight(methods))
        return await handlers["GET" if request.method == "HEAD" else request.method](request)

    return Route(path, handle, methods=methods)


def _back(request: Request) -> str:
    return back(request.query_params.get("back", "/"))


def _kind(request: Request) -> str:
    kind, _, rest = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() not in {FORM, JSON} or rest.strip().lower() not in {"", "charset=utf-8"}:
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"a vote is sent as {JSON} or as {FORM}")
    return kind.strip().lower()


def _is_page(request: Request) -> bool:
    return request.url.path.startswith("/vote/") and not request.headers.get("content-type", "").lower().startswith(JSON)


async def _body(request: Request) -> bytes:
    try:
        async with asyncio.timeout(PATIENCE):
            return await request.body()
    except TimeoutError as error:
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, "the vote did not arrive whole") from error
    except ClientDisconnect as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "the vote did not arrive whole") from error


def _parsed(body: bytes, kind: str) -> Ask:
    try:
        return Ask.model_validate_json(body) if kind == JSON else Ask.model_validate(_fields(body))
    except ValueError as error:  # ValidationError and UnicodeDecodeError are kinds of it
        place = _place(error)
        raise HTTPException(HTTPStatus.BAD_REQUEST, f"{place}: no vote; send token and choice (ship, skip or withdraw)") from error


def _fields(body: bytes) -> dict[str, Any]:
    pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=2)
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a field stands there twice")
    return dict(pairs)


def _place(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        named = next(iter(error.errors(include_url=False, include_input=False)[0]["loc"]), "")
        return str(named) if named in Ask.model_fields else "the body"
    return "the body"
