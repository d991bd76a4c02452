"""XML from the wire made ready for a parser: unpacked, and such that it cannot hurt."""

import codecs

from scrapy.utils.gz import gunzip

_BOMS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Unreadable(Exception):
    """What an entry point sent cannot be read; `reason` is a short key."""

    def __init__(self, reason: str, error: str) -> None:
        super().__init__(error)
        self.reason = reason


def safe_xml(body: bytes, max_bytes: int) -> bytes:
    """The XML, unpacked, in an encoding of single bytes, leading blank off. Raises Unreadable where it declares entities: no
    feed needs them, and bombs and stolen files are made of them.
    """
    if body[:2] == b"\x1f\x8b":
        try:
            body = gunzip(body, max_size=max_bytes)
        except Exception as error:
            raise Unreadable(
                "too_large" if "size" in type(error).__name__.lower() else "unreadable", "the packed file does not unpack within the limit"
            ) from error
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            body = body.decode(encoding, errors="replace").encode()
            break
    else:
        if b"\x00" in body[:8]:
            body = body.decode("utf-16-be" if body[:1] == b"\x00" else "utf-16-le", errors="replace").encode()
    body = body.removeprefix(codecs.BOM_UTF8).lstrip()
    if b"<" not in body[:1000]:  # empty, binary, or an encoding in which the next line would see nothing
        raise Unreadable("unreadable", "is no XML")
    if b"<!ENTITY" in body:
        raise Unreadable("unsafe_xml", "declares XML entities")
    return body
