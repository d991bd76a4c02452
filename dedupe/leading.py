"""Who leads a story whose articles were put together or taken apart, and what the others are then."""

from collections.abc import Sequence

from dedupe.candidates import Popular
from dedupe.claims import is_roundup
from dedupe.compare import judge
from dedupe.story import Contender, leads_over
from news.model import Article, Role


def first_of(contenders: Sequence[Contender]) -> Contender:
    """The one that leads: the first seen, unless another shows to be the origin (`story.leads_over`), as they would in their order."""
    first, *others = sorted(contenders, key=lambda contender: (contender.first_seen_at, contender.id))
    for other in others:
        if leads_over(other, first):
            first = other
    return first


def role_under(lead: Contender, other: Contender, popular: Popular) -> Role:
    """What another article of a story is to its lead: never the original, and a copy where by the rules it is nothing."""
    role = judge(other, lead, popular).role
    return "copy" if role is None or role == "original" else role


def leading_role(article: Article) -> Role:
    return "roundup" if is_roundup(article) else "original"
