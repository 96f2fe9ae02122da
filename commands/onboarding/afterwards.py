"""What follows for others from how far a newcomer is: a welcome by a person, soon or after a day without a word."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.deliveries import Late, Order
from bot.identity import Community, CommunityId, MemberId
from bot.onboarding import Journey, JourneyState, walking
from bot.ports import Unit
from bot.posts import Fallback, Post, Writing, post
from commands.onboarding import admitting, orders
from commands.welcomes import ordering

KIND = "onboarding.quiet"
#: Whoever has answered something and then nothing for so long is welcomed by what they have said.
QUIET = timedelta(days=1)


async def follow(unit: Unit, community: Community, journey: Journey, now: datetime) -> None:
    """Order all that follows from how far somebody is now, and nothing that does not follow any more."""
    await orders.follow(unit, community, journey, now)
    await admitting.follow(unit, community.id, journey.member, now)
    await unit.deliveries.cancel(community.id, _topic(journey.member), now)
    if journey.state is JourneyState.STOPPED:
        await ordering.withdraw(unit, community.id, journey.member, now)
    elif journey.finished_at is not None or journey.hello_at is not None:
        await ordering.order(unit, community.id, journey.member, now)
    elif walking.has_said_something(journey):
        await _look_again(unit, community.id, journey, now)


async def leave(unit: Unit, community: CommunityId, gone: Journey, now: datetime) -> None:
    """Void all that is due for somebody who has left, and all that is asked of others about them."""
    await orders.take_back(unit, community, gone, now)
    await unit.deliveries.cancel(community, _topic(gone.member), now)
    await ordering.withdraw(unit, community, gone.member, now)


async def _look_again(unit: Unit, community: CommunityId, journey: Journey, now: datetime) -> None:
    target = await orders.target_for(unit, community, journey)
    if target is None:
        return
    topic = _topic(journey.member)
    order = Order(
        key=topic,
        topic=topic,
        kind=KIND,
        target=target,
        due_at=journey.moved_at + QUIET,
        subject={"member": int(journey.member)},
    )
    await unit.deliveries.add(community, order, now)


@post(
    KIND,
    about="look at whether a newcomer has said all they wanted to",
    late=Late.ALWAYS,
    fallback=Fallback.NONE,
    says_nothing=True,
)
async def quiet(writing: Writing) -> None:
    """Says nothing itself: it has a person say something."""
    member = MemberId(int(writing.subject["member"]))
    await ordering.order(writing.unit, writing.community.id, member, writing.now)


def _topic(member: MemberId) -> str:
    return f"quiet:{member}"


POSTS: tuple[Post, ...] = (quiet,)
