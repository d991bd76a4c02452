"""A page's lines parted into text and what surrounds it."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe import tidy
from dedupe.dated import trailing_date
from dedupe.linkfarm import dated_headline
from dedupe.tidy import Tidied
from news.headlines import split_outlet

STORY = [
    "The harbour master of Umm Qasr said on Monday that dredging had made room for ships of twice the draught.",
    "Pilots were less sure, and one of them pointed to a sandbank that has moved three times since the winter.",
    "A decision on night passages will be taken when the buoys have been replaced, he said.",
]
STORY_AR = [
    "قال مدير ميناء أم قصر يوم الاثنين إن أعمال الحفر أتاحت دخول سفن يبلغ غاطسها ضعف ما كان مسموحاً به.",
    "وأبدى المرشدون البحريون تحفظهم مشيرين إلى لسان رملي تغير موضعه ثلاث مرات منذ الشتاء الماضي.",
]
STORY_KU = [
    "بەڕێوەبەری بەندەری ئوم قەسر ڕۆژی دووشەممە گوتی کارەکانی قووڵکردنەوە ڕێگە بە هاتنی کەشتیی گەورەتر دەدەن.",
    "شارەزایانی دەریا دڵنیا نین و ئاماژە بە لمێک دەکەن کە لە زستانەوە سێ جار شوێنی خۆی گۆڕیوە.",
]


def kept(tidied: Tidied, lines: list[str]) -> list[str]:
    return [lines[index] for index in tidied.kept]


def farm_list(count: int) -> list[str]:
    return [f"- Story {n} of the day - Outlet {n % 5} - May {4 + n % 17}th, 2025 [May {4 + n % 17}th, 2025]" for n in range(count)]


# ---------------------------------------------------------------- lists


@pytest.mark.parametrize("story", [STORY, STORY_AR, STORY_KU])
def test_a_link_farms_list_becomes_mentions(story: list[str]) -> None:
    lines = story + farm_list(60)
    tidied = tidy("", lines)
    assert kept(tidied, lines) == story
    assert len(tidied.mentions) == 60
    assert tidied.mentions[7].title == "Story 7 of the day"
    assert tidied.mentions[7].outlet == "Outlet 2"
    assert tidied.mentions[7].published_on == date(2025, 5, 11)
    assert not tidied.is_index


@pytest.mark.parametrize(
    ("line", "title", "outlet", "day"),
    [
        ("Port opens - Gulf Daily - 6 September 2025", "Port opens", "Gulf Daily", date(2025, 9, 6)),
        ("• Port opens | Gulf Daily | 2025-09-06", "Port opens", "Gulf Daily", date(2025, 9, 6)),
        ("Port opens (Gulf Daily, Sept. 6, 2025)", "Port opens", "Gulf Daily", date(2025, 9, 6)),
        ("Port opens - ICRC | Red Cross - March 1st, 2024 [March 1st, 2024]", "Port opens", "ICRC | Red Cross", date(2024, 3, 1)),
        ("Port opens - Gulf Daily - - August 26th, 2025 [August 26th, 2025]", "Port opens", "Gulf Daily", date(2025, 8, 26)),
        ("افتتاح الميناء - صدى الخليج - 6 أيلول 2025", "افتتاح الميناء", "صدى الخليج", date(2025, 9, 6)),
        ("افتتاح الميناء - صدى الخليج - ٦ كانون الثاني/يناير ٢٠٢٥", "افتتاح الميناء", "صدى الخليج", date(2025, 1, 6)),
        ("کردنەوەی بەندەر - دەنگی کەنداو - 6ی ئەیلوولی 2025", "کردنەوەی بەندەر", "دەنگی کەنداو", date(2025, 9, 6)),
        ("Port opens - Gulf Daily - 3 hours ago", "Port opens", "Gulf Daily", None),
        ("Port opens - Gulf Daily - February 30th, 2025", "Port opens", "Gulf Daily", None),
    ],
)
def test_dated_headlines_are_read_in_the_forms_that_pages_use(line: str, title: str, outlet: str, day: date | None) -> None:
    mention = dated_headline(line, "http://a.example/1")
    assert mention is not None
    assert (mention.title, mention.outlet, mention.published_on, mention.url) == (title, outlet, day, "http://a.example/1")


@pytest.mark.parametrize(
    "line",
    [
        "• More than 13,000 people were hurt between October 17, 2016 and June 3, 2017.",
        "- October 17, 2016: the offensive begins",
        "The truce of May 4, 2008, held for a week",
        "Minutes of the council, 12 May 2020",
    ],
)
def test_a_storys_own_sentence_with_a_date_is_no_headline(line: str) -> None:
    assert dated_headline(line) is None


def test_one_dated_line_without_its_date_in_brackets_is_no_list() -> None:
    lines = [*STORY, "Photograph by Layla Hassan - Gulf Daily - 6 September 2025"]
    assert kept(tidy("", lines), lines) == lines


def test_runs_of_linked_lines_become_mentions_with_their_addresses() -> None:
    cards = [
        "Ferries to run at night from Sunday",
        "Gulf Daily",
        "3 hours ago",
        "Dates harvest begins early in Basra",
        "Museum at Ur shows new finds",
    ]
    links = ["http://a.example/1", "", "", "http://a.example/2", "http://a.example/3"]
    lines = STORY + cards
    tidied = tidy("", lines, [""] * len(STORY) + links)
    assert kept(tidied, lines) == STORY
    assert [mention.url for mention in tidied.mentions] == [link for link in links if link]


def test_a_linked_paragraph_between_paragraphs_stays() -> None:
    tidied = tidy("", STORY, ["", "http://a.example/1", ""])
    assert tidied.kept == (0, 1, 2)


@pytest.mark.parametrize(
    ("heading", "story"),
    [
        ("ALSO", STORY),
        ("Related articles:", STORY),
        ("اقرأ أيضاً", STORY_AR),
        ("إقرأ أيضا :", STORY_AR),
        ("هەروەها بخوێنەرەوە", STORY_KU),
        ("MORE FROM WORLD", STORY),
    ],
)
def test_headlines_under_read_also_go_with_it(heading: str, story: list[str]) -> None:
    lines = [*story, heading, "Ferries to run at night from Sunday", "Dates harvest begins early"]
    tidied = tidy("", lines)
    assert kept(tidied, lines) == story
    assert [mention.title for mention in tidied.mentions] == lines[-2:]


def test_a_read_also_line_in_the_middle_takes_no_paragraph_along() -> None:
    lines = [STORY[0], "اقرأ أيضاً: افتتاح مدرسة جديدة في الناصرية", STORY[1], "Read also", "Museum at Ur shows new finds", STORY[2]]
    tidied = tidy("", lines)
    assert kept(tidied, lines) == STORY
    assert [mention.title for mention in tidied.mentions] == ["افتتاح مدرسة جديدة في الناصرية", "Museum at Ur shows new finds"]


def test_a_storys_own_bullets_and_short_quotes_stay() -> None:
    lines = [
        STORY[0],
        "• Water reached the second step.",
        "• No ship was lost",
        "• Two pilots resigned",
        "“Never again.”",
        "“Why us?”",
        STORY[1],
    ]
    assert kept(tidy("", lines), lines) == lines


# ---------------------------------------------------------------- indexes


def test_a_page_of_headlines_is_an_index_and_keeps_its_mentions() -> None:
    lines = ["Gulf Links", "Home | About | World | Politics", *farm_list(40), "Copyright 2025 Gulf Links. All rights reserved."]
    tidied = tidy("Gulf Links", lines)
    assert tidied.is_index
    assert not tidied.kept
    assert len(tidied.mentions) == 40


def test_a_page_of_teasers_is_an_index() -> None:
    lines = [line.removesuffix(".") + " …" for line in STORY * 2]
    assert tidy("", lines).is_index


def test_a_short_brief_that_is_credited_is_no_index_for_the_list_under_it() -> None:
    brief = "Night passages at Umm Qasr will begin on Sunday, the harbour master said after a meeting with pilots."
    lines = [brief, "Excerpt from:", "Night passages begin - Gulf Daily", *farm_list(60)]
    tidied = tidy("Night passages begin", lines)
    assert not tidied.is_index
    assert kept(tidied, lines) == [brief]


def test_a_plain_short_story_is_no_index() -> None:
    assert not tidy("A fire", ["The fire is out."]).is_index


# ---------------------------------------------------------------- furniture


@pytest.mark.parametrize(
    "line",
    [
        "Share this on Facebook and Twitter.",
        "Facebook Twitter WhatsApp Email Print",
        "Home | About | World | Politics | Contact",
        "Subscribe to our newsletter for the latest headlines.",
        "© 2025 Gulf Daily",
        "Read More",
        "Advertisement",
        "شارك على فيسبوك",
        "جميع الحقوق محفوظة",
        "// انتهى //",
        "هاوبەشی بکە",
        "Parve bike",
        "الرئيسية > أمن",
        "Home » Security",
        "طباعة | شارك الخبر",
        "8112",
        "زیاتر بخوێنەوە",
        "Li Telegramê me bişopîne",
    ],
)
def test_buttons_bars_and_notices_go(line: str) -> None:
    lines = [STORY[0], line, STORY[1], STORY[2]]
    assert kept(tidy("", lines), lines) == STORY


def test_a_call_at_the_top_that_comes_again_at_the_end_goes_with_the_labels_after_it() -> None:
    body = [*STORY, *STORY_AR, "Our Programs", *STORY_KU, "A last paragraph about the harbour and its boats."]
    lines = ["Stand With The Harbour Today", *body, "Stand With The Harbour Today", "Annual Report", "Read More"]
    assert kept(tidy("", lines), lines) == body


@pytest.mark.parametrize(
    "line", ["Monday | Tuesday | Wednesday | Thursday", "..X....X..", "Name | Born | Party | Seat", "Basra > Kirkuk", "48", "2.5 %"]
)
def test_rows_of_a_table_stay(line: str) -> None:
    lines = [STORY[0], line, STORY[1]]
    assert kept(tidy("", lines), lines) == lines


def test_a_repeated_line_inside_a_story_stays() -> None:
    lines = [STORY[0], "Eat every two hours", STORY[1], "Eat every two hours", STORY[2]]
    assert kept(tidy("", lines), lines) == lines


def test_the_headline_repeated_above_the_text_goes() -> None:
    lines = ["Harbour deepened", *STORY]
    assert kept(tidy("Harbour deepened – Gulf Daily", lines), lines) == STORY


# ---------------------------------------------------------------- any input


def test_any_number_of_hostile_lines_is_read_in_bounded_work() -> None:
    tidy("a - " * 500, ["- " * 2000, "(" * 5000, "Source: " + "a " * 3000, "[" * 3000, "| " * 2000, "Source: x"] * 200)


def test_trailing_dates_survive_any_tail() -> None:
    assert trailing_date("September " * 50) is None
    assert trailing_date("") is None


lines_of_pages = st.lists(
    st.one_of(
        st.sampled_from([*STORY, *STORY_AR, *STORY_KU, *farm_list(4)]),
        st.sampled_from(
            [
                "ALSO",
                "Read More",
                "Excerpt from:",
                "A headline - Reuters",
                "Source: AFP",
                "المصدر: وكالات",
                "",
                "Home | About | World | News",
            ]
        ),
        st.sampled_from(
            [
                "Share",
                "Short label",
                "Stand With Us Today",
                "اقرأ أيضاً",
                "The post X appeared first on Y.",
                "Read more at Reuters",
                "10:40",
                "AFP",
            ]
        ),
        st.text(max_size=60),
    ),
    max_size=30,
)


@settings(max_examples=300, deadline=None)
@given(title=st.sampled_from(["", "A headline", "A headline - Reuters", "Short label"]), lines=lines_of_pages, linked=st.booleans())
def test_kept_lines_are_in_order_and_tidying_them_again_keeps_them_all(title: str, lines: list[str], linked: bool) -> None:
    links = [f"http://a.example/{index}" if linked and index % 2 else "" for index in range(len(lines))]
    first = tidy(title, lines, links)
    assert list(first.kept) == sorted(set(first.kept))
    assert all(lines[index].strip() for index in first.kept)
    again = tidy(title, [lines[index] for index in first.kept], [links[index] for index in first.kept])
    assert again.kept == tuple(range(len(first.kept)))


@given(st.text(max_size=200))
def test_splitting_off_an_outlet_loses_no_headline(headline: str) -> None:
    title, outlet = split_outlet(headline)
    assert title in headline
    assert outlet in headline
    assert title or not headline.strip()
