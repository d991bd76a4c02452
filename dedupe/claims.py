"""What an article says of itself: that it is a live page or a round-up, that it is cut from another, whom it credits.

Whether that is so is for `compare` and `story` to weigh.
"""

import re

from news.model import Article
from news.text import fold, letters
from news.urls import host

_LIVE_TITLE = re.compile(
    r"\blive (?:updates?|blog|coverage|ticker)\b|\bas it happened\b|\bround-?up\b|\bnews in brief\b|\bdaily (?:brief|digest)\b"
    r"|\bmorning brief"
    r"|لحظه بلحظه|تغطيه مباشره|تغطيه مستمره|^مباشر\b|موجز (?:الاخبار|الانباء)|نشره الاخبار|اهم الاخبار|ابرز عناوين"
    r"|كورته هه?وال|راسته?وخو\b"
)
_CLOCK_LINE = re.compile(r"^\W{0,3}\d{1,2}[:.]\d{2}\b", re.MULTILINE)
CLOCK_LINES = 3


def holds_several(article: Article) -> bool:
    """Whether an article says that it is a live page or a round-up of stories."""
    return bool(_LIVE_TITLE.search(fold(article.title))) or len(_CLOCK_LINE.findall(fold(article.text[:20_000]))) >= CLOCK_LINES


def says_cut_from(part: Article, whole: Article, names: tuple[str, ...] = ()) -> bool:
    """Whether `part` says of itself that it is a part, carries the headline of `whole`, or credits it."""
    headline = letters(part.title)
    return part.clipped or (len(headline) > 1 and headline == letters(whole.title)) or credits(part, whole, names)


def credits(article: Article, origin: Article, names: tuple[str, ...] = (), own: tuple[str, ...] = ()) -> bool:
    """Whether an article names the other as its origin: by its headline, its address, or its outlet. `names` of the origin's
    outlet and `own` ones of the article's are taken beside source ids and hosts; who signs his own text credits nobody.
    """
    credit = article.credit
    if credit is None or credit.rule == "title_suffix":
        return False
    outlet = letters(credit.outlet)
    if outlet in _spelled(article, own):
        return False
    if credit.title and letters(credit.title) == letters(origin.title):
        return True
    if credit.url and credit.url in (origin.url, origin.canonical_url):
        return True
    return outlet in _spelled(origin, names)


def _spelled(article: Article, names: tuple[str, ...]) -> set[str]:
    site = host(article.url)
    return {spelled for name in (article.source_id, site, site.split(".")[0], *names) if len(spelled := letters(name)) > 1}


def same_outlet(a: Article, b: Article) -> bool:
    """Whether one newsroom wrote both: the same source, or the same agency in their datelines."""
    if a.source_id and a.source_id == b.source_id:
        return True
    if not (a.credit and b.credit and a.credit.outlet):
        return False
    return a.credit.rule == b.credit.rule == "dateline" and a.credit.outlet == b.credit.outlet
