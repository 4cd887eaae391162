"""A provider's files and batches on loopback, which behave as published, with faults on request.

    with BatchApi() as api:
        ...  # use api.base_url
    assert len(api.batches) == 1

Each look at a batch moves it one status on. `run` gives the output line's response for an input line, or None for one that is
never run; `ends` is the last status of each new batch. Files, batches and requests are there to be counted afterwards.
"""

import email.parser
import email.policy
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from obliging import reply
from server import Act, FakeServer, Received, chat, error, raw, status

Line = dict[str, Any]
Response = tuple[int, Any] | None
ENDED = ("completed", "failed", "expired", "cancelled")


@dataclass
class File:
    """One stored file."""

    id: str
    filename: str
    purpose: str
    content: bytes

    @property
    def told(self) -> dict[str, Any]:
        """As the provider describes it."""
        return {"id": self.id, "object": "file", "bytes": len(self.content), "filename": self.filename, "purpose": self.purpose}


@dataclass
class Batch:
    """One batch, and the statuses that are still before it."""

    id: str
    input: str
    metadata: dict[str, str]
    status: str = "validating"
    ahead: list[str] = field(default_factory=list)
    output: str | None = None
    errors: str | None = None
    total: int = 0
    completed: int = 0
    failed: int = 0
    complaints: list[dict[str, Any]] = field(default_factory=list)

    @property
    def told(self) -> dict[str, Any]:
        """As the provider describes it."""
        return {
            "id": self.id,
            "object": "batch",
            "endpoint": "/v1/chat/completions",
            "input_file_id": self.input,
            "completion_window": "24h",
            "status": self.status,
            "output_file_id": self.output,
            "error_file_id": self.errors,
            "metadata": self.metadata,
            "request_counts": {"total": self.total, "completed": self.completed, "failed": self.failed},
            "errors": {"object": "list", "data": self.complaints} if self.complaints else None,
        }


def answered(line: Line) -> Response:
    """A good answer: what an obliging model says where sources are shown, the request's last words elsewhere."""
    words = line["body"]["messages"][-1]["content"]
    return 200, chat(reply(line["body"]) if len(words) > 200 else words)


@dataclass
class BatchApi:
    """Listens while the `with` block runs; `before` may give an act that answers in the place of the usual one."""

    run: Callable[[Line], Response] = answered
    ends: list[str] = field(default_factory=lambda: ["completed"])
    most: int = 50_000
    largest: int = 200_000_000
    page: int = 100
    room: int = 10**9
    key: str = ""
    live: Callable[[Received], Act] | None = None
    before: Callable[[Received], Act | None] = lambda received: None
    files: dict[str, File] = field(default_factory=dict)
    batches: dict[str, Batch] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._server = FakeServer(self._act)
        self._numbers = iter(range(1, 10**6))

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self._server.__exit__(kind, fault, trace)

    @property
    def base_url(self) -> str:
        """What a client takes as its base URL."""
        return self._server.base_url

    @property
    def requests(self) -> list[Received]:
        """All that was asked, in order."""
        return self._server.requests

    @property
    def calls(self) -> list[str]:
        """All that was asked, in short: the method and the kind of path."""
        return [f"{received.method} {_kind(received.path)}" for received in self.requests]

    def uploads(self) -> list[File]:
        """The files that a client sent."""
        return [file for file in self.files.values() if file.purpose == "batch"]

    def lines(self, batch: Batch) -> list[Line]:
        """The input lines of a batch."""
        return [json.loads(line) for line in self.files[batch.input].content.splitlines()]

    def _act(self, received: Received) -> Act:
        if (act := self.before(received)) is not None:
            return act
        return self.usual(received)

    def usual(self, received: Received) -> Act:
        """What the provider does."""
        if self.key and received.headers.get("authorization") != f"Bearer {self.key}":
            return error(401, "Incorrect API key provided", kind="invalid_api_key")
        parts = urlsplit(received.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        match (received.method, *parts.path.removeprefix("/v1/").split("/")):
            case ("POST", "files"):
                return self._upload(received)
            case ("GET", "files"):
                return self._listed([file for file in self.files.values() if file.purpose == query.get("purpose", file.purpose)], query)
            case ("GET", "files", id, "content") if id in self.files:
                return raw_content(self.files[id].content)
            case ("POST", "batches"):
                return self._create(received.json)
            case ("GET", "batches"):
                return self._listed(list(self.batches.values()), query)
            case ("GET", "batches", id) if id in self.batches:
                return self._looked(self.batches[id])
            case ("POST", "batches", id, "cancel") if id in self.batches:
                return self._cancel(self.batches[id])
            case ("POST", "chat", "completions") if self.live:
                return self.live(received)
        return error(404, f"Not found: {parts.path}")

    def _upload(self, received: Received) -> Act:
        fields = _multipart(received)
        name, content = fields["file"]
        if fields["purpose"][1] != b"batch" or not name.endswith(".jsonl"):
            return error(400, "Invalid file format for Batch API. Must be .jsonl")
        if len(content) > self.largest:
            return error(413, "The file is too large")
        return status(200, self._store(name, "batch", content).told)

    def _store(self, name: str, purpose: str, content: bytes) -> File:
        file = File(f"file-{next(self._numbers)}", name, purpose, content)
        self.files[file.id] = file
        return file

    def _create(self, body: dict[str, Any]) -> Act:
        metadata = body.get("metadata") or {}
        if body.get("input_file_id") not in self.files:
            return error(404, f"No such File object: {body.get('input_file_id')}")
        if body.get("endpoint") != "/v1/chat/completions" or body.get("completion_window") != "24h":
            return error(400, "Invalid endpoint or completion_window")
        if len(metadata) > 16 or any(len(name) > 64 or not isinstance(value, str) or len(value) > 512 for name, value in metadata.items()):
            return error(400, "Invalid metadata")
        batch = Batch(f"batch_{next(self._numbers)}", body["input_file_id"], metadata)
        self.batches[batch.id] = batch
        complaints = self._complaints(self.files[batch.input].content)
        if complaints:
            batch.ahead, batch.complaints = ["failed"], complaints
        else:
            batch.total = len(self.lines(batch))
            end = self.ends.pop(0) if len(self.ends) > 1 else self.ends[0]
            batch.ahead = ["in_progress", "failed"] if end == "failed" else ["in_progress", *(["finalizing"] * (end == "completed")), end]
        return status(200, batch.told)

    def _complaints(self, content: bytes) -> list[dict[str, Any]]:
        lines = content.splitlines()
        if len(lines) > self.most:
            return [{"code": "too_many_tasks", "message": f"The batch has more than {self.most} requests"}]
        enqueued = sum(batch.total for batch in self.batches.values() if batch.status not in ENDED)
        if enqueued + len(lines) > self.room:
            return [{"code": "token_limit_exceeded", "message": "Enqueued token limit reached for m-1."}]
        return list(_invalid(lines))

    def _looked(self, batch: Batch) -> Act:
        told = batch.told
        if batch.ahead:
            batch.status = batch.ahead.pop(0)
            if batch.status in ENDED:
                self._end(batch)
            told = batch.told
        return status(200, told)

    def _cancel(self, batch: Batch) -> Act:
        if batch.status in ENDED:
            return error(409, f"Cannot cancel a batch with status '{batch.status}'.")
        batch.status, batch.ahead = "cancelling", ["cancelled"]
        return status(200, batch.told)

    def _end(self, batch: Batch) -> None:
        if batch.status == "failed":
            batch.complaints = batch.complaints or [{"code": "internal", "message": "The batch failed"}]
            return
        good: list[Line] = []
        bad: list[Line] = []
        for line in self.lines(batch):
            response = self.run(line)
            if response is None and batch.status == "completed":
                continue
            (good if response and response[0] == 200 else bad).append(output(line["custom_id"], response, f"batch_{batch.status}"))
        batch.completed, batch.failed = len(good), len(bad)
        batch.output = self._results(good, "output")
        batch.errors = self._results(bad, "error")

    def _results(self, lines: list[Line], what: str) -> str | None:
        random.Random(1).shuffle(lines)
        content = "".join(json.dumps(line) + "\n" for line in lines).encode()
        return self._store(f"{what}.jsonl", "batch_output", content).id if lines else None

    def _listed(self, entries: list[Any], query: dict[str, str]) -> Act:
        newest = list(reversed(entries))
        ids = [entry.id for entry in newest]
        start = ids.index(query["after"]) + 1 if "after" in query else 0
        page = newest[start : start + min(int(query.get("limit", 20)), self.page)]
        return status(200, {"object": "list", "data": [entry.told for entry in page], "has_more": start + len(page) < len(newest)})


def output(key: str, response: Response, never: str = "batch_expired") -> Line:
    """An output line: with a response, or with the reason why there is none."""
    if response is None:
        failure = {"code": never, "message": "This request could not be executed before the completion window expired."}
        return {"id": "batch_req_1", "custom_id": key, "response": None, "error": failure}
    code, body = response
    return {"id": "batch_req_1", "custom_id": key, "response": {"status_code": code, "request_id": "r", "body": body}, "error": None}


def raw_content(content: bytes) -> Act:
    """A file's bytes."""
    from server import head

    return raw(head(200, {"Content-Type": "application/octet-stream", "Content-Length": str(len(content))}) + content)


def _invalid(lines: list[bytes]) -> Any:
    seen, models = set(), set()
    for number, text in enumerate(lines, 1):
        line = json.loads(text)
        if line["custom_id"] in seen:
            yield {"code": "duplicate_custom_id", "line": number, "message": "The custom_id for this request is a duplicate."}
        if len(line["custom_id"]) > 64 or line["url"] != "/v1/chat/completions" or line["method"] != "POST":
            yield {"code": "invalid_request", "line": number, "message": "Invalid custom_id, url or method."}
        seen.add(line["custom_id"])
        models.add(line["body"]["model"])
    if len(models) > 1:
        yield {"code": "mismatched_model", "line": None, "message": "All requests in a batch must use the same model."}


def _multipart(received: Received) -> dict[str, tuple[str, bytes]]:
    head = f"Content-Type: {received.headers['content-type']}\r\n\r\n".encode()
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + received.content)
    fields: dict[str, tuple[str, bytes]] = {}
    for part in message.iter_parts():
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        fields[str(part.get_param("name", header="content-disposition"))] = (part.get_filename() or "", content)
    return fields


def _kind(path: str) -> str:
    first, *rest = urlsplit(path).path.removeprefix("/v1/").split("/")
    return "/".join([first, *(["*"] * bool(rest)), *rest[1:]])
