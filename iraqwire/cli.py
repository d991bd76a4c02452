"""The command line. An error is one line that names the thing and the mend; exit 0 done, 1 failed, 2 wrong usage or configuration."""

import os
import sys
import traceback
from pathlib import Path

import click

from iraqwire import __version__
from iraqwire.commands.call import OPTIONS, Call
from iraqwire.commands.demo import demo
from iraqwire.commands.exchange import export_command, import_command
from iraqwire.commands.explain import extract_command, why
from iraqwire.commands.gather import crawl_command, publish_command
from iraqwire.commands.run import daemon, serve_command
from iraqwire.commands.search import search
from news.errors import IraqwireError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__, prog_name="iraqwire")
@click.pass_context
def cli(context: click.Context, config_file: Path | None, archive_file: Path | None, as_json: bool, debug: bool) -> None:
    """Reads the news about Iraq wherever it appears, keeps each story once, and publishes it by topic as feeds."""
    context.obj = Call(config_file, archive_file, as_json, debug)


for _option in reversed(OPTIONS):
    cli = _option(cli)

for _command in (crawl_command, publish_command, serve_command, daemon, demo, import_command, extract_command, search, why, export_command):
    cli.add_command(_command)


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
