"""What of an answer is worth asking for."""

from datetime import UTC, datetime

from crawler.answers import read_answer
from news.model import Source

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ONE = Source("one", "One", "https://one.example/")


def sitemap(root: str, row: str, *addresses: str) -> bytes:
    rows = "".join(f"<{row}><loc>https://one.example/{address}</loc></{row}>" for address in addresses)
    return f"<?xml version='1.0'?><{root} xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{rows}</{root}>".encode()


def read(body: bytes):
    return read_answer("sitemap", body, "https://one.example/sitemap.xml", "application/xml", ONE, NOW, 1 << 20)


def test_of_an_index_the_sitemaps_that_may_name_articles_are_read_news_first() -> None:
    names = (
        "post-sitemap.xml", "page-sitemap.xml", "category-sitemap.xml", "post_tag-sitemap2.xml", "author-sitemap.xml", "news-sitemap.xml",
        "wp-sitemap-posts-post-1.xml", "wp-sitemap-posts-page-1.xml", "wp-sitemap-taxonomies-category-1.xml", "wp-sitemap-users-1.xml",
        "sitemap-2026-11.xml", "sitemap-stages.xml",
    )  # fmt: skip
    answer = read(sitemap("sitemapindex", "sitemap", *names))
    assert [place.listing.url.rpartition("/")[2] for place in answer.sitemaps] == [
        "news-sitemap.xml", "post-sitemap.xml", "wp-sitemap-posts-post-1.xml", "sitemap-2026-11.xml", "sitemap-stages.xml",
    ]  # fmt: skip


def test_an_index_of_nothing_else_is_read_all_the_same() -> None:
    assert len(read(sitemap("sitemapindex", "sitemap", "tags.xml", "category-sitemap.xml")).sitemaps) == 2


def test_a_general_sitemap_names_sections_and_services_that_are_not_asked_for() -> None:
    answer = read(
        sitemap("urlset", "url", "", "about-us", "category/politics/", "iraq/dam-opens-in-the-north/", "?p=123", "page/4", "video/12345")
    )
    assert [one.url for one in answer.listings] == [
        f"https://one.example/{path}" for path in ("iraq/dam-opens-in-the-north/", "?p=123", "video/12345")
    ]
    assert {one.url.removeprefix("https://one.example/"): one.reason for one in answer.left_out} == {
        "": "front",
        "about-us": "service",
        "category/politics/": "section",
        "page/4": "paging",
    }


def test_what_a_news_sitemap_gives_a_headline_is_an_article_whatever_its_address() -> None:
    place = (
        "<url><loc>https://one.example/category/politics</loc><n:news><n:publication_date>2026-11-21</n:publication_date>"
        "<n:title>Dam opens</n:title></n:news></url>"
    )
    body = (
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>"
        f"{place}</urlset>"
    )
    assert len(read(body.encode()).listings) == 1
