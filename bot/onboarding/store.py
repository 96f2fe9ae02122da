"""What onboarding needs to be kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.identity import CommunityId, MemberId
from bot.onboarding.breaker import Rush
from bot.onboarding.settings import OnboardingSettings, Version
from bot.onboarding.values import Journey, Step, StepState


class JourneyStore(Protocol):
    """Newcomers and how far they are. Every method sees only the community it is given."""

    async def get(self, community: CommunityId, member: MemberId) -> Journey | None:
        """How far somebody is; None for who has never started."""
        ...

    async def save(self, community: CommunityId, journey: Journey, expected: int | None) -> bool:
        """Keep it all but the steps. Whether the kept one still had the version ``expected`` (None: there was none).

        The version that is kept is the one of the journey.
        """
        ...

    async def put_step(self, community: CommunityId, member: MemberId, step: Step, state: StepState) -> None:
        """Keep what became of a step."""
        ...

    async def joined_since(self, community: CommunityId, since: datetime) -> int:
        """How many have joined since a moment, that moment included; who only said the command has not joined."""
        ...

    async def held(self, community: CommunityId, count: int) -> Sequence[Journey]:
        """The longest held who are still there, so many at most."""
        ...

    async def held_count(self, community: CommunityId) -> int:
        """How many are held and still there."""
        ...

    async def drop_held(self, community: CommunityId, until: datetime) -> int:
        """Forget the way of those held who have joined up to a moment, that moment included; how many those were."""
        ...

    async def bring(self, community: CommunityId, joined: CommunityId) -> None:
        """Let newcomers of a community that was joined with this one be here as far as they were there.

        So they are asked nothing twice. Nothing is sent to them by itself before they do something here.
        """
        ...

    async def silence(self, community: CommunityId, member: MemberId) -> None:
        """Keep no message about a newcomer, nor anything that is due for them."""
        ...

    async def leave_behind(self, community: CommunityId, gone: MemberId) -> None:
        """Keep no message that was sent about a newcomer who is another member from now on: nobody could find it."""
        ...

    async def rush(self, community: CommunityId) -> Rush | None:
        """The rush that is not over; None where nobody is held."""
        ...

    async def save_rush(self, community: CommunityId, rush: Rush) -> None:
        """Keep that there is a rush, in the place of what was known of it."""
        ...

    async def end_rush(self, community: CommunityId) -> None:
        """Keep that it is over."""
        ...


class SettingsStore(Protocol):
    """How communities receive people."""

    async def current(self, community: CommunityId) -> OnboardingSettings:
        """The newest version; as the bot comes where there is none."""
        ...

    async def versions(self, community: CommunityId, count: int) -> Sequence[Version]:
        """The newest versions first."""
        ...

    async def add(self, community: CommunityId, version: Version, now: datetime) -> None:
        """Keep a version. Raises AlreadyExists where somebody else has just made it."""
        ...
