"""Which story an article joins, and which of a story's articles leads it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dedupe.candidates import POPULAR_STORIES, nothing_popular, popular_in
from dedupe.story import Contender, leads_over, place
from news.model import Credit
from tests.support.ferries import FERRY, NOON, OTHER, article


def contender(number: int, kind: str = "", name: str = "", *lines: str, **more: Any) -> Contender:
    return Contender(
        article(*(lines or FERRY), name=f"outlet{number}", **more),
        NOON + timedelta(days=2, minutes=number),
        kind,
        name,
        number,
        f"s{number}",
    )


def test_the_credited_leads_whatever_the_dates() -> None:
    origin = contender(1, name="Qurna Post", published_at=NOON)
    copy = contender(2, published_at=NOON - timedelta(days=1), credit=Credit("Qurna Post", "footer", "Source: Qurna Post"))
    assert leads_over(origin, copy)
    assert not leads_over(copy, origin)


def test_an_outlet_that_signs_its_own_text_credits_nobody() -> None:
    signed = Credit("Qurna Post", "footer", "The post Ferry idle appeared first on Qurna Post.", title="Ferry idle")
    origin = contender(1, name="Qurna Post", title="Ferry idle", published_at=NOON, credit=signed)
    copy = contender(2, title="Ferry idle", published_at=NOON + timedelta(hours=1))
    assert leads_over(origin, copy)
    assert not leads_over(copy, origin)


def test_a_title_suffix_is_too_weak_to_give_the_lead_away() -> None:
    origin = contender(1, name="Qurna Post", published_at=NOON)
    copy = contender(2, published_at=NOON - timedelta(days=1), credit=Credit("Qurna Post", "title_suffix", "Ferry - Qurna Post"))
    assert leads_over(copy, origin)


@pytest.mark.parametrize("kind", ["link_farm", "aggregator", "search_aggregator", "syndication_portal"])
def test_an_aggregator_never_leads_over_an_outlet(kind: str) -> None:
    assert leads_over(contender(2, published_at=NOON), contender(1, kind, published_at=NOON - timedelta(days=9)))


def test_without_a_credible_date_the_first_seen_counts() -> None:
    assert leads_over(contender(1, published_at=NOON + timedelta(days=300)), contender(2))
    assert not leads_over(contender(2), contender(1, published_at=NOON + timedelta(days=300)))


def test_a_default_date_takes_no_lead() -> None:
    origin = contender(1, published_at=NOON)
    for default in (datetime(1970, 1, 1, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)):
        assert not leads_over(contender(2, published_at=default), origin)
        assert leads_over(origin, contender(2, published_at=default))


def test_a_default_date_is_as_none() -> None:
    first, second = contender(1), contender(2, published_at=datetime(1970, 1, 1, tzinfo=UTC))
    assert leads_over(first, second)
    assert not leads_over(second, first)


def test_a_day_without_a_time_beats_nothing_of_the_same_day() -> None:
    day = contender(1, published_at=NOON.replace(hour=0))
    assert not leads_over(day, contender(2, published_at=NOON))
    assert leads_over(contender(3, "", "", *FERRY, "More. " * 40, published_at=NOON), day)


def test_an_outlets_own_dates_are_of_one_zone() -> None:
    first = contender(1, published_at=NOON.replace(hour=9, minute=37))
    later = replace(
        contender(2, published_at=NOON.replace(minute=37)), article=replace(first.article, published_at=NOON.replace(minute=37))
    )
    assert leads_over(first, later)
    assert not leads_over(later, first)


def test_an_agency_that_signs_with_its_initials_credits_nobody_and_is_credited_by_them() -> None:
    signed = Credit("QNP", "dateline", "QURNA (QNP) -")
    agency = contender(1, name="Qurna News Press", published_at=NOON, credit=signed)
    assert leads_over(agency, contender(2, published_at=NOON - timedelta(hours=5, minutes=3), credit=signed))
    named = Credit("The Qurna Post", "footer", "Source: The Qurna Post")
    assert leads_over(contender(1, name="Qurna Post", published_at=NOON), contender(2, published_at=NOON - timedelta(days=1), credit=named))


def test_the_same_odd_minute_some_hours_earlier_is_a_shifted_zone_and_no_earlier_date() -> None:
    told = contender(1, published_at=NOON.replace(minute=37))
    shifted = contender(2, published_at=NOON.replace(hour=9, minute=37))
    assert not leads_over(shifted, told)
    assert leads_over(contender(3, published_at=NOON.replace(hour=9, minute=36)), told)
    assert leads_over(contender(4, published_at=NOON.replace(hour=9)), contender(5, published_at=NOON))


def test_a_clipped_page_gives_the_lead_to_the_whole() -> None:
    assert leads_over(contender(2, published_at=NOON), contender(1, published_at=NOON - timedelta(hours=1), clipped=True))


def test_nothing_near_is_a_story_of_its_own_with_the_verdicts_kept() -> None:
    placement = place(contender(2, "", "", *OTHER), [contender(1)], nothing_popular)
    assert (placement.story_id, placement.role, placement.leads, placement.absorbed) == (None, "original", True, ())
    assert [(other, verdict.same) for other, verdict in placement.verdicts] == [(1, False)]


def test_a_new_lead_says_what_the_former_one_became() -> None:
    placement = place(contender(2, published_at=NOON), [contender(1, "link_farm", "", FERRY[0], FERRY[1])], nothing_popular)
    assert (placement.story_id, placement.role, placement.leads, placement.former_lead_role) == ("s1", "original", True, "excerpt")


def test_a_copy_of_a_storys_other_article_joins_it_and_what_shares_a_paragraph_does_not() -> None:
    lead, other = contender(1), replace(contender(2, "", "", *OTHER), story_id="s1")
    placement = place(contender(3, "", "", *OTHER), [lead], nothing_popular, [other])
    assert (placement.story_id, placement.role, placement.leads) == ("s1", "copy", False)
    assert [(number, verdict.same) for number, verdict in placement.verdicts] == [(1, False), (2, True)]
    near = contender(
        4,
        "",
        "",
        OTHER[0],
        *["A line of its own about nothing that the others tell, and as long as the one it stands for, or nearly so."] * 2,
    )
    assert place(near, [lead], nothing_popular, [other]).story_id is None


def test_an_excerpt_of_a_storys_other_article_joins_it_and_takes_no_lead() -> None:
    lead, other = contender(1), replace(contender(2, "", "", *OTHER), story_id="s1")
    cut = contender(3, "", "", *OTHER[:1], published_at=NOON)
    placement = place(cut, [lead], nothing_popular, [other])
    assert (placement.story_id, placement.role, placement.leads) == ("s1", "excerpt", False)


def test_a_story_that_matched_less_than_the_one_joined_is_not_said_to_be_the_same() -> None:
    near, far = contender(1), contender(2, "", "", *FERRY[:3], *OTHER)
    placement = place(contender(3, "", "", *FERRY, "A last line."), [far, near], nothing_popular)
    assert {number: (verdict.same, verdict.rule) for number, verdict in placement.verdicts}[2] == (False, "nearer_story")


def test_of_two_stories_that_match_the_nearer_is_joined_and_the_other_left() -> None:
    near, far = contender(1), contender(2, "", "", *FERRY[:3], *OTHER)
    placement = place(contender(3, "", "", *FERRY, "A last line."), [far, near], nothing_popular)
    assert placement.story_id == "s1"
    assert placement.absorbed == ()
    assert replace(placement, verdicts=()).role == "copy"


def test_a_round_up_carried_by_two_outlets_is_one_story_and_its_parts_are_others() -> None:
    parts = [contender(1, "", "", *FERRY), contender(2, "", "", *OTHER)]
    first = contender(3, "", "", FERRY[0], FERRY[1], OTHER[0], OTHER[1], title="The week in Qurna")
    second = contender(4, "", "", FERRY[0], FERRY[1], OTHER[0], OTHER[1], title="Seven days")
    assert place(first, parts, nothing_popular).role == "roundup"
    placed = place(second, [*parts, first], nothing_popular)
    assert placed.story_id == "s3"


def test_what_is_popular_is_asked_of_the_index_once_and_counts_stories() -> None:
    class Index:
        def __init__(self) -> None:
            self.asked: list[int] = []

        def near(self, fingerprint: object, limit: int) -> list[int]:
            return []

        def held_by(self, passages: Sequence[int], stories: int) -> list[bool]:
            self.asked += passages
            return [POPULAR_STORIES - (passage == 1) >= stories for passage in passages]

    index = Index()
    popular = popular_in(index)
    assert [popular([1, 2]), popular([2, 3, 1])] == [[False, True], [True, True, False]]
    assert index.asked == [1, 2, 3]
