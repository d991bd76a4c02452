"""How one reading of an entry point is held against the last."""

from hypothesis import given
from hypothesis import strategies as st

from news.model import Listing
from news.trace import Trace


def listings(*numbers: int, title: str = "Story") -> list[Listing]:
    return [Listing("a", f"http://a.example/{number}", f"{title} {number}") for number in numbers]


def test_readings_that_share_an_address_link_up() -> None:
    trace = Trace().after(listings(5, 4, 3))
    assert trace.links_up(listings(7, 6, 5))
    assert not trace.links_up(listings(9, 8, 7))
    assert Trace().links_up(listings(1)), "a first reading has nothing to link up with"


def test_what_is_pinned_to_a_list_hides_no_gap() -> None:
    pinned = 1000
    trace = Trace()
    for first in range(0, 60, 3):
        trace = trace.after(listings(pinned, *range(first + 9, first, -1)))
    assert trace.links_up(listings(pinned, *range(75, 60, -1)))
    assert not trace.links_up(listings(pinned, *range(95, 86, -1)))


def test_an_address_is_the_same_however_it_is_written() -> None:
    trace = Trace().after([Listing("a", "http://a.example/1?utm_source=feed")])
    assert trace.links_up([Listing("a", "http://A.example/1#top")])


def test_a_known_page_of_which_something_else_is_said_is_named() -> None:
    trace = Trace().after(listings(1, 2, 3, 4))
    changed = [*listings(1, title="Corrected"), *listings(2, 3, 4), *listings(9)]
    assert trace.restated(changed) == tuple(changed[:1])
    assert trace.restated(listings(1, 2, 3, 4, title="12 comments on")) == (), "a list that restates itself says nothing"


def test_what_one_part_of_an_index_does_not_name_still_stands_beside_it() -> None:
    trace = Trace().after(listings(1, 2)).after(listings(3), beside=True)
    assert trace.addresses() == Trace().after(listings(1, 2, 3)).addresses()
    assert trace.brought == 3


@given(st.lists(st.integers(0, 30), max_size=20), st.lists(st.integers(0, 30), max_size=20))
def test_a_trace_links_up_with_its_own_reading_and_counts_what_came(first: list[int], second: list[int]) -> None:
    trace = Trace().after(listings(*first))
    assert trace.links_up(listings(*first)) == (not first or bool(trace.marks))
    both = trace.after(listings(*second))
    assert both.brought == len(set(first)) + len(set(second) - set(first))
    assert len(both.marks) == len(set(second))
