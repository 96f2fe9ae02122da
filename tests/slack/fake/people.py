"""A person in Slack's client, as a test moves them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.fakes.client import Controls
from tests.fakes.shapes import Json
from tests.slack.fake.shown import Answer, Screen, Shown

#: How long a person waits for something to be shown.
PATIENCE_SECONDS = 5.0
#: How long to watch where perhaps nothing is shown at all.
GLANCE_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Channel:
    """A channel or a direct conversation."""

    id: str
    name: str


class Human:
    """A person in Slack's client. `Refused` says what the client would say."""

    def __init__(self, controls: Controls, team_id: str, user: Json) -> None:
        self._controls = controls
        self._team_id = team_id
        self.id = str(user["id"])
        self.name = str(user["real_name"])
        self.mention = f"<@{self.id}>"

    async def slash(self, channel: Channel, line: str, *, patience_seconds: float = PATIENCE_SECONDS) -> Answer:
        """Send a slash command with its text: "/resource find #loops"."""
        return Answer.read(await self._call("slash", channel=channel.id, line=line, seconds=patience_seconds))

    async def press(
        self, where: Shown | Screen | Answer, button: str, *, patience_seconds: float = PATIENCE_SECONDS
    ) -> Answer:
        """Press a button, named by its text or action_id, in a message, a modal or the Home tab."""
        arguments = {"place": _place(where), "wanted": button, "given": None, "seconds": patience_seconds}
        return Answer.read(await self._call("use", **arguments))

    async def pick(
        self, where: Shown | Screen | Answer, element: str, chosen: object, *, patience_seconds: float = GLANCE_SECONDS
    ) -> Answer:
        """Choose in a select, an overflow menu, a date picker…; a list where several can be chosen."""
        arguments = {"place": _place(where), "wanted": element, "given": _ids(chosen), "seconds": patience_seconds}
        return Answer.read(await self._call("use", **arguments))

    async def type(self, where: Shown | Screen | Answer, element: str, typed: str) -> list[Json]:
        """What an external select offers for what is typed; one of these can be chosen afterwards."""
        return list(await self._call("type", place=_place(where), wanted=element, typed=typed))

    async def forge(self, where: Shown | Screen | Answer, **action: object) -> Answer:
        """Send an action no client would: ``action_id=…, value=…`` of a button long gone, or of somebody else's."""
        arguments = {"place": _place(where), "action": action, "seconds": GLANCE_SECONDS}
        return Answer.read(await self._call("forge", **arguments))

    async def submit(
        self, modal: Screen | Answer, values: dict[str, object] | None = None, /,
        *, patience_seconds: float = GLANCE_SECONDS, **fields: object,
    ) -> Answer:  # fmt: skip
        """Fill in a modal, fields by action_id or block_id or (in the dictionary) by label, and submit it."""
        given = {name: _ids(value) for name, value in {**(values or {}), **fields}.items()}
        screen = modal.modal if isinstance(modal, Answer) else modal
        return Answer.read(await self._call("submit", view=screen.id, values=given, seconds=patience_seconds))

    async def close(self, modal: Screen) -> None:
        await self._call("close", view=modal.id)

    async def shortcut(
        self, name: str, message: Shown | None = None, *, patience_seconds: float = PATIENCE_SECONDS
    ) -> Answer:
        """Use a shortcut, by its name (with a manifest) or callback_id; on a message when there is one."""
        target = message.place if message else None
        return Answer.read(await self._call("shortcut", name=name, target=target, seconds=patience_seconds))

    async def say(self, channel: Channel, text: str, *, thread: str | None = None) -> Shown:
        """Say something and do not wait."""
        found = await self._call("say", channel=channel.id, text=text, thread=thread, seconds=0)
        return Shown.read(found["message"])

    async def ask(
        self, channel: Channel, text: str, *, thread: str | None = None, patience_seconds: float = PATIENCE_SECONDS
    ) -> Answer:
        """Say something that mentions the bot (or in its direct conversation), and wait for an answer."""
        found = await self._call("say", channel=channel.id, text=text, thread=thread, seconds=patience_seconds)
        return Answer.read(found["act"])

    async def open_home(self, *, patience_seconds: float = PATIENCE_SECONDS) -> Screen:
        """The Home tab once it is shown. Raises when there is none."""
        found = await self._call("open_home", seconds=patience_seconds)
        if found["home"] is None:
            raise AssertionError("The Home tab is empty.")
        return Screen(found["home"])

    async def sees(self, channel: Channel) -> list[Shown]:
        """Every message this person sees there, the ephemeral ones included, oldest first."""
        return [Shown.read(one) for one in await self._call("sees", channel=channel.id)]

    async def modals(self) -> list[Screen]:
        """The modals on the screen, the topmost last."""
        return [Screen(one) for one in await self._call("modals")]

    async def wait_for_modal(self, text: str = "", *, seconds: float = PATIENCE_SECONDS) -> Screen:
        """The topmost modal once this text is in it (a loading view is soon another)."""
        found = await self._call("wait_for_view", text=text, seconds=seconds)
        if found is None:
            raise TimeoutError(f"No modal with {text!r} came within {seconds} seconds.")
        return Screen(found)

    async def dms(self) -> Channel:
        """The direct conversation with the bot."""
        return Channel(id=(await self._call("im"))["id"], name="")

    async def join(self, channel: Channel) -> None:
        await self._call("join", channel=channel.id)

    async def leave(self, channel: Channel) -> None:
        await self._call("leave", channel=channel.id)

    async def change(self, **more: object) -> None:
        """Change what Slack knows of the person: ``is_admin=True``, ``tz="Asia/Tokyo"``, ``locale="de-DE"``."""
        await self._call("change_person", more=more)

    async def _call(self, control: str, /, **arguments: object) -> Any:
        return await self._controls.call(control, team=self._team_id, person=self.id, **arguments)


def _place(where: Shown | Screen | Answer) -> dict[str, str]:
    """The message or view that is meant: of an answer, its first message, or the topmost modal when it has none."""
    if isinstance(where, Answer):
        return where.message.place if where.messages else where.modal.place
    return where.place


def _ids(value: object) -> object:
    if isinstance(value, Human | Channel):
        return value.id
    return [_ids(one) for one in value] if isinstance(value, list | tuple) else value
