"""The replica on the wire: an HTTP proxy on an ephemeral loopback port, in a thread of its own.

What is answered is `newsroom`'s to say; this speaks HTTP, honours conditional requests and keeps count.
"""

import asyncio
import contextlib
import hashlib
import threading
from collections import Counter
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from iraqwire.demo.newsroom import Newsroom, Resource

MAX_HEAD = 1 << 16
NO_HOST = Resource(b"no such host here\n", "text/plain", 502)
NO_METHOD = Resource(b"GET and HEAD only\n", "text/plain", 405)


class RequestLog:
    """What was asked for, and what was answered: counts by address, by status. Safe to read once the proxy has stopped."""

    def __init__(self) -> None:
        self.by_url: Counter[str] = Counter()
        self.by_status: Counter[int] = Counter()

    def note(self, url: str, status: int) -> None:
        self.by_url[url] += 1
        self.by_status[status] += 1


@contextlib.contextmanager
def serve(newsroom: Newsroom, log: RequestLog | None = None) -> Iterator[str]:
    """The address of a proxy through which the newsroom is reached, for as long as the context lasts."""
    started = threading.Event()
    server = _Server(newsroom, log or RequestLog())
    thread = threading.Thread(target=lambda: asyncio.run(server.run(started)), name="replica-newsroom", daemon=True)
    thread.start()
    started.wait()
    try:
        if server.failure is not None:
            raise server.failure
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.stop()
        thread.join()


class _Server:
    def __init__(self, newsroom: Newsroom, log: RequestLog) -> None:
        self.newsroom = newsroom
        self.log = log
        self.port = 0
        self.failure: OSError | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def run(self, started: threading.Event) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        try:
            listener = await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=MAX_HEAD)
        except OSError as error:
            self.failure = error
            started.set()
            return
        self.port = listener.sockets[0].getsockname()[1]
        started.set()
        await self._stopping.wait()
        listener.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def stop(self) -> None:
        """Ends every connection, the silent ones too. Called from another thread."""
        if self._loop is not None and self._stopping is not None and self.failure is None:
            self._loop.call_soon_threadsafe(self._stopping.set)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            while await self._exchange(reader, writer):
                pass
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, ValueError):
            pass  # a client that hangs up or speaks no HTTP gets no answer
        except asyncio.CancelledError:
            pass  # the server stops; asyncio's stream callback would log the cancellation as an error
        finally:
            self._connections.discard(task)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; whether the connection stays open."""
        request = await reader.readuntil(b"\r\n\r\n")
        lines = request.decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ", 2)
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
        parts = urlsplit(target)
        host = (parts.hostname or headers.get("host", "").split(":")[0]).lower()
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if method not in ("GET", "HEAD"):
            resource = NO_METHOD
        else:
            resource = self.newsroom.answer(host, _without_campaign(path)) or NO_HOST
        if resource.behaviour == "silent":
            self.log.note(f"http://{host}{path}", 0)
            await reader.read()  # until the client gives up
            return False
        tag = f'"{hashlib.sha256(resource.body).hexdigest()[:20]}"'
        status = resource.status if not _unchanged(resource, tag, headers) else 304
        self.log.note(f"http://{host}{path}", status)
        body = b"" if status == 304 else resource.body
        keep = headers.get("connection", "").lower() != "close" and resource is not NO_METHOD  # its body lies unread
        head = [
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
            f"Content-Type: {resource.content_type}",
            f"Content-Length: {len(body)}",
            f"Connection: {'keep-alive' if keep else 'close'}",
            *(f"{name}: {value}" for name, value in resource.headers),
        ]
        if resource.status == 200:
            head.append(f"ETag: {tag}")
        writer.write("\r\n".join((*head, "", "")).encode("latin-1") + (b"" if method == "HEAD" else body))
        await writer.drain()
        return keep


def _without_campaign(path: str) -> str:
    """Campaign parameters lead nowhere else."""
    head, _, query = path.partition("?")
    return head if query.startswith("utm_") else path


def _unchanged(resource: Resource, tag: str, headers: dict[str, str]) -> bool:
    """RFC 9110, 13.1: If-None-Match decides where it is given, else If-Modified-Since."""
    if resource.status != 200:
        return False
    if "if-none-match" in headers:
        tags = {given.strip().removeprefix("W/") for given in headers["if-none-match"].split(",")}
        return tag in tags or "*" in tags
    changed = dict(resource.headers).get("Last-Modified", "")
    if "if-modified-since" in headers and changed:
        return parsedate_to_datetime(changed) <= parsedate_to_datetime(headers["if-modified-since"])
    return False
