"""What two people read who are introduced to each other, and what each of them is asked two weeks later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.buddies.matching import Match
from bot.buddies.values import ASKED_AFTER, ASKED_AGAIN_AFTER, Pair, Says, topic_of
from bot.deliveries import Delivery, Late, Order, Target
from bot.delivering.groups import each_alone
from bot.identity import CommunityId, MemberId
from bot.ports import Unit
from bot.posts import Fallback, Writing, post
from bot.preferences.values import InterestKind
from bot.replies import Arguments, Bold, Button, Inline, Mention, Notice, Style, Text, joined, said
from bot.tags import Tag
from commands.cards import title_of

HELLO, MET = "buddy.hello", "buddy.met"


async def introduce(unit: Unit, community: CommunityId, match: Match, over: str, now: datetime) -> None:
    """Make a pair of two, and have both told."""
    number = await unit.buddies.introduce(community, match.one, match.other, over, now)
    if number is None:
        return
    for order in await _hello_orders(unit, community, number, match, now):
        await unit.deliveries.add(community, order, now)


async def _hello_orders(
    unit: Unit, community: CommunityId, number: int, match: Match, now: datetime
) -> Sequence[Order]:
    """One for both where they are in one place, which is written to each alone where the platform cannot do that."""
    one, other = [await unit.deliveries.accounts(community, member) for member in (match.one, match.other)]
    first, second = _near(one, other), _near(other, one)
    if first is None or second is None:
        return []
    if (first.platform, first.workspace) == (second.platform, second.workspace):
        both = replace(first, user="\n".join(sorted((first.user, second.user))))
        return [_order(HELLO, number, None, both, now)]
    return [_order(HELLO, number, match.one, first, now), _order(HELLO, number, match.other, second, now)]


def _order(kind: str, pair: int, member: MemberId | None, target: Target, due_at: datetime, part: str = "") -> Order:
    return Order(
        key=f"{kind}:{pair}:{member or 'both'}{part}",
        topic=topic_of(pair),
        kind=kind,
        target=target,
        due_at=due_at,
        subject={"pair": pair, "again": bool(part)},
        member=member,
    )


def _near(mine: Sequence[Target], others: Sequence[Target]) -> Target | None:
    """The account by which somebody is written to: one in a workspace in which the other one is as well, if any."""
    places = {(one.platform, one.workspace) for one in others}
    near = (one for one in mine if (one.platform, one.workspace) in places)
    return next(near, mine[0] if mine else None)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Scene:
    """A pair as one of the two is told of it."""

    pair: Pair
    #: Which of the two is told (of both together: the first), and how each of them is called there.
    side: int
    names: tuple[Inline, Inline]
    #: Where the other one is, if that is not where this one is told.
    elsewhere: str = ""

    @property
    def other(self) -> Inline:
        return self.names[1 - self.side]


async def _scene(writing: Writing) -> _Scene | None:
    """The pair that a message is about; None where it has ended, or one of them cannot be written to any more."""
    member, target = writing.delivery.order.member, writing.delivery.order.target
    pair = await writing.unit.buddies.pair(writing.community.id, int(writing.subject["pair"]))
    if pair is None or pair.ended_at is not None:
        return None
    side = pair.side(member) if member is not None else 0
    if side is None:
        return None
    accounts = [await writing.unit.deliveries.accounts(writing.community.id, one.id) for one in pair.members]
    if not all(accounts):
        return None
    one, other = (_called(each.name, known, target) for each, known in zip(pair.members, accounts, strict=True))
    is_near = isinstance((one, other)[1 - side], Mention)
    elsewhere = "" if is_near else accounts[1 - side][0].platform.capitalize()
    return _Scene(pair=pair, side=side, names=(one, other), elsewhere=elsewhere)


def _called(name: str, accounts: Sequence[Target], where: Target) -> Inline:
    """A mention, where that can be one; else the name alone."""
    here = (one for one in accounts if (one.platform, one.workspace) == (where.platform, where.workspace))
    near = next(here, None)
    return Mention(near.user) if near else Bold(name)


async def by_another_account(unit: Unit, dead: Delivery, now: datetime) -> None:
    """Write to each alone, or try another account of the same person, once.

    Who is whose buddy is said in no channel, nor to organisers: what cannot be brought waits under ``/me messages``.
    """
    order = dead.order
    if order.target.is_group:
        await each_alone(unit, dead, now)
        return
    if order.member is None or order.key.endswith("~"):
        return
    accounts = await unit.deliveries.accounts(dead.community, order.member)
    others = [one for one in accounts if one != order.target]
    if others:
        await unit.deliveries.add(
            dead.community, replace(order, key=f"{order.key}~", target=others[0], due_at=now), now
        )


@post(
    HELLO,
    about="introduction of two buddies",
    late=Late.ALWAYS,
    fallback=Fallback.NONE,
    waits_for_morning=True,
    lost=by_another_account,
    is_confidential=True,
)
async def hello(writing: Writing) -> Notice | None:
    """Introduces two people, and has this one asked later whether they have met."""
    scene = await _scene(writing)
    if scene is None:
        return None
    await _ask_later(writing, scene.pair)
    tag = (await writing.unit.tags.named(writing.community.id, [scene.pair.over])).get(scene.pair.over)
    words: list[Inline] = [scene.names[0], " and ", scene.names[1], ": you are buddies from now on. "]
    words += await _over(writing, scene, tag)
    words += ["\nTo start from: ", *await _starter(writing, scene.pair.over, tag)]
    words.append(f"\n{_way(scene)}")
    return said(*words, actions=(_button("End it", "end", {"pair": scene.pair.id}),))


async def _ask_later(writing: Writing, pair: Pair) -> None:
    """Have whoever is introduced asked in two weeks whether they have met, each alone."""
    deliveries, community = writing.unit.deliveries, writing.community.id
    told, due_at = writing.delivery.order, writing.now + ASKED_AFTER
    for one in pair.members:
        accounts = await deliveries.accounts(community, one.id)
        mine = [each for each in accounts if each.user in told.target.people] or accounts
        if told.member in {None, one.id} and mine:
            await deliveries.add(community, _order(MET, pair.id, one.id, mine[0], due_at), writing.now)


async def _over(writing: Writing, scene: _Scene, tag: Tag | None) -> Text:
    """What they have in common."""
    over = Bold(scene.pair.over)
    kinds = [await _kinds(writing, one.id, tag) for one in scene.pair.members]
    helping = [name for name, kind in zip(scene.names, kinds, strict=True) if InterestKind.HELP in kind]
    learning = [name for name, kind in zip(scene.names, kinds, strict=True) if InterestKind.LEARN in kind]
    if len(learning) == 2 and len(helping) != 1:
        return ("You both want to learn about ", over, ".")
    if len(helping) == 1 and learning:
        learner = next(one for one in scene.names if one is not helping[0])
        return (helping[0], " can help with ", over, ", and ", learner, " wants to learn about it.")
    return ("What you share: ", over, ".")


async def _kinds(writing: Writing, member: MemberId, tag: Tag | None) -> set[InterestKind]:
    found = await writing.unit.preferences.interests(writing.community.id, member)
    return {one.kind for one in found if tag is not None and one.tag == tag.id}


async def _starter(writing: Writing, over: str, tag: Tag | None) -> Text:
    """Something of the library to talk about, else a question."""
    newest = await writing.unit.resources.newest(writing.community.id, tag.id, None, 1) if tag else None
    if newest is None or not newest.hits:
        return (f"what would each of you like to be able to do with {over} in three months?",)
    return (title_of(newest.hits[0]), ". What would each of you do with it?")


def _way(scene: _Scene) -> str:
    if scene.elsewhere:
        return f"You are not in the same place, one of you is on {scene.elsewhere}: meet in an AMA, or in a call."
    return "Write to each other, and agree on half an hour to talk."


@post(
    MET,
    about="question whether two buddies have met",
    late=Late.ALWAYS,
    fallback=Fallback.NONE,
    is_unasked=True,
    waits_for_morning=True,
    lost=by_another_account,
    is_confidential=True,
)
async def have_you_met(writing: Writing) -> Notice | None:
    """Asks one of two whether they have met; nobody who has said so already."""
    scene = await _scene(writing)
    if scene is None or scene.pair.says[scene.side] is Says.MET:
        return None
    again = bool(writing.subject.get("again"))
    args: Mapping[str, str | int | bool] = {"pair": scene.pair.id, **({"again": True} if again else {})}
    actions = (
        _button("Met", "met", {**args, "said": "met"}, Style.MAIN),
        _button("Not yet", "met", {**args, "said": "not"}),
        _button("End it", "end", {"pair": scene.pair.id}),
    )
    lead = "You wanted to be asked again" if again else "Two weeks ago you were introduced"
    parts = joined((f"{lead}: ", scene.other, ", over ", Bold(scene.pair.over), ". Have you two met or talked?"), "")
    return said(*(one for one in parts if one), actions=actions)


async def ask_again(unit: Unit, community: CommunityId, pair: int, member: MemberId, now: datetime) -> None:
    """Have somebody asked once more, in a week."""
    accounts = await unit.deliveries.accounts(community, member)
    if accounts:
        order = _order(MET, pair, member, accounts[0], now + ASKED_AGAIN_AFTER, ":again")
        await unit.deliveries.add(community, order, now)


def _button(label: str, word: str, args: Arguments, style: Style = Style.PLAIN) -> Button:
    return Button(label=label, command=("buddy", word), args=args, style=style)
