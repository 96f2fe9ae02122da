"""What the rows of AMAs have to be able to do. Every method sees only the community it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.amas.interested import InterestedStore
from bot.amas.values import (
    Ama,
    AmaState,
    Announcement,
    Attendance,
    Coming,
    Host,
    NewAma,
    Proposal,
    ProposalState,
    Reminder,
    Usual,
    Wish,
)
from bot.deliveries import Target
from bot.identity import AmaId, CommunityId, MemberId, Place, TagId


class ProposalStore(Protocol):
    """Proposals of AMAs."""

    async def propose(self, community: CommunityId, wish: Wish, by: MemberId, now: datetime) -> Proposal:
        """Keep a proposal; whoever makes it is the first to support it."""
        ...

    async def proposal(self, community: CommunityId, number: int) -> Proposal | None:
        """The proposal with this number."""
        ...

    async def proposals(self, community: CommunityId, skip: int, count: int) -> list[Proposal]:
        """Open proposals, those with the most support first, then the oldest."""
        ...

    async def support(self, community: CommunityId, number: int, member: MemberId) -> bool:
        """Let a member support a proposal, or take their support back; whether they support it now."""
        ...

    async def settle_proposal(self, community: CommunityId, number: int, state: ProposalState) -> None:
        """Say what has become of a proposal."""
        ...

    async def silence(self, community: CommunityId, member: MemberId) -> None:
        """Keep nothing of what a member has written about proposals and times; what they proposed stays."""
        ...


class ComingStore(Protocol):
    """Who comes to AMAs. A person is there once, on however many platforms they are."""

    async def answer(
        self, community: CommunityId, ama: AmaId, member: MemberId, answer: Coming, answered_at: datetime
    ) -> None:
        """Keep what a member says about coming, instead of what they said before."""
        ...

    async def remind(
        self, community: CommunityId, ama: AmaId, member: MemberId, reminders: frozenset[Reminder]
    ) -> None:
        """Keep which reminders somebody wants who has said something about coming."""
        ...

    async def attendance(self, community: CommunityId, ama: AmaId, member: MemberId) -> Attendance | None:
        """What a member has said about coming."""
        ...

    async def attendances(self, community: CommunityId, ama: AmaId) -> list[Attendance]:
        """Everybody who has said something about coming, in the order in which they said it."""
        ...

    async def waiting(self, community: CommunityId, ama: AmaId, count: int) -> list[Attendance]:
        """Those who wait for a seat, the longest waiting first."""
        ...

    async def seats_of(self, community: CommunityId, member: MemberId) -> list[AmaId]:
        """The AMAs to which a member comes and that are neither over nor cancelled."""
        ...

    async def hosted_by(self, community: CommunityId, member: MemberId) -> list[AmaId]:
        """The AMAs of which a member is, or was asked to be, a host or helper."""
        ...

    async def reach(self, community: CommunityId, ama: AmaId) -> Mapping[MemberId, Target]:
        """Where those who have said something about coming can be written to, each by the first of their accounts."""
        ...

    async def tally(self, community: CommunityId, ama: AmaId) -> Mapping[Coming, int]:
        """How many have given each answer; answers that nobody gave are left out."""
        ...


class AmaStore(ProposalStore, ComingStore, InterestedStore, Protocol):
    """AMAs of the communities."""

    async def add(self, community: CommunityId, new: NewAma, by: MemberId, now: datetime) -> Ama:
        """Make an AMA, with the next number."""
        ...

    async def get(self, community: CommunityId, number: AmaId) -> Ama | None:
        """The AMA with this number."""
        ...

    async def save(self, community: CommunityId, ama: Ama, *, expected: int) -> bool:
        """Keep all that the AMA's own row holds (not its hosts, places and tags).

        False, and nothing is kept, if its sequence is not the expected one any more: somebody else has changed it.
        """
        ...

    async def between(
        self,
        community: CommunityId,
        since: datetime,
        until: datetime,
        states: Sequence[AmaState],
        *,
        count: int,
        skip: int = 0,
        newest_first: bool = False,
    ) -> list[Ama]:
        """AMAs in these states that start after ``since`` and before ``until``, in the order of their starts."""
        ...

    async def starts(
        self, community: CommunityId, since: datetime, until: datetime, states: Sequence[AmaState], count: int
    ) -> list[datetime]:
        """When the newest AMAs in these states have started that did so after ``since`` and before ``until``."""
        ...

    async def put_host(self, community: CommunityId, ama: AmaId, host: Host) -> None:
        """Keep somebody as host or helper, instead of what they were; somebody from outside by their name."""
        ...

    async def drop_host(self, community: CommunityId, ama: AmaId, host: Host) -> None:
        """Let somebody be neither host nor helper any more."""
        ...

    async def put_place(self, community: CommunityId, ama: AmaId, place: Place) -> None:
        """Announce it in one more channel."""
        ...

    async def drop_place(self, community: CommunityId, ama: AmaId, place: Place) -> None:
        """Announce it in a channel no longer."""
        ...

    async def set_tags(self, community: CommunityId, ama: AmaId, tags: Sequence[TagId]) -> None:
        """Let it carry these tags and no others."""
        ...

    async def zones(self, community: CommunityId) -> Mapping[str, int]:
        """How many members live in each time zone, of those who have told theirs."""
        ...

    async def usual(self, community: CommunityId) -> Mapping[Announcement, Usual]:
        """How the community announces; parts of which nothing was said are left out."""
        ...

    async def set_usual(self, community: CommunityId, part: Announcement, usual: Usual) -> None:
        """Let the community announce a part otherwise from now on."""
        ...
