"""Addresses: what is published, and what an article is recognised by."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from news.urls import address_key, host, is_rendition, web_url, without_tracking

ANY_TEXT = st.text(st.characters(codec=None))
"""Lone surrogates among it."""


@pytest.mark.parametrize(
    ("listed", "known"),
    [
        ("https://News.Example/a?utm_source=x&id=7&fbclid=1#top", "https://news.example/a?id=7"),
        ("https://news.example:443/a", "https://news.example/a"),
        ("http://news.example:8080", "http://news.example:8080/"),
        ("https://news.example/a?page=2&x=%D8%A7", "https://news.example/a?page=2&x=%D8%A7"),
        ("https://news.example/a?page=2&x=%c7+b&gclid=1", "https://news.example/a?page=2&x=%c7+b"),
        ("https://news.example/?p=12", "https://news.example/?p=12"),
        ("https://news.example/a/amp?amp=1&m=1", "https://news.example/a/amp?amp=1&m=1"),
        ("https://news.example/a;jsessionid=5F2A?id=7", "https://news.example/a?id=7"),
        ("https://news.example/(S(lit3py55t21z5v55vlm25s55))/a.aspx?id=7", "https://news.example/a.aspx?id=7"),
        ("http://[2001:db8::1]/a", "http://[2001:db8::1]/a"),
    ],
)
def test_tracking_goes_and_the_rest_stays(listed: str, known: str) -> None:
    assert without_tracking(listed) == known


@pytest.mark.parametrize(
    "parameters",
    [
        "utm_source=rss&utm_medium=rss&UTM_CAMPAIGN=x", "fbclid=I", "gclid=1&gbraid=2&wbraid=3&gad_source=1", "msclkid=1", "yclid=2&ysclid=3",
        "at_medium=RSS&at_campaign=KARANGA", "mc_cid=1&mc_eid=2", "ns_mchannel=social&ns_source=t", "maca=en-rss-en-all-1573-xml-atom",
        "igshid=1&igsh=2", "ref=rss", "source=RSS", "r=rss", "partner=rss&emc=rss", "smid=tw-share", "xtor=AL-73", "cmpid=1", "CMP=share",
        "_ga=1.2&_gl=3", "mtm_campaign=x&pk_campaign=y", "wt_mc=x&WT.mc_id=y", "_hsenc=a&_hsmi=b&__hstc=c", "mkt_tok=1", "dicbo=v2",
        "PHPSESSID=abc", "jsessionid=AB12", "sid=0123456789abcdef0123456789abcdef", "s=0a1b2c3d4e5f6071", "session_id=deadbeefdeadbeef", "osCsid=1",
        "zenid=2", "CFID=1&CFTOKEN=2", "ASPSESSIONIDQQ=A", "_=1790000000000", "ref_src=twsrc%5Etfw", "referrer=home", "share=facebook",
        "__cf_chl_rt_tk=x", "srsltid=Af", "%75tm_source=x", "amp;utm_source=x",
    ],
)  # fmt: skip
def test_a_parameter_that_says_where_a_reader_came_from_or_which_visit_it_is_names_nothing(parameters: str) -> None:
    assert without_tracking(f"https://news.example/a?{parameters}") == "https://news.example/a"
    assert address_key(f"https://news.example/a?{parameters}&id=7") == "//news.example/a?id=7"


@pytest.mark.parametrize(
    "parameter",
    [
        "id", "p", "ref", "source", "s", "sid", "session", "story", "key", "page", "cat", "section", "m", "print", "view", "r", "from", "via", "amp_id",
        "article", "nid", "aid", "mapid", "MapID", "title", "uid", "cid", "pk", "type", "format", "lang", "feed", "origin", "medium", "mode",
        "campaign", "q", "t", "n", "mobile", "at", "mc", "ns",
    ],
)  # fmt: skip
def test_a_parameter_that_may_name_content_stays(parameter: str) -> None:
    for value in ("31", "32", "1790000000", "5f3e9a2b1c4d5e6f7a8b9c0d", "basra", "1790000000000123"):
        url = f"https://news.example/a?{parameter}={value}"
        assert without_tracking(url) == url
        assert address_key(url) == f"//news.example/a?{parameter}={value}"


PLAIN = "https://post.example/news/7-kesra?id=3&lang=ar"


@pytest.mark.parametrize(
    "form",
    [
        "http://post.example/news/7-kesra?id=3&lang=ar",
        "https://www.post.example/news/7-kesra?lang=ar&id=3",
        "HTTPS://WWW.Post.Example:443/news/7-kesra/?id=3&lang=ar#comments",
        "//post.example/news/7-kesra?id=3&lang=ar",
        "https://m.post.example/news/7-kesra?id=3&lang=ar",
        "https://mobile.post.example/news/7-kesra?id=3&lang=ar",
        "https://amp.post.example/news/7-kesra?id=3&lang=ar",
        "https://www.m.post.example/news/7-kesra?id=3&lang=ar",
        "https://wap.post.example/news/7-kesra?id=3&lang=ar",
        "https://post.example/news/7-kesra/amp?id=3&lang=ar",
        "https://post.example/news/7-kesra/amp/?id=3&lang=ar",
        "https://post.example/amp/news/7-kesra?id=3&lang=ar",
        "https://post.example/news/7-kesra.amp?id=3&lang=ar",
        "https://post.example/news/7-kesra?amp&id=3&lang=ar",
        "https://post.example/news/7-kesra?id=3&lang=ar&amp=1",
        "https://post.example/news/7-kesra?outputType=amp&id=3&lang=ar",
        "https://post.example/print/news/7-kesra?id=3&lang=ar",
        "https://post.example/news/7-kesra/print?id=3&lang=ar",
        "https://post.example/news/7-kesra?id=3&lang=ar&print=1",
        "https://post.example/news/7-kesra?id=3&lang=ar&view=print",
        "https://post.example/news/7-kesra?tmpl=component&print=1&layout=default&page=&id=3&lang=ar",
        "https://post.example/news/7-kesra?m=1&id=3&lang=ar",
        "https://post.example/news/7-kesra?mobile=1&id=3&lang=ar",
        "https://post.example/news/7-kesra/index.html?id=3&lang=ar",
        "https://post.example/news/7-kesra/index.php?id=3&lang=ar",
        "https://post.example//news/./x/../7-kesra?id=3&amp;lang=ar&",
        "https://post.example/news/%37%2dkesra?i%64=3&lang=%61r",
        "https://post.example/news/7-kesra;jsessionid=1A2B?id=3&lang=ar&PHPSESSID=1",
        "https://post.example/(S(lit3py55t21z5v55vlm25s55))/news/7-kesra?id=3&lang=ar",
        "https://cdn.ampproject.org/c/s/post.example/news/7-kesra?id=3&lang=ar",
        "https://post-example.cdn.ampproject.org/v/s/www.post.example/news/7-kesra/amp?id=3&lang=ar&amp_js_v=0.1&usqp=mq331",
        "https://www.google.com/amp/s/post.example/news/7-kesra?id=3&lang=ar",
        "https://www.google.co.uk/amp/post.example/news/7-kesra/amp/?id=3&lang=ar",
    ],
)
def test_an_article_is_recognised_however_its_address_is_written(form: str) -> None:
    assert address_key(form) == address_key(PLAIN) == "//post.example/news/7-kesra?id=3&lang=ar"


def test_arabic_slugs_are_one_in_whatever_way_they_are_spelt() -> None:
    same = {
        "https://post.example/أخبار/تمر-البصرة",
        "https://post.example/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/%D8%AA%D9%85%D8%B1-%D8%A7%D9%84%D8%A8%D8%B5%D8%B1%D8%A9/",
        "https://post.example/%d8%a3%d8%ae%d8%a8%d8%a7%d8%b1/%d8%aa%d9%85%d8%b1-%d8%a7%d9%84%d8%a8%d8%b5%d8%b1%d8%a9",
        "https://post.example/%D8%A3خبار/%d8%aaمر-البصرة?utm_source=x",
    }
    assert len({address_key(form) for form in same}) == 1
    assert address_key("https://a.example/?t=تمر البصرة") == address_key("http://a.example/?t=%D8%AA%D9%85%D8%B1+البصرة")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/?id=1", "https://a.example/?id=2"),
        ("https://a.example/news/1", "https://a.example/news/2"),
        ("https://a.example/News/1", "https://a.example/news/1"),
        ("https://a.example/Qa7x", "https://a.example/qA7x"),
        ("https://a.example/1", "https://b.example/1"),
        ("https://english.a.example/1", "https://a.example/1"),
        ("https://a.example:8080/1", "https://a.example/1"),
        ("https://a.example/lamp", "https://a.example/l"),
        ("https://a.example/print-media-law", "https://a.example/-media-law"),
        ("https://a.example/amp-news/1", "https://a.example/news/1"),
        ("https://a.example/camp/1", "https://a.example/1"),
        ("https://a.example/blueprint", "https://a.example/"),
        ("https://a.example/news/amplifier", "https://a.example/news"),
        ("https://a.example/amp", "https://a.example/"),
        ("https://a.example/print", "https://a.example/"),
        ("https://a.example/news/print/1", "https://a.example/news/1"),
        ("https://a.example/?print=12", "https://a.example/"),
        ("https://a.example/?m=202611", "https://a.example/?m=202612"),
        ("https://a.example/index.php?id=1", "https://a.example/index.php?id=2"),
        ("https://a.example/index.php/news/1", "https://a.example/index.php/news/2"),
        ("https://a.example/a%2Fb", "https://a.example/a/b"),
        ("https://a.example/a%3Fid=1", "https://a.example/a?id=1"),
        ("https://a.example/?q=a%26b=c", "https://a.example/?q=a&b=c"),
        ("https://a.example/?id=1&page=2", "https://a.example/?id=1&page=3"),
        ("https://a.example/(a)", "https://a.example/"),
        ("https://www.google.com/amp/s/a.example/1", "https://www.google.com/amp/s/b.example/1"),
        ("https://amp.blogspot.com/1", "https://m.blogspot.com/1"),
        ("https://www.gov.iq/1", "https://www.com/1"),
    ],
)  # fmt: skip
def test_two_articles_never_share_a_key(one: str, other: str) -> None:
    assert address_key(one) != address_key(other)


def test_a_prefix_that_is_the_name_itself_stays() -> None:
    assert address_key("http://m.co.uk/1") == "//m.co.uk/1"
    assert address_key("http://www.gov.iq/1") == "//www.gov.iq/1"
    assert address_key("http://m.example/1") == "//m.example/1"
    assert address_key("http://www.moi.gov.iq/1") == "//moi.gov.iq/1"


def test_a_form_for_other_screens_is_told_from_the_page_itself() -> None:
    for form in (
        "https://a.example/1/amp",
        "https://m.a.example/1",
        "https://a.example/1?print=1",
        "https://cdn.ampproject.org/c/a.example/1",
    ):
        assert is_rendition(form), form
    for page in ("https://www.a.example/1/", "https://a.example/1/index.html", "https://a.example/1?utm_source=x&sid=1", "no address"):
        assert not is_rendition(page), page


@given(ANY_TEXT)
@example("http://[a")
@example("//a.example/%2541%")
@example("http://a.example:x/")
@example("http://℀.example/")
@example("\ud800")
def test_any_text_is_survived(text: str) -> None:
    without_tracking(text), host(text), web_url(text, "http://a.example/"), is_rendition(text)
    for key in (address_key(text), address_key(f"http://a.example/{text}"), address_key(f"http://{text}")):
        assert address_key(key) == key


_WORDS = st.sampled_from(
    ["amp", "print", "index.php", "a.amp.html", "index.amp.html", "amp.amp", ".amp", "..", ".", "", "%61mp", "%2541", "%", ";jsessionid=1", "c", "s",
     "(S(x))", "x.example", "www.google.com", "News", "7", "تمر", "%d8%aa", "a+b", "a b", "=", "&"]
)  # fmt: skip
_PARAMETERS = st.sampled_from(
    ["amp", "amp=1", "%61mp", "print=1", "m=1", "tmpl=component", "layout=default", "page=", "id=7", "ID=8", "id=", "utm_source=x", "amp;id=1",
     "%61mp;id=2", "=x", "=", "", "a=b=c", "q=%26", "sid=0123456789abcdef", "view=Print", "x=+", "view=%70rint"]
)  # fmt: skip
_HOSTS = st.sampled_from(
    ["a.example", "www.a.example", "WWW.m.a.example.", "amp.blogspot.com", "m.co.uk", "www", "www.", "m.m.m", "a.example:80", "a.example:8080", "[::1]",
     "cdn.ampproject.org", "www.google.com", "google.co.uk", "amp.google.com", "u@a.example", "خبر.example", "127.0.0.1", "a b.example"]
)  # fmt: skip
ADDRESSES = st.builds(
    lambda scheme, name, path, query: f"{scheme}//{name}/{'/'.join(path)}?{'&'.join(query)}",
    st.sampled_from(["http:", "https:", "", "HTTP:"]),
    _HOSTS,
    st.lists(_WORDS, max_size=6),
    st.lists(_PARAMETERS, max_size=5),
)


@given(ADDRESSES)
def test_a_key_is_its_own_key_and_what_is_published_stays_as_it_is(url: str) -> None:
    key = address_key(url)
    assert address_key(key) == key
    assert not is_rendition(key)
    assert without_tracking(without_tracking(url)) == without_tracking(url)
    assert address_key(without_tracking(url)) == key


@given(ADDRESSES, st.randoms(use_true_random=False))
def test_neither_tracking_nor_order_matters(url: str, random) -> None:
    address, _, query = url.partition("?")
    pieces = [*query.split("&"), "utm_source=x", "fbclid=1", "PHPSESSID=a1"]
    random.shuffle(pieces)
    assert address_key(f"{address}?{'&'.join(pieces)}") == address_key(url)


@given(
    st.sampled_from(["/?id={}", "/news/{}", "/news/{}/amp", "/a?page={}&m=1", "/{}.html", "/print/{}", "/index.php?p={}&print=1", "/a/{}-amp", "/?s={}"]),
    st.lists(st.from_regex(r"[A-Za-z0-9_]{1,20}", fullmatch=True).filter(lambda name: name.lower() not in ("amp", "print", "index", "default")), min_size=2, max_size=2, unique=True),
)  # fmt: skip
def test_distinct_ids_stay_distinct(form: str, ids: list[str]) -> None:
    one, other = (address_key(f"https://a.example{form.format(name)}") for name in ids)
    assert one != other


def test_links_of_other_schemes_lead_nowhere() -> None:
    assert web_url("javascript:alert(1)", "http://a.example/") == ""
    assert web_url("file:///etc/passwd") == ""
    assert web_url("../b", "http://a.example/x/y") == "http://a.example/b"
    assert address_key(" mailto:desk@a.example ") == "mailto:desk@a.example"
    assert address_key("file:///amp/x") == "file:///amp/x"
