"""Files on the command line: progress, output that is whole or not there, and what was skipped."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

if TYPE_CHECKING:
    from bot.wiring.transfer import Outcome

#: Skips that are told one by one.
SKIPS = 50


def interruptible(work: Coroutine[Any, Any, Outcome]) -> Outcome:
    """Run it; whoever breaks it off is told that nothing is lost."""
    try:
        return asyncio.run(work)
    except KeyboardInterrupt:
        click.echo("Interrupted. Say the same again to go on: nothing is added twice.", err=True)
        raise


@contextmanager
def progress_of(file: Path) -> Iterator[Callable[[int, int], None]]:
    """Something to tell how many bytes were read of how many; a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _read, _in_all: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(click.format_filename(file.name), total=None)
        yield lambda read, in_all: bar.update(task, completed=read, total=in_all)


@contextmanager
def written(output: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that appears, or replaces another, only once it is whole."""
    if output is None:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="")
        yield sys.stdout
        return
    partial = output.with_name(f"{output.name}.partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as out:
            yield out
        partial.replace(output)
    except OSError as error:
        # Named as the person named it: the other name is nobody's business.
        raise OSError(error.errno, error.strerror, str(output)) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def tell(outcome: Outcome, beginning: str) -> None:
    """Say what became of the items of a file, and why some were passed over."""
    from bot.typed import quoted

    tally = outcome.tally
    click.echo(
        f"{beginning} {tally.added:,}, merged {tally.merged:,} into existing ones, skipped {len(tally.skips):,}."
    )
    for skip in tally.skips[:SKIPS]:
        line = f"line {skip.line}: " if skip.line else ""
        click.echo(f"{line}{skip.reason}: “{quoted(skip.what, 80)}”")
    if len(tally.skips) > SKIPS:
        click.echo(f"… and {len(tally.skips) - SKIPS:,} more.")
    if outcome.broken:
        click.echo(f"The file was not read to its end. {outcome.broken}", err=True)
