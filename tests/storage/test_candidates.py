"""The index of fingerprints finds what shares with a text, and counts a passage's stories."""

from news.model import Fingerprint, Placement
from storage import Archive
from storage.candidates import COMMON, HOLDERS

STORY = "the ministry of water in baghdad said on monday that the marshes of the south have lost half of their water this year"
WORDS = STORY.split()


def stories(archive: Archive, passage: int) -> int:
    """How many hold it; nine at the most."""
    return max((count for count in range(1, 10) if archive.candidates.held_by([passage], count) == [True]), default=0)


def test_those_that_share_most_come_first(archive: Archive, desk) -> None:
    excerpt = desk.admit(text=" ".join(WORDS[:8]))
    whole = desk.admit(text=STORY)
    desk.admit(text="nothing of the sort is said here at all by anyone")
    assert list(archive.candidates.near(desk.prints(STORY), 10)) == [whole, excerpt]
    assert list(archive.candidates.near(desk.prints(STORY), 1)) == [whole]
    assert list(archive.candidates.near(desk.prints("wholly other words than those that came before"), 10)) == []


def test_hashes_of_all_64_bits_are_found(archive: Archive, desk) -> None:
    for edge in (0, 1, 2**63 - 1, 2**63, 2**64 - 1):
        made = desk.admit()
        archive.candidates.keep(made, Fingerprint(b"", (edge, edge), (edge, edge), 9, 1))
        assert list(archive.candidates.near(Fingerprint(b"", (), (edge,), 9, 1), 9)) == [made]
        assert list(archive.candidates.near(Fingerprint(b"", (edge,), (), 9, 1), 9)) == [made]
        assert stories(archive, edge) == 1


def test_a_passage_s_stories_are_counted_not_its_articles(archive: Archive, desk) -> None:
    passage = desk.prints(STORY).passages[0]
    assert stories(archive, passage) == 0
    lead = desk.admit(text=STORY)
    for _ in range(3):
        desk.admit(text=STORY, placement=Placement(desk.story_of(lead), "copy", leads=False))
    assert stories(archive, passage) == 1
    other = desk.admit(text=STORY)
    assert stories(archive, passage) == 2
    desk.admit(placement=Placement(desk.story_of(lead), "copy", leads=False, absorbed=(desk.story_of(other),)))
    assert stories(archive, passage) == 1


def test_what_stands_on_every_page_hides_no_excerpt(archive: Archive, desk) -> None:
    banner = tuple(range(30))
    for _ in range(HOLDERS + 10):
        archive.candidates.keep(desk.admit(text="x"), Fingerprint(b"", (), banner, 9, 1))
    source = desk.admit(text="y")
    archive.candidates.keep(source, Fingerprint(b"", (), (100, 101, 102, 103, 104), 9, 1))
    found = archive.candidates.near(Fingerprint(b"", (), (*banner, 100, 101, 102, 103, 104), 9, 1), 5)
    assert found[0] == source
    assert 30 * COMMON / HOLDERS < 5
    assert archive.candidates.held_by([banner[0], 100, banner[1]], HOLDERS + 10) == [True, False, True]


def test_a_story_with_many_copies_is_found_all_the_same(archive: Archive, desk) -> None:
    text = tuple(range(200, 250))
    for _ in range(HOLDERS + 10):
        archive.candidates.keep(desk.admit(text="x"), Fingerprint(b"", (), text, 9, 1))
    assert next(iter(archive.candidates.near(Fingerprint(b"", (), text, 9, 1), 5))) == desk.made[0]


def test_an_article_is_found_by_what_it_says_and_by_what_it_said(archive: Archive, desk) -> None:
    made = desk.admit(text=STORY)
    archive.candidates.keep(made, desk.prints("other words " * 9))
    assert list(archive.candidates.near(desk.prints(STORY), 9)) == [made]
    assert list(archive.candidates.near(desk.prints("other words " * 9), 9)) == [made]
