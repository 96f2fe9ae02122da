"""Roles and channels that follow from what newcomers have answered, by the rules of their community."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.deliveries import Late, Order, Target, into
from bot.errors import InvalidInput
from bot.identity import CommunityId, MemberId
from bot.onboarding import Journey, Rule
from bot.ports import Unit
from bot.posts import Fallback, Post, Writing, post
from bot.preferences import InterestKind
from bot.replies import Admission
from bot.tags import normalise

KIND = "onboarding.admission"
#: What a rule about a tag begins with, by what the tag stands for.
_OF_TAGS = {InterestKind.LEARN: "tag", InterestKind.HELP: "help"}


async def follow(unit: Unit, community: CommunityId, member: MemberId, now: datetime) -> None:
    """Have somebody let into all that follows from their answers: each once, however often this is called."""
    rules = (await unit.onboarding.current(community)).rules
    journey = await unit.journeys.get(community, member) if rules else None
    if journey is None or journey.left_at is not None:
        return
    answers = await answers_of(unit, community, journey)
    accounts = await unit.deliveries.accounts(community, member)
    for rule in await following(unit, community, rules, answers):
        for account in accounts:
            if (account.platform, account.workspace) == (rule.platform, rule.workspace):
                await unit.deliveries.add(community, order_for(rule, member, account, now), now)


async def answers_of(unit: Unit, community: CommunityId, journey: Journey) -> frozenset[str]:
    """What somebody has answered, in the words in which rules name it."""
    interests = await unit.preferences.interests(community, journey.member)
    learning = await unit.preferences.learning(community, journey.member)
    said = {f"{_OF_TAGS[one.kind]}:{one.name}" for one in interests}
    said |= {f"format:{one}" for one in learning.formats}
    said |= {f"level:{learning.level}", f"company:{learning.company}"}
    return frozenset(said | ({"finished"} if journey.finished_at is not None else set()))


async def following(unit: Unit, community: CommunityId, rules: Sequence[Rule], answers: frozenset[str]) -> list[Rule]:
    """The rules that hold for these answers. A tag that was renamed or merged is known by its old name as well."""
    wanted = {rule.when: _tag_in(rule) for rule in rules}
    known = await unit.tags.named(community, [name for name in wanted.values() if name])
    names: Mapping[str, str] = {name: tag.name for name, tag in known.items()}
    return [rule for rule in rules if _named_now(rule, wanted[rule.when], names) in answers]


def order_for(rule: Rule, member: MemberId, account: Target, now: datetime) -> Order:
    """Lets somebody into a role or channel. Its name is that of the person and the room: it is done once."""
    room = rule.role or rule.channel
    topic = f"admission:{member}"
    return Order(
        key=f"{topic}:{rule.platform}:{rule.workspace}:{room}:{account.user}",
        topic=topic,
        kind=KIND,
        target=into(rule.platform, rule.workspace, room),
        due_at=now,
        member=member,
        subject={
            "member": int(member), "user": account.user, "role": rule.role, "channel": rule.channel, "when": rule.when,
        },
    )  # fmt: skip


@post(KIND, about="letting a newcomer into a role or channel", late=Late.ALWAYS, fallback=Fallback.NONE)
async def admission(writing: Writing) -> Admission | None:
    journey = await writing.unit.journeys.get(writing.community.id, MemberId(int(writing.subject["member"])))
    rules = (await writing.unit.onboarding.current(writing.community.id)).rules
    role, channel = str(writing.subject["role"]), str(writing.subject["channel"])
    rule = next((one for one in rules if (one.role, one.channel) == (role, channel)), None)
    if journey is None or journey.left_at is not None or rule is None:
        return None
    reason = f"onboarding: {rule.when}"
    return Admission(user=str(writing.subject["user"]), role=role, channel=channel, reason=reason)


def _tag_in(rule: Rule) -> str:
    """The name of the tag that a rule is about; empty for another rule."""
    about, _, name = rule.when.partition(":")
    if about not in _OF_TAGS.values():
        return ""
    try:
        return normalise(name)
    except InvalidInput:
        return ""


def _named_now(rule: Rule, name: str, names: Mapping[str, str]) -> str:
    return f"{rule.when.partition(':')[0]}:{names[name]}" if name in names else rule.when


POSTS: tuple[Post, ...] = (admission,)
