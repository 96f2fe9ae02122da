"""Who may do what: every role, with every command, in every place it can be said in. What is not allowed is denied."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from bot.actions import pack
from bot.dispatch import Dispatcher, Filled, Pressed
from bot.identity import Role
from bot.requests import Answer
from bot.spec import AnyCommand, Someone
from commands import COMMANDS
from tests.asking import harmless, request, shown
from tests.discord.connected import connected
from tests.discord.fake import discord_here
from tests.slack.conftest import Running, running, slack  # noqa: F401  # the fixtures
from tests.slack.people import Person
from tests.slack.standin import TEAM, Slack

#: Who may run each command that is not for everybody. A new one has to be written down here.
RESTRICTED = {one.name: one.allow for one in COMMANDS if one.allow is not Role.MEMBER}
[DESCRIBE] = [one for one in COMMANDS if one.name == "tag describe"]
ROLES = (Role.MEMBER, Role.HOST, Role.CURATOR, Role.ORGANISER)


def required(command: AnyCommand) -> dict[str, str]:
    return {option.name: harmless(option) for option in command.options if option.required}


def is_denied(answer: Answer, command: AnyCommand) -> bool:
    return shown(answer).startswith(f"/{command.name} is for {command.allow.label}s.")


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
async def test_every_role_with_every_command_as_it_is_declared(dispatcher: Dispatcher, role: Role) -> None:
    """Row "escalation" of the threats: typed with what it needs, without it, and as a button that somebody forged."""
    for command in COMMANDS:
        for said in (
            Filled(command.path, required(command)),
            Filled(command.path, {}),
            Pressed(pack(command.path, required(command))),
        ):
            answer = await dispatcher.run(request(said, role=role))

            assert is_denied(answer, command) is (role < command.allow), (command.name, said)


async def test_nothing_of_a_command_is_completed_for_whom_it_is_not(dispatcher: Dispatcher) -> None:
    await dispatcher.run(request(Filled(("resource", "add"), {"what": "Loops", "kind": "book", "tags": "loops"})))
    offered: dict[Role, int] = {}
    for role in ROLES:
        offered[role] = 0
        for command in COMMANDS:
            for option in command.options:
                names = await dispatcher.complete(request(Filled(command.path, {}), role=role), option.name, "")
                assert not names or role >= command.allow, command.name
                offered[role] += len(names)

    assert 0 < offered[Role.MEMBER] < offered[Role.ORGANISER]


async def test_role_that_cannot_be_looked_up_is_none(dispatcher: Dispatcher) -> None:
    """Row "fail-open": of whom nothing is known, nothing is allowed; and a stranger's word about themselves is none."""
    for command in COMMANDS:
        answer = await dispatcher.run(request(Filled(command.path, required(command)), user=f"stranger-{command.name}"))

        assert is_denied(answer, command) is (command.name in RESTRICTED), command.name


async def test_commands_answer_in_servers_only_on_discord(sqlite_address: str) -> None:
    """The matrix on the wire of Discord: member and organiser in a server, and whoever writes to the bot alone."""
    async with discord_here() as fake, connected(fake, sqlite_address) as bot:
        guild = await fake.guild("Guild")
        channel = await guild.channel("general")
        ada = await guild.member("Ada")
        crew = await guild.role("crew", "manage_guild")
        await bot.ready()
        restricted = [one for one in COMMANDS if one.is_typed and one.allow is Role.ORGANISER]
        offered = await ada.offered(channel)
        alone = await ada.offered(await ada.dms())

        # The client would not even offer it; an old message, or a client of one's own, could still ask.
        answers = {}
        asked = await ada.slash(channel, "help")
        for one in restricted:
            answers[one.name] = (await ada.forge(asked, pack(one.path, filled(one, ada.id)))).text
        await guild.give(ada, crew)
        now = (await ada.forge(asked, pack(("community", "setup"), {}))).text
        await guild.give(ada)
        after = (await ada.forge(asked, pack(("community", "setup"), {}))).text

    assert alone == []
    # The client hides what is all for organisers; that is a hint and no lock.
    assert {one.path[0] for one in COMMANDS if one.is_typed and one.allow is Role.MEMBER} <= set(offered)
    assert {name: text.startswith(f"/{name} is for organisers.") for name, text in answers.items()} == dict.fromkeys(
        answers, True
    )
    assert (now.startswith("/community setup is for"), after.startswith("/community setup is for")) == (False, True)


def filled(command: AnyCommand, person: str) -> Mapping[str, str]:
    """What the command needs, with people as Discord knows them."""
    people = {option.name: person for option in command.options if option.required and isinstance(option, Someone)}
    return {**required(command), **people}


async def test_role_removed_while_the_form_is_open_is_refused_on_discord(sqlite_address: str) -> None:
    async with discord_here() as fake, connected(fake, sqlite_address) as bot:
        guild = await fake.guild("Guild")
        channel = await guild.channel("general")
        crew = await guild.role("crew", "manage_guild")
        ada, eve = await guild.member("Ada", crew), await guild.member("Eve")
        await bot.ready()
        asked = await ada.slash(channel, "help")
        opened = await ada.forge(asked, pack(DESCRIBE.path, {}))
        assert opened.form
        await guild.give(ada)
        sent = await ada.fill(opened, dict.fromkeys(opened.form.fields, "loops"))
        stolen = await eve.forge(asked, pack(DESCRIBE.path, required(DESCRIBE)))

    assert sent.text.startswith("/tag describe is for curators.")
    assert stolen.text.startswith("/tag describe is for curators.")


GUESTS: Mapping[str, Mapping[str, object]] = {
    "member": {},
    "guest who calls himself an administrator": {"is_restricted": True, "is_admin": True},
    "guest of one channel": {"is_ultra_restricted": True, "is_owner": True},
    "administrator of another workspace": {"team_id": "T9OTHER", "is_admin": True},
    "stranger from a shared channel": {"is_stranger": True, "is_admin": True},
    "somebody who has left": {"deleted": True, "is_owner": True},
    "bot": {"is_bot": True, "is_admin": True},
}


async def test_who_is_no_administrator_of_the_workspace_itself_is_a_member_on_slack(
    running: Running,  # noqa: F811
    slack: Slack,  # noqa: F811
) -> None:
    """The matrix on the wire of Slack: guests, Slack Connect, and those who come from elsewhere, with every command."""
    names = {f"U{number}": about for number, about in enumerate(GUESTS.values())}
    slack.users |= {user: dict(about) for user, about in names.items()}
    restricted = [one for one in COMMANDS if one.is_typed and one.name in RESTRICTED]
    async with running() as ada:
        for user in names:
            person = Person(slack=slack, app=ada.app, web=ada.web, user=user)
            for one in restricted:
                words = " ".join(f'{name}:"{value}"' for name, value in required(one).items())
                shown = await person.says(f"/{one.name} {words}")
                assert shown.startswith(f"/{one.name} is for {one.allow.label}s."), (user, one.name, shown)
        organiser = Person(slack=slack, app=ada.app, web=ada.web, user="OLGA")
        assert not (await organiser.says("/community setup")).startswith("/community setup is for")


async def test_private_control_of_somebody_else_does_nothing_in_their_name_on_slack(
    running: Running,  # noqa: F811
    slack: Slack,  # noqa: F811
) -> None:
    """Row "escalation": a button that only Olga was shown, replayed by Eve, and from another workspace."""
    async with running() as ada:
        olga, eve = (Person(slack=slack, app=ada.app, web=ada.web, user=user) for user in ("OLGA", "EVE"))
        await olga.says("/resource add Loops kind:book tags:loops new-tags:yes")
        await olga.says("/tag delete loops")
        buttons = [one for block in olga.shown["blocks"] if block["type"] == "actions" for one in block["elements"]]
        assert buttons
        refused = [await eve.acts({"type": "button", **one}) for one in buttons]
        elsewhere = await eve.acts({"type": "button", **buttons[0]}, team={"id": "T9OTHER", "domain": "other"})
        kept = await olga.says("/tag show loops")

    assert [one.startswith("/tag delete is for curators.") for one in refused] == [True] * len(buttons)
    assert not elsewhere.startswith("Deleted")
    assert "Loops" in kept
    assert TEAM != "T9OTHER"


async def test_role_that_is_taken_while_hundreds_ask_is_taken_for_all_who_ask_later(dispatcher: Dispatcher) -> None:
    """What was begun with the role may end with it; what begins after it was taken does not begin."""
    said = Filled(DESCRIBE.path, required(DESCRIBE))
    await dispatcher.run(request(Filled(("help",), {}), user="cory"))
    grant = Filled(("community", "role"), {"who": "cory", "role": "curator"})
    take = Filled(("community", "role"), {"who": "cory", "role": "member"})
    await dispatcher.run(request(grant, user="olga", role=Role.ORGANISER))
    before = await dispatcher.run(request(said, user="cory"))

    async def after_taking() -> list[Answer]:
        await dispatcher.run(request(take, user="olga", role=Role.ORGANISER))
        return await asyncio.gather(*(dispatcher.run(request(said, user="cory")) for _ in range(20)))

    racing, later = await asyncio.gather(
        asyncio.gather(*(dispatcher.run(request(said, user="cory")) for _ in range(20))), after_taking()
    )

    assert not is_denied(before, DESCRIBE)
    assert len(racing) == 20
    assert [is_denied(one, DESCRIBE) for one in later] == [True] * 20
