"""What an entry says: the Atom of one story, read back as a feed reader reads it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feeds.atom import Head, measure, write
from feeds.content import EXCERPT, content_of, excerpt, one_line
from feeds.entries import NotPublishable, entry_of, published_at
from news.language import direction_of
from news.model import Article, Credit, Origin, OriginHow, Placement, StoredArticle, Story

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def stored(number: int = 1, kind: str = "news_site", name: str = "Basra Gazette", seen: datetime = NOON, **more: Any) -> StoredArticle:
    more = {"url": f"http://outlet{number}.example/{number}", "source_id": "a", "title": "A title", "text": "Some text.", **more}
    return StoredArticle(number, Article(**more), "s1", "original", seen, kind, name)


def story(lead: StoredArticle, *others: StoredArticle) -> Story:
    return Story("s1", lead, NOON, NOON, others)


def head(updated: datetime = NOON) -> Head:
    return Head(
        "oil", "Oil", "Oil news", "en", "http://x.example/feeds/oil.atom", "http://x.example/topic/oil", "x.example,2026-11-20", updated
    )


def element(made: Story, how: Any = "full") -> Any:
    return etree.fromstring(write(head(), [entry_of(made, [("oil", "Oil & gas")], how)])).find(f"{ATOM}entry")


def links(entry: Any) -> list[tuple[str, str]]:
    return [(link.get("rel"), link.get("href")) for link in entry.findall(f"{ATOM}link")]


def test_links_keep_rel_type_language_and_title() -> None:
    lead = stored(1, language="ar")
    copy = stored(2, name="Tigris Agency", language="en", seen=NOON + timedelta(hours=1))
    found = element(story(lead, copy)).findall(f"{ATOM}link")
    assert [dict(link.attrib) for link in found] == [
        {"rel": "alternate", "type": "text/html", "href": "http://outlet1.example/1", "hreflang": "ar"},
        {"rel": "related", "type": "text/html", "href": "http://outlet2.example/2", "hreflang": "en", "title": "Tigris Agency"},
    ]


def test_a_link_farm_that_led_to_the_origin_is_via() -> None:
    farm = stored(2, "link_farm", "Farm", seen=NOON - timedelta(hours=5))
    later = stored(3, "link_farm", "Late Farm", seen=NOON + timedelta(hours=5))
    assert links(element(story(stored(1), farm, later))) == [
        ("alternate", "http://outlet1.example/1"),
        ("related", "http://outlet2.example/2"),
        ("related", "http://outlet3.example/3"),
        ("via", "http://outlet2.example/2"),
    ]


def test_the_source_is_whole() -> None:
    source = element(story(stored(1))).find(f"{ATOM}source")
    assert {child.tag.removeprefix(ATOM): child.text for child in source} == {
        "id": "http://outlet1.example/",
        "title": "Basra Gazette",
        "updated": "2026-11-20T12:00:00+00:00",
        "link": None,
    }
    assert dict(source.find(f"{ATOM}link").attrib) == {"rel": "alternate", "type": "text/html", "href": "http://outlet1.example/"}


def test_entries_say_their_language_and_their_topics() -> None:
    entry = element(story(stored(1, language="ckb")))
    assert entry.get(XML_LANG) == "ckb"
    assert dict(entry.find(f"{ATOM}category").attrib) == {"term": "oil", "label": "Oil & gas"}
    assert element(story(stored(1))).get(XML_LANG) is None


def test_a_story_known_from_a_link_farm_alone_leads_to_its_origin() -> None:
    credit = Credit("Los Angeles Times", "excerpt_from", "Excerpt from: …", url="https://latimes.example/story")
    entry = element(story(stored(1, "link_farm", "Farm", credit=credit, authors=("Admin",))))
    assert links(entry) == [("alternate", "https://latimes.example/story"), ("via", "http://outlet1.example/1")]
    assert [name.text for name in entry.iter(f"{ATOM}name")] == ["Los Angeles Times"]
    assert entry.find(f"{ATOM}source/{ATOM}title").text == "Los Angeles Times"
    assert entry.find(f"{ATOM}source/{ATOM}id").text == "https://latimes.example/"


@pytest.mark.parametrize("how", ["credit", "headline", "dateline"])
def test_an_origin_that_the_page_does_not_link_is_via(how: OriginHow) -> None:
    origin = Origin("Basra Post", how, "Source: Basra Post", url="https://post.example/1", article_id=7)
    for kind, author in (("link_farm", "Basra Post"), ("news_site", "Outlet 1")):
        entry = element(story(replace(stored(1, kind, "Outlet 1"), origin=origin)))
        assert links(entry) == [("alternate", "http://outlet1.example/1"), ("via", "https://post.example/1")]
        assert entry.findtext(f"{ATOM}author/{ATOM}name") == author
        assert entry.findtext(f"{ATOM}source/{ATOM}title") == "Outlet 1"


def test_an_origin_that_the_page_links_leads() -> None:
    origin = Origin("Basra Post", "link", "Source: Basra Post", url="https://post.example/1")
    entry = element(story(replace(stored(1, "link_farm"), origin=origin)))
    assert links(entry) == [("alternate", "https://post.example/1"), ("via", "http://outlet1.example/1")]
    assert entry.findtext(f"{ATOM}source/{ATOM}title") == "Basra Post"
    assert entry.findtext(f"{ATOM}source/{ATOM}id") == "https://post.example/"


def test_a_credit_without_an_address_names_the_author_and_leads_to_the_page() -> None:
    for url in ("", "javascript:alert(1)", "/relative"):
        credit = Credit("Los Angeles Times", "excerpt_from", "Excerpt from: …", url=url)
        entry = element(story(stored(1, "link_farm", "Farm", credit=credit)))
        assert links(entry) == [("alternate", "http://outlet1.example/1")]
        assert [name.text for name in entry.iter(f"{ATOM}name")] == ["Los Angeles Times"]
        assert entry.find(f"{ATOM}source/{ATOM}title").text == "Farm"


def test_a_newspapers_own_page_leads_whatever_it_credits() -> None:
    credit = Credit("Tigris Agency", "dateline", "(Tigris)", url="https://agency.example/1")
    assert links(element(story(stored(1, credit=credit))))[0] == ("alternate", "http://outlet1.example/1")


def test_authors_are_the_articles_own_else_the_outlet() -> None:
    assert [name.text for name in element(story(stored(1, authors=("Layla  Hassan", " ")))).iter(f"{ATOM}name")] == ["Layla Hassan"]
    assert [name.text for name in element(story(stored(1))).iter(f"{ATOM}name")] == ["Basra Gazette"]
    assert [name.text for name in element(story(stored(1, name=""))).iter(f"{ATOM}name")] == ["outlet1.example"]


@pytest.mark.parametrize(
    ("lead", "others", "expected"),
    [
        (NOON - timedelta(hours=4), [], NOON - timedelta(hours=4)),
        (None, [], NOON),
        (NOON + timedelta(hours=3), [], NOON),  # from the future of its finding: a zone read wrongly
        (datetime(1970, 1, 1, tzinfo=UTC), [], NOON),
        (datetime(2026, 11, 19, 9), [], datetime(2026, 11, 19, 9, tzinfo=UTC)),  # noqa: DTZ001 - what a careless caller gives
        (NOON - timedelta(hours=4), [("news_site", NOON - timedelta(hours=7))], NOON - timedelta(hours=4)),
        (NOON - timedelta(hours=4), [("news_site", NOON - timedelta(days=3))], NOON - timedelta(days=3)),
        (NOON - timedelta(hours=4), [("link_farm", NOON - timedelta(days=3))], NOON - timedelta(hours=4)),
        (None, [("news_site", NOON - timedelta(hours=2)), ("news_site", NOON - timedelta(hours=1))], NOON - timedelta(hours=2)),
    ],
)
def test_published_is_the_earliest_credible_date(lead: datetime | None, others: list[tuple[str, datetime]], expected: datetime) -> None:
    copies = [stored(2 + at, kind, published_at=when) for at, (kind, when) in enumerate(others)]
    assert published_at(story(stored(1, published_at=lead), *copies)) == expected


def test_the_id_stays_when_another_article_takes_the_lead(desk: Any) -> None:
    first = desk.admit("Basra oil exports rise", source_id="farm")
    desk.publish()
    before = desk.feed("oil.atom").entries[0]
    desk.admit("Basra's oil exports rise", source_id="gazette", placement=Placement(desk.story_of(first), leads=True))
    desk.publish(base_url="https://moved.example.org")
    after = desk.feed("oil.atom").entries[0]
    assert after.id == before.id
    assert re.fullmatch(r"tag:[0-9a-f]{12}\.iraqwire\.invalid,2026-11-20:story/[0-9a-f]+", after.id)
    assert before.link != after.link
    assert after.title == "Basra's oil exports rise"
    assert after.source.title == "Basra Gazette"


def test_the_authority_is_the_public_host_of_the_first_publishing(desk: Any) -> None:
    desk.publish(base_url="https://news.example.org/iraq")
    desk.publish(base_url="https://other.example.org")
    feed = desk.feed("all.atom").feed
    assert feed.id == "tag:news.example.org,2026-11-20:feed/all"
    assert [link.href for link in feed.links if link.rel == "self"] == ["https://other.example.org/feeds/all.atom"]


def test_a_feed_is_as_new_as_its_newest_entry(desk: Any) -> None:
    desk.publish()
    assert desk.feed("all.atom").feed.updated == "2026-11-20T00:00:00+00:00"
    desk.admit("Basra oil exports rise")
    desk.publish(now=desk.now + timedelta(days=1))
    assert desk.feed("all.atom").feed.updated == "2026-11-20T12:01:00+00:00"


# ---------------------------------------------------------------- content

HOSTILE = """
<p onclick="x()" style="color:red" dir="rtl" lang="ar">نص <b>مهم</b></p><script>alert(1)</script><iframe src="http://x.example"></iframe>
<a href="javascript:alert(1)">one</a><a href="/two">two</a><img src="data:image/png;base64,AA"><img src="/three.png" onerror="x()">
<svg><script>alert(2)</script></svg><form action="/x"><input name="q"></form><!-- note --><a href="file:///etc/passwd">four</a>
"""


def test_html_is_reduced_to_what_is_safe() -> None:
    html = content_of(stored(1, html=HOSTILE, language="ar").article, "full")
    assert html.startswith('<div lang="ar" dir="rtl">')
    for bad in ("script", "alert", "onclick", "onerror", "style", "iframe", "javascript", "data:", "svg", "form", "input", "note", "file:"):
        assert bad not in html
    assert '<p dir="rtl" lang="ar">نص <b>مهم</b></p>' in html
    assert 'href="http://outlet1.example/two"' in html
    assert 'src="http://outlet1.example/three.png"' in html


def test_text_without_html_becomes_paragraphs() -> None:
    article = stored(1, text="First <b>line</b>\n\nSecond & last", language="en").article
    assert content_of(article, "full") == '<div lang="en" dir="ltr"><p>First &lt;b&gt;line&lt;/b&gt;</p><p>Second &amp; last</p></div>'


def test_excerpt_and_link_hold_back_the_text() -> None:
    text = "One sentence of the story stands here. " * 100
    entry = element(story(stored(1, text=text, language="en")), "excerpt")
    assert len(entry.find(f"{ATOM}content").text) < EXCERPT + 100
    assert entry.find(f"{ATOM}summary") is None
    entry = element(story(stored(1, text=text)), "link")
    assert entry.find(f"{ATOM}content") is None
    assert entry.find(f"{ATOM}summary") is None
    assert text[:40] not in etree.tostring(entry, encoding="unicode")


@pytest.mark.parametrize(
    ("language", "way"), [("ar", "rtl"), ("ckb", "rtl"), ("fa-IR", "rtl"), ("en", "ltr"), ("kmr", "ltr"), ("", "auto")]
)
def test_direction_follows_the_language(language: str, way: str) -> None:
    assert direction_of(language) == way


@given(st.text(), st.integers(1, 60))
def test_an_excerpt_is_short_and_on_one_line(text: str, length: int) -> None:
    cut = excerpt(text, length)
    assert len(cut) <= length + 2
    assert "\n" not in cut
    assert cut == one_line(cut)


# ---------------------------------------------------------------- bad ones

BAD = {
    "control characters": {"title": "Oil\x00 of\x0b Basra\ufffe", "text": "A\x1f\x00 text", "html": "<p>\x00\x1fA</p>"},
    "lone surrogates": {"title": "Oil \ud800", "text": "\udfff", "html": "<p>\ud800</p>", "authors": ("\ud800",)},
    "empty title": {"title": "  "},
    "nothing at all": {"title": "", "text": "", "html": ""},
    "naive date": {"published_at": datetime(2026, 1, 1)},  # noqa: DTZ001
    "cdata end": {"title": "a ]]> b", "text": "]]>", "html": "<p>]]></p>"},
    "bidi controls": {"title": "\u202eOil\u202c", "text": "\u2066x\u2069"},
    "markup in names": {"authors": ("<script>\"'&",), "language": '"><x'},
    "an odd address": {"url": "http://outlet1.example/a b?c=<d>&e='f'\"g\""},
    "a broken address": {"url": "http://[bad/1"},
    "a script's address": {"url": "javascript:alert(1)"},
    "unclosed html": {"html": "<div><p>a<table><tr><td>" * 500},
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_one_bad_story_never_loses_the_feed(bad: dict[str, Any]) -> None:
    made = story(stored(1, **bad))
    entries = [entry_of(story(stored(2)), [], "full")]
    if bad.get("url", "http").startswith(("javascript", "http://[")):
        with pytest.raises(NotPublishable, match="is no web address"):
            entry_of(made, [], "full")
    else:
        entries.insert(0, entry_of(made, [], "full"))
    assert all(measure(entry, "x.example,2026") for entry in entries)
    document = etree.fromstring(write(head(), entries))
    titles = [title.text for title in document.iterfind(f"{ATOM}entry/{ATOM}title")]
    assert titles[-1] == "A title"
    assert all(titles)


def test_what_cannot_be_published_is_left_out_with_its_reason(desk: Any) -> None:
    desk.admit("Basra oil exports rise")
    bad = desk.admit("Basra oil exports fall", url="ftp://gazette.example/1")
    report = desk.publish()
    assert len(desk.feed("oil.atom").entries) == 1
    assert report.left_out == ((desk.story_of(bad), "its address 'ftp://gazette.example/1' is no web address"),)
    assert report.entries == 1


@given(st.text(), st.text(), st.text())
def test_any_text_makes_a_document(title: str, text: str, html: str) -> None:
    entry = entry_of(story(stored(1, title=title, text=text, html=html, language="ar")), [("oil", "Oil")], "full")
    assert measure(entry, "x.example,2026") > 0
    document = etree.fromstring(write(head(), [entry]))
    assert document.find(f"{ATOM}entry/{ATOM}title").text


def test_the_measure_covers_what_an_entry_takes() -> None:
    copies = [stored(number, name=f"Outlet {number}") for number in range(2, 40)]
    entry = entry_of(story(stored(1, text="A text. " * 500), *copies), [("oil", "Oil")], "full")
    size = len(write(head(), [entry])) - len(write(head(), []))
    assert size <= measure(entry, "x.example,2026-11-20") <= size + 600
