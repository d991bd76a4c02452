"""`why`: why two articles are, or are not, one story: the reader's word, what was decided, what today's rules say and what would have
changed it, and the passages they share.
"""

from dataclasses import asdict, dataclass
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from dedupe import FINGERPRINT_VERSION
from dedupe.candidates import nothing_popular, popular_in
from dedupe.changes import Change, changes, opinions
from dedupe.compare import decide
from dedupe.measures import measure_received
from dedupe.shared import SharedRun, shared_runs
from iraqwire.commands.call import Call, everywhere, print_json
from news.clock import to_text
from news.errors import UnknownName, UsageError
from news.model import StoredArticle, Verdict
from storage import Archive
from storage.verdicts import Decision


@dataclass(frozen=True, slots=True)
class Reasons:
    """`between`: decided on the two themselves. `through`: where that is nothing, what was decided on each and the lead of the
    other's story, or on each and the story that both are in. `now`: what today's rules say of the first to the second. `opinions`: what
    each rule with one says, the first deciding; `changes`: what would have turned the verdict.
    `translated`: the page of one names the other as its translation. `unindexed`: why the index could not be asked what is common.
    """

    first: StoredArticle
    second: StoredArticle
    between: tuple[Decision, ...]
    through: tuple[Decision, ...]
    now: Verdict
    opinions: tuple[Verdict, ...]
    changes: tuple[Change, ...]
    shared: tuple[SharedRun, ...]
    translated: bool = False
    unindexed: str = ""

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
        a, b = find(archive, first), find(archive, second)
        if a.id == b.id:
            raise UsageError(f"both are article {a.id}", "name two articles")
        reasons = find_reasons(archive, a, b)
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
    if all(decision.verdict.by == "reader" for decision in between):
        if first.story_id == second.story_id:
            members = _members(archive, first)
            for one in (first, second):
                through += [d for d in archive.verdicts.of(one.id) if d.verdict.same and {d.article_id, d.other_id} <= members]
        else:
            for one, other in ((first, second), (second, first)):
                story = archive.stories.get(other.story_id)
                if story is not None:
                    through += archive.verdicts.decisions(one.id, story.lead.id)
    trouble = archive.candidates.trouble(FINGERPRINT_VERSION)  # a reader cannot make the index where the archive came without
    measures = measure_received(first, second, nothing_popular if trouble else popular_in(archive.candidates))
    return Reasons(
        first,
        second,
        between,
        tuple(decision for decision in dict.fromkeys(through) if decision not in between),
        decide(measures),
        opinions(measures),
        changes(measures),
        shared_runs(first.article.text, second.article.text),
        archive.translations.link(first.id, second.id),
        trouble,
    )


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
        "rules": [asdict(verdict) for verdict in reasons.opinions],
        "would_have_changed": [asdict(change) for change in reasons.changes],
        "without_index": reasons.unindexed or None,
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
    by_reader = [decision for decision in reasons.between if decision.verdict.by == "reader"]
    for decision in reversed(by_reader):
        because = f": {escape(decision.verdict.evidence)}" if decision.verdict.evidence else ""
        console.print(
            f"[bold]your word[/] of {decision.decided_at:%Y-%m-%d}: {'one story' if decision.verdict.same else 'two stories'}{because}"
        )
    for decision in reasons.between:
        if decision not in by_reader:
            console.print(f"decided {decision.decided_at:%Y-%m-%d}: {_said(decision.verdict)}")
    for decision in reasons.through:
        console.print(f"decided {decision.decided_at:%Y-%m-%d} on {decision.article_id} and {decision.other_id}: {_said(decision.verdict)}")
    if len(reasons.between) == len(by_reader):
        console.print(_why_not_compared(reasons))
    if reasons.first.id == reasons.second.id:
        return
    console.print(f"by today's rules: {_said(reasons.now)}")
    if reasons.unindexed:
        console.print(
            f"   [yellow]{escape(reasons.unindexed)}[/]: which passages many stories share is not known, and none is counted as common"
        )
    for change in reasons.changes:
        console.print(f"   {_would(change)}")
    for later in reasons.opinions[1:]:
        console.print(f"   [dim]without that rule: {'same' if later.same else 'different'} ({later.rule})")
    if not reasons.changes:
        console.print(f"   no single measure would have made them {'two stories' if reasons.now.same else 'one'}")
    _print_shared(console, reasons)


_MEASURES = {
    "wording": "the share of the wording that agrees",
    "containment": "the containment",
    "agreement": "the share of figures that agree",
    "begins": "the share of the beginning in both",
    "span": "the part of the longer text that the shared passages span",
    "jaccard": "the likeness of the whole texts (Jaccard)",
    "unbroken": "the part of what is shared that is one run of words",
    "exchanged": "the figures that each names and the other lacks",
    "first_sentence": "the part of the longer's first sentence that both have",
    "first_letters": "the part of the shorter's first hundred letters that both have",
    "by_figures": "the part of the difference that figures alone explain",
    "runs": "the runs of words that both have",
    "own_start": "the letters of its own before what each shares",
    "shared": "the new passages that both have",
    "lead_in": "the letters before what is shared",
    "apart": "the time between the two",
}
"""What people call the measures of dedupe.measures."""


def _would(change: Change) -> str:
    what = "same" if change.verdict.same else "different"
    now, needed = (f"{value:.1%}" if isinstance(value, float) else str(value) for value in (change.now, change.needed))
    how = "" if isinstance(change.needed, str) or change.now is None else (" or more" if change.needed > change.now else " or less")  # type: ignore[operator]
    was = "there is none" if change.now is None else f"it is {now}"
    return f"{what} ({change.verdict.rule}) if {_MEASURES[change.measure]} were {needed}{how}; {was}"


def _print_shared(console: Console, reasons: Reasons) -> None:
    """The shared passages side by side on a terminal, one under the other in a pipe, where no line is to be broken."""
    if not reasons.shared:
        console.print("\nNo run of words is in both.")
    elif console.is_terminal:
        table = Table(expand=True, show_lines=True)
        table.add_column("words", justify="right", style="bold")
        for stored in (reasons.first, reasons.second):
            table.add_column(f"{stored.id} {escape(stored.source_name)}", ratio=1)
        for run in reasons.shared:
            table.add_row(str(run.words), escape(run.first), escape(run.second))
        Console(highlight=False).print(table)
    else:
        for run in reasons.shared:
            console.print(f"\n[bold]{run.words} words in both[/]\n  {escape(run.first)}")
            if run.second != run.first:
                console.print(f"  {escape(run.second)}")


def _said(verdict: Verdict) -> str:
    what = f"same, {verdict.role}" if verdict.same else "different"
    by = "your word" if verdict.by == "reader" else f"rule ({verdict.rule})"
    because = f"; {escape(verdict.evidence)}" if verdict.evidence else ""
    return f"{what} by {by}: containment {verdict.containment:.2f}, Jaccard {verdict.jaccard:.2f}{because}"


def _why_not_compared(reasons: Reasons) -> str:
    if reasons.first.id == reasons.second.id:
        return "It is one article."
    if reasons.between:
        return "The rules never decided on the two themselves."
    if reasons.one_story:
        return "The two were not compared with each other: an article is compared with the leads of stories, and both joined this one."
    if reasons.through:
        return "The two were not compared with each other: an article is compared with the leads of stories."
    return "The two were never compared: when the later one came, they shared no passage that the index samples."
