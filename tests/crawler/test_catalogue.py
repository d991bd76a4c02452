"""The shipped sources, and what is said of a source that is written wrongly."""

import json
import re
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from scrapy import Request

from crawler.catalogue import load_catalogue, parse_source, parse_sources
from news.errors import ConfigError
from news.model import AGGREGATORS, EntryPoint, Source
from news.text import letters
from news.urls import host, web_url

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "sources.md"
FACTS = ROOT.parent / "shared" / "facts"
GOOD: dict[str, Any] = {
    "id": "one",
    "name": "One",
    "home": "https://one.example/",
    "languages": ["en", "ckb"],
    "kind": "newspaper",
    "timezone": "Europe/London",
    "scope": "world",
    "enabled": False,
    "labels": ["The One"],
    "domains": ["WWW.one-arabic.example", "ناس.example"],
    "terms": "headlines only",
    "reason": "moved away",
    "entry": [{"kind": "feed", "url": "https://one.example/feed", "match": "/news/", "language": "ckb", "probation": True}],
}


def test_a_source_is_what_its_table_says() -> None:
    source = parse_source(GOOD, "here")
    assert (source.id, source.timezone, source.scope, source.enabled, source.labels) == (
        "one",
        "Europe/London",
        "world",
        False,
        ("The One",),
    )
    assert (source.domains, source.terms, source.reason) == (("one-arabic.example", "ناس.example"), "headlines only", "moved away")
    assert source.entry == (EntryPoint("feed", "https://one.example/feed", "/news/", "ckb", probation=True),)


def test_what_is_left_out_has_a_default() -> None:
    source = parse_source({"id": "two"}, "here")
    assert (source.name, source.scope, source.enabled, source.timezone, source.entry) == ("two", "beat", True, "Asia/Baghdad", ())
    assert (source.domains, source.terms, source.reason) == ((), "", "")
    assert parse_source({"id": "two", "enabled": False}, "here").reason == ""
    entry = {"kind": "feed", "url": "https://two.example/"}
    assert parse_source({"id": "two", "entry": [entry]}, "here").entry == (EntryPoint("feed", "https://two.example/", "", "", False),)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"langauges": ["en"]}, r"here \(one\): unknown key 'langauges' \(did you mean 'languages'\?\)"),
        ({"zzz": 1}, "unknown key 'zzz'"),
        ({"id": 7}, "id is 7"),
        ({"id": "A B"}, "id 'A B' is no id"),
        ({"home": "one.example"}, "home 'one.example' is no web address"),
        ({"home": "ftp://one.example/"}, "is no web address"),
        ({"languages": "en"}, "languages is 'en'"),
        ({"languages": ["english?"]}, "no BCP 47 tag"),
        ({"timezone": "Mars/Base"}, "timezone 'Mars/Base' is unknown"),
        ({"timezone": "../etc/passwd"}, "is unknown"),
        ({"scope": "iraq"}, "scope 'iraq' is unknown; use beat or world"),
        ({"enabled": "yes"}, "enabled is 'yes'"),
        ({"domain": ["one.example"]}, r"unknown key 'domain' \(did you mean 'domains'\?\)"),
        ({"domains": "one.example"}, "domains is 'one.example'"),
        ({"domains": ["https://one.example/"]}, "domain 'https://one.example/' is no host name"),
        ({"domains": ["one.example/arabic"]}, "is no host name"),
        ({"domains": ["one.example:8080"]}, "is no host name"),
        ({"domains": ["one..example"]}, "is no host name"),
        ({"domains": [""]}, "domain '' is no host name"),
        ({"terms": ["headlines only"]}, r"terms is \['headlines only'\]"),
        ({"reason": False}, "reason is False"),
        ({"entry": "https://one.example/"}, "entry is no list"),
        ({"entry": ["https://one.example/"]}, "entry 1: is no table"),
        ({"entry": [{"kind": "rss", "url": "https://one.example/"}]}, "kind 'rss' is unknown"),
        ({"entry": [{"kind": "feeds", "url": "https://one.example/"}]}, r"did you mean 'feed'\?"),
        ({"entry": [{"kind": "feed"}]}, "entry 1: url is missing"),
        ({"entry": [{"kind": "feed", "url": "https://one.example:99999/"}]}, "is no web address"),
        ({"entry": [{"kind": "feed", "uri": "https://one.example/"}]}, r"unknown key 'uri' \(did you mean 'url'\?\)"),
        ({"entry": [{"kind": "feed", "url": "https://one.example/", "match": "("}]}, "no regular expression"),
        (
            {"entry": [{"kind": "feed", "url": "https://one.example/", "language": "Kurdish!"}]},
            "entry 1: language 'Kurdish!' is no BCP 47 tag",
        ),
        ({"entry": [{"kind": "feed", "url": "https://one.example/", "language": ["en"]}]}, r"entry 1: language is \['en'\]"),
        ({"entry": [{"kind": "feed", "url": "https://one.example/", "probation": "yes"}]}, "entry 1: probation is 'yes'"),
        ({"entry": [{"kind": "feed", "url": "https://one.example/", "parole": True}]}, "entry 1: unknown key 'parole'"),
    ],
)
def test_a_wrong_key_is_named_with_its_place(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError, match=said) as raised:
        parse_source({**GOOD, **change}, "here")
    assert raised.value.mend
    assert "\n" not in str(raised.value)


def test_a_source_without_an_id_and_one_that_comes_twice_are_refused() -> None:
    with pytest.raises(ConfigError, match="here: source 1: id is missing"):
        parse_sources([{"name": "Nameless"}], "here")
    with pytest.raises(ConfigError, match="'one' comes twice"):
        parse_sources([GOOD, GOOD], "here")


def test_every_source_of_the_catalogue_is_read_or_says_why_not() -> None:
    catalogue = load_catalogue()
    assert len(catalogue) >= 140
    assert sum(source.enabled for source in catalogue) >= 105
    assert [source.id for source in catalogue if source.enabled and not source.entry] == []
    assert [source.id for source in catalogue if source.enabled == bool(source.reason)] == []


@pytest.mark.parametrize("source", load_catalogue(), ids=lambda source: source.id)
def test_the_addresses_of_a_source_can_be_asked_as_they_stand(source: Source) -> None:
    """Arabic in an address is what was seen and what a person reads; Scrapy encodes it, and the server gets what was meant."""
    for url in (source.home, *(point.url for point in source.entry)):
        asked = Request(url).url
        assert web_url(url) == url
        assert asked.isascii()
        assert unquote(asked) == unquote(url)


def test_no_address_is_listed_twice() -> None:
    urls = [point.url for source in load_catalogue() for point in source.entry]
    assert len(urls) == len(set(urls))


def test_a_listing_page_is_on_a_host_of_its_source() -> None:
    for source in load_catalogue():
        for point in source.entry:
            assert point.kind != "listing" or host(point.url) in (host(source.home), *source.domains), point.url


def test_sources_on_one_host_are_told_apart_by_the_path_of_their_home() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for source in load_catalogue():
        homes[host(source.home)].append(urlsplit(source.home).path.strip("/"))
        for domain in source.domains:
            homes[domain].append("")
    shared = {name: sorted(paths) for name, paths in homes.items() if len(paths) > 1}
    assert shared == {"bbc.com": ["arabic", "news"], "dw.com": ["ar", "en"], "france24.com": ["ar", "en"]}


def test_no_two_sources_are_credited_by_one_name() -> None:
    bearers: dict[str, set[str]] = defaultdict(set)
    for source in load_catalogue():
        for name in (source.id, source.name, *source.labels):
            bearers[letters(name)].add(source.id)
        assert len({letters(name) for name in (source.name, *source.labels)}) == 1 + len(source.labels), source.id
    assert {name: ids for name, ids in bearers.items() if len(ids) > 1 or len(name) < 2} == {}


# ------------------------------------------------------------ against the facts, where they are here

KINDS = {"rss": "feed", "news_sitemap": "sitemap", "sitemap": "sitemap", "listing": "listing"}
PROBATION = {"live_checked": False, "seen_in_use": True, "listing_seen": True}
OFF_FOR_ITS_TERMS = {"reuters", "ap", "nyt", "aljazeera_en", "aljazeera_ar"}
ZONES = {
    "IQ": "Asia/Baghdad",
    "GB": "Europe/London",
    "US": "America/New_York",
    "QA": "Asia/Qatar",
    "SA": "Asia/Riyadh",
    "AE": "Asia/Dubai",
    "FR": "Europe/Paris",
    "DE": "Europe/Berlin",
    "NL": "Europe/Amsterdam",
    "TR": "Europe/Istanbul",
    "BE": "Europe/Brussels",
    "IT": "Europe/Rome",
    "CY": "Asia/Nicosia",
    "NO": "Europe/Oslo",
    "CH": "Europe/Zurich",
    "SY": "Asia/Damascus",
    "AU": "Australia/Sydney",
}
"""By country; what has none, the European Union and the United Nations keep UTC."""
ZONES_APART = {
    "latimes": "America/Los_Angeles",
    "iom_dtm": "Asia/Baghdad",
    "iom_iraq": "Asia/Baghdad",
    "un_iraq": "Asia/Baghdad",
    "unami": "Asia/Baghdad",
    "unhcr_iraq": "Asia/Baghdad",
    "google_news": "UTC",
}


@pytest.fixture(scope="module")
def facts() -> dict[str, dict[str, Any]]:
    if not FACTS.exists():
        pytest.skip("the shared facts are not here")
    return {fact["id"]: fact for fact in json.loads((FACTS / "sources.json").read_text(encoding="utf-8"))}


def usable(fact: dict[str, Any]) -> list[dict[str, Any]]:
    return [point for point in fact["entry_points"] if point["type"] in KINDS and point["status"] in PROBATION]


def listed(facts: dict[str, dict[str, Any]]) -> list[tuple[Source, dict[str, Any]]]:
    """Each source of the facts as the catalogue has it; what the catalogue has beside is not judged here."""
    catalogue = {source.id: source for source in load_catalogue()}
    return [(catalogue[source_id], fact) for source_id, fact in facts.items()]


def test_the_catalogue_lists_every_source_that_is_known(facts: dict[str, dict[str, Any]]) -> None:
    for source, fact in listed(facts):
        assert (source.home, source.languages, source.kind) == (fact["home"], tuple(fact["languages"]), fact["kind"]), source.id


def test_the_catalogue_holds_the_entry_points_that_were_seen(facts: dict[str, dict[str, Any]]) -> None:
    for source, fact in listed(facts):
        assert {
            (KINDS[point["type"]], point["url"], "" if point["lang"] == "mul" else point["lang"], PROBATION[point["status"]])
            for point in usable(fact)
        } <= {(point.kind, point.url, point.language, point.probation) for point in source.entry}, source.id


def test_a_source_is_off_for_its_role_its_terms_or_want_of_an_entry_point(facts: dict[str, dict[str, Any]]) -> None:
    for source, fact in listed(facts):
        crawled = fact["role"] in ("crawl", "crawl_as_copy_source")
        assert source.enabled == (crawled and bool(usable(fact)) and source.id not in OFF_FOR_ITS_TERMS), source.id
        if fact["role"] in ("recognise_only", "crawl_as_copy_source", "discovery_only"):
            assert source.kind in AGGREGATORS, source.id


def test_scope_and_time_zone_follow_from_where_a_source_is(facts: dict[str, dict[str, Any]]) -> None:
    for source, fact in listed(facts):
        points = usable(fact)
        about_iraq = fact["country"] == "IQ" or (bool(points) and all(point["iraq_only"] for point in points))
        assert source.scope == ("beat" if about_iraq else "world"), source.id
        assert source.timezone == ZONES_APART.get(source.id, ZONES.get(fact["country"], "UTC")), source.id


def test_what_an_outlet_was_seen_to_be_called_is_among_its_names(facts: dict[str, dict[str, Any]]) -> None:
    seen = [(fact["id"], label) for fact in facts.values() for label in fact["google_news_labels"]]
    outlets = json.loads((FACTS / "seed003_outlets.json").read_text(encoding="utf-8"))
    seen += [(outlet["source_id"], outlet["label"]) for outlet in outlets if outlet["source_id"]]
    names = {source.id: {letters(name) for name in (source.name, *source.labels)} for source in load_catalogue()}
    assert [(source_id, label) for source_id, label in seen if letters(label) not in names[source_id]] == []


def test_every_host_that_is_known_belongs_to_its_source(facts: dict[str, dict[str, Any]]) -> None:
    services = {"api.reliefweb.int", "dtmapi.iom.int"}  # they answer programs and have no pages
    homes = {host(source.home) for source in load_catalogue()}
    for source, fact in listed(facts):
        own = {host(source.home), *source.domains}
        assert {name.removeprefix("www.") for name in fact["domains"]} - services - homes <= own, source.id


# ------------------------------------------------------------ the document


def in_words(source: Source) -> str:
    lines = [f"{point.kind}: {point.url}{' (on probation)' if point.probation else ''}" for point in source.entry]
    if not source.enabled:
        lines = [f"off: {source.reason}"]
    return "<br>".join([*lines, f"terms: {source.terms}"] if source.terms else lines)


def test_the_documented_sources_are_those_of_the_catalogue() -> None:
    rows = re.findall(r"^\| `([^`]+)` \|" + r" (.+?) \|" * 5 + "$", DOCUMENT.read_text("utf-8"), re.M)
    assert rows == [
        (source.id, source.name, source.kind, ", ".join(source.languages), source.scope, in_words(source)) for source in load_catalogue()
    ]


def test_the_document_counts_the_sources_rightly() -> None:
    enabled = sum(source.enabled for source in load_catalogue())
    assert f"Of {len(load_catalogue())} sources {enabled} are read" in DOCUMENT.read_text("utf-8")


def test_the_sources_written_out_in_the_document_are_understood() -> None:
    examples = re.findall(r"```toml\n(.*?)```", DOCUMENT.read_text("utf-8"), re.S)
    first, link_farm = (parse_sources(tomllib.loads(text)["source"], "docs/sources.md")[0] for text in examples)
    assert all(getattr(first, name) != "" for name in ("home", "domains", "terms", "labels", "entry"))
    assert {point.kind for point in first.entry} == {"feed", "sitemap", "listing"}
    shipped = next(source for source in load_catalogue() if source.id == link_farm.id)
    assert link_farm.enabled
    assert (link_farm.kind, link_farm.home) == (shipped.kind, shipped.home)
