"""`serve` and `daemon`: what stays running."""

import click

from feeds.server import build_app, serve
from iraqwire.commands.call import Call, everywhere
from iraqwire.daemon import Daemon
from storage import Archive


@click.command("serve")
@everywhere
def serve_command(call: Call) -> None:
    """Serve the feeds and pages."""
    config = call.config()
    with Archive(config.archive, readonly=True):
        pass  # says what is wrong with it before anybody asks for a page
    app = build_app(config.publish, config.archive, config.topics)
    address = f"http://{config.serve.host}:{config.serve.port}/"
    serve(app, config.serve.host, config.serve.port, lambda: call.console.print(f"serving {address}", highlight=False, soft_wrap=True))


@click.command()
@everywhere
def daemon(call: Call) -> None:
    """Crawl by the schedule and serve, until told to stop. An archive that was never crawled is crawled at once."""
    Daemon(call.config(), call.config_file, call.console).run()
