"""Whom a page credits, which lines say so, and whether it gives a part only."""

import pytest

from dedupe import tidy
from dedupe.tidy import Tidied

STORY = [
    "The harbour master of Umm Qasr said on Monday that dredging had made room for ships of twice the draught.",
    "Pilots were less sure, and one of them pointed to a sandbank that has moved three times since the winter.",
    "A decision on night passages will be taken when the buoys have been replaced, he said.",
]


def kept(tidied: Tidied, lines: list[str]) -> list[str]:
    return [lines[index] for index in tidied.kept]


@pytest.mark.parametrize(
    ("extra", "outlet", "rule", "title"),
    [
        (["Excerpt from:", "Harbour is deepened - Gulf Daily"], "Gulf Daily", "repost_phrase", "Harbour is deepened"),
        (["See the original post here: Harbour is deepened - Gulf Daily"], "Gulf Daily", "repost_phrase", "Harbour is deepened"),
        (["Read more", "The title of it - Gulf Daily"], "Gulf Daily", "repost_phrase", "The title of it"),
        (["The post Harbour is deepened appeared first on Gulf Daily."], "Gulf Daily", "footer", "Harbour is deepened"),
        (["This article originally appeared on Gulf Daily."], "Gulf Daily", "footer", ""),
        (["Originally published at https://www.gulfdaily.example/harbour"], "gulfdaily.example", "footer", ""),
        (["Republished with permission from Gulf Daily."], "Gulf Daily", "footer", ""),
        (["Adapted from The Gulf Daily"], "The Gulf Daily", "footer", ""),
        (["This story was abridged from an article in Gulf Daily."], "Gulf Daily", "footer", ""),
        (["Source: AFP"], "Agence France-Presse", "footer", ""),
        (["المصدر: رويترز"], "Reuters", "footer", ""),
        (["*المصدر: وكالات + رويترز*"], "Reuters", "footer", ""),
        (["نقلا عن: صدى الخليج"], "صدى الخليج", "footer", ""),
        (["سەرچاوە: ڕۆیتەرز"], "Reuters", "footer", ""),
    ],
)
def test_a_credit_is_read_and_its_line_taken_out(extra: list[str], outlet: str, rule: str, title: str) -> None:
    lines = [*STORY, *extra]
    tidied = tidy("The title of it", lines)
    assert kept(tidied, lines) == STORY
    assert tidied.credit is not None
    assert (tidied.credit.outlet, tidied.credit.rule, tidied.credit.title) == (outlet, rule, title)
    assert tidied.credit.evidence


@pytest.mark.parametrize(
    ("opening", "outlet"),
    [
        ("ERBIL, Iraq (Reuters) - Ships of twice the draught may enter the harbour.", "Reuters"),
        ("BAGHDAD (AP) — Ships of twice the draught may enter the harbour.", "Associated Press"),
        ("Baghdad / NINA / – Ships of twice the draught may enter the harbour.", "National Iraqi News Agency"),
        ("BASRA, Nov 21 (GPRA) - Ships of twice the draught may enter the harbour.", "GPRA"),
        ("AL-FAW, Iraq (GPA) — Ships of twice the draught may enter the harbour.", "GPA"),
        ("البصرة (وكالة الموانئ) - دخلت الميناء سفن كبيرة", "وكالة الموانئ"),
        ("Shafaq News/ Ships of twice the draught may enter the harbour.", "Shafaq News"),
        ("بغداد (أ ف ب) - دخلت الميناء سفن كبيرة", "Agence France-Presse"),
        ("بغداد اليوم - بغداد", "Baghdad Today"),
        ("بەغدا-INA ڕایگەیاند کەشتییەکان هاتن", "Iraqi News Agency"),
        ("هەولێر (کوردستان24) – کەشتییەکان هاتن", "Kurdistan24"),
        ("DUBAI, Sept. 5, 2025 /PRNewswire/ -- Ships may enter the harbour.", "PR Newswire"),
    ],
)
def test_a_dateline_names_its_agency_and_stays_in_the_text(opening: str, outlet: str) -> None:
    lines = [opening, *STORY]
    tidied = tidy("", lines)
    assert kept(tidied, lines) == lines
    assert tidied.credit is not None
    assert (tidied.credit.outlet, tidied.credit.rule) == (outlet, "dateline")


def test_an_agencys_by_line_is_no_text() -> None:
    lines = ["By Layla Hassan, Associated Press", *STORY]
    tidied = tidy("", lines)
    assert kept(tidied, lines) == STORY
    assert tidied.credit is not None
    assert (tidied.credit.outlet, tidied.credit.rule) == ("Associated Press", "byline")


def test_a_footer_beats_a_dateline_and_a_dateline_beats_the_title() -> None:
    lines = ["BAGHDAD (AP) — Ships may enter.", *STORY]
    found = tidy("Harbour deepened - Reuters", lines)
    assert found.credit is not None
    assert found.credit.outlet == "Associated Press"
    lines.append("Source: Gulf Daily")
    found = tidy("Harbour deepened - Reuters", lines)
    assert found.credit is not None
    assert found.credit.outlet == "Gulf Daily"


@pytest.mark.parametrize("line", ["المصدر: وكالات", "المصدر: وكالات الأنباء", "Source: Agencies", "سەرچاوە: ئاژانسەکان"])
def test_agencies_in_general_name_no_originator(line: str) -> None:
    lines = [*STORY, line]
    tidied = tidy("", lines)
    assert tidied.credit is None
    assert kept(tidied, lines) == STORY


def test_several_sources_name_no_one_originator() -> None:
    assert tidy("", [*STORY, "Source: Reuters / AFP"]).credit is None


def test_an_outlet_after_the_title_is_taken_off_only_where_something_confirms_it() -> None:
    assert tidy("Harbour deepened - Gulf Daily", STORY).title == "Harbour deepened - Gulf Daily"
    assert tidy("Harbour deepened - Gulf Daily", [*STORY, "Source: Gulf Daily"]).title == "Harbour deepened"
    by_agency = tidy("Harbour deepened - Reuters", STORY)
    assert by_agency.title == "Harbour deepened"
    assert by_agency.credit is not None
    assert by_agency.credit.rule == "title_suffix"


@pytest.mark.parametrize("line", ["Read the full story here.", "Read more at Gulf Daily", "Continue reading on Gulf Daily →"])
def test_a_page_that_gives_a_part_only_is_clipped(line: str) -> None:
    lines = [*STORY, line]
    tidied = tidy("", lines)
    assert tidied.clipped
    assert kept(tidied, lines) == STORY


@pytest.mark.parametrize(
    "credit",
    [
        ["Continue reading here:", "The title of it - Gulf Daily"],
        ["Source: Gulf Daily"],
        ["المصدر: صدى الخليج"],
        ["سەرچاوە: دەنگی کەنداو"],
    ],
)
def test_a_text_that_breaks_off_above_its_credit_is_clipped(credit: list[str]) -> None:
    broken = [*STORY[:2], STORY[2].rstrip(".") + " …"]
    assert tidy("The title of it", [*broken, *credit]).clipped
    assert not tidy("The title of it", [*STORY, *credit]).clipped
    assert not tidy("The title of it", broken).clipped


@pytest.mark.parametrize(
    "opening",
    [
        "Popular Mobilisation (PMF) - a body of militias",
        "Ships (LNG) - tankers above all - may enter",
        "HARBOUR COSTS (USD) were not given.",
    ],
)
def test_an_abbreviation_in_a_sentence_is_no_agency(opening: str) -> None:
    assert tidy("", [opening, *STORY]).credit is None


def test_a_sentence_about_a_source_is_no_line_of_credit() -> None:
    lines = [
        *STORY,
        "From the quay one could see the lights of the tankers.",
        "This article of the law was never applied.",
        "Source of the river: a spring.",
    ]
    tidied = tidy("", lines)
    assert tidied.credit is None
    assert kept(tidied, lines) == lines
