"""Whether an answer is a web page at all: told by its first bytes, and by its label only where those do not say."""

import re

_FOREIGN = re.compile(
    rb"%PDF|PK\x03\x04|\x89PNG|GIF8|\xff\xd8\xff|RIFF|OggS|ID3|wOF|....ftyp"
    rb"|\x1f\x8b|Rar!|7z\xbc\xaf|\x7fELF|\{\\rtf|\xd0\xcf\x11\xe0",
    re.DOTALL,
)
_BEFORE = rb"(?:<\?xml[^>]*>\s*)?(?>(?:<!--.*?-->\s*)*)"  # atomic, or many comments could be told apart in endless ways
_FEED = re.compile(_BEFORE + rb"<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b", re.DOTALL)
_PAGE = re.compile(_BEFORE + rb"<(?:!doctype\s+html|html)\b", re.DOTALL | re.IGNORECASE)
# What is no type at all says nothing.
_OTHER_TYPE = re.compile(r"\s*(?!text/|application/(?:xhtml|xml|octet-stream|x-unknown))[\w.+-]+/", re.IGNORECASE)
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # UTF-16, in which every other byte may be zero
_READ = 4096


def is_html(body: bytes, content_type: str) -> bool:
    """Whether a body may be a page."""
    head = body[:_READ].removeprefix(b"\xef\xbb\xbf").lstrip()
    if _FOREIGN.match(head) or _FEED.match(head):
        return False
    if _PAGE.match(head):
        return True
    if b"\x00" in head and not head.startswith((b"<", *_WIDE)):
        return False
    return not _OTHER_TYPE.match(content_type)
