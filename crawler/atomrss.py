"""RSS of every version, RDF and Atom as the values that `syndication` makes Listings of: feedparser reads the fields of items, out of a
plain feed that `_straightened` writes from lxml's tree. So no document type reaches it, and it has nothing left to forgive.

Of sound XML feedparser raises at a <gml:pos> by itself or a <width> within a text, ends a text at HTML's own <summary> and an item at one
within it; of the malformed feeds in tests/crawler/feeds it loses 23 items in 100.
"""

import copy
import html
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import feedparser
from lxml import etree

from crawler.feeditems import FeedItem, RawFeed
from crawler.markup import Unreadable, local_name, parse_xml

MAX_ITEMS = 10_000
"""More than any feed that was seen; what keeps one answer's Listings to some tens of megabytes."""
_MOST_HEADS = 6  # a root and a channel, and the same again of a feed pasted behind another
_ITEMS, _HEADS = frozenset({"item", "entry"}), frozenset({"rss", "rdf", "feed", "channel"})
# fmt: off
_OF_ITEMS = frozenset((
    "title", "link", "guid", "id", "url", "origlink", "language", "pubdate", "published", "issued", "created", "date", "updated",
    "modified", "description", "summary", "content", "encoded", "body",
))
# fmt: on
_OF_HEADS = frozenset({"link", "language", "generator"})
_MOST_FIELDS = 24  # of one item: twice what is met. A link costs feedparser 60 µs, and 10 MB hold a million
_TEXTS = frozenset({"title", "description", "summary", "content", "encoded", "body"})
_SUMMARIES = frozenset({"description", "summary"})
_NO_ITEMS = frozenset({"media", "content", "image", "video", "itunes", "podcast"})  # prefixes of what calls parts of its own so
_XML = "{http://www.w3.org/XML/1998/namespace}"
_MARKUP = re.compile(r"</[A-Za-z]|<(?:br|p|img)\b", re.IGNORECASE)


def read_xml(text: str) -> RawFeed:
    """What a feed tells. Raises Unreadable for XML that is none."""
    root = parse_xml(text)
    plain = None if root is None else _straightened(root)
    if plain is None:
        raise Unreadable("not_a_feed", "is neither RSS nor Atom")
    # Without content-location: with it feedparser makes links absolute, and "https//wire.example/1" a page below the feed.
    parsed = feedparser.parse(
        io.BytesIO(etree.tostring(plain, encoding="utf-8")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    feed = parsed.feed
    return RawFeed(
        tuple(map(_item, parsed.entries)),
        site=next(_links(feed, "alternate"), ""),
        language=_said(feed, "language"),
        older=next((href for rel in ("prev-archive", "next") for href in _links(feed, rel)), ""),
        generator=f"{_said(feed, 'generator')} {_said(feed.get('generator_detail', {}), 'href')}",
    )


# ---------------------------------------------------------------- what feedparser is given


def _straightened(root: etree._Element) -> etree._Element | None:
    """A feed of the same items beside each other, none with anything but the fields that are read; None where the tree is no feed."""
    heads: list[etree._Element] = []
    items: list[etree._Element] = []
    for element in root.iter(etree.Element):
        name = local_name(element)
        if name in _ITEMS and element.prefix not in _NO_ITEMS:
            items.append(element)
            if len(items) == MAX_ITEMS:
                break
        elif name in _HEADS and len(heads) < _MOST_HEADS:
            heads.append(element)
    if not heads and not items:
        return None
    plain = etree.Element("feed" if any(local_name(one) == "feed" for one in heads) else "channel", nsmap=root.nsmap)
    for head in heads:
        _move_fields(head, plain, _OF_HEADS)
    # The last first, so that no item within another is in the text of that one too.
    for item, alone in reversed([(item, etree.SubElement(plain, "item")) for item in items]):
        _move_fields(item, alone, _OF_ITEMS)
    etree.strip_attributes(plain, f"{_XML}base", "base")  # it keeps the base of one item for the next
    return plain


def _move_fields(owner: etree._Element, plain: etree._Element, names: frozenset[str]) -> None:
    own = etree.QName(owner).namespace
    plain.attrib.update({key: value for key, value in owner.items() if key not in plain.attrib})
    told = ((name, one) for one in owner.iterchildren(etree.Element) if (name := local_name(one)) in names)
    fields = list(islice(told, _MOST_FIELDS))
    for word, value in (("language", _language(owner, fields)), ("base", next((one.base for name, one in fields if name == "link"), ""))):
        if value:
            etree.SubElement(plain, word).text = value
    longest = max((one for name, one in fields if name in _SUMMARIES), key=lambda one: len("".join(one.itertext())), default=None)
    for name, one in sorted(fields, key=lambda field: field[0] == "link" and not field[1].text):  # a link of RSS before one of Atom
        if (one.prefix == "media" and name != "title") or (name in _SUMMARIES and one is not longest):
            continue  # a second description, or a picture's, it takes for the whole text
        if name == "link" and not one.text and not one.attrib and (one.tail or "").lstrip().startswith("http"):
            one.text = one.tail  # "<link/>https://…" is what HTML makes of an RSS link
        if name == "date":
            one.tag = "created"  # it takes dc:date for a change, and of all changes keeps the last
        elif own and str(one.tag).startswith(f"{{{own}}}"):
            one.tag = name  # it knows few namespaces
        if len(one) or name == "body" or one.get("type", "").lower().endswith(("xhtml", "xml")):
            _flatten(one, name)
        one.tail = None
        plain.append(one)


def _language(owner: etree._Element, fields: Sequence[tuple[str, etree._Element]]) -> str:
    """By attribute, which feedparser tells of a text but not of an item."""
    told = (one.get(f"{_XML}lang") for one in (owner, *(one for name, one in fields if name in _TEXTS)))
    return next(filter(None, told), "")


def _flatten(field: etree._Element, name: str) -> None:
    """Put elements within a field into words, of which those that call themselves XHTML are often made anyway."""
    if name in _TEXTS:
        words = field.text or ""
        if len(field):
            words = html.escape(words, quote=False) + "".join(map(_as_html, field.iterchildren(etree.Element)))
        field.set("type", "html")
    else:
        words = "".join(field.itertext())
    del field[:]
    field.text = words


def _as_html(element: etree._Element) -> str:
    alone = copy.deepcopy(element)
    for one in alone.iter(etree.Element):
        one.tag = etree.QName(one).localname
    etree.cleanup_namespaces(alone)
    return etree.tostring(alone, method="html", encoding="unicode")


# ---------------------------------------------------------------- what it tells


def _item(told: Mapping[str, Any]) -> FeedItem:
    return FeedItem(
        links=(_said(told, "feedburner_origlink"), *_links(told, "alternate"), _said(told, "href")),
        guid=_said(told, "id"),
        base=_said(told, "base"),
        title=_said(told, "title"),
        published=(_said(told, "published"), _said(told, "created")),
        changed=(_said(told, "updated"),),
        language=_said(told, "language"),
        texts=tuple(_html(one) for one in told.get("content", ())),
        summaries=(_html({"value": _said(told, "summary"), **told.get("summary_detail", {})}),),
    )


def _said(told: Mapping[str, Any], key: str) -> str:
    # Past feedparser's own `get`, which gives `published` for a missing `updated`.
    return str(dict.get(told, key) or "") if isinstance(told, dict) else ""


def _links(told: Mapping[str, Any], rel: str) -> Iterator[str]:
    """Of this relation, pages before other files."""
    some = [one for one in told.get("links", ()) if rel in (name.rpartition("/")[2] for name in one.get("rel", "alternate").split())]
    yield from (str(one["href"]) for one in sorted(some, key=lambda one: "html" not in one.get("type", "html")) if one.get("href"))


def _html(told: Mapping[str, Any]) -> str:
    """A text as HTML; plain text, where it is none in truth, made such."""
    words = str(told.get("value", ""))
    if told.get("type") == "text/plain" and not _MARKUP.search(words):
        return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in words.splitlines() if line.strip())
    return words
