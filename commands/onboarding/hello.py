"""Saying hello: the draft is changed and posted by its person, in their name, once; changed again, the post changes."""

from __future__ import annotations

from dataclasses import replace

from bot.deliveries import Delivery, Late, Order, State, target_of
from bot.errors import InvalidInput
from bot.identity import MemberId, Place
from bot.onboarding import Journey, Outcome, Step, walking
from bot.posts import Fallback, Post, Writing, post
from bot.replies import Card, Field, Form, Mention, Reply, Section, Shown, Update, done, text
from bot.requests import Call
from bot.spec import AnyCommand, Text, Whole, YesNo, command
from commands.onboarding.cards import go_on, note
from commands.onboarding.walk import HELLO_CHARACTERS, Walk, account_at, draft, keep, walk_of

KIND = "onboarding.hello"
#: What has become of an introduction that nobody ever saw.
_NEVER_THERE = frozenset({State.DEAD, State.VOID})
_POSTED = "Your introduction is posted."
_POSTED_BEFORE = "You have introduced yourself already."
_NOWHERE = "Introductions are not posted here any more; your words are kept, and nobody sees them."


@command(
    "onboarding",
    "post",
    about="Post your introduction as it stands",
    is_typed=False,
    options=[Whole(name="seen", about="What was known when the draft was shown")],
)
async def post_draft(call: Call, seen: int = 0) -> Reply:
    walk = await walk_of(call)
    if (instead := await _instead(walk)) is not None:
        return instead
    if seen != walk.journey.version:
        return await _on(walk, "Your answers have changed meanwhile. This is what would be posted now:")
    return await _posted(walk, await draft(walk))


@command(
    "onboarding",
    "hello",
    about="Introduce yourself",
    is_typed=False,
    options=[
        Text(name="words", about="Your introduction", is_long=True, max_characters=HELLO_CHARACTERS),
        YesNo(name="sent", about="Whether the form was filled in"),
        Whole(name="seen", about="What was known when the form was opened"),
    ],
)
async def hello(call: Call, words: str = "", sent: bool = False, seen: int = 0) -> Reply:
    walk = await walk_of(call)
    is_posted = walk.journey.hello_at is not None
    if not is_posted and (instead := await _instead(walk, words)) is not None:
        return instead
    if not sent:
        return await _form(walk)
    if not words:
        raise InvalidInput("Nothing is left of your introduction.", "Write a sentence, or leave it.", field="words")
    if not is_posted:
        return await _posted(walk, words)
    if seen != walk.journey.version and words != walk.journey.hello:
        return replace(await _form(walk, words), problem=_CHANGED)
    return await _changed(walk, words)


_CHANGED = "It was posted or changed on another device in the meantime. Send this to put it in the place of that."


@post(KIND, about="introduction of somebody new", late=Late.ALWAYS, fallback=Fallback.NONE)
async def introduction(writing: Writing) -> Shown | None:
    member = MemberId(int(writing.subject["member"]))
    journey = await writing.unit.journeys.get(writing.community.id, member)
    if journey is None or journey.left_at is not None or journey.hello_at is None:
        return None
    person = await writing.unit.communities.person(writing.community.id, member)
    who = Section(text=text(Mention(str(writing.subject["user"])), ", in their own words:"))
    return Card(title=f"{person.member.name} says hello", sections=(who, Section(text=text(journey.hello))))


def order_of(journey: Journey, place: Place, user: str) -> Order:
    """The introduction of somebody: one for each person, so that it is posted once."""
    key = f"hello:{journey.member}"
    return Order(
        key=key,
        topic=key,
        kind=KIND,
        target=target_of(place),
        due_at=journey.moved_at,
        subject={"member": int(journey.member), "user": user},
    )


async def _form(walk: Walk, words: str = "") -> Form:
    field = Field(
        option="words", label="Your introduction", value=words or await draft(walk), required=True, is_long=True
    )
    known = {"sent": True, "seen": walk.journey.version}
    return Form(title="Say hello", command=("onboarding", "hello"), fields=(field,), known=known)


async def _instead(walk: Walk, words: str = "") -> Reply | None:
    """What is shown where nothing can be posted; None where it can."""
    if walking.next_step(walk.journey, walk.steps) is Step.GUIDELINES:
        return await _on(walk)
    if walk.journey.hello_at is not None:
        return await _on(walk, _POSTED_BEFORE)
    if Step.HELLO not in walk.steps or walk.place is None:
        return await _on(replace(walk, journey=replace(walk.journey, hello=words or walk.journey.hello)), _NOWHERE)
    return None


async def _on(walk: Walk, *told: str) -> Update:
    return Update(reply=await go_on(walk, walking.gone_on(walk.journey, walk.call.now), note(*told)))


async def _posted(walk: Walk, words: str) -> Update:
    call = walk.call
    account = await account_at(call, walk.place) if walk.place else None
    if walk.place is None or account is None:
        return await _on(walk, _NOWHERE)
    settled = walking.settled(walk.journey, Step.HELLO, Outcome.ANSWERED, call.now)
    journey = replace(settled, hello=words, hello_at=call.now)
    card = await go_on(walk, journey, note(_POSTED))
    await call.unit.deliveries.add(call.community.id, order_of(journey, walk.place, account.user), call.now)
    return Update(reply=card)


async def _changed(walk: Walk, words: str) -> Reply:
    """Change what was posted; what has not left yet says what is true when it leaves."""
    call = walk.call
    kept = await keep(walk, replace(walking.gone_on(walk.journey, call.now), hello=words))
    before = await _newest(call)
    if before is None:
        return done("Your words are kept. What you posted by another account, before you linked it, stays as it is.")
    if before.state is not State.DUE:
        order = replace(before.order, key=f"{before.order.topic}:{kept.journey.version}", due_at=call.now)
        order = replace(order, edits=before.order.key) if before.state not in _NEVER_THERE else order
        target = target_of(walk.place) if walk.place and not order.edits else order.target
        await call.unit.deliveries.add(call.community.id, replace(order, target=target), call.now)
    return done("Your introduction is changed.")


async def _newest(call: Call) -> Delivery | None:
    """The introduction that was ordered last, not its changes: one that found no place is ordered anew in another."""
    found = await call.unit.deliveries.about(call.community.id, f"hello:{call.member.id}")
    return max((one for one in found if not one.order.edits), key=lambda one: one.id, default=None)


COMMANDS: tuple[AnyCommand, ...] = (post_draft, hello)

POSTS: tuple[Post, ...] = (introduction,)
