"""Setting up platforms from the command line: what to paste there, and whether everything was granted."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from bot.cli.options import DONE, FAILED, configured, draft_configuration, tried_configuration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.config import Config
    from bot.wiring.doctor import Finding


def lines(config: Config) -> Iterator[str]:
    """What is configured of platforms, and what of it looks wrong."""
    from bot.config import doubts

    if config.discord.is_configured:
        yield f"discord  at {config.discord.api_base}"
    if config.slack.is_configured:
        yield f"slack    in {config.slack.mode} mode at {config.slack.address}"
    if config.needs_web:
        yield f"web      on {config.web.host}, port {config.web.port}"
    yield from doubts(config)


@click.group()
@configured
def manifest() -> None:
    """Print what a platform has to be told when the bot is set up there; the reasons go to standard error."""


@manifest.command()
@configured
def slack() -> None:
    """Print the app manifest for Slack, as JSON. It needs no tokens; mode, prefix and address are those configured."""
    config = draft_configuration()
    from bot.wiring import manifests
    from commands import COMMANDS

    click.echo(manifests.slack_manifest(config, COMMANDS))
    for line in manifests.slack_reasons(config, COMMANDS):
        click.echo(line, err=True)


@manifest.command()
@configured
@click.option("--application", metavar="ID", help="Id of the application. [default: the one of the token]")
def discord(application: str | None) -> None:
    """Print the address that adds the bot to a server of Discord."""
    config = draft_configuration()
    from bot.wiring import manifests

    if application is not None and not (application.isascii() and application.isdigit()):
        raise click.BadParameter("not a number", param_hint="--application")
    click.echo(manifests.discord_invitation(config, application))
    for line in manifests.discord_reasons():
        click.echo(line, err=True)


@click.command()
@configured
@click.option("--json", "is_json", is_flag=True, help="Print the findings for a program.")
def doctor(*, is_json: bool) -> int:
    """Look whether everything is there that the bot needs, and say how to grant what is missing.

    Asks the platforms about tokens, scopes, intents, permissions and clocks; changes nothing, and works while the bot
    runs. Exit code 1 if something essential is missing.
    """
    found = _found()
    from bot.wiring import doctor as doctors

    if is_json:
        click.echo(doctors.as_json(found))
    else:
        for line in doctors.as_text(found):
            click.echo(line)
    return DONE if doctors.is_fit(found) else FAILED


def _found() -> list[Finding]:
    from bot.config import ConfigError
    from bot.wiring import doctor as doctors

    try:
        config = tried_configuration()
    except ConfigError as error:
        return doctors.mistaken(error)
    return asyncio.run(doctors.examined(config))
