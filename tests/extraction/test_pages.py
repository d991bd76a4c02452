"""Whole pages to articles: what is kept of them, and which are refused."""

from datetime import UTC, datetime

import pytest
import replicas

from crawler.extraction import PageContext, extract
from news.errors import NotAnArticle

URL = "http://post.example/2026/11/20/kesra"
CONTEXT = PageContext(source_id="post", source_name="Kesra Post", fetched_at=datetime(2026, 11, 21, 9, tzinfo=UTC))


def test_an_article_is_its_paragraphs_one_a_line() -> None:
    found = extract(replicas.article(), URL, CONTEXT)
    assert found.text.split("\n") == list(replicas.STORY)
    assert found.title == replicas.STORY_TITLE
    assert (found.language, found.source_id, found.clipped, found.credit) == ("en", "post", False, None)
    assert found.html.startswith(f"<p>{replicas.STORY[0]}</p>")


@pytest.mark.parametrize("style", ["list", "list without links", "paragraphs", "breaks"])
def test_a_link_farms_list_becomes_mentions_however_it_is_marked_up(style: str) -> None:
    found = extract(replicas.farm(style), "http://farm.example/x", PageContext(source_name="Iraq Headlines Daily"))
    assert found.text.split("\n") == list(replicas.STORY)
    told = [mention for mention in found.mentions if mention.outlet and mention.published_on]
    assert {mention.title for mention in told} == {title for title, *_ in replicas.OTHERS}
    assert len(told) == len(replicas.OTHERS)
    assert found.credit is not None
    assert (found.credit.outlet, found.credit.url) == ("Coast Tribune", "http://coast.example/kesra")
    assert found.title == replicas.STORY_TITLE
    if style != "list without links":
        assert told[0].url == "http://out.example/0"


def test_no_paragraph_comes_twice_where_the_credit_shares_one_with_the_origins_headline() -> None:
    credit = f"<p>Excerpt from:<br /><a href='http://coast.example/kesra'>{replicas.STORY_TITLE} - Coast Tribune</a></p>"
    content = f"<div class='entry'>{replicas.paragraphs(replicas.STORY)}{credit}\n{replicas.listed('breaks')}</div>"
    found = extract(replicas.document(content), "http://farm.example/x", PageContext(source_name="Iraq Headlines Daily"))
    assert found.text.split("\n") == list(replicas.STORY)
    assert found.credit is not None
    assert (found.credit.outlet, found.credit.url) == ("Coast Tribune", "http://coast.example/kesra")


@pytest.mark.parametrize("heading", ["The Kesra letter", "نشرة الكسرة", "Das Wichtigste am Morgen"])
def test_a_short_box_with_a_field_to_fill_in_is_no_text(heading: str) -> None:
    box = f"<div class='x'><h3>{heading}</h3><p>All that matters, in your inbox at seven.</p><input type='email'><button>Go</button></div>"
    body = replicas.document(f"<article><h1>{replicas.STORY_TITLE}</h1>{replicas.paragraphs(replicas.STORY)}{box}</article>")
    assert extract(body, URL).text.split("\n") == list(replicas.STORY)


def test_banners_and_read_more_blocks_are_no_text() -> None:
    found = extract(replicas.ngo(), "http://relief.example/kesra")
    assert all(line in found.text for line in replicas.STORY)
    assert not any(words in found.text for words in ("Support Our Work", "Donate", "Read More"))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1256"])
def test_an_arabic_page_is_read_in_either_encoding(encoding: str) -> None:
    context = PageContext(source_name="صوت الكسرة", languages=("ar",), fetched_at=CONTEXT.fetched_at)
    found = extract(replicas.arabic(encoding), "http://sawt.example/1", context)
    assert found.text.split("\n") == list(replicas.ARABIC_STORY)
    assert (found.title, found.language) == (replicas.ARABIC_TITLE, "ar")
    assert (found.published_at, found.published_from) == (datetime(2026, 11, 20, 11, 30, tzinfo=UTC), "text")
    assert found.html.startswith('<div dir="rtl" lang="ar"><p>')


def test_a_page_laid_out_by_tables_is_the_cell_that_tells_the_story() -> None:
    found = extract(replicas.table(), "http://kesra.example/read.php?id=9", PageContext(source_name="جريدة الكسرة", languages=("ar",)))
    assert found.text.split("\n") == list(replicas.ARABIC_STORY)
    assert found.title == replicas.ARABIC_TITLE
    assert (found.published_at, found.published_from) == (datetime(2026, 11, 20, 9, tzinfo=UTC), "text")


def test_a_control_character_as_an_entity_does_not_cost_the_article() -> None:
    found = extract(replicas.article(after="<p>One more&#x1F; line of it, written late on Tuesday night.</p>"), URL, CONTEXT)
    assert found.text.endswith("One more line of it, written late on Tuesday night.")


def test_markup_in_the_text_stays_text_and_links_lead_only_to_the_web() -> None:
    lines = (*replicas.STORY, "The form said &lt;script&gt;alert(1)&lt;/script&gt; where a name was meant to be, the clerk told us.")
    found = extract(
        replicas.article(lines, after="<p><a href='javascript:x()'>A link that is a paragraph of its own and leads nowhere good.</a></p>"),
        URL,
    )
    assert "<script>alert(1)</script>" in found.text
    assert "<script" not in found.html
    assert "javascript:" not in found.html


def test_headings_quotes_and_lists_keep_their_kind() -> None:
    after = f"<h2>What comes next</h2><blockquote><p>{replicas.STORY[3]} Again.</p></blockquote><ul><li>{replicas.STORY[0]} First.</li><li>{replicas.STORY[1]} Second.</li></ul>"
    html = extract(replicas.article(after=after), URL).html
    assert "<h2>What comes next</h2>" in html
    assert "<blockquote><p>We were told" in html
    assert html.count("<li>") == 2
    assert html.count("<ul>") == 1


def test_headings_of_sections_come_back_where_they_stood() -> None:
    found = extract(replicas.ngo(), "http://relief.example/kesra")
    lines = found.text.split("\n")
    assert lines[lines.index("What are we doing?") + 1] == replicas.STORY[2]
    assert "<h2>What are we doing?</h2>" in found.html


def test_the_address_is_the_fetched_one_whatever_the_page_calls_itself() -> None:
    head = "<link rel='canonical' href='http://post.example/kesra'><meta property='og:url' content='http://other.example/'>"
    found = extract(replicas.article(head=head), f"{URL}?utm_source=x&id=3")
    assert found.url == f"{URL}?id=3"
    assert found.canonical_url == "http://post.example/kesra"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (replicas.front_page(), "index"),
        (b"", "empty"),
        (b"<html><body><script>var a = 1</script></body></html>", "empty"),
        (replicas.document("<main><p>Closed on Fridays.</p></main>", "x"), "too_short"),
        (b"%PDF-1.4", "not_html"),
    ],
)
def test_a_page_without_an_article_says_why(body: bytes, reason: str) -> None:
    with pytest.raises(NotAnArticle) as refused:
        extract(body, URL, CONTEXT)
    assert (refused.value.reason, refused.value.url) == (reason, URL)


def test_a_front_pages_headlines_are_kept_as_mentions() -> None:
    with pytest.raises(NotAnArticle) as refused:
        extract(replicas.front_page(), "http://farm.example/")
    assert len(refused.value.mentions) >= len(replicas.OTHERS) // 2


def test_without_a_title_the_first_words_serve() -> None:
    body = replicas.document(f"<article>{replicas.paragraphs(replicas.STORY)}</article>", "")
    title = extract(body, URL).title
    assert title.endswith(" …")
    assert replicas.STORY[0].startswith(title.removesuffix(" …"))


def test_fifty_thousand_nested_elements_are_survived() -> None:
    body = b"<html><body>" + b"<div>" * 50_000 + b"<p>deep</p></body></html>"
    with pytest.raises(NotAnArticle):
        extract(body, URL)
