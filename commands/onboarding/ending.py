"""The end of the way in: what there is for somebody to begin with, and how to change what they have said."""

from __future__ import annotations

from bot.onboarding import Wording
from bot.replies import Bold, Button, Card, Code, Inline, Link, Mention, Section, Time, text
from bot.requests import Call
from bot.typed import quoted
from commands.cards import title_of
from commands.onboarding.walk import Walk, is_here, words_for
from commands.suggesting import FirstThings, first_things

#: Characters of a title among the first things.
_TITLE_CHARACTERS = 120
_FOOTER = text("Change what you have said with ", Code("/me preferences"), " at any time.")
_LOOK_AROUND = text("Look around with ", Code("/resource find"), " and ", Code("/tag list"), ".")


async def end_card(walk: Walk) -> Card:
    """What somebody sees who has nothing left to answer; the same, with what is new, whenever they ask for it."""
    call = walk.call
    found = await first_things(call.unit, call.community.id, call.member.id, call.now)
    buttons = []
    if found.ama is not None:
        buttons.append(Button(label=f"AMA {found.ama.id}", command=("ama", "show"), args={"number": int(found.ama.id)}))
    if walk.settings.has_buddies:
        buttons.append(Button(label="Find me a buddy", command=("buddy", "join")))
    if walk.journey.hello_at is not None:
        buttons.append(Button(label="Change my introduction", command=("onboarding", "hello")))
    return Card(
        title=f"Welcome to {call.community.name}",
        sections=(Section(text=await words_for(walk, Wording.END)), *await _first(call, found)),
        actions=tuple(buttons),
        footer=_FOOTER,
    )


async def _first(call: Call, found: FirstThings) -> tuple[Section, ...]:
    """The first things, a paragraph each; where there is none yet, the way to look around."""
    lines: list[tuple[Inline, ...]] = []
    if found.resource is not None:
        lines.append((Bold("From the library: "), title_of(found.resource), f", number {found.resource.id}"))
    if found.conversation is not None:
        lines.append((Bold("A conversation: "), Link(found.conversation.title, found.conversation.link)))
    if found.ama is not None:
        title = quoted(found.ama.session.title, _TITLE_CHARACTERS)
        lines.append((Bold("The next AMA: "), f"{title}, ", Time(found.ama.session.starts_at)))
    if found.person is not None:
        member, name = found.person
        accounts = await call.unit.deliveries.accounts(call.community.id, member)
        user = next((one.user for one in accounts if is_here(call, one)), "")
        lines.append((Bold("Somebody who shares a tag with you: "), Mention(user) if user else name))
    return tuple(Section(text=line) for line in lines or [_LOOK_AROUND])
