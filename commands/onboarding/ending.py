"""The end of the way in: what there is for somebody to begin with, and how to change what they have said."""

from __future__ import annotations

from bot.onboarding import Wording
from bot.replies import Button, Card, Code, Section, text
from commands.onboarding.walk import Walk, words_for

_FOOTER = text("Change what you have said with ", Code("/me preferences"), " at any time.")


async def end_card(walk: Walk) -> Card:
    """What somebody sees who has nothing left to answer; the same, with what is new, whenever they ask for it."""
    buttons = []
    if walk.settings.has_buddies:
        buttons.append(Button(label="Find me a buddy", command=("buddy", "join")))
    if walk.journey.hello_at is not None:
        buttons.append(Button(label="Change my introduction", command=("onboarding", "hello")))
    return Card(
        title=f"Welcome to {walk.call.community.name}",
        sections=(Section(text=await words_for(walk, Wording.END)),),
        actions=tuple(buttons),
        footer=_FOOTER,
    )
