"""RSS of every version, RDF and Atom as the values that `syndication` makes Listings of.

Read from lxml's tree by the names of elements, not by the version: half of all feeds mix them. feedparser takes twice the CPU for it
(benchmarks/feeds), keeps the language of one item for the next, has `dc:date` and `dcterms:modified` under one name, and loses the
addresses of one item in ten in the malformed feeds of tests/crawler/feeds.
"""

import base64
import binascii
import copy
import html
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from lxml import etree

from crawler.entries import Entry, Told
from crawler.markup import Unreadable, local_name, parse_xml

_XML = "{http://www.w3.org/XML/1998/namespace}"
# Parts of the names of namespaces, by which they are told: half of them are misspelt somewhere.
_FAMILIES = (
    ("purl.org/dc/elements", "dc"), ("purl.org/metadata/dublin_core", "dc"), ("purl.org/dc/terms", "dcterms"),
    ("purl.org/rss/1.0/modules/content", "content"), ("purl.org/rss/1.0/modules/", "other"),
    ("w3.org/2005/atom", "atom"), ("purl.org/atom/", "atom"), ("feedburner", "feedburner"), ("w3.org/1999/xhtml", "xhtml"),
    ("search.yahoo.com/mrss", "media"), ("itunes", "other"), ("google", "other"), ("podcast", "other"), ("georss", "other"),
    ("opengis", "other"), ("22-rdf-syntax", "rdf"), ("wellformedweb", "other"), ("rss", ""), ("netscape", ""), ("userland", ""),
)  # fmt: skip
_ITEMS = ("item", "entry")
MAX_ITEMS = 10_000
"""More than any feed that was seen; what keeps one answer's Listings to some tens of megabytes."""
_MOST_HEADS = 6  # a root and a channel, and the same again of a feed pasted behind another
_HEADS = ("rss", "rdf", "feed", "channel")
_PUBLISHED = ("pubdate", "published", "issued", "dc:date", "dcterms:issued", "dcterms:created", "created", "dcterms:date", "date")
_CHANGED = ("updated", "modified", "dcterms:modified", "dc:modified")

_Fields = Mapping[str, Sequence[etree._Element]]


def read_xml(text: str) -> Told:
    """What a feed tells. Raises Unreadable for XML that is none."""
    root = parse_xml(text)
    items: list[etree._Element] = []
    heads: list[etree._Element] = []
    for element in () if root is None else root.iter(etree.Element):
        name = local_name(element)
        if len(items) == MAX_ITEMS:
            break
        if name in _ITEMS and _family(str(element.tag)) in ("", "atom", "?"):
            items.append(element)
        elif name in _HEADS and len(heads) < _MOST_HEADS:
            heads.append(element)
    if not items and not heads:
        raise Unreadable("not_a_feed", "is neither RSS nor Atom")
    fields = _fields(
        [child for head in heads for child in head if isinstance(child.tag, str) and local_name(child) not in (*_ITEMS, *_HEADS)], heads
    )
    spoken = [head.get(f"{_XML}lang", "") for head in reversed(heads)]
    return Told(
        tuple(map(_entry, items)),
        site=next(_addresses(fields), ""),
        language=_first((*_words(fields, "language", "dc:language"), *spoken)),
        older=_older(fields),
        generator=" ".join((*_words(fields, "generator"), *(one.get("uri", "") for one in fields["generator"]))),
    )


def _entry(item: etree._Element) -> Entry:
    fields = _fields(item, [item])
    link = next((one for one in fields["link"] if _is_address(one)), item)
    marked = [one.get(f"{_XML}lang", "") for name in ("title", "content") for one in fields[name]]
    return Entry(
        links=(*_words(fields, "feedburner:origlink"), *_addresses(fields), *_words(fields, "url")),
        guid=_first((*_words(fields, "guid", "id"), _attribute(item, "about"), _attribute(item, "href"))),
        base=link.base or "",
        title=_first(_markup(one) for name in ("title", "dc:title", "media:title") for one in fields[name]),
        published=_words(fields, *_PUBLISHED),
        changed=_words(fields, *_CHANGED),
        language=_first((*_words(fields, "dc:language", "language"), item.get(f"{_XML}lang", ""), *marked)),
        texts=tuple(_markup(one, block=True) for name in ("content:encoded", "content", "xhtml:body", "body") for one in fields[name]),
        summaries=tuple(_markup(one, block=True) for name in ("description", "summary") for one in fields[name]),
    )


def _fields(children: Iterable[etree._Element], owners: Sequence[etree._Element]) -> _Fields:
    """By name; with its family before it where it belongs to an extension."""
    own = {_namespace(str(owner.tag)) for owner in owners}
    found: dict[str, list[etree._Element]] = defaultdict(list)
    for child in children:
        if not isinstance(child.tag, str):
            continue
        family = "" if _namespace(child.tag) in own else _family(child.tag)
        found[f"{family}:{local_name(child)}" if family not in ("", "atom") else local_name(child)].append(child)
    return found


@lru_cache(maxsize=1024)
def _family(tag: str) -> str:
    namespace = _namespace(tag).lower()
    return next((family for part, family in _FAMILIES if part in namespace), "?") if namespace else ""


def _namespace(tag: str) -> str:
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def _words(fields: _Fields, *names: str) -> tuple[str, ...]:
    return tuple(words for name in names for element in fields[name] if (words := "".join(element.itertext()).strip()))


def _first(words: Iterable[str]) -> str:
    return next((one for one in words if one.strip()), "")


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2].lower() == name), "")


# ---------------------------------------------------------------- addresses


def _addresses(fields: _Fields) -> Iterator[str]:
    """Of an item or a feed itself: those written as text, as RSS has them, before those of Atom, pages before other files."""
    links = [one for one in fields["link"] if _is_address(one)]
    for link in links:
        behind = (link.tail or "").strip()
        if words := "".join(link.itertext()).strip():
            yield words
        elif behind.startswith("http") and not _attribute(link, "href"):
            yield behind  # "<link/>https://…" is what HTML makes of an RSS link
    for link in sorted(links, key=lambda one: "html" not in _attribute(one, "type") and _attribute(one, "type") != ""):
        if href := _attribute(link, "href") or _attribute(link, "about") or _attribute(link, "resource"):
            yield href


def _is_address(link: etree._Element) -> bool:
    return _rel(link) in ([], ["alternate"]) or "alternate" in _rel(link)


def _rel(link: etree._Element) -> list[str]:
    return [one.rpartition("/")[2] for one in _attribute(link, "rel").lower().split()]


def _older(fields: _Fields) -> str:
    """The next older part: of an archive, else of a feed in pages (RFC 5005)."""
    for rel in ("prev-archive", "next"):
        for link in fields["link"]:
            if rel in _rel(link) and (href := _attribute(link, "href")):
                return href
    return ""


# ---------------------------------------------------------------- texts


def _markup(element: etree._Element, *, block: bool = False) -> str:
    """The HTML that an element holds, escaped or as elements. Plain text, where Atom says that it is some, is made HTML."""
    kind, mode = _attribute(element, "type").lower(), _attribute(element, "mode").lower()
    if _attribute(element, "src"):
        return ""
    words = element.text or ""
    if len(element):
        return html.escape(words, quote=False).lstrip() + "".join(map(_as_html, element.iterchildren(etree.Element)))
    if mode == "base64":
        try:
            words = base64.b64decode(words, validate=False).decode(errors="replace")
        except (binascii.Error, ValueError):
            return ""
    if block and kind in ("text", "text/plain") and mode != "escaped":
        return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in words.splitlines() if line.strip())
    return words.strip()


def _as_html(element: etree._Element) -> str:
    plain = copy.deepcopy(element)
    for one in plain.iter(etree.Element):
        one.tag = str(one.tag).rpartition("}")[2]
    etree.cleanup_namespaces(plain)
    return etree.tostring(plain, method="html", encoding="unicode")
