"""The daemon: APScheduler starts each crawl as a child process, the server runs meanwhile, SIGTERM ends both.

A crash, a leak or a hung page costs one crawl, never the feeds. When a crawl is due is known from the archive's own runs, so
that one missed while the machine was off is made up for once, and no second store of jobs can disagree.
"""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger
from rich.console import Console
from starlette.types import ASGIApp, Receive, Scope, Send

from feeds.publish import publish
from feeds.server import build_app, serve
from iraqwire.config import Config, load_config
from iraqwire.due import asked_when_due, with_entries
from news.clock import Clock, system_clock, to_text
from news.errors import IraqwireError, UsageError
from news.pace import SHORTEST
from storage import Archive
from storage.locks import daemon_lock

GRACE = 15  # seconds that a crawl has to end in an orderly way after SIGTERM
SOON = timedelta(
    minutes=10
)  # after the start of a crawl that was cut short, so that one which kills the machine does not do so without end
LATER = timedelta(hours=1)  # after a crawl that failed, for lack of a network mostly


class Daemon:
    """One archive's schedule and server."""

    def __init__(self, config: Config, config_file: Path | None, console: Console, clock: Clock = system_clock) -> None:
        self.config = config
        self.sources = config.sources
        self.config_file = config_file
        self.console = console
        self.clock = clock
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self._app: ASGIApp = self._pages(config)
        self._child: subprocess.Popen[bytes] | None = None
        self._child_lock = threading.Lock()
        self._crawling = threading.Lock()
        self._working = threading.Lock()  # held by whichever child runs, a crawl's or a poll's
        self._stopping = False

    def run(self) -> None:
        """Until SIGTERM or SIGINT.

        Raises ArchiveBusy where another daemon has this archive, ServeError where the port is taken.
        """
        config = self.config
        signal.signal(signal.SIGTERM, _leave)  # until the server takes it
        with daemon_lock(config.archive):
            with Archive(config.archive) as archive:
                publish(archive, config.topics, config.publish, self.clock())
                due = self.next_due(archive)
            self._schedule("nightly", self.trigger())
            if due < self.trigger_after(self.clock()):
                self._schedule("first", DateTrigger(due))
            if (polls := self.poll_trigger()) is not None:
                self._schedule("poll", polls, self.poll)

            def ready() -> None:
                self.say(f"serving http://{config.serve.host}:{config.serve.port}/; next crawl {self.when(due)}")
                self._scheduler.start()

            try:
                serve(self.answer, config.serve.host, config.serve.port, ready)
            finally:
                self.stop_child()
                if self._scheduler.running:
                    self._scheduler.shutdown(wait=True)
            self.say("stopped")

    def trigger(self) -> CronTrigger:
        return CronTrigger.from_crontab(self.config.schedule.nightly, timezone=ZoneInfo(self.config.schedule.timezone))

    def trigger_after(self, instant: datetime) -> datetime:
        """The first time after an instant that the schedule names."""
        after: datetime | None = self.trigger().get_next_fire_time(instant, instant)
        return after.astimezone(UTC) if after else instant

    def poll_trigger(self) -> CronTrigger | IntervalTrigger | None:
        """When to see which entry points are due; None where the night is enough."""
        schedule = self.config.schedule
        if not schedule.poll:
            return None
        if schedule.poll == "auto":
            return IntervalTrigger(seconds=int(SHORTEST.total_seconds()), timezone=UTC)
        return CronTrigger.from_crontab(schedule.poll, timezone=ZoneInfo(schedule.timezone))

    def next_due(self, archive: Archive) -> datetime:
        """When the next crawl should start: now, where a night was missed or none was crawled yet; soon, where the last crawl
        was cut short or nobody answered it; else by the schedule.
        """
        last, complete = archive.ledger.last_run("crawl"), archive.ledger.last_run("crawl", complete=True)
        if last is None:
            return self.clock()
        if complete is None or complete < last:
            return max(self.clock(), last + SOON)
        return max(self.clock(), due) if (due := self.trigger_after(complete)) <= self.clock() else due

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The pages and files by the configuration as it was read last."""
        await self._app(scope, receive, send)

    def crawl(self) -> None:
        """One crawl in a child process, which publishes at its end; published again from here where it could not, and tried
        again where it did not do its work. Nothing where a crawl is running still: it brings what this one would.
        """
        if not self._crawling.acquire(blocking=False):
            self.say("the crawl before is still running")
            return
        try:
            with self._working:
                self._crawl()
        finally:
            self._crawling.release()

    def poll(self) -> None:
        """Ask the entry points that are due now rather than at the next look. Nothing while a crawl runs or waits: it
        asks all of them. What goes wrong is in the archive, and each failing entry point is asked less and less.
        """
        if self._crawling.locked() or not self._working.acquire(blocking=False):
            return
        try:
            trigger, now = self.poll_trigger(), self.clock()
            following = trigger.get_next_fire_time(now, now + timedelta(seconds=1)) if trigger is not None else None
            by = now + max(timedelta(0), following - now) / 2 if following is not None else now
            if self._anything_due(now, by):
                self.child("crawl", "--due-by", to_text(by))
        finally:
            self._working.release()

    def _anything_due(self, now: datetime, by: datetime) -> bool:
        with Archive(self.config.archive, readonly=True) as archive:
            due = asked_when_due(archive.entry_points.histories(), now, by)
        return bool(with_entries([source for source in self.sources if source.enabled], due))

    def _crawl(self) -> None:
        status = self.child("crawl")
        if status is None:
            return
        self.reload()
        if status == UsageError.exit_code:  # the child has said what is wrong with the configuration
            return
        if status != 0:
            self.say(f"the crawl ended with exit code {status}; publishing what it brought, and trying again in an hour")
            self.child("publish")
            self._schedule("again", DateTrigger(self.clock() + LATER))

    def reload(self) -> None:
        """Take over what the configuration file says now, as the child did; the last good one stays where it is wrong.

        Where to serve, what archive and when to crawl stay as they were until a restart.
        """
        if self.config_file is None:
            return
        try:
            config = load_config(self.config_file, self.config.archive)
        except IraqwireError as error:
            self.say(f"the configuration as it was stays in use: {error}")
            return
        self.sources = config.sources
        self._app = self._pages(config)

    def child(self, *command: str) -> int | None:
        """Run one of our own commands; its exit code, None where the daemon is stopping."""
        arguments = [sys.executable, "-m", "iraqwire", "--archive", str(self.config.archive)]
        if self.config_file is not None:
            arguments += ["--config", str(self.config_file)]
        with self._child_lock:
            if self._stopping:
                return None
            child = self._child = subprocess.Popen([*arguments, *command], stdin=subprocess.DEVNULL)
        status = child.wait()
        return None if self._stopping else status

    def stop_child(self) -> None:
        with self._child_lock:
            self._stopping = True
            child = self._child
        if child is None or child.poll() is not None:
            return
        child.terminate()
        try:
            child.wait(GRACE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def when(self, due: datetime) -> str:
        return "now" if due <= self.clock() else f"at {due.astimezone(ZoneInfo(self.config.schedule.timezone)):%Y-%m-%d %H:%M %Z}"

    def say(self, message: str) -> None:
        self.console.print(message, highlight=False, soft_wrap=True, markup=False)

    def _schedule(self, job: str, trigger: BaseTrigger, does: Callable[[], None] | None = None) -> None:
        self._scheduler.add_job(
            does or self.crawl, trigger, id=job, coalesce=True, max_instances=1, misfire_grace_time=None, replace_existing=True
        )

    def _pages(self, config: Config) -> ASGIApp:
        return build_app(config.publish, self.config.archive, config.topics)


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)
