"""What the hours between two articles tell: another take comes the same day, a form the next, a report after the statement."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from dedupe import compare
from dedupe.changes import changes
from dedupe.compare import judge
from dedupe.measures import measure_received
from news.model import Article, Credit
from tests.support.ferries import FERRY, NOON, NOTICE, OTHER, article

REWRITTEN = (
    "Nine days after the Qurna boat was tied up its owners still quarrel about wages, and people who live from the crossing, or only wish to visit their cousins, lose patience.",
    FERRY[1],
    "The mate sleeps on board. Farmers say that a bridge was promised to them in three elections and that they have seen a drawing of it.",
)


class Received(NamedTuple):
    article: Article
    first_seen_at: datetime


def hours(count: float) -> datetime:
    return NOON + timedelta(hours=count)


def test_under_one_headline_within_a_day_and_a_half_it_is_another_take() -> None:
    title = "Qurna ferry idle for a ninth day"
    first = article(*FERRY, title=title, published_at=NOON)
    take = article(*REWRITTEN, FERRY[3], *OTHER[:1], name="two", title=title.upper(), published_at=hours(3))
    assert (compare(first, take).rule, compare(first, take).same) == ("same_headline", True)
    assert not compare(first, replace(take, published_at=hours(40))).same
    assert not compare(first, replace(take, title="Beekeepers in the hills lose hives")).same
    assert not compare(replace(first, title="Qurna"), replace(take, title="Qurna")).same


def test_a_longer_report_that_comes_after_the_statement_it_quotes_is_a_story_of_its_own() -> None:
    statement = article(*FERRY[:2], REWRITTEN[2], published_at=NOON)
    report = article(*OTHER, NOTICE, *FERRY[:2], name="two", published_at=hours(1))
    assert compare(statement, report).rule == "reported_later"
    assert compare(statement, replace(report, published_at=hours(-1))).rule != "reported_later"
    assert compare(statement, replace(report, source_id="one")).rule != "reported_later"


def test_a_round_up_that_comes_after_a_story_is_said_to_hold_several() -> None:
    story = article(*FERRY[:2], REWRITTEN[2], published_at=NOON)
    live = article(*OTHER, NOTICE, *FERRY[:2], name="two", title="The week in Iraq: a ferry, some bees and a notice", published_at=hours(1))
    assert (compare(story, live).rule, compare(story, live).same) == ("inside_several", False)


def test_one_sentence_at_the_top_of_both_is_enough_within_twelve_hours() -> None:
    first = article(FERRY[0], "By noon 14 boats waited, 3 of them laden with 20 tonnes of flour.", OTHER[0], OTHER[1], published_at=NOON)
    later = article(
        FERRY[0], "By dusk 19 boats waited, 5 of them laden with 31 tonnes of flour.", *OTHER[2:], NOTICE, published_at=hours(5)
    )
    later = replace(later, url="http://one.example/2")
    assert compare(first, later).same
    assert not compare(first, replace(later, published_at=hours(40))).same


def test_an_undated_article_has_come_when_it_was_first_seen_where_the_other_has_a_date() -> None:
    statement = article(*FERRY[:2], REWRITTEN[2], published_at=NOON)
    report = article(*OTHER, NOTICE, *FERRY[:2], name="two")
    assert judge(Received(statement, hours(2)), Received(report, hours(3))).rule == "reported_later"
    assert compare(statement, report).rule != "reported_later"
    undated = replace(statement, published_at=None)
    measures = measure_received(Received(undated, hours(2)), Received(report, hours(3)))
    assert (measures.near, measures.soon, measures.far, measures.long_is_later) == (False, False, False, False)
    measures = measure_received(Received(report, hours(500)), Received(statement, hours(2)))
    assert (measures.near, measures.far, measures.long_is_later) == (False, False, True)


def test_why_says_how_many_hours_apart_would_have_changed_the_verdict() -> None:
    title = "Qurna ferry idle for a ninth day"
    first, take = article(*FERRY, title=title), article(*REWRITTEN, FERRY[3], *OTHER[:1], name="two", title=title, published_at=hours(40))
    apart = changes(measure_received(Received(replace(first, published_at=NOON), NOON), Received(take, NOON)))
    times = next(change for change in apart if change.measure == "apart")
    assert (times.now, times.needed, times.verdict.rule) == ("36 to 72 hours", "within 12 hours", "same_headline")


def test_two_outlets_versions_of_an_agencys_text_are_one_story_and_two_texts_of_one_newsroom_are_not_for_that() -> None:
    agency = Credit("QNP", "dateline", "QURNA (QNP) -")
    first = article(FERRY[0], OTHER[0], OTHER[1], published_at=NOON, credit=agency)
    other = article(FERRY[0].replace("a ninth", "another"), *REWRITTEN, NOTICE, name="two", published_at=hours(15), credit=agency)
    assert (compare(first, other).rule, compare(first, other).same) == ("same_origin", True)
    assert compare(first, replace(other, credit=None)).rule != "same_origin"
    assert compare(first, replace(other, source_id="one")).rule != "same_origin"


def test_what_two_outlets_share_together_in_a_part_of_the_longer_text_is_a_statement_in_a_report() -> None:
    statement = article(*OTHER, FERRY[0], NOTICE[:80], published_at=NOON)
    report = article(REWRITTEN[0], FERRY[2], FERRY[0], NOTICE, *FERRY[3:], name="two", published_at=hours(-1))
    verdict = compare(statement, report)
    assert (verdict.rule, verdict.same) == ("block_inside", False)


def test_the_next_days_issue_of_a_form_is_another_story() -> None:
    form = "The river office reads the gauge below the Qurna bridge at dawn and lets boatmen know by radio; today it stood at {} metres."
    today = article(form.format("2.4"), "Barges of more than two hundred tonnes wait for the tide.", FERRY[1], published_at=NOON)
    tomorrow = article(
        form.format("2.7"), "A wind from the south is expected and small craft stay in port.", OTHER[1], published_at=hours(24)
    )
    tomorrow = replace(tomorrow, url="http://one.example/2")
    assert (compare(today, tomorrow).rule, compare(today, tomorrow).same) == ("next_issue", False)
    assert compare(today, replace(tomorrow, published_at=hours(4))).rule != "next_issue"
