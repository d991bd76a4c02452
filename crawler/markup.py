"""XML from the wire made ready for a reader: unpacked, decoded, and such that it cannot hurt. What it means is the readers' to say."""

import codecs
import html
import re
import struct
import zlib

from lxml import etree
from scrapy.utils.gz import gunzip

from crawler.extraction.encoding import decode
from crawler.mending import mend

_BOMS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WRAPPINGS = 3  # gzip within gzip is met where a server packs a .gz file again

_ROOT = re.compile(r"<!--|<(?:[\w.-]{1,40}:)?(?:rss|rdf|feed|channel|urlset|sitemapindex|item|entry)(?=[\s/>])", re.IGNORECASE)
_ESCAPED = re.compile(r"&lt;(?:rss|rdf:RDF|feed|urlset|sitemapindex)(?=[\s/&])", re.IGNORECASE)
_ELEMENT = re.compile(r"<[A-Za-z_]")
_ENTITY = re.compile(r"<!ENTITY\s+([A-Za-z_][\w.-]{0,40})\s+(?:\"([^\"&%<]{0,64})\"|'([^'&%<]{0,64})'|[\"'](&#\w{1,8};)[\"'])\s*>")
_MOST_ENTITIES = 300  # XHTML, the largest set in use, declares 253
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
_TURKISH_LETTERS = frozenset({"tr", "kmr", "ku", "az"})
_UNLAWFUL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Unreadable(Exception):
    """What an entry point sent cannot be read; `reason` is a short key."""

    def __init__(self, reason: str, error: str) -> None:
        super().__init__(error)
        self.reason = reason


def safe_text(body: bytes, max_bytes: int, content_type: str = "", languages: tuple[str, ...] = ()) -> str:
    """The text of an answer, unpacked and decoded by what its bytes prove, without byte order marks and characters that XML forbids.

    Raises Unreadable: `too_large` where it unpacks to more than `max_bytes`, `unreadable` where it does not unpack.
    """
    body = _unpacked(body, max_bytes)
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            text = body.decode(encoding, errors="replace")
            break
    else:
        if b"\x00" in body[:8]:
            text = body.decode("utf-16-be" if body[:1] == b"\x00" else "utf-16-le", errors="replace")
        else:
            text = _halves_joined(body) or decode(body, _likely(body, content_type, languages), languages)
    return _UNLAWFUL.sub("", text).lstrip("\ufeff \t\r\n")


def safe_xml(text: str, max_bytes: int) -> str:
    """The XML from its root on: what stands before it, declarations, warnings of a server, blank, is off, and with the document type
    every way in which XML grows or reads other files.

    Entities that stand for plain characters are put in place. Raises Unreadable: `unsafe_xml` where any other is declared, for no
    feed needs one and bombs and stolen files are made of them; `unreadable` where there is no element at all.
    """
    if not _ROOT.search(text) and _ESCAPED.search(text):
        text = html.unescape(text)  # as browsers save the page on which they show a feed
    start = _root(text)
    prolog, text = text[:start], text[start:]
    if "<!ENTITY" in prolog:
        text = _replaced(text, _plain_entities(prolog), max_bytes)
    return text


def parse_xml(text: str) -> etree._Element | None:
    """The tree of what `safe_xml` gave: as it stands where it is well formed, else mended; None where nothing is in it."""
    # A CDATA section that is not closed takes in all up to the end of the next one, and what is left is well formed.
    if text.count("<![CDATA[") <= text.count("]]>"):
        try:
            return etree.fromstring(text.encode(), _parser())
        except (etree.XMLSyntaxError, ValueError):
            pass
    try:
        return etree.fromstring(mend(text).encode(), _parser(recover=True))
    except (etree.XMLSyntaxError, ValueError):
        return None


def local_name(element: etree._Element) -> str:
    """The name without its namespace, in lower case."""
    return str(element.tag).rpartition("}")[2].lower()


def _parser(*, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        recover=recover, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def _unpacked(body: bytes, max_bytes: int) -> bytes:
    for _ in range(_WRAPPINGS):
        if body[:2] != b"\x1f\x8b":
            break
        try:
            body = gunzip(body, max_size=max_bytes)
        except ValueError as error:  # Scrapy's own class for it is private
            raise Unreadable("too_large", "unpacks to more than the limit") from error
        except (OSError, EOFError, struct.error, zlib.error) as error:
            raise Unreadable("unreadable", "the packed file does not unpack") from error
    return body


def _halves_joined(body: bytes) -> str:
    """UTF-8 in which characters beyond the basic plane were written as two halves each, as old databases do; empty for what is none."""
    try:
        return body.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    except UnicodeDecodeError:
        return ""


def _likely(body: bytes, content_type: str, languages: tuple[str, ...]) -> str:
    """The content type, with an encoding of Latin letters where nobody names any but UTF-8, which the bytes are not.

    Of so few bytes a statistical guess is often wrong; the sign of Latin script is that letters with marks stand alone (as in `encoding`).
    """
    named = [found[1].lower() for found in (_ENCODING.search(body[:300]), _CHARSET.search(content_type.encode())) if found]
    runs = _BEYOND_ASCII.findall(body)
    if any(name not in (b"utf-8", b"utf8") for name in named) or sum(len(run) == 1 for run in runs) * 2 < len(runs):
        return content_type
    return f"text/xml; charset=windows-{'1254' if _TURKISH_LETTERS.intersection(languages) else '1252'}"


def _root(text: str) -> int:
    """Where a root that feeds and sitemaps have begins, comments aside; else where the first element does."""
    at = 0
    while found := _ROOT.search(text, at):
        if not found[0].startswith("<!--"):
            return found.start()
        closed = text.find("-->", found.end())
        at = closed + 3 if closed >= 0 else found.end()
    if first := _ELEMENT.search(text):
        return first.start()
    if "<!ENTITY" in text:
        return len(text)
    raise Unreadable("unreadable", "is no XML")


def _plain_entities(prolog: str) -> dict[str, str]:
    plain = {found[1]: found[2] or found[3] or html.unescape(found[4] or "") for found in _ENTITY.finditer(prolog)}
    if prolog.count("<!ENTITY") != len(_ENTITY.findall(prolog)) or len(plain) > _MOST_ENTITIES:
        raise Unreadable("unsafe_xml", "declares XML entities that are no plain characters")
    return plain


def _replaced(text: str, plain: dict[str, str], max_bytes: int) -> str:
    names = re.compile(f"&({'|'.join(map(re.escape, plain))});")
    if len(text) + sum(len(plain[name]) for name in names.findall(text)) > max_bytes:
        raise Unreadable("unsafe_xml", "grows beyond the limit by the entities it declares")
    return names.sub(lambda found: html.escape(_UNLAWFUL.sub("", plain[found[1]])), text)
