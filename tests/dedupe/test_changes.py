"""What would have changed a verdict is found by asking the rules, and is true."""

from hypothesis import given, settings
from hypothesis import strategies as st
from stories import paragraphs_of

from dedupe.changes import SHARES, changes, moved, opinions
from dedupe.compare import decide
from dedupe.measures import measure
from news.model import Article


def article(*paragraphs: str, title: str = "A title") -> Article:
    return Article(url="http://a.example/1", source_id="a", title=title, text="\n".join(paragraphs), language="en")


ONE, OTHER = paragraphs_of(1, 8), paragraphs_of(2, 8)


TAIL = "The terminal takes tankers of every size and lies fifty kilometres out at sea, where pilots wait for the tide before they bring them in."
FORM = "The price of a barrel of Basra light stood at {} dollars on the morning, after {} the day before, and {} tankers left the terminal."


def test_a_copy_would_be_another_text_with_less_of_its_wording() -> None:
    measures = measure(article(*ONE), article(*ONE[:6], *OTHER[:1], title="Another"))
    assert decide(measures).same
    wording = next(change for change in changes(measures) if change.measure == "wording")
    assert isinstance(wording.needed, float)
    assert wording.needed < measures.wording
    assert not decide(measures.replaced(wording=wording.needed)).same
    assert decide(measures.replaced(wording=wording.needed + 0.005)).same


def test_a_form_filled_in_anew_would_be_the_same_if_its_figures_agreed() -> None:
    measures = measure(article(FORM.format(71, 70, 12), TAIL), article(FORM.format(68, 69, 14), TAIL))
    assert decide(measures).rule == "template"
    figures = next(change for change in changes(measures) if change.measure == "agreement")
    assert figures.verdict.same
    assert figures.needed > (figures.now or 0)  # type: ignore[operator]


def test_the_first_opinion_decides() -> None:
    measures = measure(article(*ONE), article(*ONE))
    assert opinions(measures)[0] == decide(measures)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 7), max_size=6), st.lists(st.integers(0, 15), max_size=6))
def test_every_change_named_turns_the_verdict(mine: list[int], theirs: list[int]) -> None:
    both = [*ONE, *OTHER]
    measures = measure(article(*(both[n] for n in mine)), article(*(both[n] for n in theirs), title="Another"))
    was = decide(measures)
    for change in changes(measures):
        assert change.verdict.same != was.same
        if change.measure in SHARES:
            assert decide(moved(measures, change.measure, float(change.needed or 0))).same != was.same
