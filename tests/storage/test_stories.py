"""The stories as feeds ask for them, and articles by topic."""

from datetime import UTC, datetime, timedelta

import pytest

from news.model import Placement, Story
from news.query import fold_article
from storage import Archive

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def leads(stories: list[Story]) -> list[int]:
    return [story.lead.id for story in stories]


def admitted(archive: Archive, **more) -> list[int]:
    return leads(archive.stories.admitted(**{"since": LONG_AGO, "at_least": 0, "at_most": 500, **more}))


def test_the_last_admitted_story_is_the_first(archive: Archive, desk) -> None:
    made = [desk.admit() for _ in range(5)]
    assert admitted(archive) == made[::-1]
    assert admitted(archive, at_most=2) == [made[4], made[3]]


def test_old_stories_fill_up_to_the_least_there_should_be(archive: Archive, desk) -> None:
    made = [desk.admit() for _ in range(5)]
    late = desk.now - timedelta(minutes=1)
    assert admitted(archive, since=late) == [made[4], made[3]]
    assert admitted(archive, since=late, at_least=3) == [made[4], made[3], made[2]]
    assert admitted(archive, since=late, at_least=3, at_most=1) == [made[4]]
    assert admitted(archive, since=desk.now + timedelta(days=1)) == []
    assert admitted(archive, since=LONG_AGO, at_least=50) == made[::-1]


def test_a_story_admitted_in_the_same_second_comes_before_the_one_before_it(archive: Archive, desk) -> None:
    made = []
    for _ in range(3):
        made.append(desk.admit())
        desk.now -= timedelta(minutes=1)
    assert admitted(archive) == made[::-1]


def test_a_story_is_of_its_lead_s_topic_and_language(archive: Archive, desk) -> None:
    a, b = desk.admit(language="ar"), desk.admit(language="en")
    copy = desk.admit(language="ckb", placement=Placement(desk.story_of(b), "copy", leads=False))
    archive.topics.record("1", [(a, ["oil"]), (b, []), (copy, ["water"])], desk.now)
    assert admitted(archive, topic="oil") == [a]
    assert admitted(archive, topic="water") == []
    assert admitted(archive, language="en") == [b]
    assert admitted(archive, language="ckb") == []
    assert admitted(archive, language="en", topic="oil") == []
    assert archive.stories.languages() == ["ar", "en"]


def test_merged_stories_are_not_shown(archive: Archive, desk) -> None:
    a, b = desk.admit(), desk.admit()
    c = desk.admit(placement=Placement(desk.story_of(a), "copy", leads=False, absorbed=(desk.story_of(b),)))
    [story] = archive.stories.admitted(since=LONG_AGO, at_least=0, at_most=9)
    assert (story.lead.id, [other.id for other in story.others]) == (a, [b, c])


@pytest.mark.parametrize(("days", "shown"), [(0, True), (29, False), (30, True), (31, True)])
def test_an_old_find_is_archived_but_not_shown(archive: Archive, desk, days: int, shown: bool) -> None:
    desk.admit(published_at=desk.now + timedelta(minutes=1) - timedelta(days=30))
    assert bool(admitted(archive, max_age_days=days)) is shown


def test_one_fresh_or_undated_copy_shows_an_old_story(archive: Archive, desk) -> None:
    old = desk.admit(published_at=datetime(2017, 1, 1, tzinfo=UTC))
    dead = desk.admit(published_at=datetime(2017, 1, 1, tzinfo=UTC))
    undated = desk.admit()
    assert admitted(archive, max_age_days=30) == [undated]
    desk.admit(placement=Placement(desk.story_of(old), "copy", leads=False), published_at=desk.now)
    assert admitted(archive, max_age_days=30) == [undated, old]
    assert dead in admitted(archive)


def test_the_leads_of_articles_come_each_once_in_order(archive: Archive, desk) -> None:
    a, b, c = desk.admit(), desk.admit(), desk.admit()
    copy = desk.admit(placement=Placement(desk.story_of(a), "copy", leads=False))
    found = archive.stories.leads_of([c, copy, a, 99, c, b])
    assert [lead.id for lead in found] == [c, a, b]
    assert archive.stories.leads_of([]) == []


def test_the_followers_among_articles_are_those_that_lead_nothing(archive: Archive, desk) -> None:
    a, b = desk.admit(), desk.admit()
    copies = [desk.admit(placement=Placement(desk.story_of(of), "copy", leads=False)) for of in (a, b, a)]
    assert [found.id for found in archive.stories.followers_of([b, *reversed(copies), a, 99], 2)] == [copies[2], copies[1]]


def test_the_archive_counts_itself(archive: Archive, desk) -> None:
    a = desk.admit()
    desk.admit(placement=Placement(desk.story_of(a), "excerpt", leads=False))
    desk.admit(placement=Placement(role="roundup"))
    assert archive.stories.counts() == {
        "articles": 3,
        "stories": 2,
        "merged": 0,
        "original": 1,
        "copy": 0,
        "excerpt": 1,
        "update": 0,
        "roundup": 1,
    }
    assert archive.stories.get("nowhere") is None


def test_articles_are_judged_once_by_each_version_of_the_topics(archive: Archive, desk) -> None:
    made = [desk.admit("Oil", f"Text {n}.") for n in range(3)]
    judged = []
    for article_id, folded in archive.topics.unjudged("1"):
        assert folded == fold_article("Oil", f"Text {article_id - 1}.")
        archive.topics.record("1", [(article_id, ["oil"])], desk.now)
        judged.append(article_id)
    assert judged == made
    assert list(archive.topics.unjudged("1")) == []
    assert [article_id for article_id, _ in archive.topics.unjudged("2")] == made


def test_a_topic_that_stays_keeps_its_date(archive: Archive, desk) -> None:
    made = desk.admit()
    archive.topics.record("1", [(made, ["oil", "gas", "oil"])], LONG_AGO)
    archive.topics.record("2", [(made, ["oil", "water"])], desk.now)
    assert archive.topics.of(made) == ("oil", "water")
    assert archive._connection.rows("SELECT topic_id, matched_at FROM article_topics ORDER BY topic_id") == [
        ("oil", "2000-01-01T00:00:00Z"),
        ("water", "2026-11-20T12:01:00Z"),
    ]


def test_more_articles_than_a_batch_are_all_judged(archive: Archive, desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.topics.BATCH", 2)
    made = [desk.admit() for _ in range(5)]
    assert [article_id for article_id, _ in archive.topics.unjudged("1")] == made
