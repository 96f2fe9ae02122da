"""What the rows of deliveries have to be able to do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.deliveries.values import Delivery, Order, State, Target
from bot.identity import CommunityId, MemberId


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A place, or a whole workspace (then the channel is empty), to which nothing is sent until a moment."""

    platform: str
    workspace: str
    #: A channel, or ``@`` and a person; empty for the whole workspace.
    channel: str
    until: datetime
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How many deliveries are under way, dead or uncertain; how many others should have left, the oldest since when."""

    by_state: dict[State, int]
    overdue: int
    oldest_due_at: datetime | None


class DeliveryStore(Protocol):
    """Deliveries. All methods but the last see only the community they are given."""

    async def add(self, community: CommunityId, order: Order, now: datetime) -> bool:
        """Have a message sent. False if its key is known already, and then nothing changes.

        One that was void before anything had left is due again, at the time and with the subject of this order.
        """
        ...

    async def cancel(
        self, community: CommunityId, topic: str, now: datetime, *, kinds: Sequence[str] | None = None
    ) -> int:
        """Void all about a topic (only of these kinds) that has certainly not left; how many those were."""
        ...

    async def find(self, community: CommunityId, key: str) -> Delivery | None:
        """The delivery with this key."""
        ...

    async def get(self, community: CommunityId, number: int) -> Delivery | None:
        """The delivery with this number."""
        ...

    async def listed(
        self, community: CommunityId, states: Sequence[State], count: int, before: int | None = None
    ) -> list[Delivery]:
        """Deliveries in these states, the newest first; ``before``: only those with a smaller number."""
        ...

    async def about(self, community: CommunityId, topic: str) -> list[Delivery]:
        """Every delivery about a topic, in the order of their times."""
        ...

    async def last_unasked(self, community: CommunityId, member: MemberId) -> datetime | None:
        """When this member was last sent something they had not asked for."""
        ...

    async def rest(self, community: CommunityId, member: MemberId) -> tuple[str | None, str]:
        """The hours in which a member wants to be left alone, and the zone that counts for them."""
        ...

    async def set_rest(self, community: CommunityId, member: MemberId, hours: str | None) -> None:
        """Keep the hours in which a member wants to be left alone; None for the usual ones."""
        ...

    async def undelivered(self, community: CommunityId, member: MemberId, count: int) -> list[Delivery]:
        """The newest direct messages to a member that could not be brought to them, with their words."""
        ...

    async def accounts(self, community: CommunityId, member: MemberId) -> list[Target]:
        """By which accounts a member can be reached, always in the same order."""
        ...

    async def organisers(self, community: CommunityId, count: int) -> list[MemberId]:
        """Organisers, those who have been for longest first."""
        ...

    async def newer_due(self, delivery: Delivery, now: datetime) -> bool:
        """Whether another delivery of the same kind for the same place, of a later time, is due as well."""
        ...

    # Over all communities, of which it names one.

    async def sent_from(self, platform: str, user: str, ref: str) -> str | None:
        """The workspace from which this person was sent the direct message with this id of the platform."""
        ...

    # For the sender alone, over all communities.

    async def time(self, now: datetime) -> datetime:
        """The time by which claims are held: that of the server which several processes share, else ``now``."""
        ...

    async def claimable(
        self, now: datetime, held_until: datetime, count: int, without: Sequence[tuple[str, str]] = ()
    ) -> list[Delivery]:
        """Deliveries that something is to be done about, at most one of each lane, the oldest first.

        ``without``: platforms with their workspaces of which there are to be none.

        ``now`` counts for what is due, ``held_until`` (of :meth:`time`) for what somebody holds.

        What stands behind another one in its lane is not among them. On PostgreSQL the rows are locked, and those
        that another process has locked are passed over.
        """
        ...

    async def save(self, changes: Sequence[tuple[Delivery, int]], claimed_by: str) -> list[bool]:
        """Write down all that changes of deliveries, each with the fence under which that was found out.

        False for those that somebody else has claimed since: of them, nothing was written.
        """
        ...

    async def doubt(self, now: datetime) -> int:
        """Hold everything that is due for perhaps sent, after a backup was restored; how much that was.

        Each is looked for before it is sent; where that cannot be done, an organiser is asked.
        """
        ...

    async def next_ready_at(self, without: Sequence[tuple[str, str]] = ()) -> datetime | None:
        """When something is to be done next. What stands behind another one in its lane waits for that one.

        ``without``: platforms with their workspaces that do not count.
        """
        ...

    async def block(self, block: Block) -> None:
        """Send nothing there for a while."""
        ...

    async def unblock(self, platform: str, workspace: str, channel: str) -> None:
        """Send there again."""
        ...

    async def blocked(self, target: Target, now: datetime) -> Block | None:
        """The block that a target stands under: its own, or that of its workspace."""
        ...

    async def blocked_workspaces(self, platforms: Collection[str], now: datetime) -> set[tuple[str, str]]:
        """Of these platforms, the workspaces in which anything is blocked, each with its platform."""
        ...

    async def tally(self, now: datetime) -> Tally:
        """How many there are, over all communities."""
        ...

    async def forget(self, settled_before: datetime, count: int) -> int:
        """Delete some of what was finished before a moment; how many. Names of series stay unique long enough."""
        ...
