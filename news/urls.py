"""Addresses. Fetching uses an address as it was listed; `without_tracking` is the form that is published, `address_key` what an
article is recognised by. Which parameters name no page is `parameters`' to say.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, unquote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

import tldextract

from news.parameters import is_tracking, without_layout
from news.text import clean

_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sessionid|sid)=[^/;]*", re.IGNORECASE)
_ASP_SESSION = re.compile(r"(?:^|(?<=/))\((?:[A-Z]\([\w-]*\))+\)(?:/|$)")  # cookieless ASP.NET: /(S(lit3py55t21z5v55vlm25s55))/
_SAFE = "-._~!$'()*,;:@"
_SPELT = re.compile(r"[A-Za-z0-9._~-]*")

_HOST_PREFIXES = frozenset({"www", "m", "mobile", "amp", "wap"})
_SEGMENTS = frozenset({"amp", "print"})
_INDEX = re.compile(r"(?:index|default)\.(?:php|html?|aspx?|jsp|shtml)", re.IGNORECASE)
_AMP_FILE = re.compile(r"(.*\w)\.amp(\.html?)?", re.IGNORECASE)
_AMP_CACHE = re.compile(r"(?:.+\.)?(?:cdn\.ampproject\.org|bing-amp\.com)|google\.(?:com?\.)?[a-z]{2,3}")
_AMP_CACHE_PATH = re.compile(r"(?:amp|[acv]|wp)/(?:s/)?(?=[^/]+\.)")


def without_tracking(url: str) -> str:
    """The address with host in lower case, default port, fragment, tracking parameters and session ids off; the rest as it stands.

    Returns the address unchanged where it does not parse.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url
    host = _bracketed((parts.hostname or "").lower())
    if port and (parts.scheme, port) not in (("http", 80), ("https", 443)):
        host = f"{host}:{port}"
    path = _ASP_SESSION.sub("", _PATH_SESSION.sub("", parts.path)) if "(" in parts.path or ";" in parts.path else parts.path
    query = "&".join(piece for piece in parts.query.split("&") if not _is_tracking(piece))
    return urlunsplit((parts.scheme.lower(), host, path or "/", query, ""))


def address_key(url: str) -> str:
    """What an article is recognised by, whichever way its address is written: `//host/path?query`, never fetched.

    One key have: http and https; the host with and without www, m, mobile, amp, wap; a mobile, AMP or print form, one in an AMP
    cache, and the page itself; any order of parameters and any spelling of a letter in percent. The case of the path counts.
    What is no web address is its own key. Idempotent; raises nothing.
    """
    return _key(url)[0]


def is_rendition(url: str) -> bool:
    """Whether this is the address of a page's mobile, AMP or print form, which may be shut where the page itself is not."""
    return _key(url)[1]


def host(url: str) -> str:
    """The host in lower case without a leading `www.`; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""


def web_url(url: str, base: str = "") -> str:
    """The absolute http or https address of a link found on `base`; empty for any other scheme or for what does not parse."""
    try:
        joined = urljoin(base, url.strip()) if base else url.strip()
        parts = urlsplit(joined)
        return joined if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""


def site_of(name: str) -> str:
    """What the outlet of a host registered: `one.com.iq` of `english.one.com.iq`; the host itself where there is none such."""
    return _registered(name.lower().removeprefix("www."))


def same_site(url: str, sites: Iterable[str]) -> bool:
    """Whether an address is on one of these sites (`site_of`)."""
    return site_of(host(url)) in sites


@lru_cache(4096)  # a crawl has far fewer hosts than addresses
def _registered(name: str) -> str:
    return _suffixes().extract_str(name).top_domain_under_public_suffix or name


@lru_cache(1024)  # of one address several things are asked in a row
def _key(url: str) -> tuple[str, bool]:
    """The key, and whether the address is one of a rendition."""
    text, rendition = clean(url).strip(), False
    while True:
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError:
            return text, rendition
        site, is_prefixed = _site((parts.hostname or "").rstrip("."))
        if not site or parts.scheme not in ("", "http", "https"):
            return text, rendition
        segments = _without_index(_segments(parts.path))
        pairs = _pairs(parts.query)
        if _AMP_CACHE.fullmatch(site):
            path = "/".join(segments)
            if cached := _AMP_CACHE_PATH.match(path):
                name, slash, rest = path[cached.end() :].partition("/")
                text, rendition = clean(f"//{unquote(name)}{slash}{rest}{_query(pairs)}").strip(), True
                continue
            plain, kept = segments, pairs
        else:
            plain, kept = _plain(segments), without_layout(pairs)
        rendition = rendition or is_prefixed or plain != segments or len(kept) < len(pairs)
        end = f":{port}" if port and port not in (80, 443) else ""
        return f"//{_bracketed(site)}{end}/{'/'.join(plain)}{_query(kept)}", rendition


@lru_cache(4096)  # a crawl has far fewer hosts than addresses
def _site(name: str) -> tuple[str, bool]:
    """The host in ASCII without the prefixes that a site's forms go by, and whether there was one beside `www`."""
    name = name.lower()
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:
            return name, False
    is_prefixed = False
    while True:
        prefix, _, rest = name.partition(".")
        if prefix not in _HOST_PREFIXES or "." not in rest or not _suffixes().extract_str(rest).domain:
            return name, is_prefixed
        name, is_prefixed = rest, is_prefixed or prefix != "www"


@lru_cache(1)
def _suffixes() -> tldextract.TLDExtract:
    """The public suffix list that tldextract brings along, registries' and hosters' (blogspot.com) suffixes alike."""
    # `.example` is reserved and so not in the list; to it all outlets of tests and examples would be one site.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, extra_suffixes=("example",), include_psl_private_domains=True)


def _segments(path: str) -> list[str]:
    """The path's parts, each in the one spelling in percent, without session ids."""
    found: list[str] = []
    for part in path.split("/"):
        segment = _spelt(part, _SAFE + "=&+")
        if ";" in segment or "(" in segment:
            segment = _ASP_SESSION.sub("", _PATH_SESSION.sub("", segment))
        if segment == "..":
            del found[-1:]
        elif segment not in ("", "."):
            found.append(segment)
    return found


def _plain(segments: list[str]) -> list[str]:
    """The path without what makes it that of an AMP or print form. One that is nothing else stays: a section may be called so."""
    found = segments
    while True:
        if found and (file := _AMP_FILE.fullmatch(found[-1])):
            found = [*found[:-1], file[1] + (file[2] or "")]
        elif len(found) > 1 and found[-1].lower() in _SEGMENTS:
            found = found[:-1]
        elif len(found) > 1 and found[0].lower() in _SEGMENTS:
            found = found[1:]
        else:
            return found
        found = _without_index(found)


def _without_index(segments: list[str]) -> list[str]:
    while segments and _INDEX.fullmatch(segments[-1]):
        segments = segments[:-1]
    return segments


def _pairs(query: str) -> list[tuple[str, str]]:
    """The parameters in one order and spelling, without tracking ones and session ids."""
    found = []
    for piece in query.split("&"):
        name, _, value = (_spelt(part, _SAFE) for part in piece.replace("+", " ").partition("="))
        while name.startswith("amp;"):  # of an address whose & was escaped once too often
            name = name[4:]
        if (name or value) and not is_tracking(unquote(name), unquote(value)):
            found.append((name, value))
    return sorted(found)


def _query(pairs: list[tuple[str, str]]) -> str:
    written = "&".join(f"{name}={value}" if value or not name else name for name, value in pairs)
    return f"?{written}" if written else ""


def _is_tracking(piece: str) -> bool:
    name, _, value = piece.replace("+", " ").partition("=")
    return is_tracking(unquote(name), unquote(value))


def _spelt(text: str, safe: str) -> str:
    return text if _SPELT.fullmatch(text) else quote(unquote_to_bytes(text), safe=safe)


def _bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name else name
