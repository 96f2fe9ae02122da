"""Rules: which role or channel follows from what a newcomer answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from bot import tags
from bot.errors import InvalidInput
from bot.identity import Role
from bot.onboarding import changing
from bot.onboarding.settings import Rule
from bot.preferences import Company, Format
from bot.replies import Bold, Button, Card, ChannelLink, Code, Inline, Reply, RoleLink, Section, done, text
from bot.requests import Call
from bot.resources import Level
from bot.spec import Channel, PlatformRole, Text, Whole, command
from bot.typed import quoted
from commands.completing import matching_names
from commands.onboarding.keeping import just_before, keep, newest, undo_button

FINISHED = "finished"
_TAGS = ("tag", "help")
_WORDS: Mapping[str, type[StrEnum]] = {"format": Format, "level": Level, "company": Company}
_EXAMPLES = "Write for example tag:loops, help:loops, format:listen, level:beginner, company:social or finished."
#: Rules with a button each, as many as a message has room for; the others are taken away by their numbers.
_WITH_BUTTONS = 20


async def conditions(call: Call, typed: str) -> Sequence[str]:
    """What a rule can be about, as far as it is typed."""
    begun = typed.strip().lower()
    fixed = [f"{kind}:{one}" for kind, words in _WORDS.items() for one in words]
    kind, _, name = begun.partition(":")
    names = await matching_names(call, name if kind in _TAGS else "")
    every = [*(f"{one}:{name}" for name in names for one in _TAGS), *fixed, FINISHED]
    return [one for one in every if one.startswith(begun)]


@command(
    "onboarding",
    "rule",
    about="Let newcomers into a role (Discord) or a channel (Slack) when they have answered something",
    allow=Role.ORGANISER,
    options=[
        Text(
            name="when",
            about="Which answer: tag:loops, help:loops, format:listen, level:…, company:…, finished",
            required=True,
            bare=True,
            complete=conditions,
        ),
        PlatformRole(name="role", about="The role that they get (Discord)"),
        Channel(name="channel", about="The channel that they are let into (Slack)"),
    ],
)
async def rule(call: Call, when: str, role: str = "", channel: str = "") -> Reply:
    if bool(role) == bool(channel):
        raise InvalidInput("What follows from it?", "Name a role or a channel, and one of them.", field="channel")
    before = await newest(call)
    made = Rule(
        when=await _condition(call, when),
        platform=call.place.platform,
        workspace=call.place.workspace,
        role=changing.role_in(role, call.place.platform) if role else "",
        channel=changing.open_channel(channel, call.place.platform) if channel else "",
    )
    await keep(call, before, changing.with_rule(before.settings, made))
    note = [part for section in await just_before(call, before) for part in ("\n", *section.text)]
    told = _told(call, made)
    return done("From now on, ", *told, ".", *note, actions=(undo_button(before.number + 1),))


async def _condition(call: Call, typed: str) -> str:
    """The answer that is meant, in the words in which rules name it. Raises InvalidInput, or NotFound for a tag."""
    kind, _, value = typed.strip().lower().partition(":")
    value = value.strip()
    if (kind, value) == (FINISHED, ""):
        return FINISHED
    if kind in _TAGS and value:
        return f"{kind}:{(await tags.find(call.unit.tags, call.community.id, value)).name}"
    if kind in _WORDS and value in [*_WORDS[kind]]:
        return f"{kind}:{value}"
    if kind in _WORDS:
        hint = f"It is one of {', '.join(f'{kind}:{one}' for one in _WORDS[kind])}."
        raise InvalidInput(f"“{quoted(value)}” is no {kind}.", hint, field="when")
    raise InvalidInput(f"“{quoted(typed)}” is nothing that newcomers answer.", _EXAMPLES, field="when")


def _told(call: Call, one: Rule) -> tuple[Inline, ...]:
    """What a rule does, in words; a channel can only be linked to where it is."""
    who: tuple[Inline, ...] = ("whoever has finished",) if one.when == FINISHED else ("who answers ", Bold(one.when))
    is_here = (one.platform, one.workspace) == (call.place.platform, call.place.workspace)
    if one.role:
        return (*who, " gets ", RoleLink(one.role) if is_here else "a role", _elsewhere(call, one))
    return (*who, " is let into ", ChannelLink(one.channel) if is_here else "a channel", _elsewhere(call, one))


def _elsewhere(call: Call, one: Rule) -> str:
    return "" if one.platform == call.place.platform else f" on {one.platform}"


@command("onboarding", "rules", about="Which roles and channels follow from answers", allow=Role.ORGANISER, reads=True)
async def rules(call: Call) -> Reply:
    return await _list(call)


async def _list(call: Call) -> Card:
    found = (await newest(call)).settings.rules
    lines = tuple(_line(call, number, one) for number, one in enumerate(found, 1))
    example = Code("/onboarding rule tag:loops channel:#loops")
    if not lines:
        return Card(
            title="Rules for newcomers",
            sections=(Section(text=("There are none. Newcomers see what everybody sees.",)),),
            footer=text("Make one: ", example),
        )
    return Card(
        title="Rules for newcomers",
        sections=lines,
        footer=text("Another one: ", example, ". Take one away: ", Code("/onboarding unrule 1")),
    )


def _line(call: Call, number: int, one: Rule) -> Section:
    button = Button(
        label=f"Take away {number}",
        command=("onboarding", "unrule"),
        args={"number": number, "key": changing.rule_key(one)},
    )
    words = text(Bold(f"{number}"), " · ", *_told(call, one))
    return Section(text=words, actions=(button,) if number <= _WITH_BUTTONS else ())


@command(
    "onboarding",
    "unrule",
    about="Take a rule for newcomers away; who was let in by it stays in",
    allow=Role.ORGANISER,
    options=[
        Whole(name="number", about="Its number in /onboarding rules", required=True, bare=True, least=1),
        Text(name="key", about="Only if it is this one", max_characters=changing.KEY_CHARACTERS),
    ],
)
async def unrule(call: Call, number: int, key: str = "") -> Reply:
    before = await newest(call)
    after = changing.without_rule(before.settings, number, key)
    await keep(call, before, after)
    (gone,) = (one for one in before.settings.rules if one not in after.rules)
    undo = undo_button(before.number + 1)
    return done("No more: ", *_told(call, gone), ". Who was let in by it stays in.", actions=(undo,))
