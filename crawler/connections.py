"""How the crawl connects: through the operator's proxy where there is one, over connections that are kept for the next request."""

import base64
from typing import Any
from urllib.parse import unquote, urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError, NotConfigured
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.guard import BlockedPrivate, refused_names


class PooledHandler(HTTP11DownloadHandler):
    """Scrapy's handler; all requests through a proxy share one pool, which must hold more than one host's connections."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        if crawler.settings["CRAWL_PROXY"]:
            self._pool.maxPersistentPerHost = crawler.settings.getint("CONCURRENT_REQUESTS")

    async def download_request(self, request: Request) -> Response:
        try:
            return await super().download_request(request)
        except CannotResolveHostError:
            if why := refused_names.get(urlparse_cached(request).hostname or ""):
                raise BlockedPrivate(why) from None
            raise
        except DownloadConnectionRefusedError:
            if proxy := request.meta.get("proxy"):
                raise DownloadConnectionRefusedError(f"the proxy {proxy} refuses the connection") from None
            raise


class ProxyMiddleware:
    """Sends every request of the crawl, robots.txt included, through CRAWL_PROXY; the environment's proxies are not asked."""

    def __init__(self, proxy: str) -> None:
        parts = urlsplit(proxy)
        self.proxy = f"{parts.scheme or 'http'}://{parts.netloc.rpartition('@')[2]}"
        self.authorization = b""
        if parts.username is not None:
            secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            self.authorization = b"Basic " + base64.b64encode(secret.encode())

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ProxyMiddleware":
        proxy = crawler.settings["CRAWL_PROXY"]
        if not proxy:
            raise NotConfigured
        return cls(proxy)

    def process_request(self, request: Request) -> Any:
        request.meta["proxy"] = self.proxy
        if self.authorization:
            request.headers[b"Proxy-Authorization"] = self.authorization
