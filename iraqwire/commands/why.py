"""`why`: why two articles are, or are not, one story: what was decided, what today's rules say, and the passages they share."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from dedupe import FINGERPRINT_VERSION, compare
from dedupe.measures import nothing_popular
from dedupe.shared import SharedRun, shared_runs
from dedupe.story import popular_in
from iraqwire.commands.call import Call, everywhere, print_json
from news.clock import to_text
from news.errors import UnknownName
from news.model import StoredArticle, Verdict
from storage import Archive
from storage.verdicts import Decision


@dataclass(frozen=True, slots=True)
class Reasons:
    """`between`: decided on the two themselves. `through`: where that is nothing, what was decided on each and the lead of the
    other's story, or on each and the story that both are in. `now`: what today's rules say of the first to the second.
    `translated`: the page of one names the other as its translation.
    """

    first: StoredArticle
    second: StoredArticle
    between: tuple[Decision, ...]
    through: tuple[Decision, ...]
    now: Verdict
    shared: tuple[SharedRun, ...]
    translated: bool = False

    @property
    def one_story(self) -> bool:
        return self.first.story_id == self.second.story_id


@click.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@everywhere
def why(call: Call, first: str, second: str) -> None:
    """Say why two articles (id or address) are, or are not, one story."""
    config = call.config()
    with Archive(config.archive, readonly=True) as archive:
        reasons = find_reasons(archive, find(archive, first), find(archive, second))
    if call.json:
        print_json(as_json(reasons))
    else:
        print_reasons(reasons)


def find(archive: Archive, reference: str) -> StoredArticle:
    """Raises UnknownName where no article has this id or address."""
    stored = archive.articles.find(reference)
    if stored is None:
        raise UnknownName(f"no article has the id or address {reference!r}", "find it with: iraqwire search")
    return stored


def find_reasons(archive: Archive, first: StoredArticle, second: StoredArticle) -> Reasons:
    between = tuple(archive.verdicts.decisions(first.id, second.id))
    through: list[Decision] = []
    if not between and first.id != second.id:
        if first.story_id == second.story_id:
            members = _members(archive, first)
            for one in (first, second):
                through += [d for d in archive.verdicts.of(one.id) if d.verdict.same and {d.article_id, d.other_id} <= members]
        else:
            for one, other in ((first, second), (second, first)):
                story = archive.stories.get(other.story_id)
                if story is not None:
                    through += archive.verdicts.decisions(one.id, story.lead.id)
    return Reasons(
        first,
        second,
        between,
        tuple(dict.fromkeys(through)),
        compare(first.article, second.article, _popular(archive)),
        shared_runs(first.article.text, second.article.text),
        archive.translations.link(first.id, second.id),
    )


def _popular(archive: Archive) -> Callable[[int], bool]:
    """What many stories share; nothing where the archive came without its index, which a reader cannot make."""
    return nothing_popular if archive.candidates.trouble(FINGERPRINT_VERSION) else popular_in(archive.candidates)


def _members(archive: Archive, stored: StoredArticle) -> set[int]:
    story = archive.stories.get(stored.story_id)
    return {story.lead.id, *(other.id for other in story.others)} if story is not None else set()


def as_json(reasons: Reasons) -> dict[str, Any]:
    return {
        "same_story": reasons.one_story,
        "translations": reasons.translated,
        "articles": [_named(reasons.first), _named(reasons.second)],
        "decided": [_decision(decision) for decision in reasons.between],
        "decided_through": [_decision(decision) for decision in reasons.through],
        "compared_now": asdict(reasons.now),
        "shared": [asdict(run) for run in reasons.shared],
    }


def _named(stored: StoredArticle) -> dict[str, Any]:
    return {"id": stored.id, "url": stored.article.url, "title": stored.article.title, "role": stored.role, "story_id": stored.story_id}


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "article_id": decision.article_id,
        "other_id": decision.other_id,
        "decided_at": to_text(decision.decided_at),
        **asdict(decision.verdict),
    }


def print_reasons(reasons: Reasons) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for stored in (reasons.first, reasons.second):
        console.print(f"[bold]{stored.id}[/] {stored.role} in story {stored.story_id}: {escape(stored.article.title)}")
        console.print(f"   [dim]{escape(stored.article.url)}")
    console.print("[bold green]one story[/]" if reasons.one_story else "[bold]two stories[/]")
    if reasons.translated:
        console.print("the outlet's own translation of each other: a text in each language, linked and not merged")
    for decision in reasons.between:
        console.print(f"decided {decision.decided_at:%Y-%m-%d}: {_said(decision.verdict)}")
    for decision in reasons.through:
        console.print(f"decided {decision.decided_at:%Y-%m-%d} on {decision.article_id} and {decision.other_id}: {_said(decision.verdict)}")
    if not reasons.between:
        console.print(_why_not_compared(reasons))
    console.print(f"by today's rules: {_said(reasons.now)}")
    for run in reasons.shared:
        console.print(f"\n[bold]{run.words} words in both[/]\n  {escape(run.first)}")
        if run.second != run.first:
            console.print(f"  {escape(run.second)}")
    if not reasons.shared:
        console.print("\nNo run of words is in both.")


def _said(verdict: Verdict) -> str:
    what = f"same, {verdict.role}" if verdict.same else "different"
    because = f"; {escape(verdict.evidence)}" if verdict.evidence else ""
    return f"{what} by {verdict.by} ({verdict.rule}): containment {verdict.containment:.2f}, Jaccard {verdict.jaccard:.2f}{because}"


def _why_not_compared(reasons: Reasons) -> str:
    if reasons.first.id == reasons.second.id:
        return "It is one article."
    if reasons.one_story:
        return "The two were not compared with each other: an article is compared with the leads of stories, and both joined this one."
    if reasons.through:
        return "The two were not compared with each other: an article is compared with the leads of stories."
    return "The two were never compared: when the later one came, they shared no passage that the index samples."
