"""Which encoding a page's bytes are in, whatever its header and its markup claim. Articles and front pages are read by it alike."""

import codecs
import re

from charset_normalizer import from_bytes

SNIFFED = 4096
"""Bytes of a page in which it must say its encoding, four times what HTML asks for."""
_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]{0,400}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# HTML reads these names as Windows' supersets of them.
_SUPERSETS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-6": "cp1256", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
_MULTIBYTE = frozenset({"gb18030", "big5", "big5hkscs", "shift_jis", "cp932", "euc_jp", "iso2022_jp", "euc_kr", "cp949"})
_BEYOND_ASCII = re.compile("[\x80-\xff]+")
_ARABIC_HINTS = frozenset({"ar", "ckb", "fa", "ku"})


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
    if _is_windows_arabic(body, eager=bool(_ARABIC_HINTS.intersection(languages)) or declared == "cp1256"):
        return body.decode("cp1256", "replace")
    for name in (declared, *_guesses(body)):
        if name and name != "utf-8":
            try:
                return body.decode(name)
            except (UnicodeDecodeError, LookupError):
                continue
    return body.decode(declared or "utf-8", "replace")


def as_utf8(body: bytes, content_type: str, languages: tuple[str, ...]) -> bytes:
    """A page's bytes as UTF-8, by `decode` where they are not that already."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return decode(body, content_type, languages).encode("utf-8", "replace")
    return body.removeprefix(codecs.BOM_UTF8)


def _declared(body: bytes, content_type: str) -> str:
    """Python's name of the encoding that the header, else the page, declares; empty where there is none that exists."""
    in_page = _DECLARED.search(body[:SNIFFED])
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
