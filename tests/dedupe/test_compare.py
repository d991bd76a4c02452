"""Two articles compared: the rule that decided, what the one is to the other, and the evidence."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe import compare, fingerprint
from dedupe.compare import RULES, decide
from dedupe.measures import measure
from news.model import Article, Credit
from tests.support.ferries import FERRY, NOON, NOTICE, OTHER, article


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


def test_a_verdict_that_is_no_has_no_role() -> None:
    verdict = compare(article(*FERRY), article(*OTHER, name="two"))
    assert not verdict.same
    assert verdict.role is None


def test_a_paragraph_that_many_stories_hold_proves_nothing() -> None:
    one, two = article(FERRY[0], NOTICE, NOTICE + " Thank you."), article(OTHER[0], NOTICE, NOTICE + " Thank you.", name="two")
    held = set(fingerprint(NOTICE).passages) | set(fingerprint(NOTICE + " Thank you.").passages) | set(fingerprint(one.text).passages)
    held -= set(fingerprint(FERRY[0]).passages)
    verdict = compare(one, two, lambda passages: [passage in held for passage in passages])
    assert not verdict.same
    assert verdict.containment < 0.2


def test_running_reports_that_share_background_are_two_stories() -> None:
    first = article(*OTHER[:2], *FERRY[2:])
    second = article(
        "The crew of the ferry at Qurna went home on Saturday after an official paid them out of his own pocket, he told reporters.",
        *OTHER[2:],
        *FERRY[2:],
        name="two",
    )
    assert not compare(first, second).same


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
    assert decide(found.replaced(shared=0)).rule == "nothing_shared"


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
    assert [rule.__name__ for rule in RULES][:3] == ["notice", "identical", "other_language"]
    assert all(rule.__doc__ for rule in RULES)


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
        FERRY[3],
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
    assert (verdict.same, verdict.rule) == (False, "caption")


def test_a_statement_printed_whole_and_one_reported_at_length_are_two_stories() -> None:
    statement = article(*FERRY[:3], OTHER[2], "The directorates will publish what they agree on.", published_at=NOON)
    report = article(OTHER[0], OTHER[1], *FERRY[:3], name="two", published_at=NOON)
    verdict = compare(statement, report)
    assert (verdict.same, verdict.rule) == (False, "reported_statement")
