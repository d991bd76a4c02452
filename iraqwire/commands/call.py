"""What every command shares: the options that work everywhere, before the command's name and after it."""

import functools
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

if TYPE_CHECKING:
    from iraqwire.config import Config


@dataclass(slots=True)
class Call:
    """The options of one call, with what is made from them."""

    config_file: Path | None = None
    archive_file: Path | None = None
    json: bool = False
    debug: bool = False

    def config(self) -> "Config":
        from iraqwire.config import load_config  # a quarter of a second that `--help` need not pay

        return load_config(self.config_file, self.archive_file)

    @property
    def console(self) -> Console:
        """For people, on standard error, so that standard output holds results alone."""
        return Console(stderr=True)

    @property
    def teller(self) -> Console | None:
        """The console, for what is worth a line in a log as well; None where machines read."""
        return None if self.json else self.console

    @property
    def on_terminal(self) -> bool:
        return not self.json and sys.stderr.isatty()


OPTIONS = (
    click.option(
        "--config", "config_file", type=click.Path(path_type=Path), help="Configuration (default ./iraqwire.toml, then the defaults)."
    ),
    click.option("--archive", "archive_file", type=click.Path(path_type=Path), help="Archive file, instead of the configured one."),
    click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines."),
    click.option("--debug", is_flag=True, help="Show a traceback when something fails."),
)


def everywhere(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of every command, and a `Call` as its first argument."""

    @functools.wraps(function)
    def wrapped(config_file: Path | None, archive_file: Path | None, as_json: bool, debug: bool, **arguments: Any) -> Any:
        call = click.get_current_context().ensure_object(Call)
        call.config_file = config_file or call.config_file
        call.archive_file = archive_file or call.archive_file
        call.json = as_json or call.json
        call.debug = debug or call.debug
        return function(call, **arguments)

    command: Callable[..., Any] = wrapped
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
