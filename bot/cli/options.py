"""What every command has: options for configuration and database, what they lead to, and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from bot.config import Config

DONE, FAILED, UNUSABLE, INTERRUPTED = 0, 1, 2, 130

F = TypeVar("F", bound=Callable[..., Any])


class Patient(click.Group):
    """A group of commands that end quietly when nobody reads on, as with ``| head``."""

    def invoke(self, ctx: click.Context) -> Any:  # click's own type
        """Run the command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # Python would complain about what is still in its buffer while it ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return DONE


def configured(function: F) -> F:
    """The options that every command takes, and that may stand before it too."""
    file = click.option(
        "--config", "config_file", type=click.Path(path_type=Path), metavar="FILE", expose_value=False, callback=_keep,
        help="Configuration to use instead of config.toml in the working directory.",
    )  # fmt: skip
    database = click.option(
        "--database", metavar="URL", expose_value=False, callback=_keep,
        help="Database to use: sqlite:///path or postgresql://… (also: COMMONPLACE_DATABASE).",
    )  # fmt: skip
    return file(database(function))


def tell_version(context: click.Context, _parameter: click.Parameter, is_asked: bool) -> None:
    """Say the version, if that is asked, and end."""
    if is_asked:
        from importlib.metadata import PackageNotFoundError, version

        try:
            click.echo(f"commonplace {version('commonplace')}")
        except PackageNotFoundError:
            click.echo("commonplace, run from a folder where it was not installed")
        context.exit()


def configuration() -> Config:
    """The configuration, with logging set up by it; ends the program with every mistake in it."""
    return _loaded()


def draft_configuration() -> Config:
    """The same for somebody who is setting it up and has no secrets yet."""
    return _loaded(is_draft=True)


def tried_configuration(*, is_draft: bool = False) -> Config:
    """The same for whoever tells mistakes in another way. Raises ConfigError."""
    from bot import logs
    from bot.config import Given, load, secrets_of

    chosen: dict[str, Any] = click.get_current_context().find_root().ensure_object(dict)
    file, database = chosen.get("config_file"), chosen.get("database")
    config = load(Given(file=file, database=database, environment=os.environ, is_draft=is_draft))
    logs.set_up(config.log.level, secrets_of(config))
    return config


def _loaded(*, is_draft: bool = False) -> Config:
    from bot.config import ConfigError

    try:
        return tried_configuration(is_draft=is_draft)
    except ConfigError as error:
        for problem in error.problems:
            click.echo(problem, err=True)
        raise click.exceptions.Exit(UNUSABLE) from error


def ready_configuration() -> Config:
    """The configuration, once its database is ready; says so on standard error if that was more than nothing."""
    config = configuration()
    from bot.wiring import care
    from bot.wiring.application import ready

    change = ready(config)
    if change.before is not None and (sentence := care.told(change)):
        click.echo(sentence, err=True)
    return config


def log_calls(config: Config) -> None:
    """Write one line for each command, unless the configuration names another level; and what looks wrong in it."""
    from bot import logs
    from bot.config import doubts, secrets_of

    level = config.log.level if "level" in config.log.model_fields_set else "info"
    logs.set_up(level, secrets_of(config))
    for doubt in doubts(config):
        click.echo(doubt, err=True)


def a_name(name: str | None, option: str) -> str | None:
    """The name that was given with an option, tidied; None if none was."""
    from bot.config import NAME_CHARACTERS
    from bot.typed import clean_line

    if name is not None and not 1 <= len(clean_line(name)) <= NAME_CHARACTERS:
        raise click.BadParameter(f"not 1 to {NAME_CHARACTERS} characters long", param_hint=option)
    return clean_line(name) if name is not None else None


def _keep(context: click.Context, parameter: click.Parameter, value: object) -> None:
    """Note an option that may stand before or behind the command; the later one counts."""
    if value is not None:
        context.find_root().ensure_object(dict)[parameter.name] = value
