"""Two articles compared: the rule that decided, what the one is to the other, and the evidence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe import compare, fingerprint
from dedupe.claims import holds_several, is_roundup
from dedupe.compare import RULES, decide
from dedupe.measures import measure
from dedupe.story import POPULAR_STORIES, Contender, leads_over, place, popular_in
from news.model import Article, Credit

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
FERRY = [
    "The ferry that links the two banks at Qurna was out of service for a ninth day on Thursday because the two offices that share it could not agree who pays its crew.",
    "Farmers who would cross in ten minutes now drive for an hour and a half, and the price of a crate of cucumbers in the town's market has doubled since the boat was tied up.",
    '"We were told to wait for a letter," said its mate, Jabbar Salim, who has slept on board since the quarrel began so that nobody takes the fuel.',
    "The water directorate said the letter had been sent; the transport directorate said it had arrived without a stamp. A meeting is planned for Sunday in Basra.",
]
OTHER = [
    "Beekeepers in the hills above Akre have lost a third of their hives to a parasite that came with queens bought cheaply across the border.",
    "An association that counts four hundred members asked for a ban on imports and for a laboratory nearer than Erbil, where samples wait for weeks.",
    "Those who treated their hives early report a fair harvest, the more so as rain came late and the clover is still in flower.",
]
NOTICE = "This service is financed by its readers and by a foundation that has no say in what is reported; corrections are published at the foot of the page and a letter to the editor is answered within a week."


def article(*lines: str, name: str = "one", **more: Any) -> Article:
    return Article(url=f"http://{name}.example/{name}", source_id=name, title=more.pop("title", ""), text="\n".join(lines), **more)


def test_identical_letters_are_one_story() -> None:
    verdict = compare(article(*FERRY), article(*(line.upper().replace("'", "") for line in FERRY), name="two"))
    assert (verdict.same, verdict.rule, verdict.role, verdict.containment) == (True, "identical", "copy", 1.0)
    assert "passages" in verdict.evidence


def test_roles_say_what_the_first_is_to_the_second() -> None:
    whole, cut = article(*FERRY), article(FERRY[0], name="two")
    assert compare(cut, whole).role == "excerpt"
    assert compare(whole, cut).role == "original"
    later = article(*FERRY, "On Friday the boat sailed again, its crew still unpaid.", published_at=NOON + timedelta(hours=4))
    assert compare(later, article(*FERRY[:3], published_at=NOON)).role == "update"


def test_an_edited_copy_is_a_copy_and_a_text_cut_off_an_excerpt() -> None:
    whole = article(*FERRY, *OTHER)
    edited = article(FERRY[0], FERRY[2], OTHER[0], OTHER[2], name="two")
    assert compare(edited, whole).role == "copy"
    assert compare(article(*FERRY[:3], name="two"), whole).role == "excerpt"


def test_an_agencys_later_version_is_an_update_of_a_copy_that_names_the_agency() -> None:
    agency = Credit("QNP", "dateline", "QURNA (QNP) -")
    copy = article(*FERRY, published_at=NOON, credit=agency)
    added = "The boat sailed on Friday, two hours after its crew had been paid."
    later = article(*FERRY[:2], added, *FERRY[2:], name="two", published_at=NOON + timedelta(hours=5), credit=agency)
    assert compare(later, copy).role == "update"
    edited = replace(later, text="\n".join([FERRY[0].replace("a ninth", "another"), *FERRY[1:]]))
    assert compare(edited, copy).role == "copy"
    earlier_cut = article(FERRY[0], name="three", published_at=NOON - timedelta(hours=1), credit=agency)
    assert compare(earlier_cut, copy).role == "excerpt"


def test_a_credit_that_names_another_origin_is_no_claim_on_a_text_that_begins_otherwise() -> None:
    notes = article("Four things that our editors read while the river rose, with thanks to those who wrote them.", FERRY[0], *OTHER)
    named = Credit("Qurna Post", "repost_phrase", "Excerpt from: Ferry idle - Qurna Post", "Ferry idle")
    assert not compare(article(FERRY[0], name="two", clipped=True, credit=named), notes).same
    assert compare(article(FERRY[0], name="two", clipped=True, credit=replace(named, outlet="one")), notes).same
    assert compare(article(FERRY[0], name="two", clipped=True, credit=named), replace(notes, credit=replace(named, rule="footer"))).same
    assert compare(article(FERRY[0], name="two", clipped=True), notes).same


def test_desks_names_and_several_datelines_make_a_round_up() -> None:
    under_desks = article("Politics", FERRY[0], "Sport", OTHER[0], "Health", OTHER[1])
    datelines = article("BASRA - A ferry stood idle.", "MOSUL - A school was opened.", "TAL AFAR (AP) — A well was dug.")
    assert is_roundup(under_desks)
    assert is_roundup(datelines)
    assert is_roundup(article("سياسة", "نص", "رياضة", "نص", "اقتصاد", "نص"))
    assert is_roundup(article("سیاسەت", "دەق", "وەرزش", "دەق", "ئابووری", "دەق"))
    assert not is_roundup(article("Background", FERRY[0], "The crew", FERRY[1], "Health", FERRY[2]))
    assert not is_roundup(article("QUESTION: Where is the ferry?", "ANSWER: At its quay.", "QUESTION: And the crew?"))


def test_a_round_up_carried_by_two_outlets_is_one_story_and_its_parts_are_others() -> None:
    parts = [contender(1, "", "", *FERRY), contender(2, "", "", *OTHER)]
    first = contender(3, "", "", FERRY[0], FERRY[1], OTHER[0], OTHER[1], title="The week in Qurna")
    second = contender(4, "", "", FERRY[0], FERRY[1], OTHER[0], OTHER[1], title="Seven days")
    assert place(first, parts, lambda passage: False).role == "roundup"
    placed = place(second, [*parts, first], lambda passage: False)
    assert placed.story_id == "s3"


def test_a_verdict_that_is_no_has_no_role() -> None:
    verdict = compare(article(*FERRY), article(*OTHER, name="two"))
    assert not verdict.same
    assert verdict.role is None


def test_a_paragraph_that_many_stories_hold_proves_nothing() -> None:
    one, two = article(FERRY[0], NOTICE, NOTICE + " Thank you."), article(OTHER[0], NOTICE, NOTICE + " Thank you.", name="two")
    held = set(fingerprint(NOTICE).passages) | set(fingerprint(NOTICE + " Thank you.").passages) | set(fingerprint(one.text).passages)
    held -= set(fingerprint(FERRY[0]).passages)
    verdict = compare(one, two, held.__contains__)
    assert not verdict.same
    assert verdict.containment < 0.2


def test_what_is_popular_is_asked_of_the_index_once_and_counts_stories() -> None:
    class Index:
        asked = 0

        def near(self, fingerprint: object, limit: int) -> list[int]:
            return []

        def stories_sharing(self, passage: int) -> int:
            self.asked += 1
            return POPULAR_STORIES - (passage == 1)

    index = Index()
    popular = popular_in(index)
    assert [popular(passage) for passage in (1, 2, 1, 2)] == [False, True, False, True]
    assert index.asked == 2


def test_running_reports_that_share_background_are_two_stories() -> None:
    first = article(*OTHER[:2], *FERRY[2:])
    second = article(
        "The crew of the ferry at Qurna went home on Saturday after an official paid them out of his own pocket, he told reporters.",
        *OTHER[2:],
        *FERRY[2:],
        name="two",
    )
    assert not compare(first, second).same


@pytest.mark.parametrize(
    "title",
    [
        "Floods: live updates",
        "Morning brief",
        "This week in Kurdistan",
        "The week in Basra: a ferry, a flood and a fine",
        "Iraq in brief",
        "Sunday's news in brief",
        "Iraq this week: ferries idle",
        "موجز الأنباء",
        "لحظة بلحظة: الانتخابات",
        "تغطية مستمرة",
        "العراق في أسبوع: عبّارات متوقفة",
        "حصاد الأسبوع",
        "کورتەی هەواڵەکان",
        "هەفتەیەک لە عێراق",
    ],
)
def test_titles_of_pages_that_hold_several(title: str) -> None:
    assert holds_several(article("A line.", title=title))


@pytest.mark.parametrize(
    "title",
    [
        "Lives lost in flood",
        "Officials briefed on dam",
        "The week in which Qurna lost its ferry",
        "This week in Baghdad, ministers meet over the ferry",
        "Ferry strike to end this week",
        "Minister, in brief remarks, blames crew",
        "انتخابات مباشرة للمحافظين",
        "الوزير يزور البصرة هذا الأسبوع",
    ],
)
def test_titles_of_single_stories(title: str) -> None:
    assert not holds_several(article("A line.", title=title))


@settings(max_examples=60, deadline=None)
@given(
    a=st.lists(st.sampled_from([*FERRY, *OTHER, "", "12 of 13", "نص قصير"]), max_size=6),
    b=st.lists(st.sampled_from([*FERRY, *OTHER, "7"]), max_size=6),
)
def test_comparing_is_symmetric_but_for_the_role(a: list[str], b: list[str]) -> None:
    one, two = article(*a), article(*b, name="two")
    there, back = compare(one, two), compare(two, one)
    assert (there.same, there.rule, there.containment, there.jaccard) == (back.same, back.rule, back.containment, back.jaccard)
    assert 0 <= there.containment <= 1
    assert 0 <= there.jaccard <= 1


@pytest.mark.parametrize("text", ["", "x", "\ud800", "word " * 100_000, "7 " * 50_000])
def test_any_two_texts_can_be_compared(text: str) -> None:
    compare(article(text), article(*FERRY, name="two"))
    compare(article(text), article(text, name="two"))


def test_empty_texts_are_not_one_story() -> None:
    assert not compare(article("", title="One"), article("", name="two", title="Two")).same


def test_measures_that_are_changed_are_decided_anew() -> None:
    found = measure(article(*FERRY), article(*FERRY[:3], *OTHER[:1], name="two"))
    assert decide(found).same
    assert decide(replace(found, shared=0)).rule == "nothing_shared"


RATES = (
    "The river office measured {} metres at the Qurna gauge at dawn, a clerk said, and asked boatmen to keep to the middle of the stream.",
    "Dealers in fodder on the quay said sacks were changing hands at {} thousand dinars when the first barges tied up below the customs house.",
)


def test_a_form_with_one_figure_exchanged_is_another_story_unless_it_comes_within_a_day_and_a_half() -> None:
    first = article(RATES[0].format("2.4"), RATES[1].format("14"), published_at=NOON)
    anew = article(RATES[0].format("2.7"), RATES[1].format("14"), name="two")
    assert compare(first, anew).rule == "figures_exchanged"
    assert compare(first, replace(anew, published_at=NOON + timedelta(days=2))).rule == "figures_exchanged"
    assert compare(first, replace(anew, published_at=NOON + timedelta(hours=2))).same


def test_a_date_in_figures_is_the_same_date_in_either_order() -> None:
    one = article(*FERRY, "The paper is dated 14/3/2026.")
    other = article(*FERRY, "The paper is dated 2026/3/14.", name="two")
    assert (measure(one, other).agreement, measure(one, other).exchanged) == (1, 0)


def test_rules_have_no_opinion_or_a_named_one() -> None:
    assert [rule.__name__ for rule in RULES][:2] == ["identical", "other_language"]
    assert all(rule.__doc__ for rule in RULES)


# ---------------------------------------------------------------- who leads


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
    placement = place(contender(2, "", "", *OTHER), [contender(1)], lambda passage: False)
    assert (placement.story_id, placement.role, placement.leads, placement.absorbed) == (None, "original", True, ())
    assert [(other, verdict.same) for other, verdict in placement.verdicts] == [(1, False)]


def test_a_new_lead_says_what_the_former_one_became() -> None:
    placement = place(contender(2, published_at=NOON), [contender(1, "link_farm", "", FERRY[0], FERRY[1])], lambda passage: False)
    assert (placement.story_id, placement.role, placement.leads, placement.former_lead_role) == ("s1", "original", True, "excerpt")


def test_a_whole_copy_of_a_storys_other_article_joins_it_and_a_near_miss_does_not() -> None:
    lead, other = contender(1), replace(contender(2, "", "", *OTHER), story_id="s1")
    placement = place(contender(3, "", "", *OTHER), [lead], lambda passage: False, [other])
    assert (placement.story_id, placement.role, placement.leads) == ("s1", "copy", False)
    assert [(number, verdict.same) for number, verdict in placement.verdicts] == [(1, False), (2, True)]
    near = contender(
        4,
        "",
        "",
        *OTHER[:2],
        "A last line of its own about nothing that the others tell, and as long as the one it stands for, or nearly so.",
    )
    assert place(near, [lead], lambda passage: False, [other]).story_id is None


def test_an_excerpt_of_a_storys_other_article_joins_it_and_takes_no_lead() -> None:
    lead, other = contender(1), replace(contender(2, "", "", *OTHER), story_id="s1")
    cut = contender(3, "", "", *OTHER[:1], published_at=NOON)
    placement = place(cut, [lead], lambda passage: False, [other])
    assert (placement.story_id, placement.role, placement.leads) == ("s1", "excerpt", False)


def test_a_story_that_matched_less_than_the_one_joined_is_not_said_to_be_the_same() -> None:
    near, far = contender(1), contender(2, "", "", *FERRY[:3], *OTHER)
    placement = place(contender(3, "", "", *FERRY, "A last line."), [far, near], lambda passage: False)
    assert {number: (verdict.same, verdict.rule) for number, verdict in placement.verdicts}[2] == (False, "nearer_story")


def test_of_two_stories_that_match_the_nearer_is_joined_and_the_other_left() -> None:
    near, far = contender(1), contender(2, "", "", *FERRY[:3], *OTHER)
    placement = place(contender(3, "", "", *FERRY, "A last line."), [far, near], lambda passage: False)
    assert placement.story_id == "s1"
    assert placement.absorbed == ()
    assert replace(placement, verdicts=()).role == "copy"


def test_a_days_new_version_with_other_figures_is_no_form_filled_in_anew() -> None:
    first = article(
        FERRY[0],
        "By noon 14 boats waited, 3 of them laden with 20 tonnes of flour, and 260 people had been turned away.",
        FERRY[3],
        published_at=NOON,
    )
    later = article(
        FERRY[0],
        "Police closed the landing after a scuffle in which 2 men were hurt; 19 boats and some 400 people were counted at dusk, and 31 tonnes of flour.",
        "A union of boatmen said it would hire a crew itself if 5 of its 12 branches agreed to share the cost until the quarrel ends.",
        name="two",
        published_at=NOON + timedelta(hours=8),
    )
    assert compare(first, later).rule == "same_opening"
    assert compare(first, later).same
    assert not compare(first, replace(later, published_at=NOON + timedelta(days=7))).same


def test_a_form_filled_in_anew_the_same_day_is_a_text_of_its_own() -> None:
    def rates(buying: int, selling: int, hours: int, name: str) -> Article:
        line = (
            "The dollar opened in the exchange of Kifah in Baghdad at {0} dinars for a hundred, and the shops of the capital sold it at {1} "
            "and bought it at {0}; in Erbil the price was {1} for a hundred, a little dearer than on the day before, traders said."
        )
        return article(line.format(buying, selling), name=name, title="The dollar", published_at=NOON + timedelta(hours=hours))

    verdict = compare(rates(141250, 142250, 0, "one"), rates(143500, 144500, 20, "two"))
    assert not verdict.same


def test_a_caption_within_a_report_that_begins_otherwise_hides_neither() -> None:
    caption = FERRY[2]
    report = article(OTHER[0], caption, *OTHER, *FERRY[3:], NOTICE, NOTICE.replace("week", "month"), *OTHER[:2], NOTICE, name="two")
    verdict = compare(article(caption, published_at=NOON), replace(report, published_at=NOON))
    assert (verdict.same, verdict.rule) == (False, "inside_longer")


def test_a_statement_printed_whole_and_one_reported_at_length_are_two_stories() -> None:
    statement = article(*FERRY[:3], OTHER[2], "The directorates will publish what they agree on.", published_at=NOON)
    report = article(OTHER[0], OTHER[1], *FERRY[:3], name="two", published_at=NOON)
    verdict = compare(statement, report)
    assert (verdict.same, verdict.rule) == (False, "carried_in_both")
