"""The AMAs of a series: made ahead of their time, each date once, whoever makes them and however often it is tried.

The next dates always have an AMA. When the first of those begins, a message falls due that says nothing but makes the
next one, in the transaction that claims it; so a series goes on as durably as messages do, on one machine or on five.
What keeps a date from being made twice is its key, the day that the rule gives, which is unique in the series.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot import series
from bot.amas.values import Ama, Host, Invitation, NewAma, Part
from bot.deliveries import Late, Order, target_of
from bot.identity import Place
from bot.ports import Unit
from bot.posts import Fallback, Post, Writing, post
from bot.replies import Shown
from bot.series import Occurrence, Recurring
from commands.amas.publishing import publish

#: Dates ahead that always have an AMA.
AHEAD = 2
#: The kind of the message that makes the next ones.
NEXT = "ama.series"


async def fill(unit: Unit, one: Recurring, now: datetime) -> list[Ama]:
    """Make the AMAs of the next dates that have none yet; those that were made. A series without a date ahead ends.

    The community has to be locked (:meth:`bot.ports.PeopleStore.lock`): a date that is just being skipped is not made.
    """
    like = await unit.amas.get(one.community, one.like)
    places = await _places(unit, like) if like else []
    coming = list(series.occurrences(one.rule, now, AHEAD))
    if one.ended_at is not None or like is None or not places or not coming:
        await unit.series.save(replace(one, ended_at=one.ended_at or now))
        return []
    there = await unit.series.made(one, [date.key for date in coming])
    made = [await _make(unit, one, like, places, date, now) for date in coming if date.key not in there]
    await _ask_again(unit, one, places[0], coming[0].at, now)
    return made


async def _places(unit: Unit, like: Ama) -> list[Place]:
    """The places that still are the community's: after two were joined or parted, some may be another one's."""
    owners = [await unit.people.of_workspace(place.platform, place.workspace) for place in like.places]
    return [
        place
        for place, owner in zip(like.places, owners, strict=True)
        if owner is not None and owner.id == like.community
    ]


async def _make(unit: Unit, one: Recurring, like: Ama, places: Sequence[Place], date: Occurrence, now: datetime) -> Ama:
    new = NewAma(
        session=replace(like.session, starts_at=date.at, zone=one.rule.zone),
        hosts=await _hosts(unit, one, like),
        places=tuple(places),
        tags=tuple(tag for tag, _ in like.tags),
        series=one.id,
        occurrence=date.key,
    )
    ama = await unit.amas.add(one.community, new, one.made_by, now)
    await publish(unit, ama, now)
    return ama


async def _hosts(unit: Unit, one: Recurring, like: Ama) -> tuple[Host, ...]:
    """Its hosts and helpers, but who has declined or left. Each date is asked for: having come once is no promise."""
    hosts = []
    for host in like.hosts:
        is_asked = host.part is Part.HOST and host.member is not None and host.member != one.made_by
        if host.state is Invitation.DECLINED:
            continue
        if host.member is not None and not await unit.deliveries.accounts(one.community, host.member):
            continue
        state = Invitation.INVITED if is_asked else Invitation.ACCEPTED
        hosts.append(replace(host, state=state, other_times=""))
    return tuple(hosts)


async def _ask_again(unit: Unit, one: Recurring, place: Place, due_at: datetime, now: datetime) -> None:
    """Have the next one made at a moment. Ordered twice it comes once; one for an earlier plan does no harm."""
    order = Order(
        key=f"series:{one.id}:{due_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}",
        topic=f"series:{one.id}",
        kind=NEXT,
        target=target_of(place),
        due_at=due_at,
        subject={"series": one.id},
    )
    await unit.deliveries.add(one.community, order, now)


@post(NEXT, about="the next AMAs of a series", late=Late.ALWAYS, fallback=Fallback.COMMUNITY, says_nothing=True)
async def next_ones(writing: Writing) -> Shown | None:
    """Makes what is to be announced, and says nothing itself."""
    await writing.unit.people.lock(writing.community.id)
    one = await writing.unit.series.get(writing.community.id, int(writing.subject["series"]))
    if one is not None:
        await fill(writing.unit, one, writing.now)
    return None


POSTS: tuple[Post, ...] = (next_ones,)
