"""The daemon: APScheduler starts each crawl as a child process, the server runs meanwhile, SIGTERM ends both.

A crash, a leak or a hung page costs one crawl, never the feeds. When a crawl is due is known from the archive's own runs, so
that one missed while the machine was off is made up for once, and no second store of jobs can disagree.
"""

import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger
from rich.console import Console

from feeds.publish import publish
from feeds.server import build_app, serve
from iraqwire.config import Config
from news.clock import Clock, system_clock
from storage import Archive
from storage.locks import daemon_lock

GRACE = 15  # seconds that a crawl has to end in an orderly way after SIGTERM


class Daemon:
    """One archive's schedule and server."""

    def __init__(self, config: Config, config_file: Path | None, console: Console, clock: Clock = system_clock) -> None:
        self.config = config
        self.config_file = config_file
        self.console = console
        self.clock = clock
        self._child: subprocess.Popen[bytes] | None = None
        self._child_lock = threading.Lock()
        self._stopping = False

    def run(self) -> None:
        """Until SIGTERM or SIGINT.

        Raises ArchiveBusy where another daemon has this archive, ServeError where the port is taken.
        """
        config = self.config
        with daemon_lock(config.archive):
            with Archive(config.archive) as archive:
                publish(archive, config.topics, config.publish, self.clock())
                due = self.next_due(archive)
            scheduler = BackgroundScheduler(timezone=UTC)
            for job, trigger in (("nightly", self.trigger()), ("first", DateTrigger(due) if due <= self.clock() else None)):
                if trigger is not None:
                    scheduler.add_job(self.crawl, trigger, id=job, coalesce=True, max_instances=1, misfire_grace_time=None)
            app = build_app(config.publish, config.archive, config.topics)

            def ready() -> None:
                self.say(f"serving http://{config.serve.host}:{config.serve.port}/; next crawl {self.when(due)}")
                scheduler.start()

            try:
                serve(app, config.serve.host, config.serve.port, ready)
            finally:
                self.stop_child()
                if scheduler.running:
                    scheduler.shutdown(wait=True)
            self.say("stopped")

    def trigger(self) -> CronTrigger:
        return CronTrigger.from_crontab(self.config.schedule.nightly, timezone=ZoneInfo(self.config.schedule.timezone))

    def next_due(self, archive: Archive) -> datetime:
        """When the next crawl should start: now, where one was due since the last, or where there was none yet."""
        last = archive.ledger.last_run("crawl")
        if last is None:
            return self.clock()
        after: datetime | None = self.trigger().get_next_fire_time(last, last)
        return after.astimezone(UTC) if after else self.clock()

    def crawl(self) -> None:
        """One crawl in a child process, which publishes at its end; published again from here where it could not."""
        status = self.child("crawl")
        if status not in (0, None) and not self._stopping:
            self.say(f"the crawl ended with exit code {status}; publishing what it brought")
            self.child("publish")

    def child(self, command: str) -> int | None:
        """Run one of our own commands; its exit code, None where the daemon is stopping."""
        arguments = [sys.executable, "-m", "iraqwire", "--archive", str(self.config.archive)]
        if self.config_file is not None:
            arguments += ["--config", str(self.config_file)]
        with self._child_lock:
            if self._stopping:
                return None
            child = self._child = subprocess.Popen([*arguments, command], stdin=subprocess.DEVNULL)
        return child.wait()

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
