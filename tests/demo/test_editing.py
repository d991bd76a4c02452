"""Derived versions are what they claim to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iraqwire.demo import editing
from iraqwire.demo.editing import Version
from news.text import letters

TEXT = Version("A title", ("One two three four five.", "Six seven, eight nine ten eleven.", "Twelve’s “thirteen” fourteen fifteen."))


def test_an_excerpt_is_cut_from_the_top() -> None:
    cut = editing.excerpt(TEXT, 5)
    assert cut.paragraphs == TEXT.paragraphs[:1]
    assert cut.title == TEXT.title


def test_an_excerpt_may_end_within_a_paragraph() -> None:
    long = Version("t", (" ".join(f"word{number}" for number in range(40)),))
    assert editing.excerpt(long, 15).paragraphs == (" ".join(f"word{number}" for number in range(15)) + " …",)


def test_an_edited_copy_lacks_the_dropped_paragraphs_and_carries_the_new_words() -> None:
    copy = editing.edited(TEXT, [0], [["seven", "7"]])
    assert copy.paragraphs == ("Six 7, eight nine ten eleven.", TEXT.paragraphs[2])


def test_a_swap_keeps_the_capital_of_a_sentence() -> None:
    assert editing.edited(Version("t", ("Six men.",)), [], [["six", "nine"]]).paragraphs == ("Nine men.",)


def test_an_edit_that_edits_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="absent"):
        editing.edited(TEXT, [], [["absent", "present"]])


def test_an_update_has_new_figures_and_a_paragraph_more() -> None:
    later = editing.update(TEXT, [["five", "six"]], [(1, "More is known.")])
    assert later.paragraphs[0] == "One two three four six."
    assert later.paragraphs[1] == "More is known."
    assert len(later.paragraphs) == 4


@given(st.lists(st.text(alphabet="abc’“” ", min_size=1, max_size=200), min_size=1, max_size=5))
def test_damage_changes_no_letter(paragraphs: list[str]) -> None:
    before = Version("t", tuple(paragraphs))
    after = editing.damaged(before)
    assert [letters(paragraph) for paragraph in after.paragraphs] == [letters(paragraph) for paragraph in paragraphs]


def test_damage_loses_apostrophes_and_glues_words() -> None:
    long = Version("t", ("It’s " + " ".join(f"w{number}" for number in range(60)),))
    damaged = editing.damaged(long).paragraphs[0]
    assert "’" not in damaged
    assert len(damaged.split()) < len(long.paragraphs[0].split())
