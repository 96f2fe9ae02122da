"""What buddies need to be kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.buddies.values import Buddy, Looking, Pair, Tally
from bot.identity import CommunityId, Member, MemberId, TagId


class BuddyStore(Protocol):
    """Who takes part, and who was introduced to whom. Every method sees only the community it is given."""

    async def get(self, community: CommunityId, member: MemberId) -> Buddy | None:
        """How somebody takes part; None for who does not."""
        ...

    async def save(self, community: CommunityId, buddy: Buddy) -> None:
        """Keep how somebody takes part, whether or not they did before."""
        ...

    async def leave(self, community: CommunityId, member: MemberId, now: datetime) -> None:
        """Let somebody take part no more, and end the pairs they are in."""
        ...

    async def is_anybody_there(self, community: CommunityId) -> bool:
        """Whether anybody takes part."""
        ...

    async def looking(self, community: CommunityId, now: datetime) -> list[Looking]:
        """Who takes part, has room, is not snoozed, has not left and can be written to, by their numbers."""
        ...

    async def interests(
        self, community: CommunityId, members: Sequence[MemberId]
    ) -> Mapping[MemberId, tuple[frozenset[TagId], frozenset[TagId]]]:
        """What each of these wants to learn, and can help with; who has said nothing is not in it."""
        ...

    async def introduce(
        self, community: CommunityId, one: MemberId, other: MemberId, over: str, now: datetime
    ) -> int | None:
        """Make a pair of two, who begin to wait anew; its number, or None where they were one before."""
        ...

    async def pair(self, community: CommunityId, number: int) -> Pair | None:
        """The pair with this number."""
        ...

    async def pairs(self, community: CommunityId, member: MemberId) -> list[Pair]:
        """The pairs somebody is in that have not ended, the oldest first."""
        ...

    async def save_pair(self, community: CommunityId, pair: Pair) -> None:
        """Keep what is said in a pair, and whether it has ended."""
        ...

    async def part_unmet(self, community: CommunityId, introduced_before: datetime, now: datetime) -> int:
        """End the pairs that were made before a moment and in which nobody says that they have met; how many."""
        ...

    async def avoid(self, community: CommunityId, member: MemberId, other: MemberId) -> None:
        """Never introduce these two, because the first one wants it so."""
        ...

    async def avoid_no_more(self, community: CommunityId, member: MemberId, other: MemberId) -> bool:
        """Take it back; False if it was not so."""
        ...

    async def avoided(self, community: CommunityId, member: MemberId) -> list[Member]:
        """Whom somebody avoids, by their names. Nobody else may be told."""
        ...

    async def tally(self, community: CommunityId, now: datetime) -> Tally:
        """How buddies go, for organisers."""
        ...
