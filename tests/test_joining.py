"""Two communities that become one, and are parted again."""

from __future__ import annotations

import re

import pytest

from bot.dispatch import Dispatcher
from bot.identity import Role
from bot.joining import STEPS
from bot.working import Chores
from tests.talk import Talk, TestClock


@pytest.fixture
def olga(ada: Talk) -> Talk:
    """Olga, an organiser of Guild."""
    return ada.as_("Olga", Role.ORGANISER)


@pytest.fixture
def mia(ada: Talk) -> Talk:
    """Mia, an organiser of Makers, which is another place."""
    return ada.as_("Mia", Role.ORGANISER, community="Makers")


@pytest.fixture
def chores(dispatcher: Dispatcher, clock: TestClock) -> Chores:
    """The runner of work that takes long."""
    return Chores(STEPS, store=dispatcher.store, clock=clock)


async def fill_both(ada: Talk, bob: Talk) -> None:
    """Two libraries with a book in common, and a tag that is called otherwise."""
    await ada("/resource add Cultivating Communities kind:book tags:books,craft", "/resource useful 1")
    await bob("/resource add Cultivating Communities kind:book tags:reading", "/resource useful 1")
    await bob("/resource add The Guild Story kind:podcast tags:reading,stories", "/resource useful 2")
    await bob.as_("Cory", Role.CURATOR)(
        "/tag alias reading lecture", "/tag parent stories reading", "/tag channel stories"
    )


async def asked(olga: Talk, mia: Talk) -> str:
    """The code of Guild, with which Makers has asked to join."""
    found = re.search(r"/community link (\S+)", await olga("/community link"))
    assert found
    await mia(f"/community link {found[1]}")
    return found[1]


async def joined(olga: Talk, mia: Talk, chores: Chores) -> None:
    """Makers has become a part of Guild."""
    await asked(olga, mia)
    await olga("/community link", "/press Join")
    await chores.finish_all()


async def test_both_sides_have_to_agree(ada: Talk, olga: Talk, mia: Talk) -> None:
    await ada("/help")
    code = re.search(r"/community link (\S+)", await olga("/community link"))
    assert code
    assert await mia(f"/community link {code[1]}") == (
        "Asked. Now an organiser of “Guild” says /community link there and confirms."
    )
    assert await olga("/community link") == (
        "“Makers” asks to become one community with this one. It has 1 person, 0 resources and 0 tags, which are "
        "brought here by the rules of an import. For a day it can be taken back with /community unlink.\n"
        "[Join] [Refuse]"
    )
    assert await olga("/press Refuse") == "Refused. Nothing was changed."
    assert (await olga("/community link")).startswith("Say this in the other place, as an organiser, within")


@pytest.mark.parametrize("is_asked_before", [False, True])
async def test_community_with_an_ama_ahead_is_not_joined_to_another(
    ada: Talk, olga: Talk, mia: Talk, clock: TestClock, is_asked_before: bool
) -> None:
    await ada("/help")
    code = re.search(r"/community link (\S+)", await olga("/community link"))
    assert code
    ask, refused = f"/community link {code[1]}", "The community that asks has an AMA ahead, “Loops”. "
    lines = ['/ama schedule Loops "in 10 minutes"', "/press Confirm"]
    if is_asked_before:
        await mia(ask, *lines)
        assert await olga("/community link", "/press Join") == f"{refused}Let them hold it or cancel it first."
        return
    await mia(*lines)

    assert await mia(ask) == f"{refused}Hold it or cancel it first, or do it the other way round."
    await mia("/ama cancel 1 Otherwise", "/press Cancel it")
    assert (await mia(ask)).startswith("Asked.")


async def test_joined_communities_have_one_library(ada: Talk, olga: Talk, mia: Talk, chores: Chores) -> None:
    bob = mia.as_("Bob")
    await fill_both(ada, bob)

    await joined(olga, mia, chores)

    assert "2 in all." in await ada("/resource find")
    assert await ada("/resource find kind:book|podcast") == await bob("/resource find kind:book|podcast")
    shown = await bob("/resource show 1")
    assert "Tags: #books #craft #reading" in shown
    assert "Useful to: 2" in shown
    assert "Found by: Ada, Bob" in shown
    assert "The Guild Story" in await ada("/resource find #lecture")
    assert "The Guild Story" in (shown := await bob("/resource find"))
    assert "1 in all." in shown
    assert "Found for the library: 2" in await bob("/me show")


async def test_what_people_said_about_how_they_learn_comes_along_and_is_seen_by_nobody_new(
    ada: Talk, olga: Talk, mia: Talk, chores: Chores
) -> None:
    bob = mia.as_("Bob")
    await fill_both(ada, bob)
    await bob("/me preferences formats:listen interests:lecture help:reading public:yes")
    assert "Others see your interests: yes" in await bob("/me preferences")

    await joined(olga, mia, chores)

    said = await bob("/me preferences")
    assert "You like to: listen\n" in said
    assert "You can help with: #reading\nOthers see your interests: no\n" in said
    assert "People who can help" not in await ada("/tag show reading")


async def test_work_that_is_broken_off_goes_on_where_it_was(
    ada: Talk, olga: Talk, mia: Talk, chores: Chores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.joining.AT_ONCE", 2)
    for number in range(5):
        await mia(f"/resource add Book {number} kind:book tags:books")
    await ada("/help")
    await asked(olga, mia)
    await olga("/community link", "/press Join")

    assert [await chores.step() for _ in range(2)] == [True, True]
    assert "2 in all." in await ada("/resource find")
    await Chores(STEPS, store=ada.dispatcher.store, clock=TestClock()).finish_all()

    assert "5 in all." in await ada("/resource find")


async def test_parted_communities_are_as_before(ada: Talk, olga: Talk, mia: Talk, chores: Chores) -> None:
    bob = mia.as_("Bob")
    await fill_both(ada, bob)
    before = [await ada("/resource find"), await bob("/resource find"), await bob("/me show"), await bob("/tag list")]
    await joined(olga, mia, chores)

    assert await olga("/community unlink") == (
        "“Makers” is a community of its own again. What only it has brought leaves this library."
    )
    await chores.finish_all()

    after = [await ada("/resource find"), await bob("/resource find"), await bob("/me show"), await bob("/tag list")]
    assert after[1:] == before[1:]
    assert "The Guild Story" not in after[0]
    assert "useful to one" in after[0]
    assert "Cultivating Communities" in await mia("/resource find kind:book")


async def test_after_a_day_they_stay_together(
    ada: Talk, olga: Talk, mia: Talk, chores: Chores, clock: TestClock
) -> None:
    await ada("/help")
    await joined(olga, mia, chores)
    clock.advance(days=1, minutes=1)

    assert await olga("/community unlink") == "That was more than a day ago. It cannot be taken back any more."


async def test_what_makes_no_sense_is_refused(ada: Talk, olga: Talk, mia: Talk, clock: TestClock) -> None:
    await ada("/help")
    code = await asked(olga, mia)

    assert await olga(f"/community link {code}") == ("That code is from this community. Say it in the other place.")
    assert await ada.as_("Eve", Role.ORGANISER, community="Third")(f"/community link {code}") == (
        "Somebody else has asked with that code. Make another one in the other place."
    )
    assert await olga("/community link AAAA-BBBB") == (
        "That code is not known, or it is too old. Say /community link in the other place again."
    )
    assert await olga("/community link nonsense") == (
        "That is not a code. Say /community link in the other place to get one."
    )
    assert await olga("/community unlink") == ("No community was joined with this one. There is nothing to take back.")
    assert (await ada("/community link")).startswith("/community link is for organisers.")
