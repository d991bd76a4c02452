"""Today's rules over the whole archive again: what was wrong is mended, what was right and what a reader said stays."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from overruled import LATER, Room
from shell import Demo, iraqwire

from dedupe import FINGERPRINT_VERSION
from dedupe.story import place
from iraqwire.reclustering import Reclustered, recluster
from news.model import Placement, Verdict

MUCH_LATER = LATER + timedelta(days=30)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    room = Room(tmp_path / "iraqwire.db")
    yield room
    assert room.archive._connection.rows("PRAGMA foreign_key_check") == []
    room.archive.close()


def everything(room: Room) -> list[object]:
    tables = ("articles", "stories", "verdicts")
    return [room.archive._connection.rows(f"SELECT * FROM {table} ORDER BY rowid") for table in tables]


def run(room: Room, **more: bool) -> Reclustered:
    return recluster(room.archive, MUCH_LATER, **more)


def blunder(monkeypatch: pytest.MonkeyPatch, welds: bool) -> None:
    """From now on an article joins whatever is near to it, or nothing."""

    def placed(new, leads, popular, members=()):  # type: ignore[no-untyped-def]
        if not welds or not leads:
            return Placement()
        return Placement(leads[0].story_id, "copy", False, verdicts=((leads[0].id, Verdict(True, "blunder", "copy")),))

    monkeypatch.setattr("iraqwire.intake.place", placed)
    monkeypatch.setattr("dedupe.word.place", placed)


def mended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iraqwire.intake.place", place)
    monkeypatch.setattr("dedupe.word.place", place)


def test_an_archive_that_is_right_is_left_alone(room: Room) -> None:
    for number in (1, 2, 1, 3, 2, 1):
        room.take(number, outlet=number)
    room.take(1, outlet=0, paragraphs=7)
    before = everything(room)
    report = run(room)
    assert (report.articles, report.moved, report.roles, report.leads, report.verdicts) == (7, 0, 0, 0, 0)
    assert everything(room) == before


def test_copies_that_were_taken_for_stories_lead_on_to_the_first(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    blunder(monkeypatch, welds=False)
    ids = [room.take(1, outlet=outlet) for outlet in range(3)]
    stories = [room.story(article_id) for article_id in ids]
    mended(monkeypatch)
    report = run(room)
    assert (report.moved, report.merged, report.founded) == (2, 2, 0)
    assert {room.story(article_id) for article_id in ids} == {stories[0]}
    assert {room.archive.stories.survivor(story_id) for story_id in stories} == {stories[0]}
    assert [decision.verdict.rule for decision in room.archive.verdicts.of(ids[2])] == ["identical"]


def test_a_story_wrongly_hidden_comes_out_under_an_id_of_its_own_and_as_old_as_it_is(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    blunder(monkeypatch, welds=True)
    a = room.take(1)
    both = room.take(1, 2, outlet=1, title="Two")  # near to both
    hidden = room.take(2, outlet=2)
    before = room.story(a)
    assert room.story(hidden) == before
    mended(monkeypatch)
    report = run(room)
    assert room.story(a) == before != room.story(hidden)
    assert (report.founded > 0, report.merged) == (True, 0)
    story = room.archive.stories.get(room.story(hidden))
    assert story is not None
    assert story.first_seen_at < LATER
    assert room.stored(both).story_id


def test_a_story_that_was_merged_wrongly_is_itself_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = room.take(1), room.take(2, outlet=1)
    ids = room.story(a), room.story(b)
    room.archive.stories.absorb(ids[0], ids[1], "copy")  # as rules of another day had it
    report = run(room)
    assert (room.story(a), room.story(b)) == ids
    assert (report.moved, report.revived, report.founded) == (1, 1, 0)


def test_the_second_time_nothing_changes(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    for welds in (True, False):
        blunder(monkeypatch, welds=welds)
        for number in (1, 2, 1, 3, 2, 1, 4):
            room.take(number, outlet=number % 4, paragraphs=4 + number % 2)
        room.take(1, 2, outlet=3, title="Two")
    mended(monkeypatch)
    assert run(room).moved
    before = everything(room)
    again = run(room)
    assert (again.moved, again.roles, again.leads, again.verdicts, again.stories) == (0, 0, 0, 0, again.stories_before)
    assert everything(room) == before


def test_a_dry_run_says_the_same_and_changes_nothing(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    blunder(monkeypatch, welds=False)
    for outlet in range(3):
        room.take(1, outlet=outlet)
    mended(monkeypatch)
    before = everything(room)
    said = run(room, dry_run=True)
    assert everything(room) == before
    assert said.moved == 2
    assert run(room) == said


def test_what_a_reader_joined_stays_joined(room: Room) -> None:
    a, b, copy = room.take(1), room.take(2, outlet=1), room.take(2, outlet=2)
    room.join(copy, a)
    before = room.stories()
    assert before == [[a, b, copy]]
    assert run(room).moved == 0
    assert room.stories() == before


def test_what_a_reader_split_stays_two(room: Room) -> None:
    a, b, c = (room.take(1, outlet=outlet) for outlet in range(3))
    room.split(a, b)
    assert room.stories() == [[a], [b, c]]
    assert run(room).moved == 0
    assert room.stories() == [[a], [b, c]]


def test_a_word_on_what_the_rules_had_otherwise_is_heeded_when_they_run_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    blunder(monkeypatch, welds=False)
    ids = [room.take(1, outlet=outlet) for outlet in range(4)]
    room.split(ids[3], ids[0])  # two already: it stays so
    mended(monkeypatch)
    run(room)
    assert room.stories() == [ids[:3], [ids[3]]]


def test_a_word_that_comes_while_it_works_is_heeded(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = room.take(1), room.take(2, outlet=1)
    spoken = []

    def told() -> None:
        if not spoken:
            spoken.append(room.join(a, b))

    recluster(room.archive, MUCH_LATER, told)
    assert room.stories() == [[a, b]]


def test_what_came_before_two_that_a_reader_parted_stays_with_the_one_it_is_nearer_to(room: Room) -> None:
    copy, excerpt, whole = room.take(1, paragraphs=9), room.take(1, outlet=1, paragraphs=6), room.take(1, outlet=2, paragraphs=9)
    room.split(whole, excerpt)
    parted = room.stories()
    assert sorted(map(sorted, parted)) == [[copy, whole], [excerpt]]
    assert run(room).moved == 0
    assert room.stories() == parted


def test_an_index_of_another_version_is_made_again(room: Room) -> None:
    room.take(1)
    room.archive.keep_setting("index", "0.0")
    room.archive._connection.rollbacks += 1  # as if another process had written it
    assert room.archive.candidates.trouble(FINGERPRINT_VERSION)
    run(room)
    assert not room.archive.candidates.trouble(FINGERPRINT_VERSION)


def test_the_first_carriers_of_a_form_are_not_welded_by_it(room: Room) -> None:
    """At intake nobody knows yet that many will carry it; afterwards all of them tell."""
    for number in range(1, 12):
        room.take(90, number, outlet=number % 4, paragraphs=3, title=f"Number {number}")
    report = run(room)
    assert report.stories >= report.stories_before
    assert run(room).moved == 0


def test_the_demo_archive_is_as_today_s_rules_have_it(demo: Demo, tmp_path: Path) -> None:
    shutil.copy(demo.archive, tmp_path / "iraqwire.db")
    done = iraqwire("recluster", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["articles"] > 80
    assert (report["moved"], report["leads"], report["verdicts"]) == (0, 0, 0)


WORKER = """
import sys, pathlib
from datetime import UTC, datetime
from iraqwire.reclustering import recluster
from storage import Archive
from storage.stories import Stories
from storage.verdicts import Verdicts

moment = int(sys.argv[2])
steps = 0

def watched(name, cls):
    real = getattr(cls, name)
    def step(self, *arguments, **more):
        global steps
        result = real(self, *arguments, **more)
        steps += 1
        if steps == moment:
            print("now", flush=True)
            sys.stdin.read()
        return result
    setattr(cls, name, step)

watched("arrange", Stories)
watched("_found_for", Stories)
watched("append", Verdicts)
with Archive(pathlib.Path(sys.argv[1])) as archive:
    recluster(archive, datetime(2027, 1, 1, tzinfo=UTC))
print("done", flush=True)
"""


@pytest.mark.parametrize("moment", [1, 2, 4])
def test_killed_at_any_instant_it_has_done_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int) -> None:
    path = tmp_path / "iraqwire.db"
    room = Room(path)
    for welds in (True, False):
        blunder(monkeypatch, welds=welds)
        for number in (1, 2, 1, 3, 2, 1, 4):
            room.take(number, outlet=number % 4)
        room.take(5, 6, outlet=3)
        room.take(6, outlet=2)
    mended(monkeypatch)
    before = everything(room)
    expected = run(room, dry_run=True)
    room.archive.close()
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, str(path), str(moment)], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "now\n"
        worker.send_signal(signal.SIGKILL)
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    again = Room(path)
    assert everything(again) == before
    assert run(again) == expected
    assert replace(run(again), stories_before=0, stories=0, articles=0) == Reclustered()
    again.archive.close()
