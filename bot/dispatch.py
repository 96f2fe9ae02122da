"""The one funnel: whatever a platform hears becomes a request here and leaves as an answer.

In order: the command and the community; the time, once; a unit of work; the person, made on first contact; may they;
the options; the handler; commit. What is refused is rolled back and answered with its sentence; what breaks is rolled
back, logged once and answered with a reference only.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Sequence
from itertools import count

from bot import guests, parking, unheard
from bot.actions import PARKED, key_of, outdated, pack, unpack
from bot.buttons import buttons_of, is_long, short, with_buttons
from bot.charts import Draw
from bot.clock import Clock
from bot.errors import BotError, InvalidInput, NotFound
from bot.faults import broken, expect_role, facts_of, refused, where_it_broke
from bot.forms import form_for
from bot.grammar import Commands, Invocation, accept
from bot.identity import Community, Member, MemberId
from bot.ports import Store, Unit
from bot.rehearsing import Rehearsed
from bot.replies import Reply, Shared, said
from bot.requests import Answer, Call, Filled, Pressed, Request, Typed
from bot.sealing import UNNAMED, community_of, is_sealed
from bot.spec import AnyCommand, parameter_of
from bot.typed import clean_line, person_name

log = logging.getLogger(__name__)

#: Notes of look-ups (what was not found) that are being written at the same time.
NOTES_AT_ONCE = 100
#: Look-ups worked on at a time: with hundreds, what comes in is acknowledged only after a bit of each of them.
LOOKUPS_AT_ONCE = 16
#: No row is anybody's with this number: rows are counted from 1.
NOBODY = MemberId(0)

#: Told of each call: the command, how it ended (done, broken, or the name of a refusal), and its milliseconds.
Watch = Callable[[str, str, float], None]


class Dispatcher:
    """Runs commands. Owns nothing but the list of them, the store and the clock."""

    #: Draws charts; None where nobody does.
    draw: Draw | None = None

    def __init__(
        self,
        *,
        commands: Sequence[AnyCommand],
        store: Store,
        clock: Clock,
        watch: Watch = lambda _command, _outcome, _milliseconds: None,
        web_address: str = "",
    ) -> None:
        self.commands = Commands(commands)
        self.store = store
        self._clock = clock
        self._watch = watch
        self._web_address = web_address
        # A reference names a run of the program and a call in it; a random one for each call would cost 60 us.
        self._run = secrets.token_hex(3)
        self._calls = count(1)
        self._writing: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(LOOKUPS_AT_ONCE)

    async def run(self, request: Request) -> Answer:
        """The answer to a request. Never raises what a person could cause."""
        reference = f"{self._run}-{next(self._calls):x}"
        began = time.perf_counter()
        name, outcome = "unknown", "done"
        try:
            invocation = await self._read(request)
            name = invocation.command.name
            guests.expect_may(request.guest_of, invocation.command.path, invocation.args)
            reply = await self._perform(request, invocation)
            return Answer(reply=reply, is_private=invocation.command.private and not isinstance(reply, Shared))
        except _Repeat:
            outcome = "repeated"
            return Answer(reply=said("That is done already."), is_repeat=True)
        except BotError as refusal:
            outcome = type(refusal).__name__
            return Answer(reply=refused(refusal), field=refusal.field if isinstance(refusal, InvalidInput) else None)
        except Exception as error:  # noqa: BLE001  # the one border
            outcome = "broken"
            log.critical("command broke", extra=facts_of(reference, request, name, outcome) | where_it_broke(error))
            return Answer(reply=broken(reference))
        finally:
            spent = round((time.perf_counter() - began) * 1000, 1)
            self._watch(name, outcome, spent)
            log.info("command ran", extra=facts_of(reference, request, name, outcome) | {"milliseconds": spent})

    async def complete(self, request: Request, option: str, typed: str) -> Sequence[str]:
        """Up to 25 completions of an option of the command in the request; none where it may not be run."""
        said = request.said
        if not isinstance(said, Filled):
            return []
        try:
            command = self.commands.get(said.command)
            declared = command.option(option)
            if declared is None or declared.complete is None:
                return []
            async with self.store.read() as unit:
                call = self._made_call(request, unit, *await _whoever(request, unit))
                expect_role(call.role, command)
                return list(await declared.complete(call, clean_line(typed)))[:25]
        except BotError:
            return []

    async def park(self, request: Request, packed: str) -> str:
        """The key under which something packed is kept for the community: what an adapter cannot carry itself."""
        return await parking.park(self.store, request, packed, self._clock.now(), self._introduce)

    async def parked(self, request: Request, key: str) -> tuple[tuple[str, ...], dict[str, str | int | bool]]:
        """What is parked under this key in the community. Raises NotFound."""
        return await parking.parked(self.store, request, key)

    async def _read(self, request: Request) -> Invocation:
        match request.said:
            case Typed(line):
                return self.commands.read(line)
            case Filled(path, args):
                command = self.commands.get(path)
                return Invocation(command, accept(command, args))
            case Pressed(packed):
                path, pressed_args = unpack(packed)
                if path == PARKED:
                    path, pressed_args = await self.parked(request, str(pressed_args.get("key", "")))
                if not self.commands.has(path, pressed_args):
                    raise outdated()
                command = self.commands.get(path)
                return Invocation(command, accept(command, pressed_args))

    async def _perform(self, request: Request, invocation: Invocation) -> Reply:
        missing = [
            option for option in invocation.command.options if option.required and option.name not in invocation.args
        ]
        if missing:
            await self._expect_role(request, invocation.command)
            return form_for(invocation.command, invocation.args, missing)
        if is_sealed(invocation):
            return await self._perform_sealed(request, invocation)
        if invocation.command.reads:
            return await self._look_up(request, invocation)
        try:
            return await self._change(request, invocation)
        except _Stranger:
            # In a transaction of its own: whoever is refused is known all the same, and can be given a role.
            await self._introduce(request)
            return await self._change(request, invocation)

    async def _change(self, request: Request, invocation: Invocation) -> Reply:
        try:
            async with self.store.write() as unit:
                call = await self._known_call(request, unit)
                if await unit.people.lock(call.community.id):  # meanwhile, who asks may have become another one
                    call = await self._known_call(request, unit)
                is_new = unit.actions.is_new
                if request.event_id and not await is_new(request.account.platform, request.event_id, call.now):
                    raise _Repeat
                if request.role is not call.member.vouched:
                    await unit.people.vouch(call.community.id, call.member.id, request.role)
                reply = await self._handle(call, invocation)
                return await self._parked(call, unit, reply)
        except Rehearsed as over:
            return await self._parked_now(over.call, over.reply)

    async def _perform_sealed(self, request: Request, invocation: Invocation) -> Reply:
        """Nothing about the call is written down, not even that it was heard: see :mod:`bot.sealing`."""
        async with self.store.read() if invocation.command.reads else self.store.write() as unit:
            call = self._made_call(request, unit, await community_of(unit, request), UNNAMED)
            if not invocation.command.reads:
                await unit.people.lock(call.community.id)
            return await self._handle(call, invocation)

    async def _look_up(self, request: Request, invocation: Invocation) -> Reply:
        try:
            async with self._room, self.store.read() as unit:
                call = await self._known_call(request, unit)
                reply = await self._handle(call, invocation)
        except _Stranger:
            await self._introduce(request)
            return await self._look_up(request, invocation)
        if call.afterwards:
            self._write_later(call)
        if any(map(is_long, buttons_of(reply))):
            return await self._parked_now(call, reply)
        return reply

    def _write_later(self, call: Call) -> None:
        """Write what a look-up leaves behind without letting anybody wait for it; too much at once is let go."""
        if len(self._writing) >= NOTES_AT_ONCE:
            log.warning("note dropped", extra={"community": call.community.id})
            return
        task = asyncio.create_task(self._write_down(call))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def _write_down(self, call: Call) -> None:
        try:
            async with self.store.write() as unit:
                for write in call.afterwards:
                    await write(unit)
        except BotError as refusal:
            log.warning("note failed", extra={"reason": type(refusal).__name__})
        except Exception as error:  # noqa: BLE001  # the one border
            log.critical("note broke", extra={"community": str(call.community.id)} | where_it_broke(error))

    async def settle(self) -> None:
        """Wait until everything that look-ups leave behind is written."""
        while self._writing:
            await asyncio.wait(set(self._writing))

    async def _introduce(self, request: Request) -> None:
        """Make somebody known who has never said anything."""
        async with self.store.write() as unit:
            community_name = person_name(request.community_name) if request.community_name else "Community"
            if await unit.people.who(request.account) is None:
                await unit.people.welcome(request.account, person_name(request.name), community_name, self._clock.now())

    async def _expect_role(self, request: Request, command: AnyCommand) -> None:
        """Raises NotAllowed before a form asks for what would be refused."""
        if request.role >= command.allow:
            return
        async with self.store.read() as unit:
            known = await unit.people.who(request.account)
        expect_role(known[1].role if known else request.role, command)

    async def _parked_now(self, call: Call, reply: Reply) -> Reply:
        try:
            async with self.store.write() as unit:
                return await self._parked(call, unit, reply)
        except BotError as refusal:
            log.warning("buttons not parked", extra={"reason": type(refusal).__name__})
            return with_buttons(reply, lambda button: None if is_long(button) else button)

    async def _handle(self, call: Call, invocation: Invocation) -> Reply:
        expect_role(call.role, invocation.command)
        args = {parameter_of(name): value for name, value in invocation.args.items()}
        reply = await invocation.command.handler(call, **args)
        return await unheard.told(call, invocation.command, reply)

    async def _known_call(self, request: Request, unit: Unit) -> Call:
        known = await unit.people.who(request.account)
        if known is None:
            guests.expect_none(request.guest_of)
            raise _Stranger("You are new here.", "Say any command first.")
        community, member = known
        return self._made_call(request, unit, community, member)

    def _made_call(self, request: Request, unit: Unit, community: Community, member: Member) -> Call:
        return Call(
            community=community, member=member, role=max(member.role, request.role), is_guest=request.is_guest,
            place=request.place, now=self._clock.now(), unit=unit, commands=self.commands,
            guest_of=request.guest_of, web_address=self._web_address, draw=self.draw,
        )  # fmt: skip

    async def _parked(self, call: Call, unit: Unit, reply: Reply) -> Reply:
        """The reply with every button that is too long for a platform replaced by one that carries a key."""
        long = [button for button in buttons_of(reply) if is_long(button)]
        for button in long:
            packed = pack(button.command, button.args)
            await unit.actions.park(call.community.id, key_of(packed), packed, call.now)
        return with_buttons(reply, short) if long else reply


class _Repeat(Exception):
    """The platform has told of the same event before."""


class _Stranger(NotFound):
    """Somebody who has never said anything: made known by a write before the look-up is tried again."""


async def _whoever(request: Request, unit: Unit) -> tuple[Community, Member]:
    """Who is typing: somebody new counts as a plain member where others are known. Raises _Stranger elsewhere."""
    known = await unit.people.who(request.account)
    if known:
        return known
    community = await unit.people.of_workspace(request.account.platform, request.account.workspace)
    if community is None:
        raise _Stranger("Nobody here has said anything yet.", "Say any command first.")
    return community, Member(id=NOBODY, name=person_name(request.name))


__all__ = ["Answer", "Call", "Dispatcher", "Filled", "Pressed", "Request", "Typed"]
