"""What preferences need to be kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.identity import CommunityId, MemberId, TagId
from bot.preferences.values import Interest, InterestKind, Learning


class PreferenceStore(Protocol):
    """How people learn and what they are interested in. Every method sees only the community it is given."""

    async def learning(self, community: CommunityId, member: MemberId) -> Learning:
        """How somebody learns; nothing said where they have not said anything."""
        ...

    async def learner(self, community: CommunityId, member: MemberId) -> tuple[Learning, str | None]:
        """How somebody learns, and the language that they have chosen; None where they have not."""
        ...

    async def save_learning(self, community: CommunityId, member: MemberId, learning: Learning) -> None:
        """Keep how somebody learns, instead of what they said before."""
        ...

    async def interests(self, community: CommunityId, member: MemberId) -> list[Interest]:
        """The tags that stand at somebody, by name: merged ones as the tag they were merged into, deleted ones not."""
        ...

    async def put_interests(
        self, community: CommunityId, member: MemberId, kind: InterestKind, tags: Sequence[TagId]
    ) -> None:
        """Let these tags, and no others of this kind, stand at somebody."""
        ...

    async def people_with(
        self,
        community: CommunityId,
        tags: Sequence[TagId],
        kind: InterestKind,
        count: int,
        *,
        only_public: bool = True,
        but: MemberId | None = None,
    ) -> list[tuple[MemberId, str]]:
        """So many people at most at whom one of these tags stands, or one below it, with their names, by name.

        Who has left, or has no account any more, is not among them; nor is who does not want to be seen, unless asked
        for.
        """
        ...

    async def count_with(
        self,
        community: CommunityId,
        tags: Sequence[TagId],
        kind: InterestKind,
        most: int,
        *,
        but: MemberId | None = None,
    ) -> int:
        """How many there are of whom :meth:`people_with` would tell in public; counting stops at ``most``."""
        ...

    async def bring(self, community: CommunityId, joined: CommunityId) -> None:
        """Let people of a community that was joined with this one keep here what they said there.

        What they have said here already stands above it. Nobody sees it before they say so here: they wanted to be
        seen by others than those who are here.
        """
        ...
