"""What welcomes need to be kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.identity import CommunityId, MemberId
from bot.welcomes.values import Greeter, OfferOutcome, Welcome, WelcomeState


class WelcomeStore(Protocol):
    """Greeters and welcomes. Every method sees only the community it is given."""

    async def greeters(self, community: CommunityId, since: datetime) -> list[Greeter]:
        """Everybody on the rota, the first to come first; ``asked`` counts from ``since`` on, without that moment."""
        ...

    async def put_greeter(self, community: CommunityId, greeter: Greeter) -> None:
        """Put somebody on the rota, or keep what they say about their duty; when it was their turn stays."""
        ...

    async def drop_greeter(self, community: CommunityId, member: MemberId) -> bool:
        """Take somebody off the rota; whether they were on it."""
        ...

    async def get(self, community: CommunityId, newcomer: MemberId) -> Welcome | None:
        """The welcome of a newcomer; None where none was ever ordered."""
        ...

    async def save(self, community: CommunityId, welcome: Welcome, expected: WelcomeState | None) -> bool:
        """Keep a welcome. Whether the kept one still was in the state ``expected`` (None: there was none)."""
        ...

    async def offer(
        self, community: CommunityId, newcomer: MemberId, greeter: MemberId, at: datetime, turned_at: datetime
    ) -> None:
        """Keep that a greeter is asked, and when, and that it was their turn."""
        ...

    async def settle_offer(
        self, community: CommunityId, newcomer: MemberId, greeter: MemberId, outcome: OfferOutcome
    ) -> None:
        """Keep what became of asking a greeter."""
        ...

    async def asked(self, community: CommunityId, newcomer: MemberId, since: datetime) -> set[MemberId]:
        """The greeters who were asked about a newcomer, or are to be, from a moment on, that moment included."""
        ...

    async def in_hand(self, community: CommunityId, greeter: MemberId) -> list[Welcome]:
        """The welcomes that a greeter has in hand."""
        ...

    async def late(self, community: CommunityId, now: datetime, count: int) -> list[Welcome]:
        """Welcomes that were not taken in time, so many at most."""
        ...

    async def waiting(self, community: CommunityId, states: Sequence[WelcomeState], count: int) -> list[Welcome]:
        """Welcomes in these states, so many of each at most: state by state, the longest waiting first."""
        ...

    async def how_many(self, community: CommunityId, state: WelcomeState) -> int:
        """How many welcomes are in a state."""
        ...

    async def join(self, community: CommunityId, gone: MemberId, stays: MemberId) -> None:
        """Of two newcomers who turn out to be one person, keep the welcome that is further."""
        ...

    async def bring(self, community: CommunityId, joined: CommunityId) -> None:
        """Let greeters and welcomes of a community that was joined with this one count here as they did there.

        Whoever was not welcomed yet is with the organisers.
        """
        ...

    async def silence(self, community: CommunityId, member: MemberId) -> None:
        """Keep nothing of what a member has written in welcomes, and no message about their own.

        What they had in hand is in nobody's hands then, until its time is over.
        """
        ...
