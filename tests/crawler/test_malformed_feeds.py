"""What is read of feeds that are broken, misread by others, or made to hurt: eighty malformed ones lie in folders."""

import gzip
import json
from contextlib import suppress
from pathlib import Path

import pytest
from feed_bodies import item, only, read, rss
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from benchmarks import feeds
from benchmarks.feeds import NOW, SOURCE, URL, Case
from crawler.markup import Unreadable
from crawler.mending import mend
from crawler.syndication import read_feed

CASES = {f"{half}/{case.name}": case for half in feeds.HALVES for case in feeds.cases(half)}

# ---------------------------------------------------------------- malformed ones


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_malformed_feed_gives_the_items_it_holds_and_no_others(name: str) -> None:
    case = CASES[name]
    listings = read_feed(case.body, URL, SOURCE, NOW, content_type=case.content_type).listings
    told = [
        {
            "url": one.url,
            "title": one.title,
            "language": one.language,
            "published": one.published_at.isoformat() if one.published_at else "",
        }
        for one in listings
    ]
    assert [{key: have[key] for key in want} for have, want in zip(told, case.items, strict=False)] == list(case.items)
    assert [one["url"] for one in told] == [one["url"] for one in case.items]


@pytest.mark.parametrize("half", feeds.HALVES)
def test_of_either_half_of_the_malformed_feeds_nearly_every_item_is_kept(half: str) -> None:
    assert feeds.share(list(feeds.cases(half)), feeds.ours) >= 0.95


def test_every_malformed_feed_has_its_expected_items() -> None:
    for half in feeds.HALVES:
        folder = feeds.FEEDS / half
        told = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        assert {path.stem for path in folder.glob("*.xml")} == set(told)
    assert len(CASES) >= 66


def test_a_field_of_the_feed_that_was_not_closed_takes_no_item_with_it() -> None:
    body = b"<rss><channel><title>Wire<description>News of the rivers" + item().encode() + item().replace("/1", "/2").encode()
    assert [one.url for one in read(body).listings] == ["https://wire.example/1", "https://wire.example/2"]


def test_a_feed_of_five_thousand_items_is_read_whole_even_where_it_is_malformed() -> None:
    items = "".join(f"<item><title>Q & A {number}</title><link>https://wire.example/{number}</link></item>" for number in range(5000))
    listings = read(gzip.compress(rss(items))).listings
    assert [one.url for one in listings] == [f"https://wire.example/{number}" for number in range(5000)]
    assert listings[4999].title == "Q & A 4999"


@settings(deadline=None, max_examples=80)
@given(st.lists(st.sampled_from(["<item>", "</item>", "<title>", "</title>", "<link>", "<![CDATA[", "]]>", "<!--", "-->", "&", "<", ">", "x", "'", '"',
    "<a:b c=d>", "</a:b>", "<p", "<?x", "<rss>", "</rss>", "<!DOCTYPE", "&#x1F;", "&nbsp;", "\x00", " xmlns:a=''", "/a"]), max_size=60).map("".join))  # fmt: skip
def test_whatever_is_mended_is_well_formed(text: str) -> None:
    etree.fromstring(mend(text.replace("\x00", "")).encode())
    with suppress(Unreadable):
        read(f"<rss><channel>{text}".encode())


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_feed_cut_anywhere_keeps_the_items_before_the_cut_and_invents_no_address(data: st.DataObject) -> None:
    body = rss(
        "".join(
            f"<item><title>N {n}</title><link>https://wire.example/news/{n}00</link><guid>https://wire.example/news/{n}00</guid></item>"
            for n in range(1, 6)
        )
    )
    cut = data.draw(st.integers(min_value=body.index(b"<item>") + 6, max_value=len(body)))
    whole = body[:cut].count(b"</item>")
    found = [one.url for one in read(body[:cut]).listings]
    assert found[:whole] == [f"https://wire.example/news/{n}00" for n in range(1, whole + 1)]
    assert set(found) <= {f"https://wire.example/news/{n}00" for n in range(1, 6)}


# ---------------------------------------------------------------- what feedparser misreads of sound XML


@pytest.mark.parametrize(
    "field",
    [
        "<g:pos xmlns:g='http://www.opengis.net/gml'>33.3 44.4</g:pos>",
        "<m:license xmlns:m='http://backend.userland.com/creativeCommonsRssModule'><p/></m:license>",
        "<textInput><title>Search</title></textInput>",
        "<description><table><width>5</width></table><details><summary>More</summary></details></description>",
        "<image><title>Picture</title><link>https://wire.example/p.jpg</link></image>",
        "<item><title>Within</title><link>https://wire.example/within</link></item>",
    ],
)
def test_no_field_of_an_item_takes_the_others_or_their_item_with_it(field: str) -> None:
    body = rss(f"<item>{field}<title>Rivers</title><link>https://wire.example/1</link></item>{item().replace('/1', '/2')}")
    found = [(one.url, one.title) for one in read(body).listings if one.title != "Within"]
    assert found == [("https://wire.example/1", "Rivers"), ("https://wire.example/2", "Rivers")]


def test_a_base_lasts_for_its_own_item_only() -> None:
    items = "<item xml:base='/news/'><link>1</link></item><item><link>2</link></item><item><link xml:base='/old/'>3</link></item>"
    assert [one.url for one in read(rss(items)).listings] == [f"https://wire.example/{path}" for path in ("news/1", "2", "old/3")]


def test_a_link_of_rss_goes_before_one_of_atom_and_a_picture_s_title_names_no_item() -> None:
    media = "<media:title xmlns:media='http://search.yahoo.com/mrss/'>The picture</media:title>"
    found = only(rss(f"<item>{media}<atom:link href='/other'/><link>/1</link><title>Rivers</title></item>"))
    assert (found.url, found.title) == ("https://wire.example/1", "Rivers")


def test_a_field_given_over_and_over_is_no_work() -> None:
    assert only(rss(f"<item><link>/1</link>{'<title/>' * 50_000}</item>")).url == "https://wire.example/1"


# ---------------------------------------------------------------- what must not be read


def test_a_document_type_reaches_no_parser(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    for declared in (
        f"<!ENTITY x SYSTEM '{secret.as_uri()}'>",
        f"<!ENTITY x PUBLIC 'a' '{secret.as_uri()}'>",
        f"<!ENTITY % p SYSTEM '{secret.as_uri()}'>%p;",
        "<!ENTITY a 'aaaaaaaaaa'><!ENTITY x '&a;&a;&a;&a;'>",
        f"<!ENTITY x '{'a' * 5000}'>",
        f"<!entity x 'a'><!ENTITY x SYSTEM '{secret.as_uri()}'>",
    ):
        with pytest.raises(Unreadable) as refused:
            read(rss(item("<description>&x;</description>"), head=f"<?xml version='1.0'?><!DOCTYPE rss [{declared}]>"))
        assert refused.value.reason == "unsafe_xml"
    for head in (
        f"<!-- <rss> --><!DOCTYPE rss [<!-- --><!ENTITY x SYSTEM '{secret.as_uri()}'>]>",
        f"<?x <rss> ?><!DOCTYPE rss [<!ENTITY x SYSTEM '{secret.as_uri()}'>]>",
        f"<rss><!DOCTYPE rss [<!ENTITY x SYSTEM '{secret.as_uri()}'>]>",
        f"<!DOCTYPE rss SYSTEM '{secret.as_uri()}'>",
    ):
        with suppress(Unreadable):
            assert "the secret" not in repr(read(rss(item().replace("Rivers", "Rivers &x;"), head=head)))


def test_plain_entities_grow_no_feed_beyond_the_limit() -> None:
    head = f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY x '{'a' * 60}'>]>"
    assert only(rss(item().replace("Rivers", "&x;"), head=head)).title == "a" * 60
    with pytest.raises(Unreadable) as refused:
        read_feed(rss(item("<description>" + "&x;" * 5000 + "</description>"), head=head), URL, SOURCE, NOW, max_bytes=100_000)
    assert refused.value.reason == "unsafe_xml"


def test_a_feed_may_write_about_entities() -> None:
    assert only(rss(item("<description><![CDATA[Write <!ENTITY x SYSTEM 'file:///etc/passwd'> so.]]></description>"))).title == "Rivers"


def test_a_case_of_the_benchmark_is_read_alike_by_both() -> None:
    case = Case("two", rss(item()), "application/rss+xml", ())
    assert feeds.ours(case) == feeds.theirs(case) == {("https://wire.example/1", "Rivers")}
