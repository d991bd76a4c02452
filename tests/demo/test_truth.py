"""Scoring, on outcomes made up for the purpose."""

from datetime import UTC, datetime

from iraqwire.demo.newsroom import Newsroom
from iraqwire.demo.truth import PageTruth, copies, score, story_ids, true_pair_count

TRUTH = {
    url: PageTruth(url, kind, "outlet", story)  # type: ignore[arg-type]
    for url, kind, story in (
        ("a1", "article", "a"),
        ("a2", "article", "a"),
        ("a3", "article", "a"),
        ("b1", "article", "b"),
        ("c1", "article", "c"),
        ("index", "index", ""),
        ("off", "off_beat", "d"),
    )
}
PERFECT = {"a1": "s1", "a2": "s1", "a3": "s1", "b1": "s2", "c1": "s3"}
LEADS = {"s1": "a1", "s2": "b1", "s3": "c1"}


def test_a_perfect_archive_scores_one() -> None:
    result = score(TRUTH, PERFECT, LEADS)
    assert (result.precision, result.recall) == (1.0, 1.0)
    assert (result.true_pairs, result.made_pairs, result.right_pairs) == (3, 3, 3)
    assert (result.hidden, result.refused, result.strays, result.welded, result.missed) == ((), (), (), (), ())


def test_welding_two_stories_lowers_precision_and_hides_one() -> None:
    result = score(TRUTH, {**PERFECT, "b1": "s1"}, LEADS)
    assert result.precision == 3 / 6
    assert result.recall == 1.0
    assert result.hidden == ("b",)
    assert ("a1", "b1") in result.welded


def test_a_welded_story_that_leads_hides_the_other() -> None:
    assert score(TRUTH, {**PERFECT, "b1": "s1"}, {**LEADS, "s1": "b1"}).hidden == ("a",)


def test_a_story_with_one_article_elsewhere_is_not_hidden() -> None:
    result = score(TRUTH, {**PERFECT, "a1": "s2", "a2": "s2"}, {"s1": "a3", "s2": "b1", "s3": "c1"})
    assert result.hidden == ()
    assert result.precision == 1 / 3


def test_a_refused_article_lowers_recall() -> None:
    result = score(TRUTH, {url: story for url, story in PERFECT.items() if url != "a3"}, LEADS)
    assert result.precision == 1.0
    assert result.recall == 1 / 3
    assert result.refused == ("a3",)
    assert ("a1", "a3") in result.missed


def test_a_story_that_was_never_archived_is_refused_and_not_hidden() -> None:
    result = score(TRUTH, {url: story for url, story in PERFECT.items() if url != "c1"}, LEADS)
    assert result.refused == ("c1",)
    assert result.hidden == ()


def test_pages_that_are_no_articles_are_strays_and_make_no_pairs() -> None:
    result = score(TRUTH, {**PERFECT, "index": "s1", "off": "s1", "unknown": "s9"}, LEADS)
    assert result.strays == ("index", "off", "unknown")
    assert result.precision == 1.0


def test_a_story_led_by_a_page_that_is_no_article_is_hidden() -> None:
    assert score(TRUTH, {**PERFECT, "index": "s3"}, {**LEADS, "s3": "index"}).hidden == ("c",)


def test_an_empty_archive_has_made_no_mistake_and_found_nothing() -> None:
    result = score(TRUTH, {}, {})
    assert (result.precision, result.recall) == (1.0, 0.0)


def test_counts_of_the_truth() -> None:
    assert copies(TRUTH) == 2
    assert true_pair_count(TRUTH) == 3
    assert story_ids(TRUTH) == {"a", "b", "c"}


def test_the_newsroom_scores_one_against_itself() -> None:
    truth = Newsroom(datetime(2026, 11, 21, 9, 0, tzinfo=UTC)).truth
    articles = {url: page.story for url, page in truth.items() if page.kind == "article"}
    leads = {page.story: url for url, page in truth.items() if page.kind == "article" and page.derived in ("original", "roundup")}
    leads |= {"fallujah-library": next(url for url, page in truth.items() if page.story == "fallujah-library")}
    result = score(truth, articles, leads)
    assert (result.precision, result.recall, result.hidden) == (1.0, 1.0, ())
