"""What comes from Discord, sorted: each event to the one who knows what to do with it."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, OrderedDict
from typing import Any

import discord
import yarl

from adapters.discord import hearing
from adapters.discord.answering import Answering
from adapters.discord.direct import DirectMessages
from adapters.discord.forms import FORM, filled_in
from adapters.discord.joining import Joining
from adapters.discord.limits import CHOICE_UNITS, CHOICES
from adapters.discord.pace import Allowance, Identifies, tracing
from adapters.discord.posting import Interaction
from adapters.discord.reading import Home, asked, component_id, home_of, modal_components, request_of
from adapters.discord.settings import DiscordSettings
from adapters.discord.sync import Sync
from bot.actions import outdated
from bot.cutting import units
from bot.dispatch import Dispatcher
from bot.errors import BotError
from bot.hearing import Ears
from bot.replies import Notice, Tone, text
from bot.requests import Filled, Pressed, Typed

log = logging.getLogger(__name__)

#: A completion that takes longer is not shown any more, so none is offered.
COMPLETE_SECONDS = 0.9
#: So many of the last interactions are remembered, because Discord tells some twice.
_REMEMBERED = 5_000
#: First connections that are tried in a row.
_LAUNCHES = 2
#: Answers that are being given when the bot stops may take so long.
_GRACE_SECONDS = 2.0


class DiscordClient(discord.AutoShardedClient):
    """The connection to Discord. Owns the tasks that it starts, and ends them when it is closed."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        ears: Ears,
        settings: DiscordSettings,
        *,
        sync: Sync,
        identifies: Identifies,
        allowance: Allowance,
    ) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, members=settings.has_members),
            allowed_mentions=discord.AllowedMentions.none(),
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            shard_count=settings.shard_count,
            http_trace=tracing(allowance),
        )
        self.dispatcher = dispatcher
        self.ears = ears
        self._joining = Joining(ears)
        # discord.py tells only of changes of members that it keeps, and nothing but this would need them all kept.
        self._connection.parsers["GUILD_MEMBER_UPDATE"] = self._member_changed
        self._sync = sync
        self._identifies = identifies
        self._direct = DirectMessages(dispatcher.store)
        self.answering = Answering(dispatcher, on_direct=self._direct.answered)
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._running: set[asyncio.Task[Any]] = set()
        self._syncing: asyncio.Task[None] | None = None
        self._launches: Counter[int] = Counter()
        self._is_stopping = False
        #: Whether it is silent because no identify may be spent, which connecting anew would not change.
        self.waits_to_identify = False

    async def setup_hook(self) -> None:
        """Make the commands known, in the process that has the first connection only."""
        if self.application_id is not None and (self.shard_ids is None or 0 in self.shard_ids):
            self._syncing = asyncio.create_task(self._sync.run(self.http, self.application_id))

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect for the first time. Raises GatewayNotFound where that fails again and again.

        discord.py would try for ever, each time from inside the last, until it is too deep to go on; whoever started
        the bot knows better how to wait.
        """
        # Before there is a connection, which would be closed for its silence while this waits.
        await self._until_it_may_identify(shard_id)
        self._launches[shard_id] += 1
        if self._launches[shard_id] > _LAUNCHES:
            raise discord.GatewayNotFound
        await super().launch_shard(gateway, shard_id, initial=initial)
        del self._launches[shard_id]

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait until an identify may be spent."""
        await super().before_identify_hook(shard_id, initial=initial)
        await self._until_it_may_identify(shard_id)
        await self._identifies.spend()

    async def _until_it_may_identify(self, shard_id: int | None) -> None:
        while (seconds := await self._identifies.wait_seconds()) > 0:
            self.waits_to_identify = True
            log.warning("identify waits", extra={"seconds": round(seconds), "shard": shard_id})
            await asyncio.sleep(min(seconds, 60.0))
        self.waits_to_identify = False

    @property
    def is_synced(self) -> bool:
        """Whether Discord knows the commands as they are, as far as it is for this process to tell it."""
        return self._syncing is None or self._syncing.done()

    @property
    def is_answering(self) -> bool:
        """Whether somebody is still waiting for an answer."""
        return bool(self._running)

    async def stop(self) -> None:
        """Take no more, let the answers that are being given be finished, and end what was begun."""
        self._is_stopping = True
        running = {task for task in self._running if task is not asyncio.current_task()}
        if running:
            await asyncio.wait(running, timeout=_GRACE_SECONDS)
        if self._syncing is not None:
            self._syncing.cancel()
            await asyncio.wait({self._syncing})

    async def on_interaction(self, interaction: Interaction) -> None:
        """Everything that people ask for."""
        if self._is_stopping or not self._is_new(interaction.id):
            return
        task = asyncio.current_task()
        if task is not None:
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        await self._answered(interaction)

    async def _answered(self, interaction: Interaction) -> None:
        kinds = discord.InteractionType
        if interaction.type is kinds.autocomplete:
            await self._completed(interaction)
            return
        try:
            home = home_of(interaction) if interaction.guild_id else await self._direct.home(interaction)
        except BotError as refusal:
            await self.answering.say(interaction, Notice(text=text(str(refusal)), tone=Tone.REFUSED))
            return
        if interaction.type is kinds.application_command:
            await self._asked(interaction, home)
        elif interaction.type is kinds.component:
            await self._pressed(interaction, home)
        elif interaction.type is kinds.modal_submit:
            values = filled_in(modal_components(interaction))
            request = request_of(interaction, home, Typed(""))
            await self.answering.sent(interaction, request, component_id(interaction), values)

    async def _asked(self, interaction: Interaction, home: Home) -> None:
        try:
            command = asked(interaction, self.dispatcher.commands)
            private = self.dispatcher.commands.get(command.path).private
        except BotError as refusal:
            await self.answering.say(interaction, Notice(text=text(str(refusal)), tone=Tone.REFUSED))
            return
        request = request_of(interaction, home, Filled(command.path, command.args))
        await self.answering.answer(interaction, request, private=private)

    async def _pressed(self, interaction: Interaction, home: Home) -> None:
        custom_id = component_id(interaction)
        request = request_of(interaction, home, Pressed(custom_id))
        if custom_id.startswith(FORM):
            await self.answering.reopen(interaction, request, custom_id)
        else:
            await self.answering.answer(interaction, request, private=True)

    async def _completed(self, interaction: Interaction) -> None:
        """Offer what could be meant, or nothing: a completion is never worth an error."""
        names: list[str] = []
        try:
            if interaction.guild_id is not None:
                async with asyncio.timeout(COMPLETE_SECONDS):
                    names = await self._offers(interaction)
        except BotError:
            names = []
        except TimeoutError:
            log.warning("completion took too long")
        except Exception:
            log.exception("completion broke")
        try:
            choices = [discord.app_commands.Choice(name=name, value=name) for name in names[:CHOICES]]
            await interaction.response.autocomplete(choices)
        except discord.HTTPException as refusal:
            log.info("completion not shown", extra={"code": refusal.code})

    async def _offers(self, interaction: Interaction) -> list[str]:
        command = asked(interaction, self.dispatcher.commands)
        if command.option is None:
            raise outdated()
        request = request_of(interaction, home_of(interaction), Filled(command.path, command.args))
        offered = await self.dispatcher.complete(request, command.option, command.typed)
        # What is chosen comes back as it stands, so nothing is shortened: what is too long is not offered.
        return [name for name in dict.fromkeys(offered) if 1 <= units(name) <= CHOICE_UNITS]

    def _is_new(self, number: int) -> bool:
        if number in self._seen:
            return False
        self._seen[number] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return True

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot was added to a server."""
        await self.ears.hear(hearing.workspace_joined(guild))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed from a server."""
        await self.ears.hear(hearing.workspace_left(guild))

    async def on_member_join(self, member: discord.Member) -> None:
        """Somebody joined a server."""
        await self._joining.joined(member)

    def _member_changed(self, told: Any) -> None:
        guild = self.get_guild(int(told["guild_id"]))
        if guild is not None:
            self.dispatch("member_changed", discord.Member(data=told, guild=guild, state=self._connection))

    async def on_member_changed(self, member: discord.Member) -> None:
        """Somebody in a server was changed: an event of our own, see above."""
        await self._joining.changed(member)

    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        """Somebody left a server."""
        await self.ears.hear(hearing.person_left(payload))

    async def on_thread_create(self, thread: discord.Thread) -> None:
        """A thread was opened."""
        event = hearing.thread_opened(thread)
        if event is not None:
            await self.ears.hear(event)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel was deleted."""
        await self.ears.hear(hearing.channel_gone(channel))

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """A thread was deleted."""
        await self.ears.hear(hearing.thread_gone(payload))
