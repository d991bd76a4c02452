"""Whole crawls of a small internet: what is read, what is fetched, and how each Listing ends."""

import gzip
import time
from itertools import pairwise
from typing import Any


def item(link: str, title: str = "A title of some words", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def test_each_kind_of_entry_point_brings_its_articles_once(internet: Any, crawl: Any, source: Any) -> None:
    feed = internet.feed(
        "http://one.example/feed.xml",
        item("/news/1.html", more="<pubDate>Sat, 21 Nov 2020 10:00:00</pubDate>"),
        item("http://one.example/news/2.html?utm_source=rss"),
        "<item><title>By its guid</title><guid isPermaLink='true'>http://one.example/news/3.html</guid></item>",
        item("http://one.example/sport/9.html"),
        item("http://one.example/news/old.html"),
        item("http://one.example/news/index.html"),
        item("http://one.example/news/crash.html"),
        item("http://one.example/news/killed.html"),
    )
    internet.answers[feed].headers = {"ETag": '"v2"', "Last-Modified": "Sat, 21 Nov 2026 08:00:00 GMT"}
    for number in ("1.html", "2.html?utm_source=rss", "3.html", "4.html"):
        internet.page(f"http://one.example/news/{number}", f"Article {number}")
    internet.page("http://one.example/news/index.html", "INDEX")
    internet.page("http://one.example/news/crash.html", "CRASH")
    internet.page("http://one.example/news/killed.html", "KILLED")
    internet.page("http://one.example/news/left.html", "left over by an earlier crawl")
    index = internet.put(
        "http://two.example/sitemap.xml",
        "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
        "<sitemap><loc>http://two.example/sitemap.xml</loc></sitemap>"
        "<sitemap><loc>http://two.example/part.xml.gz</loc></sitemap>"
        "<sitemap><loc>http://two.example/gone.xml</loc></sitemap></sitemapindex>",
        type="application/xml",
        headers={"ETag": '"index"'},
    )
    part = (
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>"
        "<url><loc>http://two.example/a</loc><n:news><n:publication><n:language>ar</n:language></n:publication><n:publication_date>2020-01-02T03:04:05+03:00</n:publication_date>"
        "<n:title>From a sitemap</n:title></n:news></url>"
        "<url><loc>http://one.example/news/2.html</loc></url></urlset>"
    )
    internet.put("http://two.example/part.xml.gz", gzip.compress(part.encode()), type="application/gzip")
    internet.page("http://two.example/a")
    listing = internet.put(
        "http://three.example/",
        "<html><body><nav><a href='/about-us-and-everything-else-1234'>About us and everything else</a></nav><main>"
        "<article><h2><a href='/2026/11/21/minister-opens-dam'>Minister opens a new dam in the north</a></h2></article>"
        "<article><h2><a href='/2026/11/21/oil'>Oil exports rise again in November</a></h2></article></main></body></html>",
    )
    internet.page("http://three.example/2026/11/21/minister-opens-dam")
    internet.page("http://three.example/2026/11/21/oil", headers={"Content-Encoding": "identity"})
    unchanged = internet.put("http://four.example/feed", b"", 304)

    crawled = crawl(
        {
            "sources": [
                source("one", ("feed", feed, "/news/"), timezone="Asia/Baghdad", languages=["en"], name="One"),
                source("two", ("sitemap", index), languages=["en", "ar"]),
                source("three", ("listing", listing)),
                source("four", ("feed", unchanged)),
            ],
            "options": {"proxy": internet.proxy},
            "known": ["http://one.example/news/old.html"],
            "unsettled": {"one": ["http://one.example/news/left.html", "http://one.example/news/1.html"]},
            "validators": {unchanged: ['"v1"', "Fri, 20 Nov 2026 08:00:00 GMT"]},
        }
    )

    assert crawled.code == 0, crawled.stderr
    assert crawled.out["ended"] is True
    assert crawled.failed() == {}
    assert crawled.reasons() == {
        "http://one.example/news/1.html": "article",
        "http://one.example/news/2.html?utm_source=rss": "article",
        "http://one.example/news/3.html": "article",
        "http://one.example/news/index.html": "index",
        "http://one.example/news/crash.html": "error",
        "http://one.example/news/killed.html": "worker_died",
        "http://one.example/news/left.html": "article",
        "http://two.example/a": "article",
        "http://three.example/2026/11/21/minister-opens-dam": "article",
        "http://three.example/2026/11/21/oil": "article",
    }
    assert sum("/news/2.html" in url for url in internet.asked) == 1, "an address is fetched once, tracking parameters aside"
    assert internet.asked.count("http://one.example/robots.txt") == 1
    assert crawled.pages()["http://one.example/news/index.html"]["mentions"][0]["title"] == "a headline"
    for fault in ("crash", "killed"):
        assert crawled.pages()[f"http://one.example/news/{fault}.html"]["again"], "the page is not at fault: the next crawl tries it"

    read = crawled.read()
    assert set(read) == {feed, index, listing, unchanged}
    assert "http://one.example/news/old.html" in [one["url"] for one in read[feed]["listings"]], "known ones are named, not fetched"
    assert "http://one.example/sport/9.html" not in [one["url"] for one in read[feed]["listings"]]
    assert read[feed]["listings"][0]["published_at"] == "2020-11-21T07:00:00+00:00", "a date without a zone is Baghdad's"
    assert read[feed]["validators"] == {"etag": '"v2"', "last_modified": "Sat, 21 Nov 2026 08:00:00 GMT"}
    assert read[index]["validators"] == {"etag": "", "last_modified": ""}, "an index may stay while its parts change"
    assert read[index]["listings"][0]["published_at"] == "2020-01-02T00:04:05+00:00"
    assert read[unchanged]["status"] == 304
    assert read[unchanged]["validators"]["etag"] == '"v1"'
    asked = internet.headers[unchanged]
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('"v1"', "Fri, 20 Nov 2026 08:00:00 GMT")
    assert asked["user-agent"].startswith("iraqwire/")
    context = next(one for one in crawled.out["contexts"] if one["title"] == "From a sitemap")
    assert (context["source_id"], context["content_type"]) == ("two", "text/html; charset=utf-8")
    assert context["languages"] == ["ar", "en"], "the language that a sitemap tells comes first"
    assert not [name for name in crawled.out["looked_up"] if name.endswith(".example")]


def test_faults_cost_only_their_own_page_or_source(internet: Any, crawl: Any, source: Any) -> None:
    put, page = internet.put, internet.page
    site = "http://bad.example"
    links = {
        "forbidden": "robots",
        "private/secret": "robots",
        "missing": "http_404",
        "gone": "http_410",
        "broken": "http_500",
        "loop": "redirect_loop",
        "ring-1": "redirect_loop",
        "chain-0": "too_many_redirects",
        "inside": "blocked_private",
        "pdf": "not_html",
        "picture": "not_html",
        "empty": "empty",
        "bomb": "too_large",
        "endless": "too_large",
        "declared-large": "too_large",
        "truncated": "incomplete",
        "reset": "connection",
        "home": "gone_home",
        "moved": "article",
        "fine": "article",
    }
    put(
        f"{site}/robots.txt",
        "User-agent: iraqwire\nDisallow: /forbidden\nDisallow: /private/\n\nUser-agent: news\nDisallow: /",
        type="text/plain",
    )
    feed = internet.feed(
        f"{site}/feed",
        *(item(f"{site}/{path}") for path in links),
        item("file:///etc/passwd"),
        item("http://2130706433/x"),
        item("http://[::ffff:127.0.0.1]/x"),
        item("http://0x7f.1/x"),
        item("http://localhost/x"),
        item("http://169.254.169.254/latest"),
    )
    put(f"{site}/gone", b"", 410)
    put(f"{site}/broken", b"", 500)
    put(f"{site}/loop", b"", 302, headers={"Location": f"{site}/loop"})
    put(f"{site}/ring-1", b"", 301, headers={"Location": "/ring-2"})
    put(f"{site}/ring-2", b"", 301, headers={"Location": "/ring-1"})
    for step in range(10):
        put(f"{site}/chain-{step}", b"", 302, headers={"Location": f"/chain-{step + 1}"})
    put(f"{site}/inside", b"", 302, headers={"Location": f"{internet.proxy}/admin"})
    put(f"{site}/pdf", b"%PDF-1.7 \x00\x01")
    put(f"{site}/picture", b"\x01\x02\x03 not by its bytes", type="image/png")
    put(f"{site}/empty", b" \n")
    put(f"{site}/bomb", gzip.compress(b"<p>" + b"0" * (8 << 20)), headers={"Content-Encoding": "gzip"})
    put(f"{site}/endless", b"<p>", manner="endless")
    put(f"{site}/declared-large", b"<p>", headers={"Content-Length": str(50 << 20)}, manner="truncated")
    put(f"{site}/truncated", b"<p>half", manner="truncated")
    put(f"{site}/reset", manner="reset")
    put(f"{site}/home", b"", 302, headers={"Location": "/"})
    page(f"{site}/")
    put(f"{site}/moved", b"", 301, headers={"Location": "/moved-here"})
    page(f"{site}/moved-here")
    page(f"{site}/fine")

    silent = put("http://silent.example/feed", manner="silent")
    put("http://silent.example/robots.txt", manner="silent")
    unrobotted = internet.feed("http://unrobotted.example/feed", item("http://unrobotted.example/1"))
    put("http://unrobotted.example/robots.txt", b"", 503)
    stalls = internet.feed("http://stalls.example/feed", *(item(f"http://stalls.example/{number}") for number in range(12)))
    for number in range(12):
        put(f"http://stalls.example/{number}", manner="silent")
    busy = internet.feed("http://busy.example/feed", *(item(f"http://busy.example/{number}") for number in range(8)))
    for number in range(8):
        put(f"http://busy.example/{number}", b"", 429, headers={"Retry-After": "3600"})
    tired = internet.feed("http://tired.example/feed", item("http://tired.example/1"))
    turns = iter((put("http://tired.example/1", b"", 503), page("http://tired.example/awake")))
    answers = {url: internet.answers[url] for url in ("http://tired.example/1", "http://tired.example/awake")}
    internet.answers["http://tired.example/1"] = lambda headers: answers[next(turns)]
    down = put("http://down.example/feed", b"", 503)
    bomb = put(
        "http://bomb.example/feed",
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel><title>&b;</title></channel></rss>',
        type="application/rss+xml",
    )
    html = put("http://html.example/feed", "<html><body>maintenance</body></html>")
    bare = put(
        "http://bare.example/",
        "<html><body><nav><a href='/a-long-path-to-an-article-1234'>Words of a headline here</a></nav></body></html>",
    )
    wild = put(
        "http://wild.example/sitemap.xml",
        "<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><urlset><url><loc>&f;</loc></url></urlset>",
    )

    crawled = crawl(
        {
            "sources": [
                source("bad", ("feed", feed)),
                source("silent", ("feed", silent)),
                source("unrobotted", ("feed", unrobotted)),
                source("stalls", ("feed", stalls)),
                source("busy", ("feed", busy)),
                source("tired", ("feed", tired)),
                source("down", ("feed", down)),
                source("bomb", ("feed", bomb)),
                source("html", ("feed", html)),
                source("bare", ("listing", bare)),
                source("wild", ("sitemap", wild)),
                source("inner", ("feed", "http://127.0.0.1/feed")),
            ],
            "options": {"proxy": internet.proxy, "timeout": 2.5},
        }
    )

    assert crawled.code == 0, crawled.stderr
    reasons = crawled.reasons()
    assert {url: reasons.get(f"{site}/{url}") for url in links} == links
    for url in (
        "http://2130706433/x",
        "http://[::ffff:127.0.0.1]/x",
        "http://0x7f.1/x",
        "http://localhost/x",
        "http://169.254.169.254/latest",
    ):
        assert reasons[url] == "blocked_private"
    assert not [url for url in internet.asked if "admin" in url or "2130706433" in url or "169.254" in url]
    assert {event["reason"]: event["again"] for event in crawled.pages().values() if event["reason"]} == {
        **dict.fromkeys(("http_404", "http_410", "redirect_loop", "too_many_redirects", "blocked_private"), False),
        **dict.fromkeys(("not_html", "too_large", "gone_home"), False),
        **dict.fromkeys(("robots", "http_500", "empty", "incomplete", "connection", "timeout", "http_429"), True),
    }
    forbidden = crawled.pages()[f"{site}/forbidden"]
    assert (forbidden["again"], forbidden["status"]) == (True, 0), "robots.txt may change, and looking costs the page nothing"
    assert internet.asked.count(f"{site}/broken") == 2, "tried once more, no oftener"
    assert reasons["http://tired.example/1"] == "article"
    stalled = [url for url in internet.asked if url.startswith("http://stalls.example/") and url[-1].isdigit()]
    assert len(stalled) < 6, "a host that does not answer is left alone"
    assert sum(reasons[f"http://stalls.example/{number}"] == "timeout" for number in range(12)) == 12
    assert sum("busy.example" in url and url[-1].isdigit() for url in internet.asked) <= 3, "a host that asks for an hour is left alone"
    assert all(reasons[f"http://busy.example/{number}"] == "http_429" for number in range(8))
    assert {url: event["reason"] for url, event in crawled.failed().items()} == {
        silent: "robots_unreachable",
        unrobotted: "robots_unreachable",
        down: "http_503",
        bomb: "unsafe_xml",
        html: "not_a_feed",
        bare: "no_headlines",
        wild: "unsafe_xml",
        "http://127.0.0.1/feed": "blocked_private",
    }
    assert crawled.failed()[unrobotted]["error"] == "robots.txt answered 503"
    assert unrobotted not in internet.asked
    assert not [name for name in crawled.out["looked_up"] if name.endswith(".example")]


def test_without_a_proxy_no_name_leads_into_a_private_network(internet: Any, crawl: Any, source: Any, self_signed: int) -> None:
    base = f":{internet.port}"
    hosts = ("rebound.example", "carrier.example", "permitted.example", "unknown.example", "0x7f.1", "[::ffff:127.0.0.1]", "[::1]", "127.1")
    for host in hosts:
        internet.feed(f"http://{host}{base}/feed", item(f"http://{host}{base}/1"))
        internet.page(f"http://{host}{base}/1")
    internet.put(f"http://permitted.example{base}/1", b"", 302, headers={"Location": f"http://rebound.example{base}/1"})
    crawled = crawl(
        {
            "sources": [
                *(source(f"s{number}", ("feed", f"http://{host}{base}/feed")) for number, host in enumerate(hosts)),
                source("unvouched", ("feed", f"https://permitted.example:{self_signed}/feed")),
            ],
            "addresses": {
                "rebound.example": "127.0.0.1",
                "carrier.example": "100.64.0.9",
                "permitted.example": "127.0.0.1",
                "0x7f.1": "127.0.0.1",
                "127.1": "127.0.0.1",
            },
            "options": {"allow_private": ["permitted.example"]},
        }
    )
    assert crawled.code == 0, crawled.stderr
    failed = {internet.host(url): event["reason"] for url, event in crawled.failed().items()}
    assert failed == {
        **dict.fromkeys(("rebound.example", "carrier.example", "0x7f.1", "::ffff:127.0.0.1", "::1", "127.1"), "blocked_private"),
        "unknown.example": "dns",
        "permitted.example": "tls",
    }
    (unvouched,) = (event for event in crawled.failed().values() if event["reason"] == "tls")
    assert unvouched["error"] == "its certificate is not accepted: certificate verify failed"
    assert "Traceback" not in crawled.stderr, "a source that fails is told by the sink, in one line"
    assert list(crawled.reasons().values()) == ["blocked_private"], "what a permitted host redirects to is checked as well"
    assert {internet.host(url) for url in internet.asked} == {"permitted.example"}


def test_a_dead_host_does_not_hold_up_the_others(internet: Any, crawl: Any, source: Any) -> None:
    dead = internet.feed("http://dead.example/feed", *(item(f"http://dead.example/{number}") for number in range(30)))
    alive = internet.feed("http://alive.example/feed", *(item(f"http://alive.example/{number}") for number in range(30)))
    mute = internet.feed("http://feeds.example/mute", *(item(f"http://mute.example/{number}") for number in range(30)))
    internet.put("http://mute.example/robots.txt", manner="silent")
    for number in range(30):
        internet.put(f"http://dead.example/{number}", manner="silent")
        internet.page(f"http://alive.example/{number}")
    crawled = crawl(
        {
            "sources": [source("mute", ("feed", mute)), source("dead", ("feed", dead)), source("alive", ("feed", alive))],
            "options": {"proxy": internet.proxy, "concurrency": 8, "timeout": 2.0},
        }
    )
    outcomes = list(crawled.reasons().values())
    assert outcomes[:30] == ["article"] * 30
    assert sorted(outcomes[30:]) == ["robots_unreachable"] * 30 + ["timeout"] * 30


def test_a_page_comes_to_the_sink_as_it_came_and_nothing_else_does(internet: Any, crawl: Any, source: Any) -> None:
    text = "The rivers fell again this week, engineers said, and the pumps of the lower canals stand in the air. " * 20
    told = f"<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'><![CDATA[<p>{text}</p>]]></content:encoded>"
    feed = internet.feed(
        "http://raw.example/feed", *(item(f"http://raw.example/{name}") for name in ("page", "INDEX", "moved", "gone", "picture"))
    )
    closed = internet.feed("http://shut.example/feed", item("http://shut.example/1", more=told))
    arabic = "<html><meta charset=windows-1256><p>الأهوار</p></html>".encode("windows-1256")
    internet.put("http://raw.example/page", arabic, type="text/html")
    internet.put("http://raw.example/INDEX", "<html>INDEX</html>")
    internet.put("http://raw.example/moved", "", 301, headers={"Location": "http://raw.example/here"})
    internet.put("http://raw.example/here", "<html>here</html>")
    internet.put("http://raw.example/gone", "<html>gone</html>", 404)
    internet.put("http://raw.example/picture", b"\x89PNG", type="image/png")
    internet.put("http://shut.example/1", "<html>subscribe</html>", 403)
    task = {"sources": [source("raw", ("feed", feed)), source("shut", ("feed", closed))], "options": {"proxy": internet.proxy}}
    pages = crawl(task).pages()
    assert {url.rpartition("example/")[2]: settled["raw"] for url, settled in pages.items()} == {
        "page": ["http://raw.example/page", arabic.decode("latin-1")],
        "INDEX": ["http://raw.example/INDEX", "<html>INDEX</html>"],
        "moved": ["http://raw.example/here", "<html>here</html>"],
        "gone": None,
        "picture": None,
        "1": None,
    }
    assert pages["http://shut.example/1"]["article"], "the feed's own text, in place of a page that was not shown"


def test_what_a_run_leaves_of_a_long_sitemap_comes_in_the_next_though_the_sitemap_did_not_change(
    internet: Any, crawl: Any, source: Any
) -> None:
    wanted = [f"http://long.example/news/{number}" for number in range(305)]
    others = [f"http://long.example/sport/{number}" for number in range(305)]
    body = "".join(f"<url><loc>{url}</loc></url>" for url in (*others, *wanted))
    tagged = {"ETag": '"v1"'}

    def answer(headers: dict[str, str]) -> Any:
        return type(whole)("", 304, headers=tagged) if headers.get("if-none-match") == '"v1"' else whole

    sitemap = internet.put("http://long.example/sitemap.xml", f"<urlset>{body}</urlset>", type="application/xml", headers=tagged)
    whole = internet.answers[sitemap]
    internet.answers[sitemap] = answer
    task = {"sources": [source("long", ("sitemap", sitemap, "/news/"))], "options": {"proxy": internet.proxy}}
    known: set[str] = set()
    kept: dict[str, Any] = {}
    runs = []
    for _ in range(3):
        crawled = crawl({**task, "known": sorted(known), "validators": kept})
        assert crawled.code == 0, crawled.stderr
        runs.append(len(crawled.pages()))
        known |= crawled.pages().keys()
        read = crawled.read()[sitemap]["validators"]
        kept = {sitemap: [read["etag"], read["last_modified"]]}
    assert runs == [300, 5, 0]
    assert known == set(wanted), "what `match` leaves out takes no other's place"
    assert kept == {sitemap: ['"v1"', ""]}


def test_a_host_that_several_spiders_ask_is_asked_no_oftener_than_its_delay_allows(internet: Any, crawl: Any, source: Any) -> None:
    host, delay = "http://www.example", 0.2
    pages = [[f"{host}/news/2026/{kind}-{number}-of-many" for number in range(4)] for kind in ("feed", "map", "front")]
    for url in (url for of_kind in pages for url in of_kind):
        internet.page(url)
    feed = internet.feed("http://feeds.example/feed", *(item(url) for url in pages[0]))
    places = "".join(f"<url><loc>{url}</loc></url>" for url in pages[1])
    sitemap = internet.put(f"{host}/sitemap.xml", f"<urlset>{places}</urlset>", type="application/xml")
    links = "".join(f"<h2><a href='{url}'>A headline of as many words as this</a></h2>" for url in pages[2])
    front = internet.put(f"{host}/", f"<html><body>{links}</body></html>")
    times: list[float] = []
    internet.seen = lambda url: times.append(time.monotonic()) if url.startswith(host) else None
    crawled = crawl(
        {
            "sources": [source("a", ("feed", feed)), source("b", ("sitemap", sitemap)), source("c", ("listing", front))],
            "options": {"proxy": internet.proxy, "delay": delay},
        }
    )
    assert crawled.code == 0, crawled.stderr
    assert list(crawled.reasons().values()) == ["article"] * 12
    gaps = [after - before for before, after in pairwise(times)]
    assert len(gaps) == 14, "robots.txt, two entry points, twelve pages"
    # A request that this machine holds up comes late, and so close before the next.
    assert sum(gap < 0.9 * delay for gap in gaps) <= 2, gaps
    assert sum(gaps) > 0.9 * delay * len(gaps), gaps
