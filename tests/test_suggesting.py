"""What somebody might begin with: by what they have said, of what there is, and of people only who like to be seen."""

from __future__ import annotations

from bot.amas.values import Ama
from bot.identity import Role
from commands.suggesting import FirstThings, first_things
from tests.amas import scheduled
from tests.talk import Talk, TestClock


async def first(talk: Talk, clock: TestClock) -> FirstThings:
    """The first things of somebody."""
    async with talk.dispatcher.store.read() as unit:
        known = await unit.people.who(talk.request("help").account)
        assert known, "who has said something is known"
        return await first_things(unit, known[0].id, known[1].id, clock.now())


async def test_nothing_is_suggested_where_there_is_nothing(ada: Talk, clock: TestClock) -> None:
    await ada("/me preferences formats:listen")

    assert await first(ada, clock) == FirstThings()


async def test_first_resource_is_under_their_tags_and_as_they_like_it(
    ada: Talk, curator: Talk, clock: TestClock
) -> None:
    for line in ("Article kind:article tags:loops", "Podcast kind:podcast tags:loops", "Other kind:podcast tags:mob"):
        await curator(f"/resource add {line}")
    await curator("/resource useful 1")

    await ada("/me preferences interests:loops")
    plain = await first(ada, clock)
    await ada("/me preferences formats:listen")
    liked = await first(ada, clock)

    assert plain.resource is not None
    assert plain.resource.facts.title == "Article"
    assert liked.resource is not None
    assert liked.resource.facts.title == "Podcast"


async def test_where_their_tags_have_nothing_the_dearest_of_all_is_suggested(
    ada: Talk, curator: Talk, clock: TestClock
) -> None:
    await curator("/resource add Podcast kind:podcast tags:mob", "/resource add Article kind:article tags:mob")
    await curator("/resource add Loops kind:book tags:loops", "/resource retire 3 reason:old")
    await ada("/me preferences interests:loops formats:listen")

    found = await first(ada, clock)

    assert found.resource is not None
    assert found.resource.facts.title == "Podcast"


async def test_newest_conversation_under_their_tags_is_suggested(ada: Talk, curator: Talk, clock: TestClock) -> None:
    await curator("/resource add Loops kind:book tags:loops,mob,kata")
    for name in ("loops", "mob", "kata"):
        await curator(f"/conversation tag {name} link:https://chat.example/{name} text:About-{name}")
    await ada('/me preferences interests:"mob, loops"')

    found = await first(ada, clock)

    assert found.conversation is not None
    assert found.conversation.title == "About-mob"


def title(ama: Ama | None) -> str:
    return ama.session.title if ama else ""


async def test_next_ama_under_their_tags_is_suggested_else_the_next_one(ada: Talk, clock: TestClock) -> None:
    olga = ada.as_("Olga", Role.ORGANISER)
    await olga("/resource add Loops kind:book tags:loops,mob", "/tag parent mob loops")
    await scheduled(olga, title="Soon", when="2026-11-26 18:00")
    await scheduled(olga, "tags:mob", title="Mob", when="2026-11-27 18:00")
    await ada("/help")

    anything = await first(ada, clock)
    await ada("/me preferences interests:loops")
    theirs = await first(ada, clock)
    clock.advance(days=4)
    later = await first(ada, clock)

    assert (title(anything.ama), title(theirs.ama)) == ("Soon", "Mob")
    assert later.ama is None


async def test_person_helps_or_shares_a_tag_and_likes_to_be_seen(ada: Talk, curator: Talk, clock: TestClock) -> None:
    await curator("/resource add Loops kind:book tags:loops")
    await ada("/me preferences interests:loops public:yes")
    await ada.as_("Hidden")("/me preferences help:loops")
    nobody = await first(ada, clock)

    await ada.as_("Cleo")("/me preferences interests:loops public:yes")
    learner = await first(ada, clock)
    await ada.as_("Bob")("/me preferences help:loops public:yes")
    helper = await first(ada, clock)

    assert nobody.person is None
    assert learner.person is not None
    assert learner.person[1] == "Cleo"
    assert helper.person is not None
    assert helper.person[1] == "Bob"
