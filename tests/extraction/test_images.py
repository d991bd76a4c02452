"""The images of an article's HTML: those that belong, where they stand, with what they show."""

import re
from html import unescape

import pytest
import replicas
from lxml.html import fragment_fromstring

from benchmarks.beside import page_set
from crawler.extraction import extract
from news.model import Article

URL = "http://post.example/kesra"
LEAD = "<meta property='og:image' content='/a/weir.jpg'>"


def read(*, before: str = "", inside: str = "", after: str = "", head: str = "") -> Article:
    first, *rest = replicas.STORY
    lines = f"{before}<p>{first}</p>{inside}{replicas.paragraphs(rest)}{after}"
    page = replicas.document(f"<main><article><h1>{replicas.STORY_TITLE}</h1>{lines}</article></main>", head=head)
    return extract(page, URL)


def images(article: Article) -> list[tuple[str, str]]:
    return [
        (image.get("src") or "", image.get("alt") or "") for image in fragment_fromstring(article.html, create_parent="div").iter("img")
    ]


def test_an_image_among_the_paragraphs_stays_where_it_stands_with_what_it_shows() -> None:
    found = read(inside="<figure><img src='/a/gate.jpg' alt='The upper gate'><figcaption>Photo: Kesra Post</figcaption></figure>")
    assert images(found) == [("http://post.example/a/gate.jpg", "The upper gate")]
    assert found.html.index("<figure>") > found.html.index(replicas.STORY[0][:20])
    assert found.html.index("<figure>") < found.html.index(replicas.STORY[1][:20])


def test_an_image_that_loads_late_has_its_own_address() -> None:
    found = read(inside="<img src='data:image/gif;base64,R0' data-src='/a/gate.jpg' alt='Gate'>")
    assert images(found) == [("http://post.example/a/gate.jpg", "Gate")]


def test_the_lead_image_stands_before_the_text_and_each_image_once() -> None:
    shown = "<div class='cover'><img src='/a/weir-1024x576.jpg' alt='The weir'></div>"
    assert images(read(before=shown, inside="<img src='/a/weir-300x200.jpg'>", head=LEAD)) == [
        ("http://post.example/a/weir-1024x576.jpg", "The weir")
    ]


@pytest.mark.parametrize(
    "shown",
    [
        "<img src='/static/logo.png' alt='Kesra Post'>",
        "<img src='/a/sara.jpg' width='48' height='48' alt='Sara'>",
        "<a href='/other-story'><img src='/a/other.jpg' alt='Another story'></a>",
        "<img src='data:image/png;base64,AAAA'>",
        "<img src='javascript:alert(1)'>",
        "<noscript><img src='http://count.example/pixel?id=1'></noscript>",
        "<aside><img src='/a/advert.jpg'><p>Subscribe to our newsletter today</p></aside>",
    ],
)
def test_what_is_none_of_the_articles_is_left_out(shown: str) -> None:
    assert images(read(inside=shown)) == []


def test_an_image_that_links_to_its_own_whole_stays() -> None:
    found = read(inside="<a href='/a/gate.jpg'><img src='/a/gate-300x200.jpg' alt='Gate'></a>")
    assert images(found) == [("http://post.example/a/gate-300x200.jpg", "Gate")]


def test_an_image_does_not_break_a_list() -> None:
    rows = "".join(f"<li>{line}{'<img src=/a/gate.jpg>' if place else ''}</li>" for place, line in enumerate(replicas.STORY[1:3]))
    found = read(inside=f"<ul>{rows}</ul>")
    assert found.html.count("<ul>") == 1
    assert found.html.count("<figure>") == 1


@pytest.mark.skipif(page_set("aeb") is None, reason="needs ../shared")
def test_text_and_html_say_the_same_on_every_page() -> None:
    pages = page_set("aeb")
    assert pages is not None
    for key, body in pages.pages.items():
        found = extract(body, pages.url(key))
        said = " ".join(unescape(re.sub(r"</?(?:p|h2|h3|li|ul|blockquote|figure|div)\b[^>]*>|<img[^>]*>", "\n", found.html)).split())
        assert re.sub(r"</?a\b[^>]*>", "", said) == " ".join(found.text.split()), key
