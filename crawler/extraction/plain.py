"""A part of a page as lines, read without trafilatura: for pages whose markup has neither paragraphs nor an article to find."""

from collections.abc import Container
from dataclasses import dataclass

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from crawler.extraction.body import Kind, one_line

_APART = frozenset({"nav", "footer", "aside", "header", "form", "select", "button", "script", "style", "noscript", "head"})
# fmt: off
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "label",
    "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
))
# fmt: on
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class PlainLine:
    """`linked`: the part of the text that lies in links, from 0 to 1."""

    text: str
    kind: Kind
    linked: float


def plain_lines(root: HtmlElement, skipped: Container[HtmlElement] = ()) -> list[PlainLine]:
    """The lines of this element: one for each block of it and each piece between breaks, without margins, forms and what is `skipped`."""
    lines: list[PlainLine] = []
    parts: list[str] = []
    linked = apart = links = headings = 0

    def close() -> None:
        nonlocal linked
        text = one_line("".join(parts))
        if text:
            lines.append(PlainLine(text, "heading" if headings else "paragraph", min(1.0, linked / len(text))))
        parts.clear()
        linked = 0

    def add(text: str | None) -> None:
        nonlocal linked
        if text and not apart:
            parts.append(text)
            linked += len(text.strip()) if links else 0

    for event, element in iterwalk(root, events=("start", "end")):
        tag = element.tag
        step = 1 if event == "start" else -1
        if tag not in _INLINE:
            close()
        apart += step * (tag in _APART or element in skipped)
        links += step * (tag == "a")
        headings += step * (tag in _HEADINGS)
        if event == "start":
            add(element.text)
        elif element is not root:
            add(element.tail)
    close()
    return lines
