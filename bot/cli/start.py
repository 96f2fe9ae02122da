"""Starting from the command line: what went wrong becomes a sentence and an exit code."""

from __future__ import annotations

import sys

import click

from bot.cli.commands import commonplace
from bot.cli.options import DONE, FAILED, INTERRUPTED, UNUSABLE
from bot.errors import BotError


def main() -> None:
    """Run the command line. Whatever can go wrong outside the program ends with a sentence, never with a traceback."""
    try:
        code = commonplace.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.Abort:
        code = INTERRUPTED
    except BotError as error:
        click.echo(str(error), err=True)
        code = _code_of(error)
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        click.echo(f"{name}{error.strerror or error}.", err=True)
        code = FAILED
    sys.exit(code if isinstance(code, int) else DONE)


def _code_of(error: BotError) -> int:
    from bot.wiring.care import Unusable

    return UNUSABLE if isinstance(error, Unusable) else FAILED
