"""What a test can ask of the fake: build a world, be a person in it, look at it, and make the weather."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from tests.discord.fake.forms import Sheet, picked, pressed
from tests.discord.fake.human import Menu, resolve_user, slash_data
from tests.discord.fake.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, FORM, Interaction
from tests.discord.fake.messages import add_message, announced
from tests.discord.fake.permissions import has, mask
from tests.discord.fake.snapshots import guild_create
from tests.discord.fake.storms import Storms
from tests.discord.fake.validation.commands import MESSAGE_MENU, USER_MENU
from tests.discord.fake.world import FORUM, TEXT, Channel, Message
from tests.fakes.control import Refused
from tests.fakes.shapes import Json

#: What Discord's client says when the three seconds are over.
SILENCE = "The application did not respond"
ANSWER_SECONDS = 3.0


class Controls(Storms):
    """Every ``do_`` is a control."""

    async def do_guild(self, name: str, bot_permissions: list[str] | None = None) -> Json:
        guild = self.world.add_guild(name, **({"bot_permissions": bot_permissions} if bot_permissions else {}))
        self.world.emit("GUILD_CREATE", guild_create(self.world, guild), guild_id=guild.id)
        return {"id": guild.id, "name": name, "owner_id": guild.owner_id}

    async def do_channel(self, guild: str, name: str, kind: int = TEXT, tags: list[str] | None = None) -> Json:
        known = [{"id": self.world.new_id(), "name": one, "moderated": False} for one in tags or []]
        known = [{**one, "emoji_id": None, "emoji_name": None} for one in known]
        more = {"available_tags": known} if kind == FORUM else {}
        channel = self.world.add_channel(self.world.guilds[guild], name, kind, **more)
        self.world.emit("CHANNEL_CREATE", channel.wire, guild_id=guild)
        return channel.wire

    async def do_remove_channel(self, channel: str) -> None:
        gone = self.world.channels.pop(channel)
        self.world.emit("CHANNEL_DELETE", gone.wire, guild_id=gone.guild_id)

    async def do_overwrite(self, channel: str, target: str, allow: list[str], deny: list[str]) -> None:
        where = self.world.channels[channel]
        kind = 1 if target in self.world.users else 0
        one = {"id": target, "type": kind, "allow": str(mask(allow)), "deny": str(mask(deny))}
        rest = [old for old in where.wire["permission_overwrites"] if old["id"] != target]
        where.wire["permission_overwrites"] = [*rest, one]
        self.world.emit("CHANNEL_UPDATE", where.wire, guild_id=where.guild_id)

    async def do_role(
        self, guild: str, name: str, permissions: list[str], above_bot: bool = False, managed: bool = False
    ) -> Json:
        where = self.world.guilds[guild]
        role = self.world.add_role(where, name, permissions, above_bot=above_bot, managed=managed)
        self.world.emit("GUILD_ROLE_CREATE", {"guild_id": guild, "role": role}, guild_id=guild)
        return role

    async def do_person(self, name: str, is_bot: bool = False) -> Json:
        return self.world.add_user(name, is_bot=is_bot)

    async def do_join(self, person: str, guild: str, roles: list[str], pending: bool = False, flags: int = 0) -> None:
        member = self.world.add_member(self.world.guilds[guild], self.world.users[person], roles=roles)
        member |= {"pending": pending, "flags": flags}
        self.world.emit("GUILD_MEMBER_ADD", {**member, "guild_id": guild}, guild_id=guild)

    async def do_leave(self, person: str, guild: str) -> None:
        """The person leaves; when it is the bot, it was kicked."""
        member = self.world.guilds[guild].members.pop(person)
        if person == self.world.bot["id"]:
            self.world.emit("GUILD_DELETE", {"id": guild}, guild_id=guild)
        else:
            self.world.emit("GUILD_MEMBER_REMOVE", {"user": member["user"], "guild_id": guild}, guild_id=guild)

    async def do_remove_role(self, guild: str, role: str) -> None:
        where = self.world.guilds[guild]
        where.roles = [one for one in where.roles if one["id"] != role]
        for member in where.members.values():
            member["roles"] = [one for one in member["roles"] if one != role]
        self.world.emit("GUILD_ROLE_DELETE", {"guild_id": guild, "role_id": role}, guild_id=guild)

    async def do_member(self, person: str, guild: str) -> Json:
        return self.world.guilds[guild].members[person]

    async def do_accept_rules(self, person: str, guild: str) -> None:
        """Somebody who was pending accepts the rules of the server."""
        member = self.world.guilds[guild].members[person]
        member["pending"] = False
        self.world.emit("GUILD_MEMBER_UPDATE", {**member, "guild_id": guild}, guild_id=guild)

    async def do_set_roles(self, person: str, guild: str, roles: list[str]) -> None:
        member = self.world.guilds[guild].members[person]
        member["roles"] = roles
        self.world.emit("GUILD_MEMBER_UPDATE", {**member, "guild_id": guild}, guild_id=guild)

    async def do_close_dms(self, person: str, closed: bool = True) -> None:
        (self.world.closed_dms.add if closed else self.world.closed_dms.discard)(person)

    async def do_take_interest(self, person: str, guild: str, event: str) -> None:
        """Press Interested at an event."""
        if event not in self.world.guilds[guild].events or person not in self.world.guilds[guild].members:
            raise Refused("There is no such event on the screen.")
        self.world.interested.setdefault(event, set()).add(person)

    async def do_events(self, guild: str) -> list[Json]:
        """Every event that was ever made there."""
        return list(self.world.guilds[guild].events.values())

    async def do_dm_channel(self, person: str) -> Json:
        return self.world.dm(person).wire

    async def do_say(self, person: str, channel: str, text: str) -> Json:
        where = self._on_screen(person, channel)
        parses = ("users", "roles", "everyone")
        message = add_message(self.world, where, self.world.users[person], {"content": text}, parses=parses)
        self.world.emit("MESSAGE_CREATE", self._announced(where, message), guild_id=where.guild_id)
        return message.wire

    def _announced(self, where: Channel, message: Message) -> Json:
        told = announced(where, message)
        guild = self.world.guilds.get(where.guild_id or "")
        if guild is None:
            return told
        member = guild.members[message.wire["author"]["id"]]
        return {**told, "member": {key: value for key, value in member.items() if key != "user"}}

    async def do_remove_message(self, channel: str, message: str) -> None:
        where = self._channel(channel)
        where.messages[message].is_deleted = True
        gone = {"id": message, "channel_id": channel, "guild_id": where.guild_id}
        self.world.emit("MESSAGE_DELETE", gone, guild_id=where.guild_id)

    async def do_post_in_forum(self, person: str, forum: str, title: str, text: str, tags: list[str]) -> Json:
        where = self._on_screen(person, forum)
        by_name = {one["name"]: one["id"] for one in where.wire["available_tags"]}
        applied = [by_name[one] for one in tags]
        thread = self.world.add_thread(where, title, person, applied_tags=applied)
        message = add_message(self.world, thread, self.world.users[person], {"content": text})
        self.world.emit("THREAD_CREATE", {**thread.wire, "newly_created": True}, guild_id=where.guild_id)
        self.world.emit("MESSAGE_CREATE", self._announced(thread, message), guild_id=where.guild_id)
        return thread.wire

    async def do_commands(self, person: str, channel: str, kind: int = 1) -> list[Json]:
        return Menu(self.world, person, self._on_screen(person, channel)).commands(kind)

    async def do_slash(
        self, person: str, channel: str, path: str, options: Mapping[str, object], seconds: float
    ) -> Json:
        where = self._on_screen(person, channel)
        data = slash_data(self.world, Menu(self.world, person, where), path, options)
        return await self._shown(self.interactions.start(COMMAND, data, user_id=person, channel=where), seconds)

    async def do_type(
        self, person: str, channel: str, path: str, options: Mapping[str, object], focused: str, seconds: float
    ) -> list[Json]:
        where = self._on_screen(person, channel)
        data = slash_data(self.world, Menu(self.world, person, where), path, options, focused=focused)
        started = self.interactions.start(AUTOCOMPLETE, data, user_id=person, channel=where)
        await self._shown(started, seconds)
        return started.choices

    async def do_menu(self, person: str, channel: str, name: str, target: str, seconds: float) -> Json:
        """A context menu: on a message of the channel, or on a user."""
        where = self._on_screen(person, channel)
        kind = USER_MENU if target in self.world.users else MESSAGE_MENU
        command = Menu(self.world, person, where).find(name, kind)
        data: Json = {"id": command["id"], "name": name, "type": kind, "target_id": target, "resolved": {}}
        if kind == USER_MENU:
            resolve_user(self.world, where, target, data["resolved"])
        else:
            data["resolved"]["messages"] = {target: self._seen(person, where, target).wire}
        return await self._shown(self.interactions.start(COMMAND, data, user_id=person, channel=where), seconds)

    async def do_press(self, person: str, channel: str, message: str, button: str, seconds: float) -> Json:
        where = self._on_screen(person, channel)
        source = self._seen(person, where, message)
        data = pressed(source.wire["components"], button)
        started = self.interactions.start(COMPONENT, data, user_id=person, channel=where, source=source)
        return await self._shown(started, seconds)

    async def do_pick(
        self, person: str, channel: str, message: str, select: str, chosen: list[str], seconds: float
    ) -> Json:
        where = self._on_screen(person, channel)
        source = self._seen(person, where, message)
        data = picked(self.world, where, source.wire["components"], select, chosen)
        started = self.interactions.start(COMPONENT, data, user_id=person, channel=where, source=source)
        return await self._shown(started, seconds)

    async def do_forge(self, person: str, channel: str, message: str, data: Json, seconds: float) -> Json:
        """A component interaction that no client would send: an old, foreign or forged custom_id."""
        where = self._channel(channel)
        source = where.messages[message]
        started = self.interactions.start(COMPONENT, data, user_id=person, channel=where, source=source)
        return await self._shown(started, seconds)

    async def do_fill(self, person: str, interaction: str, values: Mapping[str, object], seconds: float) -> Json:
        """Submit the form that an interaction opened."""
        asked = self.interactions.by_id[interaction]
        if asked.form is None or asked.user_id != person:
            raise Refused("There is no form on the screen.")
        data = Sheet(self.world, asked.channel, asked.form, values).data()
        started = self.interactions.start(
            FORM, data, user_id=person, channel=asked.channel, source=asked.source, opened_by=asked
        )
        return await self._shown(started, seconds)

    async def do_answer(self, interaction: str, messages: int, seconds: float) -> Json:
        """The interaction once it shows as many messages, or as it is when the time is over."""
        found = self.interactions.by_id[interaction]
        await self.world.clock.until(lambda: len(_messages(found)) >= messages, seconds)
        return _state(found)

    async def do_sees(self, person: str, channel: str) -> list[Json]:
        where = self._on_screen(person, channel)
        return [one.wire for one in where.messages.values() if _is_seen(one, person)]

    async def do_messages(self, channel: str) -> list[Json]:
        """Everything in the channel, ephemeral messages of anybody with ``only_for`` beside them."""
        found = [one for one in self._channel(channel).messages.values() if not one.is_deleted]
        return [{**one.wire, "only_for": one.only_for} for one in found]

    async def do_wait_for_message(self, channel: str, after: str, text: str, seconds: float) -> Json | None:
        """The first message after one that holds the text, by anybody but a person; None when the time is over."""
        where = self._channel(channel)

        def found() -> Json | None:
            new = [one for one in where.messages.values() if int(one.id) > int(after) and one.only_for is None]
            ours = [one.wire for one in new if one.wire["author"]["bot"] and not one.is_deleted]
            return next((one for one in ours if text in str(one)), None)

        await self.world.clock.until(lambda: found() is not None, seconds)
        return found()

    async def _shown(self, interaction: Interaction, seconds: float) -> Json:
        """What the person is shown: raises when nothing came in three seconds, waits for more than "thinking…"."""
        try:
            await asyncio.wait_for(interaction.answered.wait(), min(seconds, ANSWER_SECONDS))
        except TimeoutError:
            raise Refused(SILENCE) from None
        try:
            await asyncio.wait_for(interaction.settled.wait(), seconds)
        except TimeoutError:
            return _state(interaction)
        return _state(interaction)

    def _channel(self, channel: str) -> Channel:
        if channel not in self.world.channels:
            raise Refused("There is no such channel.")
        return self.world.channels[channel]

    def _on_screen(self, person: str, channel: str) -> Channel:
        """A channel this person can open."""
        where = self._channel(channel)
        guild = self.world.guilds.get(where.guild_id or "")
        if guild is None:
            is_there = where.wire["recipients"][0]["id"] == person
        else:
            is_there = person in guild.members and has(self.world.permissions(where, person), "view_channel")
        if not is_there:
            raise Refused("There is no such channel.")
        return where

    def _seen(self, person: str, channel: Channel, message: str) -> Message:
        found = channel.messages.get(message)
        if found is None or not _is_seen(found, person):
            raise Refused("There is no such message on the screen.")
        return found


def _is_seen(message: Message, person: str) -> bool:
    return not message.is_deleted and message.only_for in {None, person}


def _messages(interaction: Interaction) -> list[Message]:
    mine = [interaction.original, *interaction.follow_ups]
    return [one for one in mine if one is not None and not one.is_deleted]


def _state(interaction: Interaction) -> Json:
    def after(moment: float | None) -> float | None:
        return None if moment is None else moment - interaction.created

    return {
        "interaction": interaction.id, "kind": interaction.answer_kind, "channel": interaction.channel.id,
        "messages": [one.wire for one in _messages(interaction)], "form": interaction.form,
        "is_loading": interaction.is_loading, "answered_after_seconds": after(interaction.answered_at),
        "shown_after_seconds": after(interaction.shown_at),
    }  # fmt: skip
