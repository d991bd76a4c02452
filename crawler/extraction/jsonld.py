"""What a page says of itself in JSON-LD: the article's node, as far as it can be read. Broken JSON is common and is read by halves."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

_ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|Review|SocialMediaPosting)$")
_PAGE = frozenset({"WebPage", "ItemPage", "VideoObject", "CreativeWork"})
_PUBLISHER = frozenset({"NewsMediaOrganization", "Organization", "WebSite"})
_DEEPEST = 6  # levels of @graph, mainEntity and lists
_WRAPPING = re.compile(r"^\s*(?://\s*)?<!(?:--|\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*$")
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_FIELD = re.compile(r'"(headline|datePublished|dateModified|inLanguage)"\s*:\s*"((?:[^"\\]|\\.){1,400})"')
_PERSON = re.compile(r'"author"\s*:\s*[\[{][^}\]]{0,300}?"name"\s*:\s*"((?:[^"\\]|\\.){2,100})"')


@dataclass(slots=True)
class LinkedData:
    """Empty where the page says nothing. `people` are the authors given as persons or by name alone, `desks` those given as
    something else, `site_names` publishers and sites, `image` the address and the caption of the lead image, `trail` the names of
    the breadcrumbs, `translations` the (language, address) of the same work, the language empty where it is not said. `types`: what
    the page's nodes are called, `is_free`: whether all may read it.
    """

    headline: str = ""
    body: str = ""
    published: str = ""
    modified: str = ""
    language: str = ""
    section: str = ""
    image: tuple[str, str] = ("", "")
    trail: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    desks: list[str] = field(default_factory=list)
    site_names: list[str] = field(default_factory=list)
    translations: list[tuple[str, str]] = field(default_factory=list)
    types: set[str] = field(default_factory=set)
    is_free: bool = True

    @property
    def is_article(self) -> bool:
        """Whether one of the nodes is an article's."""
        return any(map(_ARTICLE.search, self.types))


def linked_data(tree: HtmlElement) -> LinkedData:
    """The first article node's fields; what it leaves open is filled from the page's node."""
    articles: list[dict[str, Any]] = []
    pages: list[dict[str, Any]] = []
    people_by_id: dict[str, str] = {}
    found = LinkedData()
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        try:
            parsed = _loads(script.text)
        except (ValueError, RecursionError):
            _read_by_halves(script.text, found)
            continue
        for node in _nodes(parsed):
            types = _types(node)
            found.types |= types
            if any(map(_ARTICLE.search, types)):
                articles.append(node)
            elif types & _PAGE:
                pages.append(node)
            elif "BreadcrumbList" in types:
                found.trail = found.trail or _trail(node)
            elif types & _PUBLISHER:
                found.site_names += _names(node)
            elif "Person" in types and isinstance(node.get("@id"), str):
                people_by_id[node["@id"]] = "".join(_names(node)[:1])
    for node in (*articles[:1], *pages):
        _read_node(node, found, people_by_id)
    return found


def _loads(text: str) -> Any:
    text = _WRAPPING.sub("", text.strip())
    try:
        return json.loads(text, strict=False)
    except ValueError:
        return json.loads(_TRAILING_COMMA.sub("", text).rstrip(" ;\n"), strict=False)


def _nodes(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for part in value:
            yield from _nodes(part, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            if isinstance(value.get(name), (list, dict)):
                yield from _nodes(value[name], depth + 1)


def _types(node: dict[str, Any]) -> set[str]:
    kind = node.get("@type")
    return {name.rpartition("/")[2] for name in (kind if isinstance(kind, list) else [kind]) if isinstance(name, str)}


def _read_node(node: dict[str, Any], found: LinkedData, people_by_id: dict[str, str]) -> None:
    if str(node.get("isAccessibleForFree", "")).lower().rpartition("/")[2] == "false":
        found.is_free = False
    if any(map(_ARTICLE.search, _types(node))):
        found.headline = found.headline or _text(node.get("headline")) or _text(node.get("name"))
        found.body = found.body or _text(node.get("articleBody"))
        found.section = found.section or _text(node.get("articleSection"))
        if not found.people + found.desks:
            found.people, found.desks = _people(node.get("author"), people_by_id), _desks(node.get("author"))
    if not found.image[0]:
        found.image = _image(node.get("image"))
    found.published = found.published or _text(node.get("datePublished"))
    found.modified = found.modified or _text(node.get("dateModified"))
    found.language = found.language or _text(node.get("inLanguage"))
    for name in ("workTranslation", "translationOfWork"):
        found.translations += _works(node.get(name))
    for name in ("publisher", "sourceOrganization", "isPartOf"):
        found.site_names += _names(node.get(name))


def _people(author: Any, people_by_id: dict[str, str]) -> list[str]:
    people: list[str] = []
    for one in author if isinstance(author, list) else [author]:
        if isinstance(one, str):
            people.append(one)
        elif isinstance(one, dict) and not _types(one) - {"Person"}:
            whole = " ".join(part for part in (_text(one.get("givenName")), _text(one.get("familyName"))) if part)
            people += _names(one) or [whole or people_by_id.get(_text(one.get("@id")), "")]
    return [name for name in people if name]


def _desks(author: Any) -> list[str]:
    """The authors that are called something else than a person."""
    if isinstance(author, list):
        return [name for one in author for name in _desks(one)]
    return _names(author) if isinstance(author, dict) and _types(author) - {"Person"} else []


def _image(value: Any) -> tuple[str, str]:
    """The address and the caption of the first image."""
    if isinstance(value, list):
        return next((found for one in value if (found := _image(one))[0]), ("", ""))
    if isinstance(value, dict):
        return _text(value.get("url")) or _text(value.get("contentUrl")), _text(value.get("caption"))
    return (value.strip(), "") if isinstance(value, str) else ("", "")


def _trail(node: dict[str, Any]) -> list[str]:
    """The names of a BreadcrumbList in its order."""
    steps = node.get("itemListElement")
    named = (
        [_text(step.get("name")) or _text(step.get("item")) for step in steps if isinstance(step, dict)] if isinstance(steps, list) else []
    )
    return [name for name in named if name]


def _works(value: Any) -> list[tuple[str, str]]:
    if isinstance(value, list):
        return [work for part in value for work in _works(part)]
    if isinstance(value, str):
        return [("", value)]
    if not isinstance(value, dict):
        return []
    address = _text(value.get("url")) or _text(value.get("@id"))
    return [(_text(value.get("inLanguage")), address)] if address else []


def _names(node: Any) -> list[str]:
    if isinstance(node, list):
        return [name for part in node for name in _names(part)]
    if not isinstance(node, dict):
        return []
    names = node.get("name")
    return [name for name in (names if isinstance(names, list) else [names]) if isinstance(name, str) and name.strip()]


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or ""
    return value.strip() if isinstance(value, str) else ""


def _read_by_halves(text: str, found: LinkedData) -> None:
    """What can be told from JSON that does not parse. The first of each field is the article's."""
    fields: dict[str, str] = {}
    for match in _FIELD.finditer(text):
        fields.setdefault(match[1], _unescaped(match[2]))
    found.headline = found.headline or fields.get("headline", "")
    found.published = found.published or fields.get("datePublished", "")
    found.modified = found.modified or fields.get("dateModified", "")
    found.language = found.language or fields.get("inLanguage", "")
    if not found.people and (person := _PERSON.search(text)):
        found.people = [_unescaped(person[1])]


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text
