"""`doctor` says what is wrong and what to do; what is well raises nothing."""

import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from overruled import LATER, Room
from shell import iraqwire

from iraqwire.alarms import alarms
from iraqwire.commands.sources import Standing
from iraqwire.config import build_config
from iraqwire.examining import GIANT, Examination, _sources, examine
from news.model import Source
from storage.health import SourceHealth


def states(examination: Examination) -> dict[str, str]:
    worst = {"ok": 0, "look": 1, "broken": 2}
    found: dict[str, str] = {}
    for finding in sorted(examination.findings, key=lambda finding: worst[finding.state]):
        found[finding.about] = finding.state
    return found


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path / "iraqwire.db")


def test_a_sound_archive_is_well(room: Room, tmp_path: Path) -> None:
    room.take(1)
    examination = examine(build_config({}, None, tmp_path), LATER)
    assert states(examination) | {"disk": "ok"} == {"configuration": "ok", "disk": "ok", "archive": "ok", "clock": "ok", "sources": "look"}
    assert not examination.broken


def test_the_largest_stories_and_the_weakest_joins_are_shown(room: Room, tmp_path: Path) -> None:
    lead = room.take(1, paragraphs=9)
    weak = room.take(1, outlet=1, paragraphs=7)
    for outlet in range(GIANT):
        room.take(2, outlet=outlet % 4)
    examination = examine(build_config({}, None, tmp_path), LATER)
    assert [size.articles for size, _ in examination.largest] == [GIANT, 2]
    assert states(examination)["stories"] == "look"
    assert (weak, lead) in {(weld.first.id, weld.second.id) for weld in examination.weakest}


def test_a_clock_behind_the_archive_is_broken(room: Room, tmp_path: Path) -> None:
    room.take(1)
    assert states(examine(build_config({}, None, tmp_path), LATER - timedelta(days=900)))["clock"] == "broken"


def test_a_lead_that_is_not_its_story_s_is_broken(room: Room, tmp_path: Path) -> None:
    room.take(1)
    room.take(2)
    room.archive._connection.run("UPDATE stories SET lead_id = 1")
    assert states(examine(build_config({}, None, tmp_path), LATER))["archive"] == "broken"


def test_a_source_in_trouble_is_named_with_its_alarm_and_how_to_ask_it_alone() -> None:
    sources = (Source("good", "Good", "http://good.example/"), Source("bad", "Bad", "http://bad.example/"))
    healths = (
        SourceHealth("good", last_success_at=LATER),
        SourceHealth("bad", failures=1, last_failure_at=LATER, last_error="answered 500"),
    )
    standings = [
        Standing(one, health, (), frozenset(), (), alarms(one, health, (), LATER)) for one, health in zip(sources, healths, strict=True)
    ]
    (finding,) = _sources(standings)
    assert (finding.state, finding.said) == ("look", "1 of 2 have trouble: bad (silent)")
    assert "iraqwire sources try bad" in finding.mend


def test_the_exit_says_whether_something_is_broken(tmp_path: Path) -> None:
    done = iraqwire("doctor", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert not json.loads(done.stdout)["broken"]
    assert not (tmp_path / "iraqwire.db").exists()
    (tmp_path / "iraqwire.db").write_text("no database at all")
    done = iraqwire("doctor", cwd=tmp_path)
    assert (done.returncode, "not an SQLite database" in done.stdout) == (1, True)
    (tmp_path / "iraqwire.toml").write_text("[crawl]\nspeed = 9\n")
    done = iraqwire("doctor", "--json", cwd=tmp_path)
    assert done.returncode == 1
    assert "speed" in json.loads(done.stdout)["findings"][0]["said"]


def test_words_go_from_one_archive_to_another(room: Room, tmp_path: Path) -> None:
    a, b, c, d = room.take(1), room.take(1, outlet=1), room.take(2), room.take(3)
    room.split(b, a, "another day")
    room.join(c, d)
    out = iraqwire("export", "--what", "words", cwd=tmp_path)
    words = [json.loads(line) for line in out.stdout.splitlines()]
    assert [(word["article_url"], word["same"], word["evidence"]) for word in words] == [
        ("http://herald.example/2", False, "another day"),
        ("http://gazette.example/3", True, ""),
    ]
    every = iraqwire("export", "--what", "verdicts", cwd=tmp_path)
    assert len(every.stdout.splitlines()) > len(words)
    assert iraqwire("export", "--what", "words", "--topic", "oil", cwd=tmp_path).returncode == 2
    (tmp_path / "words.jsonl").write_text(out.stdout + json.dumps({**words[0], "other_url": "http://nowhere.example/"}), encoding="utf-8")
    other = Room(tmp_path / "other.db")
    for numbers, outlet in (((1,), 0), ((1,), 1), ((2,), 0), ((3,), 0)):
        other.take(*numbers, outlet=outlet)
    assert other.stories() == [[a, b], [c], [d]]
    for _ in range(2):
        done = iraqwire("--archive", "other.db", "import", "words.jsonl", "--json", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        report = json.loads(done.stdout)
        assert (report["words"], report["refused"]) == (2, {"word_on_unknown": 1})
        assert other.stories() == [[a], [b], [c, d]]
    with sqlite3.connect(tmp_path / "other.db") as db:
        assert db.execute("SELECT count(*) FROM verdicts WHERE by = 'reader'").fetchone() == (2,)
