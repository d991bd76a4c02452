"""A page as lines: what stands between two ends of blocks is one, with where it stands and what its markup calls it.

One walk of the tree, nothing chosen: which lines are the article's is for `choice` to say, what they measure for `measures`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from crawler.extraction.spacing import one_line

Kind = Literal["paragraph", "heading", "quote", "entry"]
Run = tuple[str, str]
"""A piece of text and the href it stands under, "" outside links."""

# fmt: off
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "label",
    "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
))
_WORDLESS = frozenset((
    "script", "style", "noscript", "template", "svg", "iframe", "button", "select", "option", "textarea", "title", "object",
    "embed", "canvas", "video", "audio", "map", "math",
))
WITHIN = (
    "article", "main", "aside", "nav", "header", "footer", "figure", "form", "ul", "ol", "table", "blockquote", "section", "dl", "details",
    "figcaption", "a", "h2", "p",
)
"""The elements of which a line says how many it stands in."""
# fmt: on
CALLED = tuple(
    re.compile(pattern)
    for pattern in (
        r"article|artikel|articulo",
        r"body",
        r"content|contenu|inhalt",
        r"entry|post(?!ed)",
        r"text|copy|rte|wysiwyg|prose|paragraph",
        r"story|news|detail|single",
        r"main|page",
        r"comment|disqus|reply|respond",
        r"relat|recommend|similar|also|next|prev|suggest|further|outbrain|taboola|readmore|most|popular|trend|latest|recirc|more",
        r"share|social|follow|facebook|twitter|whatsapp|telegram",
        r"side|rail|column",
        r"foot",
        r"header|masthead|top",
        r"nav|menu|breadcrumb",
        r"promo|advert|(?<![a-z])ads?(?![a-z])|sponsor|banner|affiliate|commerc|shop|product|donat|campaign",
        r"widget|module|component",
        r"card|teaser|tile|list|grid|feed|carousel|slider|item",
        r"newsletter|subscri|signup|sign(?![a-z])|log(?![a-z])|login|paywall|piano|regist|member|premium",
        r"caption|credit|figure|image|photo|gallery|media|video|player|embed|picture",
        r"author|byline|bio(?![a-z])|contribut|writer|profile",
        r"date|time|publish|updat",
        r"tag|topic|categor|keyword|label|kicker|eyebrow|overline|section",
        r"meta|info",
        r"title|headline|heading",
        r"summary|lead|lede|intro|standfirst|excerpt|deck|dek(?![a-z])|subtitle|subhead|sub(?![a-z])|chapo|abstract|descript",
        r"copyright|disclaim|legal|terms|polic|cookie|consent|gdpr|privacy",
        r"hidden|sr(?![a-z])|visually|screen|print|noscript",
        r"quote|pull",
        r"correction|note|editor|about",
        r"toc|contents",
        r"modal|popup|overlay|dialog|toast|alert|notice",
        r"search|form|input",
        r"box|callout|highlight|key|takeaway|fact",
        r"live|ticker|timeline|liveblog",
    )
)
"""What class and id call an element, one bit a pattern."""
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_PLACES = {tag: place for place, tag in enumerate(WITHIN) if tag != "a"}
_LINK = WITHIN.index("a")
_HOLDERS = frozenset({"div", "td", "body", "section", "article"})
_BOLD = frozenset({"b", "strong"})
_CELLS = frozenset({"td", "th"})
_NOTHING = (0, "body", "", 0, False, False)
_HUMP = re.compile(r"([a-z])([A-Z])")
_WORD = re.compile(r"[a-z]{2,}")
_LONGEST_NAME = 400  # characters of class and id that are read


@dataclass(frozen=True, slots=True)
class Shown:
    """An img where it stands: the link it is in, "" for none, and the ordinals of the elements around it."""

    element: HtmlElement
    href: str
    path: tuple[int, ...]


@dataclass(slots=True)
class Line:
    """One line of a page.

    `runs`: its pieces. `tag`: of the block it stands in; `level`: of the heading,
    0 for others. `path`: ordinals of the elements around it, outermost first, the block's own last; `look`: equal for lines whose
    block and container are marked up alike. `within`: counts of WITHIN. `near` and `around`: CALLED of the block and its two
    containers, and of all elements around. `linked`, `strong`: characters in links and in bold. `images`: those since the line before.
    """

    text: str
    runs: list[Run]
    kind: Kind
    level: int
    tag: str
    path: tuple[int, ...]
    look: int
    within: tuple[int, ...]
    near: int
    nearby: int
    around: int
    linked: int
    strong: int
    links: int
    hidden: int
    stated_body: int
    after_break: bool
    images: Sequence[Shown] = ()


def page_lines(tree: HtmlElement) -> tuple[list[Line], list[HtmlElement]]:
    """The lines of this page in its order, those of scripts, buttons and drawings left out;
    and the elements that paths name, by ordinal.
    """
    walk = _Walk(tree)
    return walk.lines, walk.elements


@lru_cache(maxsize=8192)
def names_of(attribute: str) -> int:
    """The bits of CALLED for the words of a class or an id."""
    names = 0
    for word in _WORD.findall(_HUMP.sub(r"\1-\2", attribute[:_LONGEST_NAME]).lower()):
        names |= _names_of_word(word)
    return names


@lru_cache(maxsize=8192)
def _names_of_word(word: str) -> int:
    return sum(1 << bit for bit, pattern in enumerate(CALLED) if pattern.search(word))


class _Walk:
    """State of the one pass: the elements that are open, and the line that is being filled."""

    def __init__(self, tree: HtmlElement) -> None:
        self.lines: list[Line] = []
        self.elements: list[HtmlElement] = [tree]
        self._tree = tree
        self._open: list[tuple[int, str, str, int, bool, bool]] = []  # ordinal, tag, class, names, hidden, body
        self._around = [0]
        self._within = [0] * len(WITHIN)
        self._hrefs: list[str] = []
        self._looks: dict[tuple[str, str, str, str], int] = {}
        self._strong = self._hidden = self._stated = self._wordless = self._flat = 0
        self._broken = False
        self._line: Line | None = None
        self._links = 0
        self._images: list[Shown] = []
        self._read()

    def _read(self) -> None:
        tree, ordinal = self._tree, 0
        opened, around, within, hrefs = self._open, self._around, self._within, self._hrefs
        for event, element in iterwalk(tree, events=("start", "end")):
            tag = str(element.tag)
            starts = event == "start"
            if tag in _INLINE:
                if tag == "a":
                    if starts:
                        hrefs.append(element.get("href") or "")
                        self._links += 1
                        within[_LINK] += 1
                    else:
                        hrefs.pop()
                        within[_LINK] -= 1
                elif tag == "img":
                    if starts and not self._wordless:
                        self._images.append(Shown(element, hrefs[-1] if hrefs else "", tuple([block[0] for block in opened])))
                elif tag in _BOLD:
                    self._strong += 1 if starts else -1
            elif tag == "br":
                if starts:
                    self._end_line()
                    self._broken = True
            elif tag in _WORDLESS:
                self._end_line()
                self._wordless += 1 if starts else -1
            elif starts:
                if self._flat and tag in _CELLS:
                    self._add(" ")
                else:
                    self._end_line()
                self._broken = False
                if tag == "tr" and (self._flat or _is_flat(element)):
                    self._flat += 1
                ordinal += 1
                self.elements.append(element)
                opened.append(self._opened(element, ordinal))
                if (place := _PLACES.get(tag)) is not None:
                    within[place] += 1
            else:
                if self._flat and tag in _CELLS:
                    self._add(" ")
                else:
                    self._end_line()
                self._broken = False
                if tag == "tr" and self._flat:
                    self._flat -= 1
                _, _, _, _, hidden, stated = opened.pop()
                self._hidden -= hidden
                self._stated -= stated
                around.pop()
                if (place := _PLACES.get(tag)) is not None:
                    within[place] -= 1
            if not self._wordless:
                text = element.text if starts else element.tail
                if text and (starts or element is not tree):
                    self._add(text)
        self._end_line()

    def _opened(self, element: HtmlElement, ordinal: int) -> tuple[int, str, str, int, bool, bool]:
        tag, called, names, hidden, stated = str(element.tag), "", 0, False, False
        if keys := element.keys():
            if "class" in keys:
                called = element.get("class") or ""
                names = names_of(called)
            if "id" in keys:
                names |= names_of(element.get("id") or "")
            if "style" in keys or "hidden" in keys or "aria-hidden" in keys:
                hidden = _is_hidden(element)
                self._hidden += hidden
            if "itemprop" in keys:
                stated = element.get("itemprop") == "articleBody"
                self._stated += stated
        self._around.append(self._around[-1] | (names if tag not in ("body", "html") else 0))
        return ordinal, tag, called, names, hidden, stated

    def _add(self, text: str) -> None:
        line = self._line
        if line is None:
            if text.isspace():
                return
            line = self._line = self._begin()
        line.runs.append((text, self._hrefs[-1] if self._hrefs else ""))
        if self._hrefs:
            line.linked += len(text.strip())
        if self._strong:
            line.strong += len(text.strip())

    def _begin(self) -> Line:
        opened = self._open or [_NOTHING]
        _, tag, called, names, *_ = opened[-1]
        above = opened[-2] if len(opened) > 1 else _NOTHING
        over = opened[-3] if len(opened) > 2 else _NOTHING
        look = self._looks.setdefault((tag, called, above[1], above[2]), len(self._looks))
        within = tuple(self._within)
        level = _HEADINGS.get(tag, 0)
        return Line(
            text="",
            runs=[],
            kind=_kind(tag, level, within, (above[1], tag)),
            level=level,
            tag=tag,
            path=tuple([block[0] for block in opened]),
            look=look,
            within=within,
            near=names,
            nearby=above[3] | over[3],
            around=self._around[-1],
            linked=0,
            strong=0,
            links=0,
            hidden=self._hidden,
            stated_body=self._stated,
            after_break=self._broken,
        )

    def _end_line(self) -> None:
        line = self._line
        if line is not None:
            line.text = one_line("".join([text for text, _ in line.runs]))
            line.links = self._links
            if line.text:
                if self._images:
                    line.images, self._images = self._images, []
                self.lines.append(line)
            self._line = None
        self._links = 0


_LISTS, _QUOTE = (WITHIN.index("ul"), WITHIN.index("ol")), WITHIN.index("blockquote")


def _kind(tag: str, level: int, within: tuple[int, ...], blocks: tuple[str, str]) -> Kind:
    if level:
        return "heading"
    if within[_QUOTE]:
        return "quote"
    return "entry" if "li" in blocks and any(within[place] for place in _LISTS) else "paragraph"


def _is_flat(row: HtmlElement) -> bool:
    """Whether the cells of a table's row hold no blocks: such a row is one line."""
    return all(child.tag in _INLINE for cell in row for child in cell)


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style")
    return (
        "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or (style is not None and "display:none" in style.replace(" ", "").lower())
    )


def container_of(line: Line, above: int = 0) -> int:
    """The ordinal of a line's container: its block where that may hold several lines, else what holds the block; or so many steps above."""
    up = (1 if line.tag in _HOLDERS else 2) + above
    return line.path[-up] if len(line.path) >= up else 0
