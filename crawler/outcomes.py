"""Why a page or an entry point brought nothing, as a short key that runs count by, a sentence, and whether to come back.

    robots               robots.txt forbids it            robots_unreachable   robots.txt answers 5xx or not at all (RFC 9309)
    http_404, http_503 … what the host answered           timeout, dns, refused, connection, tls, incomplete
    too_large            above max_bytes, unpacked        blocked_private      a private address, or no web address
    redirect_loop        an address seen before           too_many_redirects   gone_home   an article's address leads to the front page
    not_html             PDF, picture, archive …          empty                no body      bad_url
Those of extraction (`NotAnArticle.reason`, "deadline", "worker_died", "error") are passed on as they are.
"""

import re
from dataclasses import dataclass

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import ConnectError, ConnectionDone, ConnectionLost
from twisted.internet.error import TimeoutError as ConnectTimeout

from crawler.guard import BlockedPrivate


@dataclass(frozen=True, slots=True)
class Outcome:
    """Why nothing came. `again`: the host or this crawl failed, not the page, or robots.txt stood before it."""

    reason: str
    error: str
    again: bool = False
    status: int = 0


class Refused(IgnoreRequest):
    """A request that was not sent, or led nowhere, for a reason this crawl knows."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.error)
        self.outcome = outcome


class Stopping(IgnoreRequest):
    """The crawl is told to stop: whatever was asked for stays unsettled."""


_AGAIN = frozenset({401, 403, 408, 425, 429})


def of_status(status: int) -> Outcome:
    """The outcome of an answer that is no page."""
    return Outcome(f"http_{status}", f"answered {status}", again=status >= 500 or status in _AGAIN, status=status)


def of_exception(error: BaseException | None) -> Outcome:
    """The outcome of a request that got no answer."""
    text = (str(error).strip() or type(error).__name__).splitlines()[0][:300]
    match error:
        case Refused():
            return error.outcome
        case BlockedPrivate():
            return Outcome("blocked_private", text)
        case CannotResolveHostError():
            return Outcome("dns", text, again=True)
        case DownloadTimeoutError() | ConnectTimeout() | TimeoutError():
            return Outcome("timeout", text, again=True)
        case DownloadConnectionRefusedError() | ConnectionRefusedError():
            return Outcome("refused", text, again=True)
        case DownloadCancelledError():
            return Outcome("too_large", text)
        case ResponseDataLossError():
            return Outcome("incomplete", "the answer ended early", again=True)
        case UnsupportedURLSchemeError() | NotSupported():
            return Outcome("bad_url", text)
        case IgnoreRequest() if "max redirections" in text:
            return Outcome("too_many_redirects", text)
        case IgnoreRequest() if "DOWNLOAD_MAXSIZE" in text:
            return Outcome("too_large", "unpacks to more than the limit")
        case DownloadFailedError() if "SSL" in text or "certificate" in text.lower():
            return Outcome("tls", _of_openssl(text), again=True)
        case DownloadFailedError() | ConnectionDone() | ConnectionLost() | ConnectError() | OSError() | EOFError():
            return Outcome("connection", text, again=True)
    return Outcome("error", f"{type(error).__name__}: {text}", again=True)


_OPENSSL_REASON = re.compile(r"\('[^']*', '[^']*', '([^']+)'\)")


def _of_openssl(text: str) -> str:
    """In words what Twisted has as a list of OpenSSL's triples, each library, function and reason."""
    reason = ", ".join(dict.fromkeys(_OPENSSL_REASON.findall(text))) or text
    return (
        f"its certificate is not accepted: {reason}" if "certificate" in reason and reason != text else f"no encrypted connection: {reason}"
    )
