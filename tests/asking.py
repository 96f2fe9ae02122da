"""Requests as a platform makes them, with dull defaults for what a test does not care about."""

from __future__ import annotations

from datetime import UTC

from adapters.console.render import plain, rendered
from bot.dispatch import Answer, Dispatcher, Filled, Pressed, Request, Typed
from bot.identity import AccountKey, Place, Role
from bot.spec import AnyOption, Moment, Pick, Whole, YesNo

Said = Typed | Pressed | Filled


def request(
    said: Said,
    *,
    user: str = "ada",
    role: Role = Role.MEMBER,
    workspace: str = "guild",
    channel: str = "general",
    event_id: str | None = None,
) -> Request:
    """What the platform ``test`` has heard from a person."""
    return Request(
        account=AccountKey(platform="test", workspace=workspace, user=user),
        name=user.capitalize(),
        place=Place(platform="test", workspace=workspace, channel=channel),
        said=said,
        role=role,
        community_name=workspace.capitalize(),
        event_id=event_id,
    )


async def ask(dispatcher: Dispatcher, said: Said, *, user: str = "ada", role: Role = Role.MEMBER,
              workspace: str = "guild", event_id: str | None = None) -> str:  # fmt: skip
    """The answer to a request as plain text, once everything is written that it leaves behind."""
    answer = await dispatcher.run(request(said, user=user, role=role, workspace=workspace, event_id=event_id))
    await dispatcher.settle()
    return shown(answer)


def shown(answer: Answer) -> str:
    """An answer as plain text."""
    return plain(rendered(answer.reply, channel="general", zone=UTC)).rstrip("\n")


def harmless(option: AnyOption) -> str:
    """A value that the option takes."""
    match option:
        case Whole():
            return "1"
        case YesNo():
            return "no"
        case Pick():
            return option.choices[0]
        case Moment():
            return "2030-12-01 18:00"
        case _:
            return "loops"
