"""Fingerprints: what two texts keep in common, and that any text has one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe import FINGERPRINT_VERSION, fingerprint
from dedupe.fingerprint import LONG_LETTERS
from dedupe.folded import folded
from dedupe.passages import MOST_LETTERS, PASSAGE, Powers, code_points, places_in, windows
from news.text import letters

WORDS = "river bridge market council winter harvest engine letter garden window border signal summer teacher minister valley cotton mirror pocket ladder"


def prose(seed: int, words: int) -> str:
    pick = np.random.default_rng(seed).integers(0, 20, size=(words, 2))
    names = WORDS.split()
    return " ".join(f"{names[a]}{names[b]}" for a, b in pick.tolist())


def test_the_same_letters_have_the_same_fingerprint_however_they_are_spaced_and_marked() -> None:
    assert fingerprint("The U.N.'s men, said Mosul's mayor: “Go!”") == fingerprint("the UNs men said\nMosuls MAYOR go")
    assert fingerprint("أعلنتْ وزارةُ النفطِ في بغداد") == fingerprint("اعلنت وزاره النفط فى بغداد")
    assert fingerprint("کۆمەڵەی خوێندکاران") == fingerprint("كۆمەڵەى خوێندكاران")


def test_passages_fit_a_signed_column_and_ascend() -> None:
    found = fingerprint(prose(1, 2000), "A title")
    assert list(found.passages) == sorted(set(found.passages))
    assert all(0 <= value < 1 << 63 for value in (*found.passages, *found.bands))
    assert found.version == FINGERPRINT_VERSION
    assert len(found.signature) == 96 * 4
    assert len(found.bands) == 8
    assert fingerprint(prose(1, 2000)[:1000]).bands[8:]


def test_copies_to_both_sides_of_the_length_from_which_few_bands_are_kept_share_bands() -> None:
    text = letters(prose(2, 400))
    long, short = fingerprint(text[: LONG_LETTERS + 5]), fingerprint(text[: LONG_LETTERS - 5])
    assert (len(long.bands), len(short.bands)) == (8, 24)
    assert set(long.bands) & set(short.bands)


def test_about_one_passage_in_48_is_kept_and_one_in_16_of_the_opening() -> None:
    lengths = [len(fingerprint(prose(seed, 3000)).passages) for seed in range(12)]
    expected = 600 / 16 + (fingerprint(prose(0, 3000)).length - 600) / 48
    assert sum(lengths) / len(lengths) == pytest.approx(expected, rel=0.15)


@pytest.mark.parametrize("seed", range(20))
def test_a_brief_cut_from_the_top_keeps_the_passages_that_the_whole_keeps(seed: int) -> None:
    whole = prose(seed, 400)
    brief = fingerprint(whole[:320])
    assert brief.passages
    assert set(brief.passages) <= set(fingerprint(whole).passages)


def test_an_excerpt_from_the_middle_shares_passages() -> None:
    whole = prose(5, 1500)
    excerpt = fingerprint(whole[6000:8000])
    assert len(set(excerpt.passages) & set(fingerprint(whole).passages)) >= 10


def test_a_few_damaged_letters_leave_most_bands_of_a_short_text() -> None:
    text = "No one was hurt when the roof of the old market hall in Amara came down before dawn."
    damaged = text.replace("old market", "oldmarket").replace("hurt", "hrut")
    assert set(fingerprint(text, "Roof falls in Amara").bands) & set(fingerprint(damaged, "Roof falls in Amara").bands)


def test_unlike_texts_share_nothing() -> None:
    one, other = fingerprint(prose(1, 800)), fingerprint(STORY)
    assert not set(one.passages) & set(other.passages)
    assert not set(one.bands) & set(other.bands)


STORY = "The ferry that links the two banks at Qurna was out of service for a ninth day because nobody could say who pays its crew. " * 3


@pytest.mark.parametrize(
    "text", ["", " \n ", "...", "x", "كلمة", "word " * 200_000, "\ud800\udfff", "\ud800abc" * 50, "😀" * 100, "𐎀𐎁" * 400, "1" * 39]
)
def test_any_text_has_a_bounded_fingerprint(text: str) -> None:
    found = fingerprint(text, text[:300])
    assert found.length <= MOST_LETTERS
    assert len(found.passages) <= 8192
    assert found == fingerprint(text, text[:300])
    assert bool(found.bands) == bool(letters(text))


@settings(max_examples=200)
@given(st.text(max_size=300))
def test_code_points_are_the_folded_letters(text: str) -> None:
    assert code_points(text).tolist() == [ord(letter) for letter in letters(text)]


@settings(max_examples=100)
@given(before=st.text(max_size=60), shared=st.text(alphabet="abcdefgh ابتثج", min_size=60, max_size=200), after=st.text(max_size=60))
def test_a_passage_hashes_alike_wherever_it_stands(before: str, shared: str, after: str) -> None:
    here = set(folded("", shared).passages.tolist())
    there = set(folded("", f"{before}\n{shared}\n{after}").passages.tolist())
    assert here <= there


def test_windows_of_too_short_a_text_are_the_text_itself() -> None:
    assert len(windows(code_points("abc"), PASSAGE)) == 1
    assert len(windows(code_points(""), PASSAGE)) == 0
    assert windows(code_points("abc"), 7).tolist() != windows(code_points("abd"), 7).tolist()


def test_hashes_of_different_passages_do_not_collide() -> None:
    found = folded("", prose(3, 20_000)).passages
    text = letters(prose(3, 20_000))
    assert len(np.unique(found)) == len({text[at : at + PASSAGE] for at in range(len(text) - PASSAGE + 1)})


# Hashes of which the lower bits are few: many share a slot.
CROWDED = st.lists(st.builds(lambda low, high: low | high << 40, st.integers(0, 3), st.integers(0, 12)), max_size=60)


@settings(max_examples=200)
@given(values=CROWDED, among=CROWDED)
def test_a_hash_is_found_at_its_first_place_whatever_else_is_in_its_slot(values: list[int], among: list[int]) -> None:
    found = places_in(np.array(values, dtype=np.uint64), np.array(among, dtype=np.uint64))
    assert found.tolist() == [among.index(value) if value in among else -1 for value in values]


def test_a_long_text_and_a_short_one_at_once_leave_the_table_of_the_long(monkeypatch: pytest.MonkeyPatch) -> None:
    powers = Powers()

    class Late:
        """The lock as a short text's thread finds it that a long text's was quicker to take."""

        taken = False

        def __enter__(self) -> None:
            if not self.taken:
                self.taken = True
                powers.up_to(20_000)

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(powers, "_lock", Late())
    assert [len(table) for table in powers.up_to(100)] == [100, 100]
    monkeypatch.setattr(powers, "_lock", None)  # the table of the long text is there still: nothing is grown again
    assert [len(table) for table in powers.up_to(20_000)] == [20_000, 20_000]
