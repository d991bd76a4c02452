"""Bytes to tree: finds the encoding, takes out what no text may hold, parses once. What the page says is read by others."""

import codecs
import re

from charset_normalizer import from_bytes
from lxml import etree, html

from crawler.extraction.refusal import refuse

_SNIFFED = 4096  # bytes of a page in which it must say its encoding, four times what HTML asks for
_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]{0,400}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# HTML reads these names as Windows' supersets of them.
_SUPERSETS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-6": "cp1256", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
_MULTIBYTE = frozenset({"gb18030", "big5", "big5hkscs", "shift_jis", "cp932", "euc_jp", "iso2022_jp", "euc_kr", "cp949"})

_HTML_TYPES = re.compile(r"^\s*(?:$|text/|application/(?:xhtml|octet-stream|x-unknown)|\*)", re.IGNORECASE)
_FOREIGN = re.compile(
    rb"\A(?:%PDF|PK\x03\x04|\x89PNG|GIF8|\xff\xd8\xff|RIFF|OggS|ID3|\x1f\x8b|\x7fELF|Rar!|\xd0\xcf\x11\xe0|wOF|....ftyp)", re.DOTALL
)
_FEED = re.compile(rb"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b", re.DOTALL)
_TAG = re.compile(rb"<[a-zA-Z!]")

_CONTROLS = bytes(code for code in (*range(0x20), 0x7F) if code not in b"\t\n\r")
# A control character, surrogate or noncharacter written as an entity: libxml2 turns it into the character itself,
# on which trafilatura gives the whole article up.
_ODD_ENTITY = re.compile(
    rb"&#(?:[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|7[fF]|[89][0-9a-fA-F]|[dD][89a-fA-F][0-9a-fA-F]{2}|[fF]{3}[eEfF])(?![0-9a-fA-F])"
    rb"|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|12[7-9]|1[345][0-9]|5529[6-9]|55[3-9][0-9]{2}|5[67][0-9]{3}|6553[45])(?![0-9]));?"
)
_DOCTYPE = re.compile(rb"\A\s*<\s*!\s*doctype[^>]*>", re.IGNORECASE)
_SELF_CLOSED = re.compile(rb"(<html\b[^>]*?)\s*/>", re.IGNORECASE)
_BEYOND_ASCII = re.compile("[\x80-\xff]+")

_PARSER = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, default_doctype=False)
# One class for all elements: lxml.html asks a function of Python for the class of every element it hands out.
_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))

ARABIC_HINTS = frozenset({"ar", "ckb", "fa", "ku"})


def parse(body: bytes, url: str = "", content_type: str = "", languages: tuple[str, ...] = ()) -> html.HtmlElement:
    """The page's tree, without comments, processing instructions and characters that no XML may hold.

    Raises NotAnArticle "not_html" for other kinds of content, "empty" where nothing is left to read.
    """
    if not body.strip(b" \t\r\n\0"):
        refuse("empty", url)
    if not _HTML_TYPES.match(content_type) or _FOREIGN.match(body) or _FEED.match(body[:_SNIFFED]):
        refuse("not_html", url)
    source = sound(_as_utf8(body, content_type, languages))
    if not _TAG.search(source):
        refuse("not_html", url)
    try:
        tree = html.document_fromstring(source, parser=_PARSER)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        refuse("empty", url)
    return tree


def decode(body: bytes, content_type: str = "", languages: tuple[str, ...] = ()) -> str:
    """The text of a page's bytes. What they prove goes before what the page declares: valid UTF-8 is UTF-8, and Arabic
    letters of windows-1256 are read as such whatever is said. Bytes that fit nothing become U+FFFD.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _broken_utf8(body):
        return body.decode("utf-8", "replace")
    declared = _declared(body, content_type)
    if declared in _MULTIBYTE:
        return body.decode(declared, "replace")
    if _is_windows_arabic(body, eager=bool(ARABIC_HINTS.intersection(languages)) or declared == "cp1256"):
        return body.decode("cp1256", "replace")
    for name in (declared, *_guesses(body)):
        if name and name != "utf-8":
            try:
                return body.decode(name)
            except (UnicodeDecodeError, LookupError):
                continue
    return body.decode(declared or "utf-8", "replace")


def sound(source: bytes) -> bytes:
    """A page's UTF-8 source without control characters, raw or as entities, and without what makes libxml2 stumble."""
    source = source.translate(None, _CONTROLS)
    if b"\xef\xbf" in source:
        source = source.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")
    if b"&#" in source:
        source = _ODD_ENTITY.sub(_windows_character, source)
    source = _DOCTYPE.sub(b"", source, count=1)
    return _SELF_CLOSED.sub(rb"\1>", source[:_SNIFFED], count=1) + source[_SNIFFED:]


def _as_utf8(body: bytes, content_type: str, languages: tuple[str, ...]) -> bytes:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return decode(body, content_type, languages).encode("utf-8", "replace")
    return body.removeprefix(codecs.BOM_UTF8)


def _windows_character(entity: re.Match[bytes]) -> bytes:
    """What an odd entity stands for: &#128; to &#159; are characters of windows-1252 to HTML, the others nothing."""
    figures = entity[0].strip(b"&#;").lower()
    number = int(figures[1:], 16) if figures.startswith(b"x") else int(figures)
    return bytes((number,)).decode("cp1252", "ignore").encode() if 128 <= number < 160 else b""


def _declared(body: bytes, content_type: str) -> str:
    """Python's name of the encoding that the header, else the page, declares; empty where there is none that exists."""
    in_page = _DECLARED.search(body[:_SNIFFED])
    in_header = _HEADER_CHARSET.search(content_type)
    for name in (in_header[1] if in_header else "", in_page[1].decode("ascii", "replace") if in_page else ""):
        try:
            found = codecs.lookup(name).name if name else ""
        except LookupError:
            continue
        if found and found != "utf-8":
            return _SUPERSETS.get(found, found)
    return ""


def _broken_utf8(body: bytes) -> bool:
    """Whether these are UTF-8 with a few bytes damaged or cut: nine in ten of the bytes beyond ASCII decode."""
    beyond = len(body) - len(body.decode("ascii", "ignore"))
    lost = len(body.decode("utf-8", "replace").encode("utf-8", "replace").split("\ufffd".encode())) - 1
    return lost * 10 <= beyond


def _is_windows_arabic(body: bytes, *, eager: bool) -> bool:
    """Whether the bytes beyond ASCII are Arabic in windows-1256.

    Arabic comes in runs of such bytes, Latin letters with marks stand alone; and .17 to .37 of a text's Arabic letters are alef and lam
    (1,654 texts of shared/data/arabic, median .27). Greek's alpha, at lam's place, makes up .11.
    """
    text = body.decode("latin-1")
    runs = _BEYOND_ASCII.findall(text)
    beyond = sum(map(len, runs))
    in_words = sum(len(run) for run in runs if len(run) > 1)
    if not beyond or in_words * 2 < beyond:
        return False
    letters = "".join(run for run in runs if len(run) > 1)
    alef_lam = letters.count("\xc7") + letters.count("\xe1")
    return alef_lam >= len(letters) * (0.10 if eager else 0.15)


def _guesses(body: bytes) -> list[str]:
    sample = body if len(body) < 10_000 else body[:5_000] + body[-5_000:]
    return [match.encoding for match in from_bytes(sample)]
