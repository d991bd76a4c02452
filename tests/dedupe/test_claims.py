"""What a page says of itself: that it holds several stories."""

import pytest

from dedupe.claims import holds_several, is_roundup
from tests.support.ferries import FERRY, OTHER, article


def test_desks_names_and_several_datelines_make_a_round_up() -> None:
    under_desks = article("Politics", FERRY[0], "Sport", OTHER[0], "Health", OTHER[1])
    datelines = article("BASRA - A ferry stood idle.", "MOSUL - A school was opened.", "TAL AFAR (AP) — A well was dug.")
    assert is_roundup(under_desks)
    assert is_roundup(datelines)
    assert is_roundup(article("سياسة", "نص", "رياضة", "نص", "اقتصاد", "نص"))
    assert is_roundup(article("سیاسەت", "دەق", "وەرزش", "دەق", "ئابووری", "دەق"))
    assert not is_roundup(article("Background", FERRY[0], "The crew", FERRY[1], "Health", FERRY[2]))
    assert not is_roundup(article("QUESTION: Where is the ferry?", "ANSWER: At its quay.", "QUESTION: And the crew?"))


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
