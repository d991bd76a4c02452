"""XML from the wire made ready for a parser: unpacked, and such that it cannot hurt."""

import codecs
import struct
import zlib

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
        except ValueError as error:  # Scrapy's own class for it is private
            raise Unreadable("too_large", "unpacks to more than the limit") from error
        except (OSError, EOFError, struct.error, zlib.error) as error:
            raise Unreadable("unreadable", "the packed file does not unpack") from error
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
