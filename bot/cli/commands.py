"""Every command of the command line."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from bot.cli import platforms
from bot.cli.files import interruptible, progress_of, tell, written
from bot.cli.options import (
    DONE,
    FAILED,
    Patient,
    a_name,
    configuration,
    configured,
    log_calls,
    ready_configuration,
    tell_version,
)

FORMATS = ("markdown", "bookmarks", "opml", "csv", "bibtex", "json", "list")
ROLES = ("member", "host", "curator", "organiser")


@click.group(cls=Patient, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    *("--version", "is_asked"),
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=tell_version,
    help="Show the version and exit.",
)
@configured
def commonplace() -> None:
    """Commonplace, a chat bot for communities of practice: a curated library, looked up where people talk.

    Exit codes: 0 done; 1 it was tried and failed, or `db check` or `doctor` found faults; 2 the command line, the
    configuration or the database cannot be used; 130 interrupted.
    """


@commonplace.command()
@configured
def run() -> int:
    """Start every configured platform; with none configured, a console in a demo community.

    The database is made at the first start, and brought to this version at every other one; before that, a copy of a
    SQLite database is laid beside it.
    """
    config = ready_configuration()
    if not config.has_platform:
        from bot.wiring import talking

        asyncio.run(talking.demo(config))
        return DONE
    from bot.wiring import serving

    log_calls(config)
    click.echo(f"Starting on {' and '.join(config.platforms)}; Ctrl-C ends it.", err=True)
    return asyncio.run(serving.run(config, lambda sentence: click.echo(sentence, err=True)))


@commonplace.command()
@configured
@click.option("--as", "name", metavar="NAME", help="Who you are; without --role, a member. [default: the owner]")
@click.option("--role", type=click.Choice(ROLES), help="What you may do. [default: organiser, as the owner]")
@click.option("--community", metavar="NAME", help="Where you are. [default: Home, or as configured]")
def console(name: str | None, role: str | None, community: str | None) -> None:
    """Talk to the bot in this terminal.

    With standard input or output not a terminal, it reads one command a line and writes a transcript: `> ` and the
    line, the answer, an empty line. Lines that begin with # are passed over. /as NAME [role], /channel NAME, /press
    LABEL and /fill option:value … are commands of the console itself.
    """
    config = ready_configuration()
    from bot.wiring import talking

    seat = talking.Seat(
        name=a_name(name, "--as") or config.console.name,
        community=a_name(community, "--community") or config.console.community,
        role=role or ("member" if name else "organiser"),
    )
    asyncio.run(talking.console(config, seat))


@commonplace.command("import")
@configured
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(("auto", *FORMATS)), default="auto", show_default=True)
@click.option("--tag", "tags", metavar="TAG", multiple=True, help="Put this tag on everything. May be repeated.")
@click.option("--community", metavar="NAME", help="Whose library it is for. [default: Home, or as configured]")
@click.option("--dry-run", is_flag=True, help="Only read the file, and say what is in it.")
def import_(file: Path, form: str, tags: tuple[str, ...], community: str | None, *, dry_run: bool) -> int:
    """Take the resources in FILE into a library. What is there already is merged, so it may be repeated."""
    config = configuration() if dry_run else ready_configuration()
    from bot.wiring import transfer

    name = a_name(community, "--community") or config.console.community
    with progress_of(file) as progress:
        incoming = transfer.Incoming(file=file, format=form, tags=tags, community=name, progress=progress)
        outcome = transfer.look_through(incoming) if dry_run else interruptible(transfer.import_file(config, incoming))
    tell(outcome, "Nothing was written. Would have added" if dry_run else "Added")
    if not dry_run:
        place = "" if name == config.console.community else f' --community "{name}"'
        click.echo(f"They are in the community {name}; look at them with: commonplace console{place}")
    return FAILED if outcome.broken else DONE


@commonplace.command()
@configured
@click.option("--format", "form", type=click.Choice(FORMATS), default="json", show_default=True)
@click.option("--tag", metavar="TAG", help="Only what has this tag, a synonym of it, or a tag below it.")
@click.option("--community", metavar="NAME", help="Whose library. [default: Home, or as configured]")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="File to write. [default: here]")
def export(form: str, tag: str | None, community: str | None, output: Path | None) -> None:
    """Write a library to a file. Only json keeps everything; the others keep what they have a place for."""
    from bot.wiring import care, transfer

    care.expect_there(configuration())
    config = ready_configuration()
    name = a_name(community, "--community") or config.console.community
    outgoing = transfer.Outgoing(format=form, tag=tag, community=name)
    with written(output) as out:
        count = asyncio.run(transfer.export(config, outgoing, out))
    if output:
        click.echo(f"Wrote {count:,} resources of the community {name} to {output}.", err=True)


@commonplace.group()
@configured
def db() -> None:
    """Look after the database."""


@db.command()
@configured
def upgrade() -> None:
    """Make the database, or bring it to this version; `run` and `console` do that by themselves."""
    from bot.wiring import care

    click.echo(care.upgraded(configuration()))


@db.command()
@configured
def check() -> int:
    """Say whether the database is whole, and what is in it; nothing is changed. Exit code 1 if it is not."""
    from bot.wiring import care

    config = configuration()
    health = care.health(config)
    click.echo(f"Database {care.place(config)}")
    for sentence in (*health.facts, *health.faults):
        click.echo(sentence)
    click.echo("Nothing is wrong with it." if not health.faults else "It is not in order.")
    return FAILED if health.faults else DONE


@db.command()
@configured
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Copy a SQLite database to the new FILE, even while the bot runs. For PostgreSQL, use pg_dump."""
    from bot.wiring import care

    click.echo(care.backed_up(configuration(), file))


@db.command()
@configured
@click.argument("file", type=click.Path(path_type=Path))
def restore(file: Path) -> None:
    """Put the backup FILE in the place of a SQLite database. Stop the bot first; what was there is kept beside it."""
    from bot.wiring import care
    from bot.wiring import deliveries as looking

    click.echo(care.restored(configuration(), file))
    click.echo(asyncio.run(looking.doubted(ready_configuration())))


@commonplace.group("config")
@configured
def config_group() -> None:
    """Look after the configuration."""


@config_group.command("check")
@configured
def config_check() -> None:
    """Say whether the configuration can be used, and every mistake in it."""
    from bot.config import masked

    config = configuration()
    click.echo("The configuration is in order.")
    click.echo(f"database {masked(config.database.url.get_secret_value())}")
    click.echo(f"console  {config.console.name} in the community {config.console.community}")
    for line in platforms.lines(config):
        click.echo(line)


@commonplace.command()
@configured
@click.option("--restored", is_flag=True, help="A backup was restored: look for what is due before sending it.")
def deliveries(*, restored: bool) -> int:
    """Say how the messages are that the bot posts on its own. Exit code 1 if any needs attention.

    After a backup was restored by other means than `db restore`, say --restored before the next start.
    """
    from bot.wiring import deliveries as looking

    config = ready_configuration()
    if restored:
        click.echo(asyncio.run(looking.doubted(config)))
        return DONE
    sentences, is_well = asyncio.run(looking.told(config))
    for sentence in sentences:
        click.echo(sentence)
    return DONE if is_well else FAILED


commonplace.add_command(platforms.manifest)
commonplace.add_command(platforms.doctor)
