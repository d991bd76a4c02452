"""The processes that extract: one template, started by `pool`, loads everything once and is forked for each worker.

Run as `python -m crawler.extraction.worker FD DEADLINE`. Over the socket FD it is sent the ends of workers' pipes, one at a time, and
answers each with the worker's process id; it ends when the socket does, after its workers. A fork shares the template's memory and
is there in milliseconds, where a process of its own would load for a second.
"""

import gc
import math
import os
import resource
import signal
import socket
import struct
import sys
from contextlib import suppress
from multiprocessing.connection import Connection

from crawler.extraction import PageContext, extract
from crawler.extraction.warm import warm
from news.errors import NotAnArticle
from news.model import Article

Job = tuple[bytes, str, PageContext]
Reply = tuple[Article | NotAnArticle, int]
"""What became of a page, and the worker's peak of resident memory in KiB."""

PROCESS_ID = struct.Struct("=i")
_MOST_DATA = 2 << 30  # bytes a worker may allocate; a page of 10 MB, the crawl's limit, takes a quarter of it
_DEADLINES_ALONE = 3  # a worker that nobody kills, its pool being dead, ends itself after so many


def main(control: socket.socket, deadline: float) -> None:
    """Forks workers for the pool until it goes."""
    # Ctrl-C and a service manager's SIGTERM reach every process of the group; when workers end is the pool's to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    warm()
    gc.collect()
    gc.freeze()  # or the first collection in each worker would copy the pages it shares
    # Trees make many objects and few cycles: at the collector's usual pace it takes a tenth of extraction.
    gc.set_threshold(20_000, 20, 20)
    while pipes := socket.recv_fds(control, 1, 1)[1]:
        process_id = os.fork()
        if process_id == 0:
            control.close()
            _be_worker(Connection(pipes[0]), deadline)
        os.close(pipes[0])
        control.send(PROCESS_ID.pack(process_id))
        _reap(os.WNOHANG)
    _reap(0)


def _be_worker(pipe: Connection, deadline: float) -> None:
    """Answers jobs until the pool hangs up; never returns."""
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (_MOST_DATA, _MOST_DATA))
    code = 1
    try:
        pipe.send(None)  # ready
        while True:
            job: Job = pipe.recv()
            signal.alarm(math.ceil(_DEADLINES_ALONE * deadline) + 1)
            outcome = _read(job)
            signal.alarm(0)
            reply: Reply = outcome, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            pipe.send(reply)
    except (EOFError, OSError):
        code = 0
    finally:
        os._exit(code)  # the template's clean-up is not the worker's to run


def _read(job: Job) -> Article | NotAnArticle:
    body, url, context = job
    try:
        return extract(body, url, context)
    except NotAnArticle as refusal:
        return refusal
    except Exception as fault:  # noqa: BLE001  one page: the loss is counted and named
        return NotAnArticle("error", url, detail=f"{type(fault).__name__}: {fault}"[:300])


def _reap(options: int) -> None:
    """Waits for workers that have ended, so that their CPU time is counted to the crawl's."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, options) != (0, 0):
            pass


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])), float(sys.argv[2]))
