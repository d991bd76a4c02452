"""What a page carries only in its scripts, from which a browser is to build it: its text, as JSON-LD's articleBody or the longest
piece of HTML in the state that frameworks as Next.js embed, asked for where the page itself shows none; and when it was published.
"""

import json
import re
from collections.abc import Iterator
from html import escape

from lxml import etree, html
from lxml.html import HtmlElement

from crawler.extraction.prose import ENOUGH, prose_words

_STRING = re.compile(r'"((?:[^"\\]|\\.){300,})"', re.DOTALL)  # characters of JSON: an article's text has more
_PARAGRAPH = re.compile(r"<p[\s>]", re.IGNORECASE)
_PARAGRAPHS = 2
_PUBLISHED = re.compile(
    r'\\?"(?:publish(?:ed)?(?:_?[aA]t|_?[dD]ate|_?[tT]ime)|[Pp]ublished_?[Oo]n|PublishedDate|datePublished|publication_?[dD]ate|published)\\?"\s*:'
    r'\s*\\?"(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}[^"\\]{0,20})'
)
_NEAR = 2000  # characters between a title and its date
_MOST = 4 << 20  # characters of scripts that are read
_PARSER = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, default_doctype=False)
_DEEPEST = 2  # JSON in a string of JSON, as in self.__next_f.push


def embedded_body(tree: HtmlElement, stated: str) -> HtmlElement | None:
    """A tree of the text that this page's scripts carry, None where they carry none. `stated`: JSON-LD's articleBody."""
    if stated and (root := _root(_fragment(stated))) is not None:
        return root
    told = [root for piece in dict.fromkeys(_pieces(tree)) if (root := _root(piece)) is not None]
    return told[0] if len(told) == 1 else None  # the state of a list of stories holds several


def embedded_dates(tree: HtmlElement, title: str) -> Iterator[str]:
    """What the scripts say of when the story of this title was published: the nearest to the title in each."""
    for script in tree.iter("script"):
        text = script.text or ""
        if (
            len(text) < _MOST
            and "ublish" in text
            and (at := text.find(title) if title else -1) >= 0
            and (found := min(_PUBLISHED.finditer(text), key=lambda match: abs(match.start() - at), default=None))
            and abs(found.start() - at) <= _NEAR
        ):
            yield found[1]


def _root(fragment: str) -> HtmlElement | None:
    try:
        root = html.document_fromstring(f"<html><body><article>{fragment}</article></body></html>", parser=_PARSER)
    except (etree.ParserError, ValueError):
        return None
    return root if prose_words(str(block.text_content()) for block in root.iter("p")) >= ENOUGH else None


def _fragment(text: str) -> str:
    """Plain text as paragraphs; what is HTML stays so."""
    return text if _PARAGRAPH.search(text) else "".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line.strip())


def _pieces(tree: HtmlElement) -> Iterator[str]:
    left = _MOST
    for script in tree.iter("script"):
        text = script.text or ""
        left -= len(text)
        if left < 0:
            return
        if "p" in text and ("u003cp" in text or "<p" in text):
            yield from _strings(text, _DEEPEST)


def _strings(text: str, depth: int) -> Iterator[str]:
    for found in _STRING.finditer(text):
        try:
            value = json.loads(f'"{found[1]}"', strict=False)
        except ValueError:
            continue
        inner = list(_strings(value, depth - 1)) if depth > 1 and '"' in value else []
        if inner:
            yield from inner
        elif len(_PARAGRAPH.findall(value)) >= _PARAGRAPHS:
            yield value
