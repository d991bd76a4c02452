"""The credit lines that were collected from real pages give the credits they should, and no line of credit costs any prose."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe import tidy
from dedupe.credit import canonical_outlet
from news.headlines import split_outlet
from news.text import letters

FACTS = Path(__file__).parents[2].parent / "shared" / "facts" / "credit_lines.json"
CREDITS = {"wire_dateline", "outlet_lead", "byline", "copy_footer", "title_suffix", "press_release", "autoblog"}
NOBODY = {"", "here", "وكالات", "وكالات الأنباء", "→"}
PROSE = [
    "The harbour master of Umm Qasr said on Monday that dredging had made room for ships of twice the draught.",
    "Pilots were less sure, and one of them pointed to a sandbank that has moved three times since the winter.",
    "قال مدير الميناء يوم الاثنين إن أعمال الحفر أتاحت دخول سفن غاطسها ضعف ما كان عليه في الشتاء الماضي.",
    "بەڕێوەبەری بەندەرەکە ڕۆژی دووشەممە گوتی کە قووڵکردنەوەی ئاوەکە ڕێگەی بۆ کەشتیی گەورەتر کردووەتەوە.",
    "A decision on night passages will be taken when the buoys have been replaced, he said.",
]


def examples() -> list[Any]:
    if not FACTS.is_file():
        return []
    found = json.loads(FACTS.read_text(encoding="utf-8"))
    return [
        pytest.param(row, example, id=f"{row['id']}: {example[:40]}")
        for row in found["patterns"]
        for example in row["examples"]
        if row["kind"] in CREDITS
    ]


def expected(row: dict[str, Any], example: str) -> str:
    """The outlet that the example's own pattern finds; a title names one only where it is an agency."""
    if row["kind"] == "autoblog":
        return split_outlet(example.split("\n")[1])[1]
    named = re.search(row["regex"], example)
    groups = named.groupdict() if named else {}
    outlet = next((groups[name] for name in ("agency", "agency2", "source") if groups.get(name)), "").strip(" .:*–")
    if row["kind"] == "press_release":
        outlet = named[0].strip("/") if named else ""
    if row["kind"] == "title_suffix" and canonical_outlet(outlet) == outlet and outlet != "Reuters":
        return ""
    outlet = re.sub("^(?:at|from) ", "", outlet)
    if outlet.startswith("http"):
        return example.partition("//")[2].partition("/")[0]
    return "" if outlet in NOBODY else canonical_outlet(outlet)


@pytest.mark.skipif(not FACTS.is_file(), reason="no shared facts beside the project")
@pytest.mark.parametrize(("row", "example"), examples())
def test_a_collected_example_gives_its_credit(row: dict[str, Any], example: str) -> None:
    title = example if row["kind"] == "title_suffix" else "The title of it"
    opening = row["kind"] in ("wire_dateline", "outlet_lead", "press_release")
    lines = [f"{example} that ships may enter.", *PROSE] if opening else [example, *PROSE] if row["kind"] == "byline" else PROSE
    if row["kind"] in ("copy_footer", "autoblog"):
        lines = [*PROSE, *example.split("\n")]
    found = tidy(title, lines)
    assert (found.credit.outlet if found.credit else "") == expected(row, example)
    assert [line for line in lines if line in PROSE] == [lines[index] for index in found.kept if lines[index] in PROSE]


@pytest.mark.skipif(not FACTS.is_file(), reason="no shared facts beside the project")
def test_an_agency_in_brackets_is_known_in_every_language() -> None:
    agencies = json.loads(FACTS.read_text(encoding="utf-8"))["agencies"]
    missed = []
    for agency in agencies:
        for language in ("en", "ar", "ku", "tr"):
            for form in agency.get(language, []):
                if not form.startswith("(") or not form.endswith(")"):
                    continue
                place = "BAGHDAD" if form.isascii() else "بغداد"
                credit = tidy("", [f"{place} {form} - something was said of ships.", *PROSE]).credit
                if credit is None or letters(credit.outlet)[:3] not in letters(agency["name"] + agency["id"]):
                    missed.append((agency["name"], form, credit))
    assert missed == []


@pytest.mark.parametrize(
    ("opening", "outlet"),
    [
        ("أربيل (يو بي آي) - دخلت الميناء سفن كبيرة", "UPI"),
        ("مدريد، 12 تشرين الثاني (إفي) - دخلت الميناء سفن كبيرة", "EFE"),
        ("هەولێر (ڕۆیتەرز) - کەشتییەکان هاتنە بەندەرەوە", "Reuters"),
        ("بەغدا (فرانس پرێس) – کەشتییەکان هاتنە بەندەرەوە", "Agence France-Presse"),
        ("السليمانية - 24 تشرين الأول (شفق نيوز) - دخلت الميناء سفن كبيرة", "Shafaq News"),
        ("ŞIRNEX (Reuters) - Keştî hatin benderê", "Reuters"),
        ("Bağdat (AA) - Gemiler limana girdi", "Anadolu Agency"),
        ("PARIS (Agence France-Presse) - Ships entered the harbour", "Agence France-Presse"),
    ],
)
def test_an_agency_in_brackets_after_the_place_is_a_dateline(opening: str, outlet: str) -> None:
    found = tidy("", [opening, *PROSE])
    assert found.credit is not None
    assert (found.credit.outlet, found.credit.rule) == (outlet, "dateline")
    assert found.kept[0] == 0


@pytest.mark.parametrize(
    "opening",
    [
        "The minister (left) met the governor in Basra, where ships of twice the draught may enter the harbour.",
        "Officials of the union (its members are pilots) said that ships may enter the harbour.",
        "قال الوزير (يمين) في البصرة إن سفنا كبيرة دخلت الميناء.",
    ],
)
def test_a_word_in_brackets_is_no_agency(opening: str) -> None:
    assert tidy("", [opening, *PROSE]).credit is None


junk = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "Source: AFP",
                "المصدر: وكالات",
                "سەرچاوە: ڕۆیتەرز",
                "Excerpt from:",
                "Read more at Reuters",
                "The post A headline appeared first on B.",
                "By Layla Hassan, Associated Press",
                "Originally published at https://c.test/1",
                "Republished with permission from The Kesra Post",
                "/انتهى/",
                "AFP",
            ]
        ),
        st.text(max_size=80),
    ),
    max_size=12,
)


@settings(max_examples=200, deadline=None)
@given(title=st.text(max_size=60), before=junk, within=junk, after=junk)
def test_no_line_of_credit_costs_any_prose(title: str, before: list[str], within: list[str], after: list[str]) -> None:
    lines = [*before, *PROSE[:3], *within, *PROSE[3:], *after]
    found = tidy(title, lines)
    assert [lines[index] for index in found.kept if lines[index] in PROSE] == PROSE
    assert found.credit is None or (found.credit.outlet and found.credit.evidence)
