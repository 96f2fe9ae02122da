"""What the core needs from outside, as protocols: units of work, and in each the stores of the capabilities."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from bot.amas.store import AmaStore
from bot.buddies.store import BuddyStore
from bot.calendars import CalendarStore
from bot.chores import ChoreStore
from bot.communities import Code, CommunityStore, Kept
from bot.conversations import ConversationStore
from bot.deliveries import DeliveryStore
from bot.guests import GuestStore
from bot.identity import AccountKey, Community, CommunityId, Member, MemberId, Role
from bot.links import JoiningStore
from bot.onboarding.funnel import FunnelStore
from bot.onboarding.store import JourneyStore, SettingsStore
from bot.preferences.store import PreferenceStore
from bot.questions.store import QuestionStore
from bot.resources.store import ResourceStore
from bot.series import SeriesStore
from bot.tags.store import TagStore
from bot.welcomes.store import WelcomeStore


class PeopleStore(Protocol):
    """Communities, their members, and the accounts by which a platform knows them."""

    async def who(self, account: AccountKey) -> tuple[Community, Member] | None:
        """The community and the member behind an account; None if it has never been heard of."""
        ...

    async def welcome(
        self, account: AccountKey, name: str, community_name: str, now: datetime
    ) -> tuple[Community, Member]:
        """Make the account known, with its member, and with its community if the workspace is new too."""
        ...

    async def of_workspace(self, platform: str, workspace: str) -> Community | None:
        """The community of a workspace; None if nobody there has ever said anything."""
        ...

    async def grant(self, community: CommunityId, member: MemberId, role: Role) -> None:
        """Give a member another role."""
        ...

    async def vouch(self, community: CommunityId, member: MemberId, role: Role) -> None:
        """Remember what a member's platform vouches for, so that organisers can be told of things."""
        ...

    async def note_unheard(self, community: CommunityId, member: MemberId, *, is_unheard: bool) -> None:
        """Note whether something that was for a member could not be brought to them."""
        ...

    async def note_left(self, account: AccountKey, left_at: datetime | None) -> None:
        """Note when an account left its workspace; None: it is there."""
        ...

    async def here(self, community: CommunityId, member: MemberId) -> list[AccountKey]:
        """The accounts of a member that have not left their workspaces, in the order of their names."""
        ...

    async def lock(self, community: CommunityId) -> bool:
        """Let this unit be the only one that writes in the community until it ends.

        Whether others may have written since it began, so that what was read before is to be read again.
        """
        ...


class PersonStore(CommunityStore, Protocol):
    """Communities, and the rows in which their people occur."""

    async def keep_code(self, code: Code) -> None:
        """Keep a code, instead of an earlier one of the same member."""
        ...

    async def code(self, code: str) -> Code | None:
        """The code, if it is known."""
        ...

    async def drop_code(self, code: str) -> None:
        """Forget a code that was used."""
        ...

    async def voted_for(self, community: CommunityId, member: MemberId) -> list[int]:
        """The resources that a member found useful."""
        ...

    async def voted_for_by_both(self, community: CommunityId, one: MemberId, other: MemberId) -> list[int]:
        """The resources that both found useful."""
        ...

    async def explained_by(self, community: CommunityId, member: MemberId) -> list[int]:
        """The resources that a member added and said why."""
        ...

    async def kept_about(self, community: CommunityId, member: MemberId) -> list[Kept]:
        """Everything that is kept about a member."""
        ...

    async def hand_over(self, community: CommunityId, gone: MemberId, stays: MemberId) -> None:
        """Put one member in the place of another in every row; the other one is no more."""
        ...

    async def erase(self, community: CommunityId, gone: MemberId, now: datetime) -> None:
        """Let nothing lead to a member any more; what they made stays, by "someone who left"."""
        ...


class ActionStore(Protocol):
    """Long buttons that are parked, and events that were heard already."""

    async def park(self, community: CommunityId, key: str, packed: str, now: datetime) -> None:
        """Keep a packed button under its key."""
        ...

    async def parked(self, community: CommunityId, key: str) -> str | None:
        """The packed button of this key in this community."""
        ...

    async def is_new(self, platform: str, event_id: str, now: datetime) -> bool:
        """Whether this event is heard for the first time; it is remembered as heard."""
        ...


class Unit(Protocol):
    """One unit of work: everything in it is committed together or not at all."""

    @property
    def people(self) -> PeopleStore:
        """Who is who."""
        ...

    @property
    def actions(self) -> ActionStore:
        """Buttons and events."""
        ...

    @property
    def tags(self) -> TagStore:
        """The tags of the communities."""
        ...

    @property
    def communities(self) -> PersonStore:
        """How communities are set up."""
        ...

    @property
    def chores(self) -> ChoreStore:
        """Work that is to be done."""
        ...

    @property
    def joining(self) -> JoiningStore:
        """Communities that become one."""
        ...

    @property
    def conversations(self) -> ConversationStore:
        """Conversations under tags."""
        ...

    @property
    def deliveries(self) -> DeliveryStore:
        """What the bot posts on its own."""
        ...

    @property
    def amas(self) -> AmaStore:
        """AMAs and who comes to them."""
        ...

    @property
    def series(self) -> SeriesStore:
        """AMAs that recur."""
        ...

    @property
    def calendars(self) -> CalendarStore:
        """Calendars that programs fetch."""
        ...

    @property
    def guests(self) -> GuestStore:
        """Pages of hosts from outside."""
        ...

    @property
    def questions(self) -> QuestionStore:
        """What is asked in AMAs."""
        ...

    @property
    def preferences(self) -> PreferenceStore:
        """How people learn and what they are interested in."""
        ...

    @property
    def buddies(self) -> BuddyStore:
        """Who looks for a buddy, and who was introduced to whom."""
        ...

    @property
    def welcomes(self) -> WelcomeStore:
        """Who says hello to newcomers."""
        ...

    @property
    def funnel(self) -> FunnelStore:
        """Newcomers as numbers."""
        ...

    @property
    def resources(self) -> ResourceStore:
        """The libraries of the communities."""
        ...

    @property
    def journeys(self) -> JourneyStore:
        """How far newcomers are."""
        ...

    @property
    def onboarding(self) -> SettingsStore:
        """How communities receive people."""
        ...


class Store(Protocol):
    """Where units of work come from."""

    def read(self) -> AbstractAsyncContextManager[Unit]:
        """A unit that only reads."""
        ...

    async def tidy(self, heard_before: datetime) -> None:
        """Leave nothing behind of what was erased, and forget events that were heard before this moment."""
        ...

    def write(self) -> AbstractAsyncContextManager[Unit]:
        """A unit that is committed when its block ends, and rolled back if the block raises."""
        ...
