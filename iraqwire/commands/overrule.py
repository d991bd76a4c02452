"""`split` and `join`: the reader's word against the machine's."""

from collections.abc import Callable
from datetime import datetime

import click
from rich.console import Console
from rich.markup import escape

from dedupe import FINGERPRINT_VERSION
from iraqwire.commands.call import Call, everywhere, print_json
from iraqwire.commands.why import find
from iraqwire.indexing import ready_index
from iraqwire.overruling import Overruled, join, split
from news.clock import system_clock
from news.model import StoredArticle
from storage import Archive
from storage.locks import writer_lock

Overruling = Callable[[Archive, StoredArticle, StoredArticle, str, datetime], Overruled]

because_option = click.option("--because", default="", metavar="TEXT", help="Your reason, kept with your word and shown by `why`.")


@click.command("split")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@because_option
@everywhere
def split_command(call: Call, first: str, second: str, because: str) -> None:
    """Say that article A (id or address) is not B's story.

    A becomes a story apart, and takes with it what is nearer to it than to B; the part that the lead is in keeps the entry in the
    feeds. Your word outlives every re-run of the rules; the latest one holds. `publish` then shows it.
    """
    overrule(call, split, first, second, because)


@click.command("join")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@because_option
@everywhere
def join_command(call: Call, first: str, second: str, because: str) -> None:
    """Say that articles A and B (id or address) are one story: their two stories become one.

    Your word outlives every re-run of the rules; the latest one holds. `publish` then shows it.
    """
    overrule(call, join, first, second, because)


def overrule(call: Call, word: Overruling, first: str, second: str, because: str) -> None:
    config = call.config()
    with Archive(config.archive, readonly=True) as archive:  # so that a mistyped path makes no archive
        find(archive, first)
        trouble = archive.candidates.trouble(FINGERPRINT_VERSION)
    with Archive(config.archive) as archive:
        if trouble:
            with writer_lock(config.archive):
                ready_index(archive, call.teller)
        overruled = word(archive, find(archive, first), find(archive, second), because, system_clock())
        moved = {stored.id: stored for stored in archive.articles.load(article_id for article_id, _, _ in overruled.moved)}
    if call.json:
        print_json(
            {
                "word": "join" if overruled.same else "split",
                "effect": overruled.effect,
                "articles": [{"id": stored.id, "story_id": stored.story_id} for stored in (overruled.first, overruled.second)],
                "moved": [{"id": article_id, "from": old, "to": new} for article_id, old, new in overruled.moved],
            }
        )
        return
    console = Console(highlight=False, soft_wrap=True)
    first_id, second_id = overruled.first.id, overruled.second.id
    state = f"one story ({overruled.stories[0]})" if overruled.same else f"two stories ({' and '.join(overruled.stories)})"
    if overruled.effect == "already":
        console.print(f"{first_id} and {second_id} are {state}, by an earlier word of yours: nothing to do")
    elif overruled.effect == "recorded":
        console.print(f"{first_id} and {second_id} were {state} already; now they are by your word, whatever the rules will say")
    else:
        console.print(f"{first_id} and {second_id} are {state} now")
        for article_id, old, new in overruled.moved:
            console.print(f"   {article_id} went from {old} to {new}: {escape(moved[article_id].article.title)}")
        console.print("[dim]The feeds will show it after the next crawl, or at once by: iraqwire publish")
