"""What follows from answers: roles and channels by the rules of the community, and a welcome by a person."""

from __future__ import annotations

from datetime import datetime

import pytest

from adapters.console.messenger import ConsoleMessenger, Posted
from bot.deliveries import Cause, Refused, Sent
from bot.delivering import Deliverer
from bot.dispatch import Dispatcher
from bot.messenger import Outgoing
from bot.onboarding import Rule, Step
from bot.replies import Admission
from bot.welcomes import WelcomeState
from commands import POSTS
from tests.newcomers import WORKSPACE, Door, account_of
from tests.settling import HELLO, answered
from tests.talk import Posts, Talk, TestClock, told


def rule(when: str, **more: str) -> Rule:
    """A rule on the console, which lets people into a role."""
    return Rule(**{"when": when, "platform": "console", "workspace": WORKSPACE, "role": f"R-{when}", **more})


@pytest.fixture
async def door(dispatcher: Dispatcher, clock: TestClock) -> Door:
    made = Door(dispatcher, clock)
    await made.open(is_on=False)
    await made.olga("/resource add Loops kind:book tags:loops,pairing new-tags:yes")
    return made


async def test_each_kind_of_answer_opens_what_its_rule_says(door: Door, ada: Talk, posts: Posts) -> None:
    whens = ("tag:loops", "help:pairing", "format:listen", "level:beginner", "company:social", "finished")
    others = ("tag:pairing", "help:loops", "format:read", "level:advanced", "company:quiet")
    await door.open(rules=tuple(map(rule, (*whens, *others))))
    await ada("/onboarding start")

    await answered(ada, "learn:loops", "offer:pairing")
    first = await posts()
    await answered(ada, "formats:listen", "level:beginner", "company:social")
    second = await posts()

    assert sorted(first) == [
        f"@ada: You are let into the role R-{when}: onboarding: {when}." for when in ("help:pairing", "tag:loops")
    ]
    assert sorted(second) == [
        f"@ada: You are let into the role R-{when}: onboarding: {when}."
        for when in ("company:social", "finished", "format:listen", "level:beginner")
    ]


async def test_each_is_opened_once_for_each_person(door: Door, ada: Talk, posts: Posts) -> None:
    await door.open(rules=(rule("tag:loops", role="", channel="loopers"),))
    bob = ada.as_("Bob")
    for person in (ada, bob):
        await person("/onboarding start")
        await answered(person, "learn:loops")
    assert len(await posts()) == 2

    await ada("/onboarding start", "/press Skip this", "/onboarding start")

    assert await posts(days=3) == []


async def test_rule_knows_a_tag_by_the_name_it_had(door: Door, ada: Talk, posts: Posts) -> None:
    await door.open(rules=(rule("tag:loops"),))
    await door.olga("/tag rename loops iteration")
    await ada("/onboarding start")

    await answered(ada, "learn:iteration")

    assert len(await posts()) == 1


async def test_rule_of_another_platform_opens_nothing_here(door: Door, ada: Talk, posts: Posts) -> None:
    await door.open(rules=(rule("tag:loops", platform="mars"), rule("tag:loops", workspace="elsewhere")))
    await ada("/onboarding start")

    await answered(ada, "learn:loops")

    assert await posts(days=1) == []


async def test_rule_that_is_gone_when_its_time_comes_opens_nothing(door: Door, ada: Talk, posts: Posts) -> None:
    await door.open(rules=(rule("tag:loops"),))
    await ada("/onboarding start")
    await answered(ada, "learn:loops")

    await door.open(rules=())

    assert await posts(days=1) == []


async def test_who_is_through_is_welcomed_by_a_person(door: Door, ada: Talk, posts: Posts) -> None:
    await door.open(is_on=True, steps=(Step.INTERESTS,), welcomes_itself=True, hello_in=(HELLO,))
    await ada("/onboarding start")

    await answered(ada, "learn:loops")

    assert [one.split("\n")[0] for one in await posts(hours=1) if one.startswith("#hello")] != []


async def test_who_has_said_something_and_then_nothing_for_a_day_is_welcomed_once(
    door: Door, ada: Talk, posts: Posts, clock: TestClock
) -> None:
    await door.open(is_on=True, welcomes_itself=True, hello_in=(HELLO,), nudge_days=())
    await ada("/onboarding start")
    await answered(ada, "learn:loops")
    await posts(hours=20)
    await ada("/onboarding start")

    soon = await posts(hours=23)
    later = [one for one in await posts(days=2) if one.startswith("#hello")]

    assert soon == []
    assert len(later) == 1
    await ada("/press Skip this", "/press Do not post")
    assert [one for one in await posts(days=2) if one.startswith("#hello")] == []


async def test_who_has_skipped_everything_so_far_or_stopped_is_not_welcomed_by_the_way(
    door: Door, ada: Talk, posts: Posts
) -> None:
    await door.open(is_on=True, welcomes_itself=True, hello_in=(HELLO,), nudge_days=())
    bob = ada.as_("Bob")
    await ada("/onboarding start", "/press Skip this")
    await bob("/onboarding start")
    await answered(bob, "learn:loops")
    await bob("/onboarding stop")

    assert await posts(days=5) == []


async def test_answers_that_change_later_open_what_follows_from_them(door: Door, ada: Talk, posts: Posts) -> None:
    await door.open(rules=(rule("tag:loops"), rule("help:pairing"), rule("level:beginner")))
    await ada("/onboarding start", "/press Skip this", "/press Skip this")
    assert await posts() == []

    await ada("/me preferences level:beginner interests:loops")
    first = await posts()
    await ada("/me preferences help:pairng", "/press Add #pairing")

    assert (len(first), len(await posts())) == (2, 1)


async def test_who_stops_at_night_is_not_welcomed_in_the_morning(
    door: Door, ada: Talk, posts: Posts, clock: TestClock
) -> None:
    await door.open(is_on=True, steps=(Step.INTERESTS,), welcomes_itself=True, hello_in=(HELLO,))
    clock.advance(hours=11)
    for name in ("Ada", "Bob"):
        await door.person(name)("/onboarding start")
        await door.presses(name, "onboarding", "skip", step="interests")
    assert await posts(hours=1) == []

    await ada("/onboarding stop")

    assert ["Bob" in one for one in await posts(days=1)] == [True]


async def test_greeter_has_nobody_to_greet_any_more_who_has_stopped(door: Door, ada: Talk) -> None:
    await door.open(is_on=True, steps=(Step.INTERESTS,), hello_in=(HELLO,))
    await ada("/onboarding start")
    await answered(ada, "learn:loops")
    before = await welcome_of(door)

    await ada("/onboarding stop")

    assert (before, await welcome_of(door)) == (WelcomeState.UNTAKEN, WelcomeState.VOID)


async def welcome_of(door: Door) -> WelcomeState | None:
    """How far the welcome of Ada is."""
    async with door.dispatcher.store.read() as unit:
        known = await unit.people.who(account_of("Ada"))
        found = await unit.welcomes.get(known[0].id, known[1].id) if known else None
        return found.state if found else None


async def test_each_answer_moves_the_day_on_which_one_is_written_to(door: Door, ada: Talk, posts: Posts) -> None:
    await door.open(is_on=True)
    await ada("/onboarding start")
    await posts(days=1)
    await answered(ada, "learn:loops")

    early, late = await posts(hours=47), await posts(hours=2)

    assert [one for one in early if one.startswith("@ada")] == []
    assert len([one for one in late if one.startswith("@ada")]) == 1


async def test_answers_of_somebody_who_is_forgotten_are_gone(door: Door, ada: Talk) -> None:
    await ada("/onboarding start")
    await answered(ada, "learn:loops", 'learn-more:"knitting"', "why:Curious")
    exported = await ada("/me export")

    await ada("/me forget sure:yes")

    assert '"why":"Curious"' in exported.replace(": ", ":")
    assert "knitting" in exported
    assert await door.journey("Ada") is None
    assert "Curious" not in await ada("/onboarding start", "/press Answer")
    async with door.dispatcher.store.read() as unit:
        known = await unit.people.who(account_of("Ada"))
        assert known
        assert await unit.preferences.interests(known[0].id, known[1].id) == []


class _Refuses(ConsoleMessenger):
    """A platform on which the bot may give no role."""

    async def post(self, outgoing: Outgoing, *, until: datetime) -> Sent | Refused:
        if isinstance(outgoing.shown, Admission):
            return Refused(Cause.TARGET, "Missing Permissions")
        return await super().post(outgoing, until=until)


async def test_role_that_the_bot_may_not_give_is_told_to_organisers_in_one_sentence(
    door: Door, ada: Talk, clock: TestClock
) -> None:
    seen: list[Posted] = []
    messenger = _Refuses(seen.append)
    deliverer = Deliverer(
        POSTS, store=door.dispatcher.store, clock=clock, messengers=lambda _platform, _workspace: messenger
    )
    await door.open(rules=(rule("tag:loops"),))
    await ada("/onboarding start")

    answer = await answered(ada, "learn:loops")
    await deliverer.drain()
    clock.advance(minutes=15)
    await deliverer.drain()

    assert answer.startswith("2 of 2: How you learn")
    (trouble,) = [told(one) for one in seen]
    assert trouble.startswith(
        "@olga: Somebody could not be let in: letting a newcomer into a role or channel, message 1."
    )
