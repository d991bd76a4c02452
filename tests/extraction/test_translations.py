"""Which addresses a page's hreflang links and JSON-LD make its translations."""

import json

import pytest
import replicas
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction import PageContext, extract
from crawler.extraction.translations import MOST, is_front, language_of, translations
from news.model import Translation

URL = "https://www.post.example/en/politics/4711-water"


def link(tag: str, address: str, more: str = "") -> str:
    return f"<link rel='alternate' hreflang='{tag}' href='{address}' {more}>"


def read(head: str = "", url: str = URL, after: str = "", **known: object) -> list[tuple[str, str]]:
    found = extract(replicas.article(head=head, after=after), url, PageContext(**known))  # type: ignore[arg-type]
    return [(one.language, one.url) for one in found.translations]


def test_the_other_languages_of_a_page_are_its_translations_and_it_is_none_of_its_own() -> None:
    head = (
        link("en", URL)
        + link("ar-IQ", "https://www.post.example/ar/politics/4711")
        + link("ckb", "/ckb/politics/4711")
        + link("ku", "https://www.post.example/ku/politics/4711")
        + link("x-default", "https://www.post.example/politics/4711")
    )
    assert read(head) == [
        ("ar", "https://www.post.example/ar/politics/4711"),
        ("ckb", "https://www.post.example/ckb/politics/4711"),
        ("kmr", "https://www.post.example/ku/politics/4711"),
    ]


def test_a_regional_edition_in_the_pages_own_language_is_no_translation() -> None:
    assert (
        read(link("en-GB", "https://www.post.example/uk/politics/4711") + link("en-US", "https://www.post.example/us/politics/4711")) == []
    )


def test_the_page_itself_is_known_by_its_canonical_address_and_without_a_last_slash() -> None:
    head = (
        "<link rel='canonical' href='https://post.example/water'>" + link("ar", "https://post.example/water/") + link("tr", f"{URL}/#top")
    )
    assert read(head) == []


def test_a_front_page_translates_no_article() -> None:
    fronts = ("/", "/ar", "/ar/", "/ar-iq/index.html", "/kurdish", "/?lang=ar", "/index.php")
    assert read("".join(link("ar", f"https://www.post.example{front}") for front in fronts)) == []


def test_a_front_page_translates_a_front_page() -> None:
    assert translations([("ar", "/ar/")], "https://post.example/en", "") == (Translation("ar", "https://post.example/ar/"),)


@pytest.mark.parametrize(
    ("address", "hosts", "kept"),
    [
        ("https://ar.post.example/4711", (), True),
        ("https://post-arabic.example/4711", (), False),
        ("https://post-arabic.example/4711", ("post-arabic.example",), True),
        ("https://www.post-arabic.example/4711", ("post-arabic.example",), True),
        ("https://notpost.example/4711", (), False),
        ("javascript:void(0)", (), False),
    ],
)
def test_a_translation_lies_on_the_outlets_own_hosts(address: str, hosts: tuple[str, ...], kept: bool) -> None:
    assert bool(read(link("ar", address), hosts=hosts)) is kept


@pytest.mark.parametrize(("own", "kept"), [("en.post.example", True), ("post.example", True), ("post-shop.example", False)])
def test_hosts_below_one_registered_name_are_one_outlets(own: str, kept: bool) -> None:
    assert bool(read(link("ar", "https://ar.post.example/4711"), url=f"https://{own}/4711-water")) is kept


def test_ku_is_sorani_where_the_outlet_publishes_sorani_and_no_kurmanji() -> None:
    pairs = [("ku", "https://post.example/ku/4711")]
    assert translations(pairs, URL, "", languages=("ckb", "ar"))[0].language == "ckb"
    assert translations(pairs, URL, "", languages=("ckb", "kmr"))[0].language == "kmr"
    assert translations([*pairs, ("ckb", "/ckb/4711")], URL, "", languages=("ckb",))[0].language == "kmr"


def test_feeds_are_no_translations() -> None:
    assert read(link("ar", "https://post.example/ar/water.xml", "type='application/rss+xml'")) == []


def test_a_link_of_the_text_counts_where_it_calls_itself_an_alternate() -> None:
    after = "<p><a rel='alternate' hreflang='ar' href='/ar/4711'>عربي</a> <a hreflang='tr' href='/tr/4711'>Türkçe</a></p>"
    assert read(after=after) == [("ar", "https://www.post.example/ar/4711")]


def test_json_ld_names_translations_too() -> None:
    works = [
        {"@type": "NewsArticle", "url": "https://post.example/a/9", "inLanguage": "ar"},
        "https://post.example/tr/9",
        {"@id": "https://post.example/9"},
    ]
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "workTranslation": works, "translationOfWork": {"name": "no address"}}
    head = f"<script type='application/ld+json'>{json.dumps(node)}</script>"
    assert read(head) == [("ar", "https://post.example/a/9"), ("tr", "https://post.example/tr/9")]


def test_an_address_comes_once_and_no_page_has_more_than_some() -> None:
    same = [("ar", "/ar/1"), ("ar-IQ", "/ar/1?utm_source=x"), ("fa", "http://post.example/ar/1")]
    assert translations(same, URL, "") == (Translation("ar", "https://www.post.example/ar/1"),)
    assert len(translations([("ar", f"/ar/page/{n}") for n in range(100)], URL, "")) == MOST


def test_a_saved_page_has_the_translations_of_its_canonical_address() -> None:
    found = translations([("ar", "https://post.example/ar/1")], "saved.html", "https://post.example/en/1")
    assert found == (Translation("ar", "https://post.example/ar/1"),)


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=40))), st.text(max_size=30))
def test_whatever_a_page_says_is_survived(pairs: list[tuple[str, str]], url: str) -> None:
    for one in translations(pairs, url, ""):
        assert one.language
        assert one.url.startswith(("http://", "https://"))


@pytest.mark.parametrize("broken", ["//[", "http://[::1", "mailto:x", " "])
def test_a_broken_address_costs_nothing(broken: str) -> None:
    assert language_of(broken) == ""
    assert len(translations([("ar", broken), ("ar", "/ar/1")], URL, broken)) >= 1
    assert translations([("ar", "/ar/1")], broken, broken) == ()


@pytest.mark.parametrize(
    ("url", "front"),
    [("https://post.example/?p=12&lang=ar", False), ("https://post.example/iraq", False), ("https://post.example/tr/home", True)],
)
def test_what_is_a_front_page(url: str, front: bool) -> None:
    assert is_front(url) is front
