"""A chat-completions server without latency, in a process of its own, that answers by the name of the schema."""

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping


async def _serve(answers: Mapping[bytes, bytes]) -> None:
    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
                body = await reader.readexactly(length)
                content = next((answer for name, answer in answers.items() if name in body), b"{}")
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(content) + content)

    server = await asyncio.start_server(converse, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextlib.contextmanager
def serving(answers: Mapping[str, str]) -> Iterator[str]:
    """The base URL of a running server; `answers` are reply texts by schema name."""
    bodies = {f'"{name}"': _completion(text) for name, text in answers.items()}
    process = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(bodies) + "\n")
    process.stdin.flush()
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/v1"
    finally:
        process.kill()
        process.wait()


def _completion(text: str) -> str:
    return json.dumps(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1_790_000_000,
            "model": "bench",
            "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}],
            "usage": {"prompt_tokens": 1500, "completion_tokens": 400, "total_tokens": 1900},
        }
    )


if __name__ == "__main__":
    asyncio.run(_serve({name.encode(): body.encode() for name, body in json.loads(sys.stdin.readline()).items()}))
