"""Whether a page is what was listed."""

import pytest

from crawler.listed import TELLING, TextBook
from news.model import Article, Listing

HARBOUR = "Basra opens a second harbour for grain ships"


def page(text: str, title: str = "The Gazette") -> Article:
    return Article("http://a.example/1", "a", title, text)


def listed(title: str, source_id: str = "a") -> Listing:
    return Listing(source_id, "http://a.example/1", title)


@pytest.mark.parametrize(
    ("headline", "article"),
    [
        (HARBOUR, page("Ships unloaded wheat on Monday.")),
        (HARBOUR, page("It was a long day.", title="A second harbour")),
        ("البصرة تفتتح ميناء ثانيا للحبوب", page("افتتحت البصرة أمس ميناءها الثاني.")),
        ("More of it", page("Nothing of the kind.")),
        ("basra tftth mina thania", page("افتتحت المدينة أمس ميناءها الثاني.")),
        (HARBOUR, page("Trains ran late again that week. " * (TELLING // 6 + 1))),
    ],
)
def test_a_page_that_tells_of_its_headline_or_of_which_nothing_can_be_told_is_what_was_listed(headline: str, article: Article) -> None:
    assert not TextBook().is_other(listed(headline), article)


def test_a_short_page_without_a_word_of_its_headline_is_another() -> None:
    assert TextBook().is_other(listed(HARBOUR), page("We will be back soon. Thank you for your patience."))


def test_one_short_text_behind_two_headlines_is_a_template() -> None:
    book = TextBook()
    template = page("Basra and Mosul: this is all that the old server has to say about it.")
    assert not book.is_other(listed("Basra harbour opens"), template)
    assert not book.is_other(listed("Basra harbour opens"), template), "listed twice"
    assert book.is_other(listed("Mosul bridge closes"), template)
    assert not book.is_other(listed("Mosul bridge closes", "b"), template), "a copy at another outlet"
