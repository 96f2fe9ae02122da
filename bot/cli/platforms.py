"""Setting up platforms from the command line: what to paste there, and whether everything was granted."""

from __future__ import annotations

import click

from bot.cli.options import configured, draft_configuration


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
