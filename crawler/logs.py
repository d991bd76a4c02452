"""What Scrapy may write to the log: never a page's text, and no line for every page."""

from typing import Any

from scrapy import logformatter


class QuietFormatter(logformatter.LogFormatter):
    """Says nothing of what went well; refusals and failures are told by the sink."""

    def crawled(self, *_: Any) -> Any:
        return None

    def scraped(self, *_: Any) -> Any:
        return None

    def dropped(self, *_: Any) -> Any:
        return None
