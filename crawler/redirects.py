"""Follows redirects as Scrapy does, and ends one that comes back to where it has been: Scrapy alone would lose that in silence."""

from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares import redirect
from scrapy.http import Response

from crawler.outcomes import Outcome, Refused


class RedirectMiddleware(redirect.RedirectMiddleware):
    """Every hop passes the guard and robots.txt again, since it is a request of its own."""

    def handle_referer(self, request: Request, response: Response) -> None:
        request.headers.pop("Referer", None)

    def _engine_started(self) -> None:  # there is no Referer to handle
        return

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        followed = super().process_response(request, response)
        if isinstance(followed, Request):
            been = followed.meta.get("redirect_urls", ())
            if followed.url in been:
                raise Refused(Outcome("redirect_loop", f"redirects to {followed.url}, where it has been", status=response.status))
            followed.meta.pop("download_slot", None)  # the queue of the host it comes from
        return followed
