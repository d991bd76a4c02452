"""Bytes to tree: takes out what no text may hold, parses once. The encoding is found, and what the page says is read, by others."""

import re
from itertools import islice

from lxml import etree, html

from crawler.extraction.content import is_html
from crawler.extraction.encoding import SNIFFED, as_utf8
from crawler.extraction.refusal import refuse

_TAG = re.compile(rb"<[a-zA-Z!]")

_CONTROLS = bytes(code for code in (*range(0x20), 0x7F) if code not in b"\t\n\r")
# A control character, surrogate or noncharacter written as an entity: libxml2 turns it into the character itself,
# on which trafilatura gives the whole article up.
_ODD_ENTITY = re.compile(
    rb"&#(?:[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|7[fF]|[89][0-9a-fA-F]|[dD][89a-fA-F][0-9a-fA-F]{2}|[fF]{3}[eEfF])(?![0-9a-fA-F])"
    rb"|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|12[7-9]|1[345][0-9]|5529[6-9]|55[3-9][0-9]{2}|5[67][0-9]{3}|6553[45])(?![0-9]));?"
)
_DOCTYPE = re.compile(rb"\A\s*<\s*!\s*doctype[^>]*>", re.IGNORECASE)
_ENDS = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)
_SELF_CLOSED = re.compile(rb"(<html\b[^>]*?)\s*/>", re.IGNORECASE)

# The largest of the 614 pages of shared/data/extraction has 4,687.
MOST_ELEMENTS = 20_000
_MOST_TAGS = 5 * MOST_ELEMENTS  # that are parsed, ends of elements and comments among them

_PARSER = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, default_doctype=False)
# One class for all elements: lxml.html asks a function of Python for the class of every element it hands out.
_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))


def parse(body: bytes, url: str = "", content_type: str = "", languages: tuple[str, ...] = ()) -> html.HtmlElement:
    """The page's tree, without comments, processing instructions and characters that no XML may hold.

    Raises NotAnArticle "not_html" for other kinds of content, "empty" where nothing is left to read.
    """
    if not body.strip(b" \t\r\n\0"):
        refuse("empty", url)
    if not is_html(body, content_type):
        refuse("not_html", url)
    source = sound(as_utf8(body, content_type, languages))
    if not _TAG.search(source):
        refuse("not_html", url)
    if source.count(b"<") > _MOST_TAGS:
        source = source[: -len(source.split(b"<", _MOST_TAGS)[-1]) - 1]
    try:
        tree = html.document_fromstring(source, parser=_PARSER)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        refuse("empty", url)
    _cut(tree)
    return tree


def _cut(tree: html.HtmlElement) -> None:
    """Takes off what stands behind the first MOST_ELEMENTS elements: an article is before it, and a tree ten times as large as
    any page's takes gigabytes and minutes.
    """
    last = next(islice(tree.iter(), MOST_ELEMENTS, None), None)
    while last is not None and (parent := last.getparent()) is not None:
        while (following := last.getnext()) is not None:
            parent.remove(following)
        last = parent


def sound(source: bytes) -> bytes:
    """A page's UTF-8 source without control characters, raw or as entities, and without what makes libxml2 stumble."""
    source = source.translate(None, _CONTROLS)
    if b"\xef\xbf" in source:
        source = source.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")
    if b"&#" in source:
        source = _ODD_ENTITY.sub(_windows_character, source)
    source = _DOCTYPE.sub(b"", source, count=1)
    # Where a page ends more than once, libxml2 stops at the first end; browsers read on.
    if len(_ENDS.findall(source)) > 2:
        source = _ENDS.sub(b"", source)
    return _SELF_CLOSED.sub(rb"\1>", source[:SNIFFED], count=1) + source[SNIFFED:]


def _windows_character(entity: re.Match[bytes]) -> bytes:
    """What an odd entity stands for: &#128; to &#159; are characters of windows-1252 to HTML, the others nothing."""
    figures = entity[0].strip(b"&#;").lower()
    number = int(figures[1:], 16) if figures.startswith(b"x") else int(figures)
    return bytes((number,)).decode("cp1252", "ignore").encode() if 128 <= number < 160 else b""
