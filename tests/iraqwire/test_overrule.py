"""The reader's word against the machine's: done at once, kept for ever, the latest first."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from overruled import LATER, Room
from shell import iraqwire

from dedupe.changes import COUNTS, SHARES
from dedupe.word import Word, settle
from iraqwire.commands.why import _MEASURES
from news.errors import UsageError


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    room = Room(tmp_path / "iraqwire.db")
    yield room
    connection = room.archive._connection
    assert connection.rows("PRAGMA foreign_key_check") == []
    # Every story that is not merged has its lead among its articles, one that leads; every merged one has none and leads on.
    assert (
        connection.rows(
            "SELECT id FROM stories s WHERE merged_into IS NULL AND NOT EXISTS"
            " (SELECT 1 FROM articles a WHERE a.id = s.lead_id AND a.story_id = s.id AND a.role IN ('original', 'roundup'))"
        )
        == []
    )
    assert connection.rows("SELECT s.id FROM stories s JOIN articles a ON a.story_id = s.id WHERE s.merged_into IS NOT NULL") == []
    room.archive.close()


def test_two_stories_that_a_reader_joins_are_one_under_the_id_of_the_first(room: Room) -> None:
    a, b, copy = room.take(1), room.take(2, outlet=1), room.take(2, outlet=2)
    first, second = room.story(a), room.story(b)
    assert room.join(b, a) == "done"
    assert room.stories() == [[a, b, copy]]
    assert room.story(copy) == first == room.archive.stories.survivor(second)
    assert room.stored(b).role == "copy"


def test_an_article_that_a_reader_splits_off_is_a_story_of_its_own_and_new_in_the_feeds(room: Room) -> None:
    a, b = room.take(1), room.take(1, outlet=1)
    before = room.story(a)
    assert room.split(b, a) == "done"
    assert room.stories() == [[a], [b]]
    assert room.story(a) == before
    assert room.stored(b).role == "original"
    assert [story.id for story in room.archive.stories.admitted(since=LATER, at_least=0, at_most=9)] == [room.story(b)]


def test_a_split_takes_along_what_is_nearer_to_it(room: Room) -> None:
    a, b = room.take(1, paragraphs=9), room.take(1, outlet=1, paragraphs=7)
    long, short = room.take(1, outlet=2, paragraphs=9), room.take(1, outlet=3, paragraphs=7)
    assert room.stories() == [[a, b, long, short]]
    room.split(b, a)
    assert [set(story) for story in room.stories()] == [{a, long}, {b, short}]


def test_a_lead_that_is_split_off_leaves_a_lead_behind(room: Room) -> None:
    a, b, c = room.take(1), room.take(1, outlet=1), room.take(1, outlet=2)
    before = room.story(a)
    room.split(a, b)
    assert room.stories() == [[a], [b, c]]
    assert room.story(a) == before  # what its feeds' entry has shown is not shown again as news
    assert room.story(b) != before
    assert (room.stored(b).role, room.stored(c).role) == ("original", "copy")


def test_a_split_that_is_taken_back_leaves_every_story_its_id(room: Room) -> None:
    a, b, c = room.take(1), room.take(1, outlet=1), room.take(1, outlet=2)
    before = room.story(a)
    for out, stays in ((a, b), (b, a), (c, a)):
        room.split(out, stays)
        room.join(out, stays)
        assert room.stories() == [[a, b, c]]
        assert room.story(a) == before


def test_a_split_gives_a_merged_story_its_life_back(room: Room) -> None:
    a, b = room.take(1), room.take(2, outlet=1)
    of_a, of_b = room.story(a), room.story(b)
    room.join(a, b)
    assert room.story(b) == of_a
    room.split(b, a)
    assert (room.story(a), room.story(b)) == (of_a, of_b)
    assert room.archive.stories.survivor(of_b) == of_b


def test_a_word_given_twice_is_recorded_once(room: Room) -> None:
    a, b = room.take(1), room.take(1, outlet=1)
    assert [room.split(b, a), room.split(b, a), room.split(a, b)] == ["done", "already", "already"]
    assert [room.join(b, a), room.join(b, a)] == ["done", "already"]
    assert [decision.verdict.same for decision in room.archive.verdicts.by_reader()] == [False, True]


def test_what_is_so_already_is_kept_so_by_a_word(room: Room) -> None:
    a, b, c = room.take(1), room.take(1, outlet=1), room.take(2)
    assert room.join(a, b) == "recorded"
    assert room.split(a, c, "two trains") == "recorded"
    assert [decision.verdict.evidence for decision in room.archive.verdicts.by_reader()] == ["", "two trains"]


def test_an_article_is_not_split_from_itself(room: Room) -> None:
    a = room.take(1)
    with pytest.raises(UsageError, match="both are article 1"):
        room.split(a, a)


def test_a_third_article_does_not_weld_what_a_reader_split(room: Room) -> None:
    a, b = room.take(1), room.take(2, outlet=1)
    room.split(a, b)
    room.take(1, 2, outlet=3)
    assert room.story(a) != room.story(b)


def test_what_a_reader_split_stays_two_when_a_copy_of_both_comes(room: Room) -> None:
    a, b = room.take(1), room.take(1, outlet=1)
    room.split(b, a)
    copy = room.take(1, outlet=2)
    assert room.stories() == [[a, copy], [b]]
    assert [d.verdict.rule for d in room.archive.verdicts.decisions(copy, b)] in (["parted"], ["nearer_story"])


def test_a_page_that_changes_stays_where_the_reader_put_it(room: Room) -> None:
    a, b = room.take(1, url="http://gazette.example/a"), room.take(1, outlet=1, url="http://herald.example/b")
    room.split(b, a)
    assert room.receive(1, outlet=1, paragraphs=6, url="http://herald.example/b").outcome == "revised"
    assert room.stories() == [[a], [b]]


def test_the_latest_word_wins_over_what_it_contradicts(room: Room) -> None:
    a, b, c = room.take(1), room.take(2), room.take(3)
    room.join(a, b)
    room.join(b, c)
    assert room.stories() == [[a, b, c]]
    room.split(a, c)
    assert room.stories() == [[a], [b, c]]  # the later of the two joins stands
    room.join(a, c)
    assert room.stories() == [[a, b, c]]


def test_a_join_leaves_out_what_a_reader_parted_from_it(room: Room) -> None:
    a, other, b = room.take(1), room.take(1, outlet=1), room.take(2)
    room.split(other, b)
    assert room.join(a, b) == "done"
    assert sorted(map(set, room.stories()), key=min) == [{a, b}, {other}]


words = st.lists(
    st.builds(Word, st.integers(1, 6), st.integers(7, 12) | st.integers(1, 6), st.booleans()).filter(lambda w: w.article_id != w.other_id)
)


@given(words)
def test_words_that_stand_never_contradict_each_other_and_the_last_one_stands(spoken: list[Word]) -> None:
    standing = settle(spoken)
    assert all(one != other for one, other in standing.parted)
    if spoken:
        last = spoken[-1]
        one, other = standing.groups[last.article_id], standing.groups[last.other_id]
        assert (one == other) == last.same
        assert standing.apart((one,), (other,)) != last.same


@pytest.fixture
def commands(tmp_path: Path) -> Callable[..., tuple[int, str, str]]:
    room = Room(tmp_path / "iraqwire.db")
    room.take(1, title="The ferry [is] back")
    room.take(1, outlet=1, title="A [bold]ferry")
    room.archive.close()

    def run(*arguments: str) -> tuple[int, str, str]:
        done = iraqwire(*arguments, cwd=tmp_path)
        return done.returncode, done.stdout, done.stderr

    return run


def test_the_commands_say_what_changed_and_what_shows_it(commands: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = commands("split", "2", "http://gazette.example/1", "--because", "another ferry")
    assert code == 0
    assert "two stories" in out
    assert "A [bold]ferry" in out
    assert "iraqwire publish" in out
    code, out, _ = commands("split", "2", "1")
    assert (code, "nothing to do" in out) == (0, True)
    code, out, _ = commands("why", "1", "2")
    assert "another ferry" in out
    code, out, _ = commands("join", "2", "1", "--json")
    said = json.loads(out)
    assert (code, said["word"], said["effect"], [moved["id"] for moved in said["moved"]]) == (0, "join", "done", [2])


def test_a_word_on_an_article_that_is_not_there_makes_nothing(commands: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    assert commands("split", "1", "9")[0] == 2
    assert commands("join", "1", "1")[0] == 2
    code, _, err = commands("--archive", "other.db", "join", "1", "2")
    assert (code, "no archive at" in err) == (1, True)
    assert not (tmp_path / "other.db").exists()


@pytest.mark.parametrize("command", [("split", "2", "1"), ("join", "2", "1"), ("recluster", "--dry-run")])
def test_a_command_that_needs_the_index_makes_it_again_and_says_so(
    commands: Callable[..., tuple[int, str, str]], tmp_path: Path, command: tuple[str, ...]
) -> None:
    with sqlite3.connect(tmp_path / "iraqwire.db") as connection:
        connection.execute("INSERT INTO _segments (name, count) VALUES ('gone.seg', 9)")  # as in a copy without the folder beside it
    code, out, err = commands(*command)
    assert (code, "made again from the texts" in err, "Traceback" in err) == (0, True, False), out + err
    assert "made again" not in commands(*command)[2]


def test_a_word_on_two_that_never_met_is_said_once_and_as_a_word(tmp_path: Path) -> None:
    room = Room(tmp_path / "iraqwire.db")
    room.take(1)
    room.take(2, outlet=1)
    room.archive._connection.run("DELETE FROM verdicts")  # as where each was compared with another article that led then
    room.archive.close()
    assert iraqwire("split", "2", "1", "--because", "another ferry", cwd=tmp_path).returncode == 0
    out = iraqwire("why", "2", "1", cwd=tmp_path).stdout
    assert out.count("another ferry") == 1, out
    assert "by reader" not in out


def test_why_asks_for_two_articles(commands: Callable[..., tuple[int, str, str]]) -> None:
    code, _, err = commands("why", "1", "1")
    assert (code, "both are article 1" in err, "name two articles" in err) == (2, True, True)


def test_why_says_where_it_does_not_know_what_is_common(commands: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    assert "is not known" not in commands("why", "2", "1")[1]
    with sqlite3.connect(tmp_path / "iraqwire.db") as connection:
        connection.execute("INSERT INTO _segments (name, count) VALUES ('gone.seg', 9)")
    code, out, _ = commands("why", "2", "1")
    assert (code, "which passages many stories share is not known" in out) == (0, True), out
    assert "missing" in json.loads(commands("why", "2", "1", "--json")[1])["without_index"]


def test_every_measure_that_may_turn_a_verdict_has_a_name_that_people_read() -> None:
    assert set(_MEASURES) == {*SHARES, *COUNTS, "apart"}
