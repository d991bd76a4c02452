"""`doctor`: is everything in order, and if not, what to do."""

from dataclasses import asdict
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from iraqwire.commands.call import Call, everywhere, print_json
from iraqwire.examining import Examination, Finding, examine
from news.clock import system_clock
from news.errors import ConfigError

_MARKS = {"ok": "[green]ok[/]", "look": "[yellow]look[/]", "broken": "[bold red]broken[/]"}


@click.command()
@everywhere
def doctor(call: Call) -> int:
    """Check archive, configuration, disk, clock and sources, and say what to do.

    Shows the largest stories, and the pairs in one story that share least. Exits with 1 where something is broken.
    """
    try:
        examination = examine(call.config(), system_clock())
    except ConfigError as error:
        examination = Examination((Finding("configuration", "broken", error.message, error.mend),))
    if call.json:
        print_json(as_json(examination))
    else:
        print_examination(examination)
    return int(examination.broken)


def as_json(examination: Examination) -> dict[str, Any]:
    return {
        "broken": examination.broken,
        "findings": [asdict(finding) for finding in examination.findings],
        "largest_stories": [
            {"id": size.story_id, "articles": size.articles, "roles": dict(size.roles), "lead_id": lead.id, "title": lead.article.title}
            for size, lead in examination.largest
        ],
        "weakest_joins": [
            {
                "article_id": weld.first.id,
                "other_id": weld.second.id,
                "containment": weld.decision.verdict.containment,
                "rule": weld.decision.verdict.rule,
                "story_id": weld.first.story_id,
            }
            for weld in examination.weakest
        ],
    }


def print_examination(examination: Examination) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for finding in examination.findings:
        mend = f"; {escape(finding.mend)}" if finding.mend else ""
        console.print(f"{_MARKS[finding.state]} [bold]{finding.about}[/]: {escape(finding.said)}{mend}")
    if examination.largest:
        console.print("\n[bold]the largest stories")
    for size, lead in examination.largest:
        roles = ", ".join(f"{count} {role}" for role, count in size.roles.items())
        console.print(f"   {size.articles} articles ({roles}) in {size.story_id}, led by {lead.id}: {escape(lead.article.title)}")
    if examination.weakest:
        console.print("\n[bold]one story, and sharing least[/] (iraqwire why A B; iraqwire split A B)")
    for weld in examination.weakest:
        verdict, title = weld.decision.verdict, escape(weld.first.article.title)
        console.print(f"   {weld.first.id} {weld.second.id}: {verdict.rule}, containment {verdict.containment:.2f}: {title}")
