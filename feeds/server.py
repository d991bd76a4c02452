"""Serves the published files, and the two pages that say what can be subscribed to. Reads the archive, never writes it.

Addresses in pages and feeds come from `base_url`, never from a request's Host header.
"""

import errno
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from feeds import atom
from feeds.pages import STYLE, Pages
from feeds.publish import PublishOptions
from feeds.topics import Topics
from news.clock import Clock, system_clock
from news.errors import ArchiveError, ServeError

GRACE = 5  # seconds that open connections have to end after SIGTERM
MOST_CONNECTIONS = 500

# The pages hold no script, no picture and no form, and whatever an outlet managed to put into a headline shall find it so.
_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_TYPES = {".atom": f"{atom.TYPE}; charset=utf-8"}


def build_app(options: PublishOptions, archive_path: Path, topics: Topics, clock: Clock = system_clock) -> Starlette:
    """The application: `/`, `/topic/ID`, and below them the files of the public folder."""
    pages = Pages(archive_path, topics, options, clock)

    # Plain functions, which Starlette runs in its threads: they read the archive.
    def home(_: Request) -> Response:
        return _page(pages.home())

    def topic(request: Request) -> Response:
        found = topics.get(request.path_params["topic_id"])
        if found is None:
            raise HTTPException(404)
        return _page(pages.topic(found))

    def style(_: Request) -> Response:
        return Response(STYLE, media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})

    async def missing(_: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            return _page(pages.missing(), 404)
        answer = _page(pages.missing(), error.status_code)
        answer.headers.update(error.headers or {})  # a 405 must say what is allowed
        return answer

    async def no_archive(_: Request, __: Exception) -> Response:
        return _page(pages.unavailable(), 503)

    return Starlette(
        routes=[
            Route("/", home),
            Route("/topic/{topic_id}", topic),
            Route("/iraqwire.css", style),
            Mount("/", _PublicFiles(directory=options.directory, check_dir=False)),
        ],
        exception_handlers={404: missing, 405: missing, ArchiveError: no_archive},
        middleware=[Middleware(_NoSniff)],
    )


def serve(app: ASGIApp, host: str, port: int, ready: Callable[[], None] = lambda: None) -> None:
    """Serves until SIGTERM or SIGINT, then returns. `ready` is called once, when the port is ours.

    Raises ServeError where the address cannot be bound.
    """
    listening = _bind(host, port)
    config = uvicorn.Config(
        app,
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=GRACE,
    )
    try:
        _Server(config, ready).run(sockets=[listening])
    finally:
        listening.close()


def _bind(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=512)
    except (OSError, OverflowError) as error:
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            mend = f"stop the program that listens on port {port}, or choose another as serve.port"
            raise ServeError(f"port {port} on {host} is in use", mend) from error
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise ServeError(f"cannot listen on {host} port {port} ({reason})", "check serve.host and serve.port") from error


class _Server(uvicorn.Server):
    """uvicorn, but a signal ends it and no more: uvicorn itself raises the signal again, which would cut its caller off.

    `ready` is called once signals are listened for, so that whoever is told of it may send one.
    """

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            self._ready()
            yield
            return

        def end(number: int, frame: FrameType | None) -> None:
            self.handle_exit(number, frame)

        before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            self._ready()
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


class _PublicFiles(StaticFiles):
    """The public folder, but for hidden files, with the types that feed readers look for."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        if "\0" in path or any(part.startswith(".") and part != "." for part in path.split("/")):
            raise HTTPException(404)
        response = await super().get_response(path, scope)
        if isinstance(response, FileResponse) and (media_type := _TYPES.get(Path(path).suffix)):
            response.headers["content-type"] = media_type
        response.headers["Cache-Control"] = "no-cache"  # ask each time; the answer is a 304 mostly
        return response


class _NoSniff:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]
            await send(message)

        await self.app(scope, receive, sent)


def _page(html: str, status: int = 200) -> Response:
    return HTMLResponse(html, status, headers={"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"})
