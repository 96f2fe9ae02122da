"""Trying it: an organiser walks in as a newcomer, by the very commands that newcomers walk by, and nothing is kept.

Each press does everything from the arrival on again, in a unit of work that is rolled back; what was pressed and
written so far is carried along in the buttons.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NoReturn

from bot.actions import outdated
from bot.buttons import buttons_of, with_buttons
from bot.grammar import accept
from bot.identity import AccountKey, Member, Role
from bot.onboarding import arriving
from bot.onboarding.settings import OnboardingSettings
from bot.posts import Writing
from bot.rehearsing import Rehearsed
from bot.replies import Button, Card, Form, Notice, Reply, Section, Shown, Update, said, text
from bot.requests import Call
from bot.spec import AnyCommand, Command, Text, command, parameter_of
from commands.onboarding import hello, inviting, orders, steps
from commands.onboarding.foreseeing import what_follows
from commands.onboarding.keeping import newest

#: What newcomers press and fill in, by its name.
_REAL: Mapping[str, AnyCommand] = {
    one.path[1]: one for one in (*steps.COMMANDS, *hello.COMMANDS, inviting.later) if one.path[0] == "onboarding"
}
#: No platform has a user of this name, and so nobody is taken for them.
_NOBODY = "a newcomer who is not there"
_SO_FAR = Text(name="so-far", about="What was done so far", max_characters=40_000)
#: Presses that are done again at most; nobody who walks in needs as many.
_PRESSES = 60
_ONLY = "Only a try: nothing is kept, and nobody else sees it."

Press = tuple[str, Mapping[str, Any]]


@command(
    "onboarding",
    "try",
    about="Walk in as a newcomer would; nothing of it is kept or posted",
    allow=Role.ORGANISER,
)
async def try_it(call: Call) -> Reply:
    await _rehearse(call, (), None)


def _shadow(real: AnyCommand) -> AnyCommand:
    """The command that does the same as a real one, in a try."""
    names = {parameter_of(option.name): option.name for option in real.options}

    async def again(call: Call, **given: Any) -> Reply:
        so_far = _presses_in(str(given.pop("so_far", "")))
        await _rehearse(call, so_far, (real.path[1], {names[name]: value for name, value in given.items()}))

    before = [*inspect.signature(real.handler).parameters.values()]
    last = inspect.Parameter("so_far", inspect.Parameter.POSITIONAL_OR_KEYWORD, default="")
    # Declarations are checked against the signature, and a function for any of them has none of its own.
    again.__signature__ = inspect.Signature([*before, last])  # type: ignore[attr-defined]
    return Command(
        path=("onboarding", f"try-{real.path[1]}"),
        about=real.about,
        handler=again,
        options=(*real.options, _SO_FAR),
        allow=Role.ORGANISER,
        is_typed=False,
    )


async def _rehearse(call: Call, so_far: Sequence[Press], press: Press | None) -> NoReturn:
    """Do everything from the arrival to this press, and take it back. Always raises: Rehearsed, or a refusal."""
    newcomer = await _arrived(call)
    as_newcomer = replace(call, member=newcomer, role=Role.MEMBER)
    reply: Reply = await _invitation(as_newcomer)
    presses = (*so_far, press) if press else tuple(so_far)
    for name, args in presses:
        real = _REAL[name]
        given = accept(real, args)
        if any(option.required and option.name not in given for option in real.options):
            raise outdated()
        reply = await real.handler(as_newcomer, **{parameter_of(option): value for option, value in given.items()})
    raise Rehearsed(call, await _as_a_try(as_newcomer, reply, so_far, presses))


async def _arrived(call: Call) -> Member:
    """A newcomer called like whoever tries it, who has just come in where they are."""
    before = await newest(call)
    account = AccountKey(platform=call.place.platform, workspace=call.place.workspace, user=_NOBODY)
    _, member = await call.unit.people.welcome(account, call.member.name, call.community.name, call.now)
    on: OnboardingSettings = replace(before.settings, is_on=True)
    made = replace(before, number=before.number + 1, made_by=member.id, made_at=call.now, settings=on)
    await call.unit.onboarding.add(call.community.id, made, call.now)
    entry = arriving.entry_of(call.place.platform)
    journey = arriving.begun(member.id, entry, call.now, is_guest=False, is_held=False)
    await call.unit.journeys.save(call.community.id, journey, None)
    await orders.invite(call.unit, call.community.id, journey, orders.target_of(account), call.now)
    return member


async def _invitation(call: Call) -> Notice:
    """The private message that the newcomer gets."""
    topic = orders.topic_of(call.member.id)
    (delivery,) = await call.unit.deliveries.about(call.community.id, topic)
    writing = Writing(community=call.community, now=call.now, unit=call.unit, delivery=delivery)
    shown = await inviting.invitation.compose(writing)
    return shown if isinstance(shown, Notice) else said("Nothing would be sent.")


async def _as_a_try(call: Call, reply: Reply, so_far: Sequence[Press], presses: Sequence[Press]) -> Reply:
    """The reply as the newcomer sees it, with the word that it is a try, and with buttons that go on trying."""
    if isinstance(reply, Form):
        # Opening a form changes nothing, and is not done again when it was filled in.
        known = {**reply.known, **_carried(so_far)}
        return replace(reply, title=f"Try: {reply.title}", command=_path(reply.command), known=known)
    idle = [button.label for button in buttons_of(reply) if not _goes_on(call, button)]
    tried = with_buttons(reply, lambda button: _trying(button, presses) if _goes_on(call, button) else None)
    follows = await what_follows(call)
    match tried:
        case Update(reply=shown):
            return Update(reply=_headed(shown, idle, follows))
        case Notice() | Card():
            return _headed(tried, idle, follows)
        case _:
            return tried


def _headed(shown: Shown, idle: Sequence[str], follows: Sequence[Section]) -> Shown:
    left_out = f"Buttons that are left out here: {', '.join(idle)}." if idle else ""
    tail = (*follows, *([Section(text=text(left_out))] if left_out else []))
    match shown:
        case Notice():
            after = [part for section in tail for part in ("\n", *section.text)]
            return replace(shown, text=(_ONLY, "\n", *shown.text, *after))
        case Card():
            return replace(shown, sections=(Section(text=text(_ONLY)), *shown.sections, *tail))
        case _:
            return shown


def _goes_on(call: Call, button: Button) -> bool:
    """Whether a button can be pressed in a try: it goes on with it, or it only looks something up."""
    return _is_real(button.command) or (call.commands.has(button.command, button.args) and _reads(call, button))


def _reads(call: Call, button: Button) -> bool:
    return call.commands.get(button.command).reads


def _is_real(path: Sequence[str]) -> bool:
    return path[0] == "onboarding" and path[-1] in _REAL


def _trying(button: Button, presses: Sequence[Press]) -> Button:
    if not _is_real(button.command):
        return button
    return replace(button, command=_path(button.command), args={**button.args, **_carried(presses)})


def _path(path: Sequence[str]) -> tuple[str, ...]:
    return ("onboarding", f"try-{path[-1]}")


def _carried(presses: Sequence[Press]) -> dict[str, str]:
    if not presses:
        return {}
    return {_SO_FAR.name: json.dumps([[name, dict(args)] for name, args in presses], ensure_ascii=False)}


def _presses_in(carried: str) -> list[Press]:
    """What a button carries. Raises NotFound for what none of ours does."""
    try:
        presses = json.loads(carried) if carried else []
        found: list[Press] = [(name, args) for name, args in presses if name in _REAL and isinstance(args, dict)]
        # Half of a character cannot be carried on; it raises UnicodeEncodeError, which is a ValueError.
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, TypeError, RecursionError):
        raise outdated() from None
    if len(found) != len(presses) or len(found) > _PRESSES:
        raise outdated()
    return found


COMMANDS: tuple[AnyCommand, ...] = (try_it, *map(_shadow, _REAL.values()))
