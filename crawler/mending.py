"""XML that is not well formed made so: every tag closed where its author must have meant it, nothing that was text lost.

Feeds and sitemaps are flat lists, which is what lets it be done: an item ends where the next begins, a field of an item where the
next field does. Parsers that recover do not know that, and one open tag costs them the items after it: of the 233 addresses in
tests/crawler/feeds libxml2 loses 19 and feedparser 25. What an end cut off is left out: half an address is another page's.
"""

import html
import re
from dataclasses import dataclass
from html.entities import html5

_NAME = r"[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)*"
# The second form is a tag whose > was forgotten: "<item <title>".
_TAG = re.compile(rf"<(/?)({_NAME})(?:((?:[\s/](?:[^<>\"']|\"[^\"<]*\"|'[^'<]*'|[\"'])*+)?)>|\s*(?=<))", re.ASCII)
# Tried last: a value in which a < stands.
_TAG_WITH_LESS = re.compile(rf"<()({_NAME})(\s(?:[^<>\"']|\"[^\">\n]{{0,1000}}\"|'[^'>\n]{{0,1000}}')*+)>", re.ASCII)
_MARK = re.compile(r"<(?=[A-Za-z_/!?])")
_ATTRIBUTE = re.compile(r"([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)\s*=\s*(\"[^\"]*\"|'[^']*'|[\"']?[^\s\"'<>]+)", re.ASCII)
_REFERENCE = re.compile(r"&(?:#(?:[xX][0-9a-fA-F]{1,6}|[0-9]{1,7});?|([A-Za-z][A-Za-z0-9]{1,31});)?|]]>|<!\[CDATA\[")
_UNLAWFUL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EDGE = re.compile(r"</?(?:[\w.-]{1,40}:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE | re.ASCII)

_WRAPPER = "mended"
_DEEPEST = 120  # half of what libxml2 takes; no feed's text is nested so
_ROOTS = frozenset({"rss", "rdf", "feed", "urlset", "sitemapindex"})
_ITEMS_OF_FEEDS, _ITEMS_OF_SITEMAPS = frozenset({"item", "entry"}), frozenset({"url", "sitemap"})
_SITEMAP = re.compile(r"<(?:[\w.-]{1,40}:)?(?:urlset|sitemapindex)(?=[\s/>])", re.IGNORECASE | re.ASCII)
# fmt: off
_FIELDS = frozenset((
    "title", "link", "guid", "id", "pubdate", "published", "issued", "updated", "modified", "created", "date", "description", "summary",
    "content", "encoded", "category", "comments", "creator", "language", "subject", "rights", "origlink", "enclosure", "generator",
    "lastbuilddate", "ttl", "copyright", "docs", "managingeditor", "webmaster", "commentrss", "author", "source", "contributor",
    "loc", "lastmod", "changefreq", "priority",
))
# Fields that hold elements of their own: those within close nothing but each other.
_HOLDERS = {
    "author": frozenset({"name", "email", "uri", "id"}), "contributor": frozenset({"name", "email", "uri", "id"}),
    "source": frozenset({"title", "link", "id", "updated", "rights", "generator"}),
}
_NO_ITEMS = frozenset({"media", "content", "image", "video", "itunes", "podcast"})  # prefixes of what calls parts of its own so
_VOID = frozenset(("br", "hr", "img", "input", "meta", "wbr", "area", "embed", "col", "base", "param"))
_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/", "dcterms": "http://purl.org/dc/terms/", "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/", "media": "http://search.yahoo.com/mrss/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "news": "http://www.google.com/schemas/sitemap-news/0.9", "image": "http://www.google.com/schemas/sitemap-image/1.1",
    "video": "http://www.google.com/schemas/sitemap-video/1.1", "xhtml": "http://www.w3.org/1999/xhtml",
}
# fmt: on


def mend(text: str) -> str:
    """Well-formed XML with the same elements in one root of its own, names in lower case, prefixes that nobody declared declared.

    Takes time in proportion to the text.
    """
    return _Mending(text).done()


@dataclass(frozen=True, slots=True)
class _Open:
    """An element not closed yet. `name`: without prefix. `start`: where it began in what is written. `free`: its markup is XHTML.
    `holds`: the fields that may stand in it.
    """

    full: str
    name: str
    start: int
    free: bool
    holds: frozenset[str]


class _Mending:
    def __init__(self, text: str) -> None:
        self._text = text
        self._items = _ITEMS_OF_SITEMAPS if _SITEMAP.match(text) else _ITEMS_OF_FEEDS
        self._structure = self._items | _FIELDS | _ROOTS | {"channel"}
        self._out: list[str] = []
        self._open: list[_Open] = []
        self._prefixes: set[str] = set()
        self._found: dict[str, int] = {}

    def done(self) -> str:
        at = 0
        while mark := _MARK.search(self._text, at):
            self._say(self._text[at : mark.start()])
            at = self._take(mark.start())
            if at >= len(self._text):
                self._drop_cut_field()
        self._say(self._text[at:])
        self._drop_cut_field()
        self._close_to(0)
        declared = "".join(f' xmlns:{name}="{_NAMESPACES.get(name.lower(), f"urn:{name}")}"' for name in sorted(self._prefixes))
        return f"<{_WRAPPER}{declared}>{''.join(self._out)}</{_WRAPPER}>"

    # ------------------------------------------------------------ one piece of markup each; where the text goes on

    def _take(self, at: int) -> int:
        text = self._text
        if text.startswith("<![CDATA[", at):
            return self._cdata(at + 9)
        if text.startswith("<!--", at):
            end = self._find("-->", at + 4)
            return end + 3 if end >= 0 else at + 4
        if text.startswith("<?", at):
            end = self._find(">", at + 2)
            return end + 1 if end >= 0 else len(text)
        tag = _TAG.match(text, at) or _TAG_WITH_LESS.match(text, at)
        if tag and (tag[3] is not None or tag[2].lower().rpartition(":")[2] in self._structure):
            (self._end if tag[1] else self._start)(tag)
            return tag.end()
        if text[at + 1] != "!" and self._find(">", at) < 0 and self._find("<", at + 1) < 0:
            self._cut_tag()
            return len(text)
        self._out.append("&lt;")
        return at + 1

    def _cdata(self, at: int) -> int:
        """One that was not closed ends with its element, or with the item."""
        end = self._find("]]>", at)
        limit = end if end >= 0 else len(self._text)
        edge = self._edge(at, limit)
        if self._open:
            own = re.compile(f"</{re.escape(self._open[-1].full)}(?=[\\s>])", re.IGNORECASE)
            limit = edge if edge >= 0 else limit
            edge = found.start() if (found := own.search(self._text, at, limit)) else edge
        if edge >= 0:
            self._out.append(_escaped(self._text[at:edge]))
            return edge
        if end < 0:
            return len(self._text)
        self._out.append(_escaped(self._text[at:end].replace("<![CDATA[", "")))
        return end + 3

    def _edge(self, at: int, limit: int) -> int:
        """Where the next item begins or ends, -1 where not before `limit`."""
        known = self._found.get("edge", at - 1)
        if known < at:
            found = _EDGE.search(self._text, at)
            known = self._found["edge"] = found.start() if found else len(self._text)
        return known if known < limit else -1

    def _start(self, tag: re.Match[str]) -> None:
        full, attributes = tag[2].lower(), tag[3] or ""
        prefix, _, name = full.rpartition(":")
        if name in _ROOTS and prefix in ("", "rdf"):
            self._close_to(0)
        elif name in self._items and prefix not in _NO_ITEMS:
            self._leave(self._items)
            self._leave(_FIELDS)
        elif name == "channel":
            self._leave(self._items | {"channel"})
        elif name in _FIELDS and not any(one.free for one in self._open):
            self._leave_field(name)
        if len(self._open) >= _DEEPEST:
            return
        told = self._attributes(attributes)
        if prefix:
            prefix = f"not_{prefix}" if prefix in ("xml", "xmlns") else prefix.replace(":", "_")
            self._prefixes.add(prefix)
            full = f"{prefix}:{name}"
        alone = attributes.rstrip().endswith("/") or (name in _VOID and not prefix) or (name == "link" and "href" in told)
        written = "".join(f' {key}="{value}"' for key, value in told.items())
        start = len(self._out)
        self._out.append(f"<{full}{written}{'/' if alone else ''}>")
        if not alone:
            # RSS's <source url="…"> holds words, Atom's a description of another feed.
            holds = _HOLDERS.get(name, frozenset()) if "url" not in told else frozenset()
            self._open.append(_Open(full, name, start, name in _FIELDS and "xhtml" in told.get("type", ""), holds))

    def _end(self, tag: re.Match[str]) -> None:
        full = tag[2].lower()
        name = full.rpartition(":")[2]
        known = name in self._structure
        for depth in range(len(self._open) - 1, -1, -1):
            one = self._open[depth]
            if one.full == full or (known and one.name == name):
                self._close_to(depth)
                return
            if not known and one.name in self._structure:
                return  # an inline element's end closes nothing around the text it is in

    # ------------------------------------------------------------ what is open

    def _leave(self, names: frozenset[str]) -> None:
        """Close the outermost of these that is open, with all in it."""
        self._close_to(next((depth for depth, one in enumerate(self._open) if one.name in names), len(self._open)))

    def _leave_field(self, name: str) -> None:
        """Close the fields that are open, but for one that may hold the new one."""
        for depth in range(len(self._open) - 1, -1, -1):
            within = self._open[depth].name
            if within in self._items or (within in _FIELDS and name in self._open[depth].holds):
                return
            if within in _FIELDS:
                self._close_to(depth)

    def _cut_tag(self) -> None:
        """The end cut off a tag: an end tag, and its field is whole; else the field is cut with it."""
        if self._text.startswith("</", self._text.rfind("<")) and self._open and self._open[-1].name in _FIELDS:
            self._close_to(len(self._open) - 1)

    def _drop_cut_field(self) -> None:
        """What the end of the text left open was to go on."""
        for depth, one in enumerate(self._open):
            if one.name in _FIELDS:
                del self._out[one.start :]
                del self._open[depth:]
                return

    def _close_to(self, depth: int) -> None:
        for one in reversed(self._open[depth:]):
            self._out.append(f"</{one.full}>")
        del self._open[depth:]

    # ------------------------------------------------------------ words

    def _say(self, words: str) -> None:
        if words:
            self._out.append(_mended_words(words))

    def _attributes(self, written: str) -> dict[str, str]:
        told: dict[str, str] = {}
        for name, value in _ATTRIBUTE.findall(written):
            key = name.lower()
            value = value.strip("\"'") if value[0] in "\"'" else value.removesuffix("/") if written.endswith(value) else value
            prefix, _, local = key.rpartition(":")
            if key == "xmlns" or prefix == "xmlns":
                if not value.strip() or local in ("xml", "xmlns") or prefix.count(":"):
                    continue
            elif prefix and prefix != "xml":
                self._prefixes.add(prefix)
            told.setdefault(key, _mended_words(value).replace('"', "&quot;"))
        return told

    def _find(self, end: str, at: int) -> int:
        """Where this stands next, -1 for nowhere; what was found once is not searched for again before it is passed."""
        known = self._found.get(end, at - 1)
        if known < at:
            found = self._text.find(end, at)
            known = self._found[end] = found if found >= 0 else len(self._text)
        return known if known < len(self._text) else -1


def _mended_words(words: str) -> str:
    if "&" in words or "]]>" in words:
        words = _REFERENCE.sub(_reference, words)
    return words.replace("<", "&lt;").replace(">", "&gt;") if "<" in words or ">" in words else words


def _reference(found: re.Match[str]) -> str:
    whole, name = found[0], found[1]
    if whole in ("]]>", "<![CDATA["):
        return ""
    if name in ("amp", "lt", "gt", "quot", "apos"):
        return whole
    if name:
        known = html5.get(f"{name};")
        return _escaped(known) if known else f"&amp;{name};"
    return _escaped(_UNLAWFUL.sub("", html.unescape(whole)).replace("\ufffd", "")) if len(whole) > 1 else "&amp;"


def _escaped(words: str) -> str:
    return html.escape(words, quote=False)
