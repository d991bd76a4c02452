"""The least that fetching and extracting can cost: Scrapy without any setting of ours, and trafilatura in the callback.

python -m benchmarks.bare_fetch PROXY URLS.json     prints how many pages had a text
"""

import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import scrapy
import trafilatura
from scrapy.crawler import CrawlerProcess


class BareSpider(scrapy.Spider):
    name = "bare"
    texts = 0

    def __init__(self, proxy: str, urls: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.proxy = proxy
        self.urls = urls

    async def start(self) -> AsyncIterator[Any]:
        for url in self.urls:
            yield scrapy.Request(url, meta={"proxy": self.proxy})

    def parse(self, response: Any) -> None:
        BareSpider.texts += trafilatura.bare_extraction(response.body, with_metadata=True) is not None


if __name__ == "__main__":
    process = CrawlerProcess({"LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "DOWNLOAD_DELAY": 0})
    process.crawl(BareSpider, proxy=sys.argv[1], urls=json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")))
    process.start()
    print(BareSpider.texts)
