"""The command line. An error is one line that names the thing and the mend; exit 0 done, 1 failed, 2 wrong usage or configuration."""

import importlib
import os
import sys
import traceback
from pathlib import Path

import click

from iraqwire import __version__
from iraqwire.commands.call import OPTIONS, Call
from news.errors import IraqwireError

COMMANDS = {
    "crawl": "gather:crawl_command",
    "publish": "gather:publish_command",
    "serve": "run:serve_command",
    "daemon": "run:daemon",
    "demo": "demo:demo",
    "import": "take_in:import_command",
    "export": "export:export_command",
    "search": "search:search",
    "why": "why:why",
    "split": "overrule:split_command",
    "join": "overrule:join_command",
    "recluster": "recluster:recluster_command",
    "reextract": "reextract:reextract_command",
    "extract": "extract:extract_command",
    "sources": "sources:sources",
    "doctor": "doctor:doctor",
}
"""Each command and where under `iraqwire.commands` it is: loaded when it is called, for Scrapy alone takes a quarter of a second."""


class Commands(click.Group):
    """The commands in the order of COMMANDS."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(f"iraqwire.commands.{module}"), name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__, prog_name="iraqwire")
@click.pass_context
def cli(context: click.Context, config_file: Path | None, archive_file: Path | None, as_json: bool, debug: bool) -> None:
    """Reads the news about Iraq wherever it appears, keeps each story once, and publishes it by topic as feeds."""
    context.obj = Call(config_file, archive_file, as_json, debug)


for _option in reversed(OPTIONS):
    cli = _option(cli)


def main(arguments: list[str] | None = None) -> None:
    """Run one command and leave the process with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run one command; gives its exit code."""
    try:
        with cli.make_context("iraqwire", list(arguments)) as context:
            result = cli.invoke(context)
            return result if isinstance(result, int) else 0
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.UsageError as error:
        error.show()
        return 2
    except click.Abort:
        return 130
    except IraqwireError as error:
        if "--debug" in arguments:
            traceback.print_exc()
        click.echo(f"iraqwire: {error}", err=True)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output has gone (`iraqwire export | head`): no failure, and nothing more to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if "--debug" in arguments:
            traceback.print_exc()
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"iraqwire: {where}{error.strerror or error}; check the disk, and who may read and write there", err=True)
        return 1
    except Exception as error:  # noqa: BLE001 - a fault of ours: said in a line, and whole with --debug
        if "--debug" in arguments:
            traceback.print_exc()
        click.echo(
            f"iraqwire: {type(error).__name__}: {error}; this is a fault in iraqwire, run it again with --debug to see where", err=True
        )
        return 1
