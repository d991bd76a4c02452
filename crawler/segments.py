"""What the parts of an address say by themselves: a name, a number, a date, a parameter. Of the whole, `crawler.addresses` tells."""

import re

FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|avif|pdf|mp[34]|m4a|wav|avi|mov|zip|rar|docx?|xlsx?|pptx?|csv|xml|rss|atom|json|apk|epub|ics|css|js)$",
    re.IGNORECASE,
)
SCRIPT = re.compile(r"\.(?:s?html?|php\d?|aspx?|jsp|cfm|do)$", re.IGNORECASE)
_ID_NAMES = re.compile(
    r"^(?:\w*id|\w*key|p|art|article|news|story|post|item|itm|no|num|nr|n|node|idnews|code|doc|record|_?nws|xeber)$", re.IGNORECASE
)
CATEGORY_NAMES = re.compile(
    r"^(?:cat|category|cats|catid|cid|categoryid|category_name|sec|secid|section|sectionid|tag|tags|author|topic|term|dept|type|typeid|babet|s|q|query|"
    r"search|keyword|keywords|m|page_id|cat_id|author_name)$",
    re.IGNORECASE,
)
PAGE_NAMES = re.compile(
    r"^(?:page|paged|pg|pageno|page_?num|pagenumber|page_?index|currpage|query-\d+-page|\w+\[(?:current)?page\]|pn|start|offset|limitstart|from|cstart|skip|currentpage)$",
    re.IGNORECASE,
)
ALWAYS_FACETS = re.compile(
    r"^(?:sort\w*|order|order_?by|direction|filters?|facet|view_?mode|per_?page|share|replytocom|print|feed|tmpl|format|output|add-to-cart|like_comment|"
    r"calendar)$|^(?:f|filter|facet)\[",
    re.IGNORECASE,
)
FACETS = re.compile(
    r"^(?:dir|f|display|limit|lang|language|hl|locale|amp|theme|mode|month|year|day|date|redirect|return|returnurl|next|ref|attachment_id|action|updated-max|max-results)$",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR_IN_SLUG = re.compile(r"[-_](?:19|20)\d\d(?=$|[-_])")
MONTH_OR_DAY = re.compile(r"\d{1,2}")
DAY_SEGMENT = re.compile(r"(?:19|20)\d\d[-_.]\d{1,2}(?:[-_.]\d{1,2})?|\d{1,2}[-_.]\d{1,2}[-_.](?:19|20)\d\d|(?:19|20)\d\d[01]\d[0-3]\d")
NUMBER = re.compile(r"(?<!\d)\d{4,}(?!\d)")
_TOKEN = re.compile(r"(?=.*\d)(?=.*[a-z])(?:[0-9a-f]{8,}|[0-9a-f]{8}-[0-9a-f-]{27})$")


def has_identity(segment: str) -> bool:
    """Whether a segment numbers one thing: digits enough that they count articles, not sections."""
    bare = SCRIPT.sub("", segment)
    if bare.isdigit():
        return len(bare) >= 3 and not YEAR.fullmatch(bare)
    if _TOKEN.fullmatch(bare):
        return True
    if joints(bare) >= 2:  # a year in a slug numbers nothing
        bare = _YEAR_IN_SLUG.sub("", bare)
    return bool(NUMBER.search(bare)) or bool(re.search(r"(?:^|[-_.])\d{2,}(?:$|[-_.])", bare) and len(bare) >= 10)


def joints(segment: str) -> int:
    return sum(map(segment.count, "-_ +"))


def slug_weight(segments: list[str]) -> int:
    if not segments:
        return 0
    if any(has_identity(part) for part in segments):
        return 2
    last = SCRIPT.sub("", segments[-1])
    count = joints(last)
    if count >= 3 or (not last.isascii() and (len(last) >= 24 or (count >= 2 and len(last) >= 14))):
        return 2
    if count >= 1 or len(last) >= 18 or (not last.isascii() and len(last) >= 14):
        return 1
    return 0


def weight_of(segments: list[str], pairs: list[tuple[str, str]]) -> int:
    for name, value in pairs:
        if names_one(name, value):
            return 2 if len(value) >= 3 else 1
    found = slug_weight(segments)
    if found == 2 or (len(segments) >= 3 and YEAR.fullmatch(segments[-3]) and MONTH_OR_DAY.fullmatch(segments[-2])):
        return 2
    if any(DAY_SEGMENT.fullmatch(part) for part in segments[:-1]) or (len(segments) >= 4 and YEAR.fullmatch(segments[-4])):
        return 2
    if found or not segments:
        return found
    return 1 if SCRIPT.search(segments[-1]) or len(segments) >= 3 or segments[-1].isdigit() else 0


def names_one(name: str, value: str) -> bool:
    """Whether a parameter numbers one thing. Names that say so may count from 1; others, in whatever language, from 100."""
    if CATEGORY_NAMES.match(name) or PAGE_NAMES.match(name) or FACETS.match(name) or ALWAYS_FACETS.match(name):
        return False
    value = value.strip()
    if _ID_NAMES.match(name):
        return bool(re.match(r"\d+(?:$|[:-])", value)) or (len(value) >= 8 and any(map(str.isdigit, value)))
    return value.isdigit() and 3 <= len(value) <= 12


def says_other(name: str) -> bool:
    """Whether a parameter of this name leads to one article, to another list, or to another view of the same."""
    return any(names.match(name) for names in (_ID_NAMES, CATEGORY_NAMES, FACETS, ALWAYS_FACETS))


def shape_of(segments: list[str], pairs: list[tuple[str, str]]) -> tuple[str, bool]:
    telling = False
    kinds: list[str] = []
    for place, part in enumerate(segments):
        bare = SCRIPT.sub("", part)
        last = place == len(segments) - 1
        if bare.isdigit():
            kind = "y" if YEAR.fullmatch(bare) else "d" if len(bare) <= 2 else "n"
        elif has_identity(part) and not (joints(bare) >= 3 and all(map(YEAR.match, NUMBER.findall(bare)))):
            kind = "ns"
        elif slug_weight([part]) == 2 or (last and not {"y", "n"}.isdisjoint(kinds)):
            kind = "s"
        elif bare != part and pairs:
            kind = part
        else:
            kind = ("w." + part[len(bare) :]) if last else "w"
        telling = telling or kind in ("n", "ns", "s", "y")
        kinds.append(kind)
    for name, value in sorted(pairs):
        kind = "n" if re.fullmatch(r"\d{3,}", value) else "d" if value.isdigit() else "s"
        telling = telling or (kind == "n" and names_one(name, value))
        kinds.append(f"{name}={kind}")
    return "/".join(kinds), telling
