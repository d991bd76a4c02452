"""What two texts share is quoted as each of them writes it."""

from hypothesis import given
from hypothesis import strategies as st

from dedupe.shared import shared_runs


def test_the_longest_runs_are_quoted_from_both() -> None:
    first = "It rained.\nMosul's bridge was “open” again on Monday morning, the mayor said. Nobody fell in."
    second = "Mosuls bridge was open again on Monday morning the mayor said, and left."
    [run] = shared_runs(first, second)
    assert run.words == 11
    assert run.first == "Mosul's bridge was “open” again on Monday morning, the mayor said."
    assert run.second == "Mosuls bridge was open again on Monday morning the mayor said,"


def test_few_words_in_common_are_no_run() -> None:
    assert shared_runs("the minister said on Monday", "said the minister on Tuesday") == ()


def test_arabic_is_folded() -> None:
    [run] = shared_runs("أعلنت وزارة النفط العراقية اليوم ارتفاع الصادرات", "اعلنت وزاره النفط العراقيه اليوم ارتفاع الاسعار")
    assert run.words == 6


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_can_be_asked(first: str, second: str) -> None:
    for run in shared_runs(first, second):
        assert run.words >= 5
