"""Sources as tables of TOML, the shipped catalogue's and the operator's alike, checked key by key."""

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from news.errors import ConfigError
from news.model import EntryKind, EntryPoint, Scope, Source
from news.urls import web_url

_KEYS = ("id", "name", "home", "languages", "kind", "timezone", "scope", "enabled", "entry", "labels", "domains", "terms", "reason")
_ENTRY_KEYS = ("kind", "url", "match", "language", "probation")
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_HOST = re.compile(r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)*")


@cache
def load_catalogue() -> tuple[Source, ...]:
    """The shipped sources, in the order of the catalogue. Raises ConfigError where it is broken."""
    tables = tomllib.loads(Path(__file__).with_name("catalogue.toml").read_text(encoding="utf-8"))["source"]
    return parse_sources(tables, "the catalogue")


def parse_sources(tables: Sequence[Mapping[str, Any]], where: str) -> tuple[Source, ...]:
    """Every table as a Source. Raises ConfigError as `parse_source` does, and for an id that comes twice."""
    sources: dict[str, Source] = {}
    for number, table in enumerate(tables, 1):
        source = parse_source(table, f"{where}: source {number}")
        if source.id in sources:
            raise ConfigError(f"{where}: source {source.id!r} comes twice", "give each source an id of its own")
        sources[source.id] = source
    return tuple(sources.values())


def parse_source(table: Mapping[str, Any], where: str) -> Source:
    """One `[[source]]` table as a Source; `where` says in messages where the table stands.

    Raises ConfigError that names the place and the key that is unknown, missing or wrong.
    """
    if not isinstance(table, Mapping):
        raise ConfigError(f"{where}: is no table", "write [[source]] with id, name, home and entry")
    if isinstance(table.get("id"), str):
        where = f"{where} ({table['id']})"
    _known_keys(table, _KEYS, where)
    source_id = _text(table, "id", where)
    if not _ID.fullmatch(source_id):
        raise ConfigError(f"{where}: id {source_id!r} is no id", "use lower-case letters, digits, - . and _, at most 64")
    home = _text(table, "home", where, "")
    if home:
        _address(home, f"{where}: home")
    entry = table.get("entry", [])
    if not isinstance(entry, Sequence) or isinstance(entry, str):
        raise ConfigError(f"{where}: entry is no list", 'write entry = [{ kind = "feed", url = "https://…" }]')
    scope = _text(table, "scope", where, "beat")
    if scope not in get_args(Scope):
        raise ConfigError(f"{where}: scope {scope!r} is unknown", f"use {_either(get_args(Scope))}")
    return Source(
        id=source_id,
        name=_text(table, "name", where, source_id),
        home=home,
        languages=_languages(table, where),
        kind=_text(table, "kind", where, "news_site"),
        timezone=_timezone(table, where),
        scope="world" if scope == "world" else "beat",
        enabled=_flag(table, "enabled", where, True),
        entry=tuple(_entry(row, f"{where}: entry {number}") for number, row in enumerate(entry, 1)),
        labels=_texts(table, "labels", where),
        domains=_domains(table, where),
        terms=_text(table, "terms", where, ""),
        reason=_text(table, "reason", where, ""),
    )


def _entry(row: Any, where: str) -> EntryPoint:
    if not isinstance(row, Mapping):
        raise ConfigError(f"{where}: is no table", 'write { kind = "feed", url = "https://…" }')
    _known_keys(row, _ENTRY_KEYS, where)
    kind = _text(row, "kind", where)
    kinds: tuple[EntryKind, ...] = get_args(EntryKind)
    found = next((known for known in kinds if known == kind), None)
    if found is None:
        raise ConfigError(f"{where}: kind {kind!r} is unknown{_suggestion(kind, kinds)}", f"use {_either(kinds)}")
    url = _text(row, "url", where)
    _address(url, f"{where}: url")
    match = _text(row, "match", where, "")
    try:
        re.compile(match)
    except re.error as error:
        raise ConfigError(f"{where}: match {match!r} is no regular expression: {error}", "mend the pattern or leave it out") from error
    language = _text(row, "language", where, "")
    if language:
        _language(language, where)
    return EntryPoint(found, url, match, language, _flag(row, "probation", where, False))


def _known_keys(table: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    for key in table:
        if key not in known:
            raise ConfigError(f"{where}: unknown key {key!r}{_suggestion(key, known)}", f"known are {', '.join(known)}")


def _suggestion(word: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f" (did you mean {near[0]!r}?)" if near else ""


def _text(table: Mapping[str, Any], key: str, where: str, default: str | None = None) -> str:
    value = table.get(key, default)
    if value is None:
        raise ConfigError(f"{where}: {key} is missing", f"add {key} = …")
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise ConfigError(f"{where}: {key} is {value!r}", f"{key} must be a text in quotation marks")
    return value.strip()


def _texts(table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if isinstance(value, str) or not isinstance(value, Sequence) or not all(isinstance(one, str) for one in value):
        raise ConfigError(f"{where}: {key} is {value!r}", f"{key} must be a list of texts")
    return tuple(value)


def _flag(table: Mapping[str, Any], key: str, where: str, default: bool) -> bool:
    value = table.get(key, default)
    if not isinstance(value, bool):
        raise ConfigError(f"{where}: {key} is {value!r}", "use true or false")
    return value


def _languages(table: Mapping[str, Any], where: str) -> tuple[str, ...]:
    languages = _texts(table, "languages", where)
    for language in languages:
        _language(language, where)
    return languages


def _language(language: str, where: str) -> None:
    if not _LANGUAGE.fullmatch(language):
        raise ConfigError(f"{where}: language {language!r} is no BCP 47 tag", "use en, ar, ckb (Sorani), kmr (Kurmanji) …")


def _domains(table: Mapping[str, Any], where: str) -> tuple[str, ...]:
    """Hosts as `news.urls.host` gives them: in lower case, without `www.`."""
    domains = tuple(name.strip().lower().removeprefix("www.") for name in _texts(table, "domains", where))
    for name in domains:
        if not _HOST.fullmatch(name):
            raise ConfigError(f"{where}: domain {name!r} is no host name", 'write "one.example", without https:// and without a path')
    return domains


def _timezone(table: Mapping[str, Any], where: str) -> str:
    name = _text(table, "timezone", where, "Asia/Baghdad")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigError(f"{where}: timezone {name!r} is unknown", "use a name such as Asia/Baghdad") from error
    return name


def _address(url: str, where: str) -> None:
    try:
        proper = web_url(url) and urlsplit(url).port != 0
    except ValueError:
        proper = False
    if not proper:
        raise ConfigError(f"{where} {url!r} is no web address", "use http://… or https://…")


def _either(choices: Sequence[str]) -> str:
    return " or ".join(choices)
