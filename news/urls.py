"""Addresses: the form an article is known by. Fetching uses an address as it was listed; this is for remembering it."""

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

# Parameters that name a campaign or a click, never a page.
_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|at_\w+|ns_\w+|cmpid|cmp|ocid|ito|smid|xtor|"
    r"wt_mc|ref_src|ref_url|_ga|_gl|spm|__twitter_impression|guccounter|guce_referrer\w*|traffic_source)$",
    re.IGNORECASE,
)


def without_tracking(url: str) -> str:
    """The address with host in lower case, default port, fragment and tracking parameters off; the rest as it stands.

    Returns the address unchanged where it does not parse.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url
    host = (parts.hostname or "").lower()
    if port and (parts.scheme, port) not in (("http", 80), ("https", 443)):
        host = f"{host}:{port}"
    query = parts.query
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _TRACKING.match(name)]
    if len(kept) != len(pairs):
        query = urlencode(kept)
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", query, ""))


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


def address_key(url: str) -> str:
    """What an article is recognised by."""
    return without_tracking(url)
