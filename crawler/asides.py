"""Which parts of a page are not its articles': navigation, footers, share bars, advertisements, and the small links of a card.

RawFeed by tags, roles and the names that designers give; how much that weighs is `crawler.headlines`' to say.
"""

import re
from itertools import islice

from lxml import etree

from crawler.wording import HEADINGS

_HARD_TAGS = frozenset({"nav", "footer", "select", "button", "dialog", "noscript", "script", "style", "template"})
_HARD_ROLES = frozenset({"navigation", "contentinfo", "banner", "search", "menu", "menubar", "dialog", "tablist"})
_GENERIC = (
    r"(?:[-_]?(?:bar|list|menu|container|wrapper|wrap|links?|items?|area|block|widget|inner|outer|top|bottom|main|primary|secondary|mobile|desktop|"
    r"box|row|col|nav|ul|cloud|content|holder|head|header|s|\d))*"
)
_ASIDE = re.compile(
    r"^(?!(?:no|has|with|without|hide|hidden|is|page|site)[-_])(?:[^\W_]+[-_]+)*?"
    r"(?:nav|navbar|navigation|menu|megamenu|submenu|footer|breadcrumbs?|crumbs?|pathway|pagination|pager|paging|pagenavi|social|socials|share|sharing|addthis|"
    r"cookies?|consent|gdpr|copyright|tags?|tagcloud|languages?|lang|langs|switcher|login|newsletter|subscribe|weather|forecast|currency|currencies|prices?|"
    r"exchange|prayers?|calendar|ads?|adv|advert|adverts|advertisement|advertising|adsense|sponsor|sponsors|sponsored|reklam|reklama|promoted|facets?|filters?|"
    r"programs?|programmes?|schedule|tabs|pagelist|linklist|blogroll|services|authors?|writers?|columnists|topics|skip|toolbar|topbar|partners?)"
    + _GENERIC
    + "$",
    re.IGNORECASE,
)
_BADGE = re.compile(
    r"^(?:[^\W_]+[-_]+)*?(?:cat|category|categories|badge|kicker|byline|author|authors|writer|tag|tags|topic|eyebrow|section|label|source|reporter|meta-cat|comments?)"
    r"(?:[-_]?(?:links?|list|name|label|item|badge|wrap|box))?$",
    re.IGNORECASE,
)
_LONGEST_NAME = 60
_BADGE_RELS = frozenset({"author", "tag", "category", "nofollow-share"})
_ENDS = re.compile(r"(?:header|footer)(?:$|[\s_-])", re.IGNORECASE)
_ASIDE_LINK = re.compile(
    r"(?:^|\s)(?:nav-link|menu-link|menu-item|dropdown-item|page-link|page-numbers|tag-cloud-link|breadcrumb\S*|menuitem|tab)(?:$|\s)"
)


def _names_of(element: etree._Element, *attributes: str) -> list[str]:
    """The classes, or the id, of an element; what is longer than any name in use is none, and would be long in the matching."""
    return [name for attribute in attributes for name in str(element.get(attribute) or "").split() if len(name) <= _LONGEST_NAME]


def aside_of(element: etree._Element) -> int:
    """2 where an element is navigation, a footer or the like, 1 where it is named so, else 0; its ancestors are not asked."""
    tag = element.tag
    if tag in ("body", "html", "main", "article"):
        return 0
    if tag in _HARD_TAGS or str(element.get("role") or "").lower() in _HARD_ROLES:
        return 0 if tag == "footer" and _is_within_card(element) else 2
    if tag == "header":
        return 0 if _is_within_card(element) else 2
    if tag == "form":  # ASP.NET wraps whole pages in one
        return 0 if next(islice(element.iter("a"), 14, None), None) is not None else 2
    for name in _names_of(element, "class", "id"):
        if name.lower().startswith("footer"):
            return 1
        if _ASIDE.match(name) and not (tag in ("li", "article", "section") and _has_heading(element)):
            return 2 if name.lower() in ("footer", "menu", "nav", "navbar", "breadcrumb", "breadcrumbs", "pagination") else 1
    return 0


def link_aside_of(element: etree._Element) -> int:
    """1 where a link is itself marked as one of a menu, a pager or a tag cloud."""
    return int(bool(_ASIDE_LINK.search(f"{element.get('class') or ''} {element.get('role') or ''}")))


def is_end(element: etree._Element) -> bool:
    """Whether an element heads or ends something: the page, or a card of it."""
    return element.tag in ("header", "footer") or bool(_ENDS.search(str(element.get("class") or "")))


def _has_heading(element: etree._Element) -> bool:
    return next((part for part in islice(element.iter(), 40) if part.tag in HEADINGS), None) is not None


def _is_within_card(element: etree._Element) -> bool:
    return any(above.tag in ("article", "main", "section", "li") for above in element.iterancestors())


def is_badge(element: etree._Element) -> bool:
    """Whether a link is marked as a card's category, tag or author."""
    if _BADGE_RELS & set(str(element.get("rel") or "").lower().split()):
        return True
    if any(_BADGE.match(name) for name in _names_of(element, "class")):
        return True
    parent = element.getparent()
    if parent is None or parent.tag in ("li", "article", "td", "section", "main"):
        return False
    return any(_BADGE.match(name) for name in _names_of(parent, "class")) and not _has_heading(parent)
