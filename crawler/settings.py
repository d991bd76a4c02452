"""How the crawl behaves: Scrapy's settings of this project, and those an operator may choose (`CrawlOptions`).

The capitals are what `scrapy crawl NAME` runs with; `scrapy_settings` lays an operator's choice over them.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from news.errors import ConfigError


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """What an operator may choose.

    `concurrency`: requests at once, over all hosts. `workers`: extraction processes. `delay`: seconds between two requests to
    a host. `timeout`: seconds for a whole answer. `max_bytes`: of a decompressed body. `proxy`: address the whole crawl goes
    through. `allow_private`: hosts and networks the guard lets pass. `deadline`: seconds of extraction a page.
    `pages`: at most so many of a source in a run, the rest in the next; 0 for no limit.
    `patience`: the longest wait, in seconds, for a host that asks for rest. `backoff`: seconds before a failed request is
    tried once more. `grace`: seconds that pages in flight get when the crawl is told to stop.
    """

    user_agent: str = "iraqwire/0.1 (news reader; obeys robots.txt)"
    concurrency: int = 48
    workers: int = 2
    delay: float = 1.0
    timeout: float = 30.0
    max_bytes: int = 10 * 1024 * 1024
    proxy: str = ""
    allow_private: tuple[str, ...] = ()
    pages: int = 1000
    deadline: float = 10.0
    patience: float = 15.0
    backoff: float = 2.0
    grace: float = 8.0

    def __post_init__(self) -> None:
        """Raises ConfigError for a proxy that Scrapy could not use."""
        parts = urlsplit(self.proxy)
        if self.proxy and (parts.scheme != "http" or not parts.hostname):
            raise ConfigError(f"crawl.proxy {self.proxy.rpartition('@')[2]!r} is no HTTP proxy", "use http://host:port")


_DEFAULT = CrawlOptions()

BOT_NAME = "iraqwire"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

USER_AGENT = _DEFAULT.user_agent
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = _DEFAULT.concurrency
CONCURRENT_REQUESTS_PER_DOMAIN = 2
DOWNLOAD_DELAY = _DEFAULT.delay
DOWNLOAD_DELAY_JITTER = 0.0  # a delay is kept, not approximated
DOWNLOAD_TIMEOUT = _DEFAULT.timeout
DOWNLOAD_MAXSIZE = _DEFAULT.max_bytes
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
RETRY_ENABLED = False  # crawler.patience retries, after a pause and by what the host asks for
RETRY_TIMES = 1
COOKIES_ENABLED = False
DEFAULT_REQUEST_HEADERS = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}

# A look-up blocks a thread, so a few dead names must not hold up the rest.
TWISTED_DNS_RESOLVER = "crawler.guard.GuardedResolver"
DNS_TIMEOUT = 10
REACTOR_THREADPOOL_MAXSIZE = 20
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
DOWNLOAD_HANDLERS = {
    "http": "crawler.connections.PooledHandler",
    "https": "crawler.connections.PooledHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}

DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # crawler.job sees to it that an address is fetched once
DOWNLOADER = "crawler.fairness.CountingDownloader"
SCHEDULER_PRIORITY_QUEUE = "crawler.fairness.FairQueue"
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"
CONCURRENT_ITEMS = 1  # tasks that Scrapy starts for every answer; a page brings one article
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 24 * 1024 * 1024  # bytes of pages waiting for extraction; above it nothing new is fetched

_MIDDLEWARE = "scrapy.downloadermiddlewares"
DOWNLOADER_MIDDLEWARES = {
    f"{_MIDDLEWARE}.offsite.OffsiteMiddleware": None,
    f"{_MIDDLEWARE}.robotstxt.RobotsTxtMiddleware": None,
    f"{_MIDDLEWARE}.httpauth.HttpAuthMiddleware": None,
    f"{_MIDDLEWARE}.retry.RetryMiddleware": None,
    f"{_MIDDLEWARE}.redirect.RedirectMiddleware": None,
    f"{_MIDDLEWARE}.httpproxy.HttpProxyMiddleware": None,
    "crawler.guard.GuardMiddleware": 40,
    "crawler.shapes.ShapeMiddleware": 50,
    "crawler.patience.PatienceMiddleware": 60,
    "crawler.robots.RobotsMiddleware": 100,
    "crawler.redirects.RedirectMiddleware": 600,
    "crawler.connections.ProxyMiddleware": 750,
}
_SPIDER_MIDDLEWARE = "scrapy.spidermiddlewares"
SPIDER_MIDDLEWARES = {
    f"{_SPIDER_MIDDLEWARE}.httperror.HttpErrorMiddleware": None,  # the spiders settle every status themselves
    f"{_SPIDER_MIDDLEWARE}.referer.RefererMiddleware": None,
    f"{_SPIDER_MIDDLEWARE}.urllength.UrlLengthMiddleware": None,
    f"{_SPIDER_MIDDLEWARE}.depth.DepthMiddleware": None,
    f"{_SPIDER_MIDDLEWARE}.metacopy.MetaCopyDetectionMiddleware": None,
}
ITEM_PIPELINES = {"crawler.pipelines.ExtractionPipeline": 100}

TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # runs whatever code it is sent
DOWNLOADER_STATS = False  # writes every answer out again to count its bytes
MEMUSAGE_ENABLED = False
WARN_ON_GENERATOR_RETURN_VALUE = False
LOG_LEVEL = "INFO"
LOG_FORMATTER = "crawler.logs.QuietFormatter"
LOG_VERSIONS: list[str] = []
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"
FEED_EXPORT_ENCODING = "utf-8"

CRAWL_PROXY = _DEFAULT.proxy
CRAWL_ALLOW_PRIVATE: list[str] = []
CRAWL_PATIENCE = _DEFAULT.patience
CRAWL_BACKOFF = _DEFAULT.backoff
EXTRACTION_WORKERS = _DEFAULT.workers
EXTRACTION_DEADLINE = _DEFAULT.deadline


def scrapy_settings(options: CrawlOptions) -> dict[str, Any]:
    """All settings of a crawl that iraqwire runs: those above, the operator's choice, and nothing that only a console needs."""
    chosen: dict[str, Any] = {name: value for name, value in globals().items() if name.isupper() and not name.startswith("_")}
    chosen |= {
        "USER_AGENT": options.user_agent,
        "CONCURRENT_REQUESTS": options.concurrency,
        "DOWNLOAD_DELAY": options.delay,
        "DOWNLOAD_TIMEOUT": options.timeout,
        "DOWNLOAD_MAXSIZE": options.max_bytes,
        "CRAWL_PROXY": options.proxy,
        "CRAWL_ALLOW_PRIVATE": list(options.allow_private),
        "CRAWL_PATIENCE": options.patience,
        "CRAWL_BACKOFF": options.backoff,
        "EXTRACTION_WORKERS": options.workers,
        "EXTRACTION_DEADLINE": options.deadline,
        "LOGSTATS_INTERVAL": 0,
        "STATS_DUMP": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "EXTENSIONS": dict.fromkeys(
            (
                "scrapy.extensions.corestats.CoreStats",
                "scrapy.extensions.logcount.LogCount",
                "scrapy.extensions.telnet.TelnetConsole",
                "scrapy.extensions.remote_control.RemoteControl",
                "scrapy.extensions.feedexport.FeedExporter",
                "scrapy.extensions.logstats.LogStats",
                "scrapy.extensions.spiderstate.SpiderState",
            )
        ),
    }
    return chosen
