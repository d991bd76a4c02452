"""The one way into the archive: each story once, whichever way its texts come."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from iraqwire.intake import Intake
from news.model import Article, Source
from storage import Archive

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
GAZETTE = Source("gazette", "The Gazette", "http://gazette.example/")
HERALD = Source("herald", "The Herald", "http://herald.example/")
WORLD = Source("world", "World News", "http://world.example/", scope="world")

DATES = [
    "Growers in the palm groves south of Basra have begun to pick the first dates of a season that few of them expected to be good.",
    "Salt water crept up the Shatt al-Arab for the third summer running, and whole rows of young trees died before the new barrage held it back.",
    "Abu Haidar, who has kept four hundred trees near Abu al-Khasib since his father died, said he had lost sixty of them and would plant no more.",
    "The agriculture office in the province counts a little under two million palms today, where there were nine million half a century ago.",
    "Engineers say the barrage will be raised by another metre before spring, if the money that parliament voted in July reaches the south in time.",
    "Buyers from the Gulf have come back all the same, and offer twice what they paid for the soft yellow barhi last year.",
]
TRAINS = [
    "The night train from Baghdad pulled into Mosul on Monday for the first time in eleven years, forty minutes late and greeted by a brass band.",
    "Railway workers had rebuilt three bridges and cleared mines from a stretch of track near Baiji that no locomotive had crossed since 2014.",
    "Tickets cost ten thousand dinars for a seat and twice that for a berth, and the first week was sold out within hours, the railway company said.",
    "Passengers leaned from the windows with telephones in their hands as the carriages rolled past the ruins of the old grain silo.",
    "A second train a day will run from March if enough drivers finish their training, the station master promised.",
]

FERRIES = [
    "The ferry across the Tigris at Amara was out of service for a ninth day on Thursday, and children rowed to school instead.",
    "Its engine had come from Basra in the spring and never fitted, the ferryman said, pointing at a widening puddle of oil.",
    "The council has asked for another one, and until it comes two fishermen share the work and the fares between them.",
]


def article(source: Source, paragraphs: list[str], title: str = "A title", number: int = 1, **more: object) -> Article:
    return Article(url=f"{source.home}{number}", source_id=source.id, title=title, text="\n".join(paragraphs), language="en", **more)  # type: ignore[arg-type]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "iraqwire.db") as archive:
        archive.sources.register([GAZETTE, HERALD, WORLD])
        yield archive


@pytest.fixture
def intake(archive: Archive) -> Intake:
    return Intake(archive, lambda folded: " iraq " in f" {folded.title} {folded.opening} ")


def test_a_copy_joins_the_story_of_its_original(intake: Intake) -> None:
    first = intake.receive(article(GAZETTE, DATES, "Dates of Basra", published_at=NOW), GAZETTE, NOW)
    copy = intake.receive(article(HERALD, DATES, "Basra's dates", published_at=NOW + timedelta(hours=3)), HERALD, NOW)
    other = intake.receive(article(HERALD, TRAINS, "A train to Mosul", 2), HERALD, NOW)
    assert (first.outcome, copy.outcome, other.outcome) == ("original", "copy", "original")
    assert first.story_id == copy.story_id != other.story_id


def test_an_excerpt_that_came_first_joins_when_the_whole_text_comes(intake: Intake, archive: Archive) -> None:
    brief = intake.receive(article(HERALD, DATES[:2], "Dates", published_at=NOW + timedelta(hours=5)), HERALD, NOW)
    whole = intake.receive(article(GAZETTE, DATES, "Dates of Basra", published_at=NOW), GAZETTE, NOW + timedelta(hours=8))
    assert whole.story_id == brief.story_id
    story = archive.stories.get(brief.story_id)
    assert story is not None
    assert story.lead.id == whole.article_id
    assert [other.role for other in story.others] == ["excerpt"]


def test_the_same_page_again_changes_nothing(intake: Intake, archive: Archive) -> None:
    first = intake.receive(article(GAZETTE, DATES), GAZETTE, NOW)
    again = intake.receive(article(GAZETTE, DATES), GAZETTE, NOW + timedelta(days=1))
    assert (again.outcome, again.article_id) == ("unchanged", first.article_id)


def test_a_changed_page_keeps_what_it_said_before(intake: Intake, archive: Archive) -> None:
    first = intake.receive(article(GAZETTE, DATES, "Dates"), GAZETTE, NOW)
    again = intake.receive(
        article(GAZETTE, [*DATES, "A correction was made to this story."], "Dates, corrected"), GAZETTE, NOW + timedelta(days=1)
    )
    assert (again.outcome, again.story_id) == ("revised", first.story_id)
    stored = archive.articles.get(first.article_id or 0)
    assert stored is not None
    assert stored.article.title == "Dates, corrected"


def test_a_world_source_is_kept_where_it_is_about_the_beat(intake: Intake) -> None:
    off = intake.receive(article(WORLD, ["A strike closed the ports of a far country."] * 3), WORLD, NOW)
    on = intake.receive(article(WORLD, ["A strike closed the ports of Iraq on Monday, and ships waited.", *TRAINS], number=2), WORLD, NOW)
    assert (off.outcome, off.article_id) == ("off_beat", None)
    assert on.outcome == "original"


def test_what_fails_half_way_leaves_nothing(intake: Intake, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object, **more: object) -> None:
        raise RuntimeError("pulled the plug")

    monkeypatch.setattr(archive.articles, "get", fail)
    with pytest.raises(RuntimeError):
        intake.receive(article(GAZETTE, DATES), GAZETTE, NOW)
    monkeypatch.undo()
    assert archive.articles.by_url("http://gazette.example/1") is None
    assert intake.receive(article(GAZETTE, DATES), GAZETTE, NOW).outcome == "original"


def test_a_round_up_in_which_nothing_is_new_is_archived_and_not_shown(intake: Intake, archive: Archive) -> None:
    intake.receive(article(GAZETTE, DATES, "Dates of Basra"), GAZETTE, NOW)
    intake.receive(article(GAZETTE, TRAINS, "A train to Mosul", 2), GAZETTE, NOW)
    known = intake.receive(article(HERALD, [*TRAINS, *DATES], "The week in Iraq: dates and a train", 3), HERALD, NOW)
    more = ["And a kitten was born in the ticket hall of Samawah station, black but for one paw, and named for the train."] * 2
    fresh = intake.receive(article(HERALD, [*more, *FERRIES, *DATES[:2]], "This week in Iraq", 4), HERALD, NOW)
    assert (known.outcome, fresh.outcome) == ("roundup", "roundup")
    shown = {story.id for story in archive.stories.admitted(since=NOW, at_least=0, at_most=9)}
    assert known.story_id not in shown
    assert fresh.story_id in shown
    assert len(shown) == 3
