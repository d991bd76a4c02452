"""What a source says of its pages."""

from crawler.extraction import PageContext
from news.model import Source

ONE = Source("one", "One", "https://one.example/", languages=("ckb", "ar"), timezone="Asia/Tehran", domains=("one-news.example",))


def test_a_source_says_whose_its_pages_are_and_how_they_are_read() -> None:
    assert PageContext.of(ONE) == PageContext(
        source_id="one", source_name="One", timezone="Asia/Tehran", languages=("ckb", "ar"), hosts=("one-news.example",)
    )


def test_what_is_known_of_the_page_itself_goes_before_its_source() -> None:
    context = PageContext.of(ONE, languages=("ar",), title="A title", content_type="text/html")
    assert (context.languages, context.title, context.content_type, context.source_id) == (("ar",), "A title", "text/html", "one")
