"""The text that a page carries only in its scripts, from which a browser is to build it: JSON-LD's articleBody, else the longest
piece of HTML in the state that frameworks as Next.js embed. Asked where the page itself shows no text.
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
_MOST = 4 << 20  # characters of scripts that are read
_PARSER = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, default_doctype=False)
_DEEPEST = 2  # JSON in a string of JSON, as in self.__next_f.push


def embedded_body(tree: HtmlElement, stated: str) -> HtmlElement | None:
    """A tree of the text that this page's scripts carry, None where they carry none. `stated`: JSON-LD's articleBody."""
    if stated and (root := _root(_fragment(stated))) is not None:
        return root
    told = [root for piece in dict.fromkeys(_pieces(tree)) if (root := _root(piece)) is not None]
    return told[0] if len(told) == 1 else None  # the state of a list of stories holds several


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
