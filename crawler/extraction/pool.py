"""Extraction in worker processes: a deadline for each page, and a page that kills its worker costs nothing but itself.

What the processes do is `worker`'s. concurrent.futures loses every pending page with one worker, and so does pebble 5.1 when an
idle worker is killed; here each worker has a pipe and a thread of its own.
"""

import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any

from crawler.extraction.context import PageContext
from crawler.extraction.worker import PROCESS_ID, Job
from news.errors import NotAnArticle
from news.model import Article

_START_SECONDS = 60.0  # loading takes about 1 s of CPU
_MOST_RESIDENT = 768 << 10  # KiB: a worker that has grown beyond is replaced; a page of 150 KB leaves it at about 150 MB
_ATTEMPTS = 2  # a worker may die of another page's leavings, so its page is given to one more
_PROJECT = Path(__file__).parents[2]


class ExtractionPool:
    """`workers` processes, each replaced after `max_pages` pages; `deadline` in seconds of wall time a page.

    A context manager. It starts loading at once and takes pages before it is ready. Left normally it finishes what was submitted;
    left by an exception, or closed without waiting, it cancels what has not begun and ends what has.
    """

    def __init__(self, workers: int, deadline: float, max_pages: int = 500) -> None:
        self._jobs: queue.SimpleQueue[tuple[Job, Future[Article]] | None] = queue.SimpleQueue()
        self._template = _Template(deadline)
        self._lanes = [_Lane(self._jobs.get, self._template.fork, deadline, max_pages) for _ in range(max(1, workers))]
        self._closed = False

    def __enter__(self) -> "ExtractionPool":
        for lane in self._lanes:
            lane.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close(wait=error is None)

    def submit(self, body: bytes, url: str, context: PageContext) -> "Future[Article]":
        """A future of the page's Article, or of NotAnArticle: as `extract` raises it, or with the reason "deadline", "worker_died"
        (twice) or "error" (any other exception, named in its detail). Callbacks run in a thread of the pool.
        """
        if self._closed:
            raise RuntimeError("this extraction pool is closed")
        future: Future[Article] = Future()
        self._jobs.put(((body, url, context), future))
        return future

    @property
    def process_ids(self) -> tuple[int, ...]:
        """Of the workers there are at this moment."""
        return tuple(worker.process_id for lane in self._lanes if (worker := lane.worker))

    def close(self, *, wait: bool = False) -> None:
        """Ends the workers; with `wait` after all that was submitted."""
        if self._closed:
            return
        self._closed = True
        if not wait:
            self._cancel_waiting()
            for lane in self._lanes:
                lane.abandon()
        for _ in self._lanes:
            self._jobs.put(None)
        for lane in self._lanes:
            if lane.ident is not None:
                lane.join()
        self._cancel_waiting()
        self._template.close()

    def _cancel_waiting(self) -> None:
        with suppress(queue.Empty):
            while True:
                if (waiting := self._jobs.get_nowait()) is not None:
                    waiting[1].cancel()


@dataclass(frozen=True, slots=True)
class _Worker:
    process_id: int
    pipe: Connection

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.process_id, signal.SIGKILL)
        self.pipe.close()


class _Lane(threading.Thread):
    """One worker at a time and the thread that waits for it."""

    def __init__(self, next_job: Callable[[], Any], fork: Callable[[], _Worker], deadline: float, max_pages: int) -> None:
        super().__init__(name="extraction", daemon=True)
        self._next_job, self._fork, self._deadline, self._max_pages = next_job, fork, deadline, max_pages
        self.worker: _Worker | None = None
        self._pages = 0
        self._abandoned = False

    def run(self) -> None:
        with suppress(EOFError, OSError):  # the first page will find out and say so
            self._ready_worker()
        while (waiting := self._next_job()) is not None:
            job, future = waiting
            if not future.set_running_or_notify_cancel():
                continue
            try:
                outcome: Article | BaseException = self._outcome(job)
            except Exception as fault:  # noqa: BLE001  one page: the loss is counted, the lane goes on
                self._lose()
                outcome = NotAnArticle("error", job[1], detail=f"{type(fault).__name__}: {fault}")
            if isinstance(outcome, Article):
                future.set_result(outcome)
            else:
                future.set_exception(outcome)
        if self.worker:
            self.worker.pipe.close()  # it ends by itself

    def abandon(self) -> None:
        """Ends what is running as though the worker had died."""
        self._abandoned = True
        if worker := self.worker:
            with suppress(ProcessLookupError):
                os.kill(worker.process_id, signal.SIGKILL)

    def _outcome(self, job: Job) -> Article | NotAnArticle | CancelledError:
        url = job[1]
        for _ in range(_ATTEMPTS):
            try:
                worker = self._ready_worker()
                worker.pipe.send(job)
                if not worker.pipe.poll(self._deadline):
                    self._lose()
                    return NotAnArticle("deadline", url, detail=f"{self._deadline:g} s")
                outcome, resident = worker.pipe.recv()
            except (EOFError, OSError):
                self._lose()
                if self._abandoned:
                    return CancelledError()
                continue
            self._pages += 1
            if self._pages >= self._max_pages or resident > _MOST_RESIDENT:
                worker.pipe.close()
                self.worker = None
            return outcome  # type: ignore[no-any-return]  # a pipe brings Any; this one a worker's Reply
        return NotAnArticle("worker_died", url)

    def _ready_worker(self) -> _Worker:
        if self.worker is None:
            self.worker, self._pages = self._fork(), 0
        return self.worker

    def _lose(self) -> None:
        if self.worker:
            self.worker.kill()
        self.worker = None


class _Template:
    """The process that workers are forked from; started when first asked for one, and again where it has died."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def fork(self) -> _Worker:
        """A worker that is ready. Raises OSError or EOFError where none can be had."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._start()
            assert self._control is not None
            ours, theirs = socket.socketpair()
            with theirs:
                socket.send_fds(self._control, [b"."], [theirs.fileno()])
            answer = self._control.recv(PROCESS_ID.size)
        if len(answer) < PROCESS_ID.size:
            ours.close()
            raise EOFError("the template of the extraction workers has ended")
        worker = _Worker(PROCESS_ID.unpack(answer)[0], Connection(ours.detach()))
        if not worker.pipe.poll(_START_SECONDS):
            worker.kill()
            raise EOFError("an extraction worker did not start")
        worker.pipe.recv()
        return worker

    def _start(self) -> None:
        self.close()
        control, theirs = socket.socketpair()
        control.settimeout(_START_SECONDS)
        # One thread of arithmetic: numpy's own would be no use to texts and no good to a process that forks.
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(_PROJECT), os.environ.get("PYTHONPATH", ""))))
        command = [sys.executable, "-P", "-m", "crawler.extraction.worker", str(theirs.fileno()), str(self._deadline)]
        with theirs:
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, env=environment)
        self._control = control

    def close(self) -> None:
        """Ends the template, which waits for its workers first."""
        if self._control:
            self._control.close()
        if self._process:
            try:
                self._process.wait(self._deadline + 5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = self._control = None
