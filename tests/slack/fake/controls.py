"""What a test can ask of the fake: build a workspace, be a person in it, and look at it."""

from __future__ import annotations

from collections.abc import Mapping

from tests.fakes.control import Refused
from tests.fakes.shapes import Json
from tests.slack.fake.acts import Act
from tests.slack.fake.payloads import membership
from tests.slack.fake.posting import new_message
from tests.slack.fake.storms import Storms
from tests.slack.fake.world import Channel, Message, Team, View


class Controls(Storms):
    """Every ``do_`` is a control."""

    async def do_team(self, name: str, scopes: list[str] | None = None) -> Json:
        declared = (self.world.app.manifest or {}).get("oauth_config", {}).get("scopes", {}).get("bot")
        wanted = scopes if scopes is not None else declared
        team, token = self.world.add_team(name, **({"scopes": wanted} if wanted is not None else {}))
        return {"id": team.id, "name": name, "token": token, "bot_user_id": team.bot_user_id}

    async def do_person(self, team: str, name: str, more: Mapping[str, object]) -> Json:
        where = self.world.teams[team]
        user = self.world.add_user(where, name, user_id=str(more.get("id", "")))
        user.update(more)
        self.world.emit(where, {"type": "team_join", "user": user})
        return user

    async def do_change_person(self, team: str, person: str, more: Mapping[str, object]) -> None:
        where = self.world.teams[team]
        where.users[person].update(more)
        self.world.emit(where, {"type": "user_change", "user": where.users[person]})

    async def do_channel(self, team: str, name: str, kind: str, members: list[str], with_bot: bool) -> Json:
        where = self.world.teams[team]
        people = [*members, *([where.bot_user_id] if with_bot else [])]
        return self.world.add_channel(where, name, kind=kind, members=people).wire(where.bot_user_id)

    async def do_im(self, team: str, person: str) -> Json:
        where = self.world.teams[team]
        return self.world.im(where, person).wire(where.bot_user_id)

    async def do_join(self, team: str, channel: str, person: str) -> None:
        where, room = self._at(team, channel)
        room.members.add(person)
        self.world.emit(where, membership(where, room, person, is_joining=True))

    async def do_leave(self, team: str, channel: str, person: str) -> None:
        where, room = self._at(team, channel)
        room.members.discard(person)
        self.world.emit(where, membership(where, room, person, is_joining=False))

    async def do_members(self, team: str, channel: str) -> list[str]:
        return sorted(self._at(team, channel)[1].members)

    async def do_archive(self, team: str, channel: str) -> None:
        where, room = self._at(team, channel)
        room.is_archived = True
        self.world.emit(where, {"type": "channel_archive", "channel": channel, "user": "U0ADMIN"})

    async def do_delete_channel(self, team: str, channel: str) -> None:
        where, _ = self._at(team, channel)
        del where.channels[channel]
        self.world.emit(where, {"type": "channel_deleted", "channel": channel})

    async def do_say(
        self, team: str, person: str, channel: str, text: str, thread: str | None, seconds: float | None
    ) -> Json:
        """Say something; with ``seconds``, and to the bot, watch what comes of it."""
        where, room = self._at(team, channel, person)
        body = {"text": text, "thread_ts": thread}
        message = new_message(self.world, where, room, body, author=person)
        told = {**message.wire, "channel": channel, "event_ts": message.ts}
        typed = {**told, "channel_type": room.kind}
        is_mention = f"<@{where.bot_user_id}>" in text and room.kind != "im" and where.bot_user_id in room.members
        if not is_mention:
            act = await self.humans.watch_event(where, person, room, typed, seconds or 0)
        else:
            self.world.emit(where, typed)
            mention = {**told, "type": "app_mention"}
            act = await self.humans.watch_event(where, person, room, mention, seconds or 0)
        return {"message": _message(room, message), "act": _state(act)}

    async def do_slash(self, team: str, person: str, channel: str, line: str, seconds: float) -> Json:
        where, room = self._at(team, channel, person)
        command, _, text = line.partition(" ")
        if command not in self._declared("slash_commands", "command", command):
            raise Refused(f"{command} is not a valid command.")
        return _state(await self.humans.slash(where, person, room, command, text, seconds))

    def _declared(self, feature: str, key: str, otherwise: str) -> set[str]:
        """What the manifest declares of a kind; anything when there is no manifest."""
        manifest = self.world.app.manifest
        if manifest is None:
            return {otherwise}
        return {one[key] for one in manifest.get("features", {}).get(feature, [])}

    async def do_use(
        self, team: str, person: str, place: Mapping[str, str], wanted: str, given: object, seconds: float
    ) -> Json:
        where = self.world.teams[team]
        found = self._place(where, person, place)
        return _state(await self.humans.use(where, person, found, wanted, given, seconds))

    async def do_type(self, team: str, person: str, place: Mapping[str, str], wanted: str, typed: str) -> list[Json]:
        where = self.world.teams[team]
        return await self.humans.type(where, person, self._place(where, person, place), wanted, typed)

    async def do_forge(self, team: str, person: str, place: Mapping[str, str], action: Json, seconds: float) -> Json:
        """An action that no client would send: an old, foreign or forged action_id or value."""
        where = self.world.teams[team]
        found = self._place(where, person, place)
        return _state(await self.humans.forge(where, person, found, action, seconds))

    async def do_submit(self, team: str, person: str, view: str, values: Mapping[str, object], seconds: float) -> Json:
        where = self.world.teams[team]
        found = self._view(where, person, view)
        return _state(await self.humans.submit(where, found, values, seconds))

    async def do_close(self, team: str, person: str, view: str) -> None:
        where = self.world.teams[team]
        await self.humans.close(where, self._view(where, person, view), is_cleared=False)

    async def do_shortcut(
        self, team: str, person: str, name: str, target: Mapping[str, str] | None, seconds: float
    ) -> Json:
        where = self.world.teams[team]
        found = self._place(where, person, target) if target else None
        assert not isinstance(found, View)
        callback_id = self._callback_id(name, "message" if target else "global")
        return _state(await self.humans.shortcut(where, person, callback_id, found, seconds))

    def _callback_id(self, name: str, kind: str) -> str:
        """The callback_id behind a shortcut's name, as the manifest has it."""
        manifest = self.world.app.manifest
        if manifest is None:
            return name
        for one in manifest.get("features", {}).get("shortcuts", []):
            if one["type"] == kind and name in {one["name"], one["callback_id"]}:
                return str(one["callback_id"])
        raise Refused(f"There is no {kind} shortcut called {name!r}.")

    async def do_open_home(self, team: str, person: str, seconds: float) -> Json:
        where = self.world.teams[team]
        home = where.homes.get(person)
        room = self.world.im(where, person)
        event: Json = {"type": "app_home_opened", "user": person, "channel": room.id, "tab": "home"}
        event["event_ts"] = self.world.new_ts(where)
        if home is not None:
            event["view"] = home.wire
        act = await self.humans.watch_event(where, person, None, event, seconds)
        home = where.homes.get(person)
        return {"act": _state(act), "home": home.wire if home else None}

    async def do_sees(self, team: str, person: str, channel: str) -> list[Json]:
        _, room = self._at(team, channel, person)
        return [_message(room, one) for one in room.messages if _is_seen(one, person)]

    async def do_messages(self, team: str, channel: str) -> list[Json]:
        _, room = self._at(team, channel)
        return [_message(room, one) for one in room.messages if not one.is_deleted]

    async def do_modals(self, team: str, person: str) -> list[Json]:
        return [one.wire for one in self.world.teams[team].modals.get(person, [])]

    async def do_wait_for_message(
        self, team: str, channel: str, text: str, after: str, person: str | None, seconds: float
    ) -> Json | None:
        """The bot's next message in a channel with this text in it; None when the time is over."""
        where, room = self._at(team, channel)

        def found() -> Json | None:
            new = [one for one in room.messages if one.ts > after and one.wire["user"] == where.bot_user_id]
            seen = [_message(room, one) for one in new if _is_seen(one, person or "")]
            return next((one for one in seen if text in str(one)), None)

        await self.world.clock.until(lambda: found() is not None, seconds)
        return found()

    async def do_wait_for_view(self, team: str, person: str, text: str, seconds: float) -> Json | None:
        """The topmost modal once this text is in it; None when the time is over."""
        where = self.world.teams[team]

        def found() -> Json | None:
            stack = where.modals.get(person, [])
            return stack[-1].wire if stack and text in str(stack[-1].wire) else None

        await self.world.clock.until(lambda: found() is not None, seconds)
        return found()

    async def do_act(self, act: str) -> Json:
        return _state(self.acts.by_id[act])

    def _at(self, team: str, channel: str, person: str | None = None) -> tuple[Team, Channel]:
        where = self.world.teams[team]
        room = where.channels.get(channel)
        if room is None or (person is not None and person not in room.members):
            raise Refused("There is no such channel on the screen.")
        return where, room

    def _place(self, team: Team, person: str, place: Mapping[str, str]) -> tuple[Channel, Message] | View:
        if "view" in place:
            return self._view(team, person, place["view"])
        _, room = self._at(team.id, place["channel"], person)
        message = room.find(place["ts"])
        if message is None or not _is_seen(message, person):
            raise Refused("There is no such message on the screen.")
        return room, message

    def _view(self, team: Team, person: str, view: str) -> View:
        home = team.homes.get(person)
        screens = [*team.modals.get(person, []), *([home] if home else [])]
        for one in screens:
            if one.id == view:
                return one
        raise Refused("There is no such view on the screen.")


def _is_seen(message: Message, person: str) -> bool:
    return not message.is_deleted and message.only_for in {None, person}


def _message(channel: Channel, message: Message) -> Json:
    return {"wire": message.wire, "channel": channel.id, "only_for": message.only_for}


def _state(act: Act) -> Json:
    def after(moment: float | None) -> float | None:
        return None if moment is None else moment - act.created

    messages = [_message(channel, one) for channel, one in act.messages if not one.is_deleted]
    return {
        "act": act.id, "messages": messages, "views": [one.wire for one in act.views], "errors": act.errors,
        "is_deleted": act.is_deleted, "acknowledged_after_seconds": after(act.acknowledged_at),
        "shown_after_seconds": after(act.shown_at),
        "open_views": [one.wire for one in act.team.modals.get(act.user_id, [])],
    }  # fmt: skip
