"""The versions of the settings: who changed what, and how it is taken back."""

from __future__ import annotations

from bot.errors import AlreadyExists, NotFound
from bot.identity import Role
from bot.onboarding.settings import Version
from bot.replies import Bold, Button, Card, Code, Reply, Section, Time, said, text
from bot.requests import Call
from bot.spec import Whole, command
from commands.onboarding.keeping import keep, name_of, newest, settings_at, undo_button
from commands.onboarding.settings import settings_card

#: Versions that are shown: all of an organiser's afternoon, and no more buttons than a message has room for.
SHOWN = 10
_BACK = ("taken back: ", "brought back: ")


@command(
    "onboarding",
    "history",
    about="Who changed how newcomers are received, when, and what",
    allow=Role.ORGANISER,
    reads=True,
)
async def history(call: Call) -> Reply:
    found = await call.unit.onboarding.versions(call.community.id, SHOWN)
    if not found:
        return said("Nobody has changed anything yet: newcomers are received as the bot comes.")
    return Card(
        title="Changes of how newcomers are received",
        sections=tuple([await _line(call, one, is_newest=one is found[0]) for one in found]),
        footer=text("Go back to one of them: ", Code(f"/onboarding undo to:{found[-1].number}")),
    )


async def _line(call: Call, one: Version, *, is_newest: bool) -> Section:
    args = {"to": one.number}
    back = Button(label=f"Back to {one.number}", command=("onboarding", "undo"), args=args)
    who = await name_of(call, one)
    return Section(
        text=text(Bold(f"{one.number}"), " · ", Time(one.made_at), f" · {who}: {one.note}"),
        actions=(undo_button(one.number),) if is_newest else (back,),
    )


@command(
    "onboarding",
    "undo",
    about="Take back the last change of how newcomers are received; once more, and it is back",
    allow=Role.ORGANISER,
    options=[
        Whole(name="to", about="Back to the version of this number; 0 for how the bot comes"),
        Whole(name="version", about="Only if this is the last change", least=1),
    ],
)
async def undo(call: Call, to: int | None = None, version: int = 0) -> Reply:
    before = await newest(call)
    if not before.number:
        raise NotFound("Nobody has changed anything yet.", "There is nothing to take back.")
    if version and version != before.number:
        raise AlreadyExists(
            f"{await name_of(call, before)} has changed something since: {before.note}.", "See /onboarding history"
        )
    wanted = before.number - 1 if to is None else to
    after = await settings_at(call, wanted)
    if after is None:
        raise NotFound(f"There is no version {wanted} to go back to.", "See /onboarding history")
    note = _taken_back(before.note) if to is None else f"back to version {wanted}"
    if not await keep(call, before, after, note):
        raise AlreadyExists("Everything is so already.", "See /onboarding history")
    now = await newest(call)
    done = Section(text=(f"{now.note[0].upper()}{now.note[1:]}.",))
    return await settings_card(call, now, "Settings changed", (done,), (undo_button(now.number),))


def _taken_back(note: str) -> str:
    """The note of a change that takes back the one of this note: what was taken back is brought back."""
    for taken, brought in (_BACK, _BACK[::-1]):
        if note.startswith(taken):
            return f"{brought}{note.removeprefix(taken)}"
    return f"{_BACK[0]}{note}"
