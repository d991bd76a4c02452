"""Keeps the crawl out of private networks: by the address a name resolves to, and by the address a link spells out.

The operator's proxy and what `allow_private` lists are exempt. Which links are followed at all is the spiders' matter.
"""

import ipaddress
import socket
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))  # RFC 6052, RFC 8215
_COMPATIBLE = ipaddress.IPv6Network("::/96")


refused_names: dict[str, str] = {}
"""Names that resolved to what is private, and why they were refused. Kept beside Scrapy's own cache of names, because Twisted
turns whatever a resolver says against a name into "not found"."""


class BlockedPrivate(IgnoreRequest):
    """The address lies in a network that the crawl has no business in, or is no web address."""


def is_public(address: Address) -> bool:
    """Whether an address belongs to the open Internet; one that carries an IPv4 address inside is judged by that one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and any(address in network for network in (*_NAT64, _COMPATIBLE)):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return address not in _NAT64[1] and is_public(inner)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def literal(host: str) -> Address | None:
    """The address that a host spells out, in any form that a resolver takes (`0x7f.1`, `2130706433`); None for a name."""
    host = unicodedata.normalize("NFKC", unquote(host)).strip("[]").rstrip(".").partition("%")[0]
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    if not host or host[0] not in "0123456789":
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


class Guard:
    """Judges hosts and addresses. `allowed` names hosts and networks (CIDR) that the operator permits."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._hosts: set[str] = set()
        self._networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        for entry in allowed:
            try:
                self._networks.append(ipaddress.ip_network(entry.strip("[]"), strict=False))
            except ValueError:
                self._hosts.add(entry.lower().rstrip("."))
        self._judged: dict[str, bool] = {}

    def allows_address(self, host: str, address: Address) -> bool:
        """Whether a connection to this address, asked for as `host`, may be made."""
        if is_public(address) or host.lower().rstrip(".") in self._hosts:
            return True
        mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
        return any(candidate in network for network in self._networks for candidate in (address, mapped) if candidate is not None)

    def allows_host(self, host: str) -> bool:
        """Whether a host may be asked for by this spelling: no private address, and no name that means this machine."""
        verdict = self._judged.get(host)
        if verdict is None:
            address = literal(host)
            name = host.lower().rstrip(".")
            if address is not None:
                verdict = self.allows_address(host, address)
            elif name == "localhost" or name.endswith(".localhost"):
                verdict = name in self._hosts or self.allows_address(name, ipaddress.IPv4Address("127.0.0.1"))
            else:
                verdict = bool(name) and name.isprintable()
            self._judged[host] = verdict
        return verdict


class GuardMiddleware:
    """Refuses requests, redirected ones included, that spell out a private address or are not http or https."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "GuardMiddleware":
        return cls(Guard(crawler.settings.getlist("CRAWL_ALLOW_PRIVATE")))

    def process_request(self, request: Request) -> Any:
        parts = urlparse_cached(request)
        if parts.scheme not in ("http", "https"):
            raise BlockedPrivate(f"{parts.scheme}: is not fetched")
        if not self._guard.allows_host(parts.hostname or ""):
            raise BlockedPrivate(f"{parts.hostname} is a private address")


class GuardedResolver(CachingThreadedResolver):
    """Resolves a name and refuses what is private, so that the address that was checked is the one connected to."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float, guard: Guard, proxy_host: str = "") -> None:
        super().__init__(reactor, cache_size, timeout)
        self._guard = guard
        self._proxy_host = proxy_host

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> "GuardedResolver":
        settings = crawler.settings
        proxy = settings["CRAWL_PROXY"] or ""
        return cls(
            reactor,
            settings.getint("DNSCACHE_SIZE"),
            settings.getfloat("DNS_TIMEOUT"),
            Guard(settings.getlist("CRAWL_ALLOW_PRIVATE")),
            (urlsplit(proxy).hostname or "").lower(),
        )

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802
        found = super().getHostByName(name, timeout)
        if name.lower() != self._proxy_host:  # with a proxy nothing else is ever looked up; targets are the middleware's
            found.addCallback(self._checked, name)
        return found

    def _checked(self, address: str, name: str) -> str:
        if not self._guard.allows_address(name, ipaddress.ip_address(address)):
            refused_names[name] = f"{name} is {address}, a private address"
            raise BlockedPrivate(refused_names[name])
        return address
