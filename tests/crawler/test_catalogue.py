"""The shipped sources, and what is said of a source that is written wrongly."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from crawler.catalogue import load_catalogue, parse_source, parse_sources
from news.errors import ConfigError
from news.model import EntryPoint

ROOT = Path(__file__).parents[2]
FACTS = ROOT.parent / "shared" / "facts" / "sources.json"
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
    "entry": [{"kind": "feed", "url": "https://one.example/feed", "match": "/news/"}],
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
    assert source.entry == (EntryPoint("feed", "https://one.example/feed", "/news/"),)


def test_what_is_left_out_has_a_default() -> None:
    source = parse_source({"id": "two"}, "here")
    assert (source.name, source.scope, source.enabled, source.timezone, source.entry) == ("two", "beat", True, "Asia/Baghdad", ())


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
        ({"entry": "https://one.example/"}, "entry is no list"),
        ({"entry": ["https://one.example/"]}, "entry 1: is no table"),
        ({"entry": [{"kind": "rss", "url": "https://one.example/"}]}, "kind 'rss' is unknown"),
        ({"entry": [{"kind": "feeds", "url": "https://one.example/"}]}, r"did you mean 'feed'\?"),
        ({"entry": [{"kind": "feed"}]}, "entry 1: url is missing"),
        ({"entry": [{"kind": "feed", "url": "https://one.example:99999/"}]}, "is no web address"),
        ({"entry": [{"kind": "feed", "uri": "https://one.example/"}]}, r"unknown key 'uri' \(did you mean 'url'\?\)"),
        ({"entry": [{"kind": "feed", "url": "https://one.example/", "match": "("}]}, "no regular expression"),
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


def test_the_shipped_catalogue_parses_and_its_ids_are_unique() -> None:
    catalogue = load_catalogue()
    assert len(catalogue) == 10
    assert all(source.entry and source.enabled and source.scope == "beat" for source in catalogue)


def test_the_catalogue_holds_the_entry_points_that_were_seen_to_work() -> None:
    if not FACTS.exists():
        pytest.skip("the shared facts are not here")
    kinds = {"rss": "feed", "listing": "listing", "sitemap": "sitemap"}
    seen = {
        fact["id"]: {(kinds[point["type"]], point["url"]) for point in fact["entry_points"] if point["status"] == "live_checked"}
        for fact in json.loads(FACTS.read_text(encoding="utf-8"))
        if fact["country"] == "IQ"
    }
    assert {source.id: {(entry.kind, entry.url) for entry in source.entry} for source in load_catalogue()} == {
        source_id: points for source_id, points in seen.items() if points
    }


def test_the_documented_sources_are_those_of_the_catalogue() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", (ROOT / "docs" / "sources.md").read_text("utf-8"), re.M)
    assert rows == [
        (source.id, source.name, source.kind, ", ".join(source.languages), "<br>".join(f"{one.kind}: {one.url}" for one in source.entry))
        for source in load_catalogue()
    ]
