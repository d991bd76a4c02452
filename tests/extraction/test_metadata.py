"""What pages say of themselves: titles, authors, dates, languages, addresses."""

import json
from datetime import UTC, datetime

import pytest
import replicas

from crawler.extraction import PageContext, extract
from crawler.extraction.byline import part_bylines
from crawler.extraction.headline import without_site
from news.model import Article

URL = "http://post.example/kesra"
FETCHED = datetime(2026, 11, 21, 9, tzinfo=UTC)
LISTED = datetime(2026, 11, 18, 7, 15, tzinfo=UTC)


def read(head: str = "", url: str = URL, before: str = "", **known: object) -> Article:
    context = PageContext(source_name="Kesra Post", fetched_at=FETCHED, **known)  # type: ignore[arg-type]
    return extract(replicas.article(head=head, before=before), url, context)


def linked(**fields: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps({'@context': 'https://schema.org', '@type': 'NewsArticle', **fields})}</script>"


def meta(name: str, content: str) -> str:
    return f"<meta property='{name}' content='{content}'>"


def test_json_ld_goes_before_meta_and_meta_before_what_is_seen() -> None:
    published = meta("article:published_time", "2026-11-19T10:00:00+03:00")
    seen = "<time datetime='2026-11-18T10:00:00+03:00'>Wednesday</time>"
    found = read(linked(datePublished="2026-11-20T10:00:00+03:00") + published, before=seen)
    assert (found.published_at, found.published_from) == (datetime(2026, 11, 20, 7, tzinfo=UTC), "json-ld")
    found = read(published, before=seen)
    assert (found.published_at, found.published_from) == (datetime(2026, 11, 19, 7, tzinfo=UTC), "meta")
    found = read(before=seen)
    assert (found.published_at, found.published_from) == (datetime(2026, 11, 18, 7, tzinfo=UTC), "time")


def test_a_date_without_a_zone_is_in_the_sources() -> None:
    published = meta("article:published_time", "2026-11-19T10:00:00")
    assert read(published).published_at == datetime(2026, 11, 19, 7, tzinfo=UTC)
    assert read(published, timezone="America/New_York").published_at == datetime(2026, 11, 19, 15, tzinfo=UTC)


@pytest.mark.parametrize("said", ["2026-13-45", "2099-01-01T00:00:00Z", "recently", "0001-01-01T00:00:00Z"])
def test_an_impossible_or_future_date_is_unknown_and_the_listings_serves(said: str) -> None:
    head = linked(datePublished=said)
    assert (read(head).published_at, read(head).published_from) == (None, None)
    found = read(head, published_at=LISTED)
    assert (found.published_at, found.published_from) == (LISTED, "listing")


def test_a_date_is_never_later_than_the_fetch_even_without_a_context() -> None:
    body = replicas.article(head=meta("article:published_time", "2099-01-01T00:00:00Z"))
    assert extract(body, URL).published_at is None


def test_an_address_tells_the_day_and_the_listing_its_hour() -> None:
    dated = "http://post.example/2026/11/18/kesra"
    assert read(url=dated).published_from == "url"
    found = read(url=dated, published_at=LISTED)
    assert (found.published_at, found.published_from) == (LISTED, "listing")


@pytest.mark.parametrize(
    "line",
    [
        "<td>تاريخ النشر: 2026/11/18</td>",
        "<ul><li><strong>Datum</strong> 18.11.2026</li></ul>",
        "<div><b>Published:</b> <i>November 18, 2026</i></div>",
        "<span class='date'>Updated November 20, 2026</span><div>Posted on 18 November 2026</div>",
    ],
)
def test_a_date_that_is_called_the_publication_goes_before_others_that_are_seen(line: str) -> None:
    body = replicas.document(f"<div><span class='date'>November 19, 2026</span>{replicas.paragraphs(replicas.STORY)}{line}</div>")
    found = extract(body, URL, PageContext(fetched_at=FETCHED))
    assert (found.published_at, found.published_from) == (datetime(2026, 11, 18, 9, tzinfo=UTC), "text")


@pytest.mark.parametrize(
    "other",
    [
        "<figure><img title='The marsh, 3 May 2026' alt='3 May 2026'><figcaption class='date'>3 May 2026</figcaption></figure>",
        "<a href='/other'><h3>Another story</h3><span class='date'>3 May 2026</span></a>",
    ],
)
def test_the_date_of_a_photograph_or_of_another_story_is_none(other: str) -> None:
    assert read(before=other).published_at is None
    assert read(before=f"{other}<p class='date'>19 November 2026</p>").published_at == datetime(2026, 11, 19, 9, tzinfo=UTC)


def test_a_change_before_the_publication_is_none() -> None:
    head = linked(datePublished="2026-11-19T10:00:00Z", dateModified="2026-11-20T10:00:00Z")
    assert read(head).modified_at == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert read(linked(datePublished="2026-11-19T10:00:00Z", dateModified="2026-11-01T10:00:00Z")).modified_at is None


def test_a_graph_is_read_and_broken_json_is_read_by_halves() -> None:
    graph = {
        "@graph": [
            {"@type": "WebSite", "name": "Kesra Post"},
            {"@type": ["NewsArticle"], "headline": "From the graph", "datePublished": "2026-11-20"},
        ]
    }
    assert read(f"<script type='application/ld+json'>{json.dumps(graph)}</script>").title == "From the graph"
    broken = '{"@type": "NewsArticle", "headline": "Half \\u0623 headline", "datePublished": "2026-11-20T10:00:00Z", "author": {"name": "Sara Aziz"}, "x": oops }'
    found = read(f"<script type='application/ld+json'>{broken}</script>")
    assert (found.title, found.published_from, found.authors) == ("Half أ headline", "json-ld", ("Sara Aziz",))


@pytest.mark.parametrize(
    "script", ["[[[[[[", "null", "[1, null, {}]", '{"@graph": {"@graph": [[]]}}', '{"@type": 3, "author": [null, 4, {"name": [1]}]}']
)
def test_odd_json_ld_costs_nothing(script: str) -> None:
    assert read(f"<script type='application/ld+json'>{script}</script>").title == replicas.STORY_TITLE


def test_authors_are_people() -> None:
    several = [
        {"@type": "Person", "name": "Sara Aziz"},
        {"@type": "Organization", "name": "Kesra Post"},
        {"@type": "Person", "name": "Kesra Post"},
    ]
    assert read(linked(author=several)).authors == ("Sara Aziz",)
    assert read(meta("author", "By Sara Aziz and Omar al-Rawi")).authors == ("Sara Aziz", "Omar al-Rawi")
    assert read(meta("article:author", "https://www.facebook.com/kesrapost")).authors == ()
    assert read(before="<div class='byline'>By <a rel='author' href='/sara'>Sara Aziz</a></div>").authors == ("Sara Aziz",)
    assert read(meta("author", "بقلم: سارة عزيز")).authors == ("سارة عزيز",)
    assert read(meta("author", "Sara Aziz (Image: Getty/iStockphoto)")).authors == ("Sara Aziz",)
    assert read(meta("author", "Getty Images")).authors == ()
    assert read(before="<div class='author'><a href='/s'>Sara Aziz</a> <button>Follow</button></div>").authors == ("Sara Aziz",)
    assert read(before="<div class='author'>この記事の筆者 <a>佐藤花子</a> <span>フォロー</span> <a>すべて見る</a></div>").authors == (
        "佐藤花子",
    )
    assert read(meta("twitter:label1", "كُتب بواسطة") + meta("twitter:data1", "سارة عزيز")).authors == ("سارة عزيز",)
    assert read(meta("twitter:label1", "Est. reading time") + meta("twitter:data1", "two minutes")).authors == ()
    assert read(before="<ul><li class='metaAuthorList'><a href='/author/sara'>Sara Aziz</a></li></ul>").authors == ("Sara Aziz",)


def test_the_byline_after_the_headline_goes_before_those_of_other_stories() -> None:
    cards = "<div class='card'><span class='author'>Omar al-Rawi</span></div>"
    assert read(before=f"{cards}<h1>{replicas.STORY_TITLE}</h1><p class='author'>By Sara Aziz</p>").authors == ("Sara Aziz",)


def test_where_no_person_is_named_the_stated_desk_is_the_author_and_an_agency_before_the_site() -> None:
    assert read(meta("author", "News Desk")).authors == ("News Desk",)
    assert read(meta("author", "وكالة الأنباء")).authors == ("وكالة الأنباء",)
    site, agency = {"@type": "Organization", "name": "Kesra Post"}, {"@type": "Organization", "name": "Northern News Agency"}
    assert read(linked(author=site)).authors == ("Kesra Post",)
    assert read(linked(author=[site, agency])).authors == ("Northern News Agency",)
    assert read(linked(author=site) + meta("author", "Northern News Agency")).authors == ("Northern News Agency",)
    assert read(linked(author=site), before="<p class='byline'>By Sara Aziz</p>").authors == ("Sara Aziz",)
    assert read(meta("author", "admin")).authors == ()


def test_each_field_says_where_it_was_found() -> None:
    head = linked(headline=replicas.STORY_TITLE, articleSection="Water") + meta("author", "Sara Aziz") + meta("og:image", "/a/kesra.jpg")
    found = read(f"{head}<link rel='canonical' href='/kesra'>", before="<time datetime='2026-11-18T10:00:00+03:00'>Wednesday</time>")
    assert found.found_in == {
        "title": "json-ld",
        "authors": "meta",
        "published_at": "time",
        "canonical_url": "link",
        "section": "json-ld",
        "image": "meta",
        "language": "text",
    }
    assert read().found_in == {"title": "heading", "language": "text"}


def test_the_section_is_the_one_that_the_page_names_and_never_the_home_page_or_the_title() -> None:
    assert read(meta("article:section", "Politics")).section == "Politics"
    steps = [{"@type": "ListItem", "name": name} for name in ("Home", "Iraq", replicas.STORY_TITLE)]
    crumbs = {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": steps}
    assert read(f"<script type='application/ld+json'>{json.dumps(crumbs)}</script>").section == "Iraq"
    trail = "<nav class='Breadcrumbs'><a href='/'>الرئيسية</a> › <a href='/p'>سياسة</a></nav>"
    assert (read(before=trail).section, read(before=trail).found_in["section"]) == ("سياسة", "breadcrumbs")
    assert read().section == ""


def test_the_lead_image_is_the_articles_with_what_it_shows_and_no_logo() -> None:
    shown = "<img data-src='/a/kesra-300x200.jpg' src='data:image/gif;base64,AA' alt='The weir at Kesra'>"
    found = read(meta("og:image", "http://post.example/a/kesra.jpg"), before=shown)
    assert (found.image_url, found.image_alt) == ("http://post.example/a/kesra.jpg", "The weir at Kesra")
    said = meta("og:image", "/a/kesra.jpg") + meta("og:image:alt", "Water at the weir")
    assert read(said, before=shown).image_alt == "Water at the weir"
    assert read(meta("og:image", "/static/logo.png")).image_url == ""
    assert read(linked(image={"@type": "ImageObject", "url": "/a/kesra.jpg", "caption": "Kesra"})).image_alt == "Kesra"


def test_a_heading_is_the_title_where_what_is_written_for_shares_and_searches_disagrees() -> None:
    body = f"<h1>{replicas.STORY_TITLE}</h1>{replicas.paragraphs(replicas.STORY)}"
    page = replicas.document(body, "Kesra water news | Kesra Post", meta("og:title", "You will not believe this"))
    assert extract(page, URL).title == replicas.STORY_TITLE
    page = replicas.document(body, "Water at Kesra | News | Kesra Post", meta("og:title", "Water at Kesra"))
    assert extract(page, URL).title == "Water at Kesra"


def test_a_kicker_that_two_headlines_do_not_share_is_no_part_of_them() -> None:
    heading = "<h1>Drought in the south – “The weir gives us hope again”</h1>"
    head = meta("og:title", "Water at Kesra: “The weir gives us hope again”")
    page = f"<html><head>{head}<title>Water at Kesra: “The weir gives us hope again”</title></head><body>{heading}"
    body = replicas.article().decode().partition("</h1>")[2]
    assert extract((page + body).encode(), URL).title == "“The weir gives us hope again”"


def test_the_number_of_an_article_may_begin_with_its_day() -> None:
    found = extract(replicas.article(), "http://post.example/news/A2026112014320005196", PageContext(fetched_at=FETCHED))
    assert (found.published_at, found.published_from) == (datetime(2026, 11, 20, 9, tzinfo=UTC), "url")


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Water returns | Kesra Post", "Water returns"),
        ("Water returns - Kesra Post | post.example", "Water returns"),
        ("Water returns | Kesra Post | 28.04.2026", "Water returns"),
        ("Water returns - 20 November 2026 - Kesra Post", "Water returns"),
        ("Water returns : Kesra", "Water returns"),
        ("Accounts of the year 2026", "Accounts of the year 2026"),
        ("Kesra Post: Water returns", "Kesra Post: Water returns"),
        ("Kesra Post - Water returns", "Water returns"),
        ("Water returns – Los Angeles Times", "Water returns – Los Angeles Times"),
        ("Kesra Post", "Kesra Post"),
        ("A - B", "A - B"),
    ],
)
def test_the_sites_name_is_no_part_of_a_title_but_another_outlets_is(title: str, bare: str) -> None:
    assert without_site(title, ["Kesra Post", "post.example"]) == bare


def test_a_headline_given_for_the_sites_name_is_still_the_headline() -> None:
    head = meta("og:site_name", replicas.STORY_TITLE) + meta("og:title", replicas.STORY_TITLE)
    assert read(head).title == replicas.STORY_TITLE


def test_a_heading_shows_where_the_title_ends() -> None:
    assert without_site("Water returns - The Post of Upper Kesra", [], ["Water returns"]) == "Water returns"


def test_a_canonical_address_of_another_site_or_of_the_home_page_is_none() -> None:
    def canonical(href: str, url: str = URL) -> str:
        return read(f"<link rel='canonical' href='{href}'>", url=url).canonical_url

    assert canonical("/kesra?utm_source=feed") == URL
    assert canonical("http://www.post.example/kesra") == "http://www.post.example/kesra"
    assert canonical(URL, "http://amp.post.example/kesra") == URL
    assert canonical("http://evil.example/kesra") == ""
    assert canonical("http://post.example/") == ""
    assert canonical("javascript:void(0)") == ""


def test_no_control_or_direction_characters_are_left_anywhere() -> None:
    head = linked(headline="Water\u202e returns\x07", author={"@type": "Person", "name": "Sara\u200f Aziz"})
    found = read(head)
    assert (found.title, found.authors) == ("Water returns", ("Sara Aziz",))


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("two hours ago", datetime(2026, 11, 21, 7, tzinfo=UTC)),
        ("منذ ساعتين", datetime(2026, 11, 21, 7, tzinfo=UTC)),
        ("پێش ٢ کاتژمێر", datetime(2026, 11, 21, 7, tzinfo=UTC)),
        ("berî 2 saetan", datetime(2026, 11, 21, 7, tzinfo=UTC)),
        ("Yesterday, 14:30", datetime(2026, 11, 20, 11, 30, tzinfo=UTC)),
        ("قبل 3 أيام", datetime(2026, 11, 18, 9, tzinfo=UTC)),
    ],
)
def test_how_long_ago_is_counted_from_the_fetch(line: str, at: datetime) -> None:
    before = f"<h1>{replicas.STORY_TITLE}</h1><span class='post-date'>{line}</span>"
    assert (read(before=before).published_at, read(before=before).published_from) == (at, "text")
    assert extract(replicas.article(before=before), URL).published_at is None


def page(body: str, title: str = "Ferry returns to the river at Amara") -> bytes:
    text = "".join(f"<p>{line}</p>" for line in replicas.STORY)
    return f"<html><head><title>{title}</title></head><body>{body.replace('TEXT', text)}</body></html>".encode()


VISIT = "<div class='today-date'>Saturday, 21 November 2026</div>"
HEADING = "<h1>Ferry returns to the river at Amara</h1>"
CARD = "<div class='card'><a href='/n/1'>Council of Kesra delays the vote</a><span class='date'>20 November 2026</span></div>"


@pytest.mark.parametrize(
    ("body", "day"),
    [
        (f"{VISIT}<article>{HEADING}<span class='date'>18 November 2026</span>TEXT</article>", 18),
        (f"{VISIT}<div class='meta'>18 November 2026</div><article>{HEADING}TEXT</article>{CARD}", 18),
        (f"{VISIT}<article>{HEADING}TEXT</article>{CARD}", None),
        (f"{CARD}<article>{HEADING}TEXT</article>", None),
        (f"<article>{HEADING}<a class='date' href='/kesra'>18 November 2026, at 9:20</a>TEXT</article>", 18),
        (f"<article>{HEADING}<p class='info'>Updated: 20 November 2026</p><p>18 November 2026</p>TEXT</article>", 18),
        (f"<article>{HEADING}<p>Last update</p><p>20 November 2026</p><p>18 November 2026</p>TEXT</article>".replace("update", "updated"), 18),
        (f"<article>{HEADING}<b>18</b><b>November</b><b>2026</b>TEXT</article>", 18),
        (f"<article>{HEADING}<p>The vote of 20 November 2026 was the first since the spring.</p><p>18 November 2026</p>TEXT</article>", 18),
        (f"<article>{HEADING}<p>18 November 2026</p>TEXT</article><div class='comment'><i>20 November 2026</i></div>", 18),
        (f"<section><article><h3><a href='/n/1'>Council of Kesra delays the vote</a></h3><time>20 November 2026</time></article></section>"
         f"<div>{HEADING}<time>18 November 2026</time>TEXT</div>", 18),
    ],
)  # fmt: skip
def test_the_date_is_that_near_the_headline_and_neither_the_visits_nor_another_storys(body: str, day: int | None) -> None:
    found = extract(page(body), URL, PageContext(fetched_at=FETCHED)).published_at
    assert (found.day if found else None) == day


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Ferry returns to the river at Amara - Voice of Rahba", "<h2>Ferry returns to the river at Amara</h2>TEXT"),
        (
            "Voice of Rahba | Ferry returns to the river at Amara",
            "<span class='DetailTitle'>Ferry returns to the river at Amara</span>TEXT",
        ),
        ("Ferry returns to the river at Amara - Voice of Rahba", "<font size=5><b>Ferry returns to the river at Amara</b></font>TEXT"),
        (
            "Voice of Rahba: Ferry returns to the river at Amara",
            "<td class='contentheading'><a>Ferry returns to the river at Amara</a></td>TEXT",
        ),
        ("Voice of Rahba", "<p align=center><b><font size=5>Ferry returns to the river at Amara</font></b></p>TEXT"),
        ("Voice of Rahba", "<div class='ser'>Ferry returns to the river at Amara</div><div>18.11.2026</div>TEXT"),
        ("Ferry returns to the river at Amara", "<h1 class='logo'>Voice of Rahba</h1><h3>Ferry returns to the river at Amara</h3>TEXT"),
        ("Ferry returns to the river at Amara", "<h1><a href='/'>Voice of Rahba</a></h1><h3>Ferry returns to the river at Amara</h3>TEXT"),
    ],
)
def test_a_sites_name_leaves_the_title_where_the_page_shows_that_without_it(title: str, body: str) -> None:
    assert extract(page(body, title), URL).title == "Ferry returns to the river at Amara"


def test_a_place_and_a_name_above_the_first_sentence_say_who_wrote_it() -> None:
    assert part_bylines(["Rahba / Nûr Haşimî", *replicas.STORY], ()) == (frozenset({0}), ("Nûr Haşimî",))
    assert part_bylines([*replicas.STORY, "Rahba / Nûr Haşimî"], ()) == (frozenset(), ())


def test_the_hour_may_stand_beside_the_day_or_in_a_script() -> None:
    beside = page(f"{HEADING}<span>18 November 2026</span> <span>8:50 pm</span>TEXT")
    assert extract(beside, URL, PageContext(fetched_at=FETCHED)).published_at == datetime(2026, 11, 18, 17, 50, tzinfo=UTC)
    state = '{"title": "Ferry returns to the river at Amara", "publishedAt": "2026-11-18T15:08:00.000Z"}'
    embedded = page(f"{HEADING}<span>18 November 2026</span>TEXT<script type='application/json'>{state}</script>")
    assert extract(embedded, URL, PageContext(fetched_at=FETCHED)).published_at == datetime(2026, 11, 18, 15, 8, tzinfo=UTC)


@pytest.mark.parametrize("line", ["بقلم: Nûr Haşimî", "Dîrok: 18.11.2026 | Nûser: Nûr Haşimî | Xwendin: 388"])
def test_a_line_at_the_texts_edge_that_names_its_author_is_no_text(line: str) -> None:
    found = extract(page(f"{HEADING}<p>{line}</p>TEXT"), URL)
    assert found.authors == ("Nûr Haşimî",)
    assert found.text.split("\n") == list(replicas.STORY)


@pytest.mark.parametrize("line", ["Nivîskar Nûr Haşimî", "By: Nûr Haşimî", "بقلم: Nûr Haşimî", "Nûr Haşimî Wednesday, 18 November"])
def test_a_byline_is_its_name_without_labels_and_days(line: str) -> None:
    assert extract(page(f"{HEADING}<span class='author'>{line}</span>TEXT"), URL).authors == ("Nûr Haşimî",)
