"""Trying the way in: the same as newcomers walk, and nothing of it is kept, sent or posted."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from bot.dispatch import Dispatcher, Filled
from bot.identity import Role
from commands import COMMANDS
from storage.database import Database
from storage.prepared import Prepared
from storage.store import SqlStore
from storage.tables import metadata
from tests.amas import scheduled
from tests.newcomers import Door
from tests.talk import Posts, Talk, TestClock

ONLY = "Only a try: nothing is kept, and nobody else sees it."
SETTINGS = (
    "/onboarding settings on:yes tags:loops,guilds introductions:#hello guidelines:https://example.org/rules",
    "/onboarding rule tag:loops channel:#loops",
    "/onboarding rule finished role:@members",
)
#: The whole way; what comes from a press is below it.
WALK = (
    "/press Start", "/press I accept them", "/press Answer", '/fill learn:loops offer-more:"nail art" why:"to learn"',
    "/press Answer", "/fill formats:listen minutes:20", "/press Post this",
)  # fmt: skip
#: Buttons that are too long for a platform are parked, those of a try like all others.
PARKED = "parked_action"


@pytest.fixture
async def world(database: Database, clock: TestClock) -> AsyncIterator[tuple[Database, Talk]]:
    """A database of each kind, and Olga, an organiser of the community in it."""
    made = Dispatcher(commands=COMMANDS, store=SqlStore(database), clock=clock)
    yield database, Talk(made, name="Olga", role=Role.ORGANISER)
    await made.settle()


async def dump(database: Database) -> dict[str, list[str]]:
    """Every row of every table but of parked buttons, as text."""
    rows = {}
    async with database.read() as session:
        for table in metadata.sorted_tables:
            if table.name != PARKED:
                found = await session.rows(Prepared(table.name, table.select(), is_known=False))
                rows[table.name] = sorted(map(str, found))
    return rows


@pytest.fixture
def olga(ada: Talk) -> Talk:
    """Olga, an organiser of Guild."""
    return ada.as_("Olga", Role.ORGANISER)


async def test_nothing_is_written_to_any_table(world: tuple[Database, Talk]) -> None:
    database, olga = world
    await olga(*SETTINGS)
    before = await dump(database)

    shown = await olga.all(["/onboarding try", *WALK, "/onboarding preview"])

    assert await dump(database) == before
    assert "This would have followed:" in shown[-2]
    assert before["onboarding_settings"] != []
    assert before["journey"] == []


async def test_the_same_walk_in_earnest_is_written(world: tuple[Database, Talk]) -> None:
    """The comparison above would see it if anything were kept."""
    database, olga = world
    await olga(*SETTINGS)
    before = await dump(database)

    await olga("/onboarding start", *WALK[1:])

    after = await dump(database)
    assert {name for name, rows in after.items() if rows != before[name]} >= {
        "delivery", "interest", "journey", "journey_step", "learning",
    }  # fmt: skip


async def test_each_card_says_that_it_is_only_a_try(olga: Talk) -> None:
    await olga(*SETTINGS)

    shown = await olga.all(["/onboarding try", *WALK])

    assert [ONLY in one or one.startswith("Try: ") for one in shown] == [True] * len(shown)
    assert [one.split("\n")[0] for one in shown] == [
        ONLY,
        "What we expect of one another",
        "1 of 3: What brings you here",
        "Try: What brings you here",
        "2 of 3: How you learn",
        "Try: How you learn",
        "3 of 3: Say hello",
        "Welcome to Guild",
    ]


async def test_try_shows_what_a_newcomer_is_shown(olga: Talk, ada: Talk) -> None:
    await olga(*SETTINGS)

    tried = await olga.all(["/onboarding try", *WALK])
    walked = await ada.all(["/onboarding start", *WALK[1:]])

    def plain(shown: str) -> str:
        shown = shown.replace(f"{ONLY}\n", "").removeprefix("Try: ").replace("Olga", "Ada")
        shown = re.sub(r"This would have followed:(\n.+)*\n", "", shown)
        return "\n".join(filter(None, shown.split("\n")))

    assert [plain(one) for one in tried[2:]] == [plain(one) for one in walked[1:]]


async def test_end_of_a_try_tells_what_would_have_followed(olga: Talk) -> None:
    await olga(*SETTINGS)

    shown = await olga("/onboarding try", *WALK)

    told = shown.split("This would have followed:\n")[1].split("\n\n")[0]
    assert sorted(told.split("\n")) == [
        "introduction of somebody new: #hello",
        "letting a newcomer into a role or channel: #loops",
        "letting a newcomer into a role or channel: @members",
        "word that nobody has taken a welcome: a private message",
    ]


async def test_greeter_is_named_among_what_would_have_followed(olga: Talk) -> None:
    await olga(*SETTINGS, "/onboarding greeters @olga", "/community role @olga organiser")
    omar = olga.as_("Omar", Role.ORGANISER)

    shown = await omar("/onboarding try", *WALK)

    told = shown.split("This would have followed:\n")[1].split("\n\n")[0]
    assert [line for line in told.split("\n") if "welcome" in line] == [
        "draft of a welcome for a greeter: a private message"
    ]


async def test_what_was_due_before_a_try_does_not_follow_from_it(olga: Talk) -> None:
    await olga(*SETTINGS)
    await scheduled(olga)

    shown = await olga("/onboarding try", *WALK)

    assert "AMA" not in shown.split("This would have followed:\n")[1].split("\n\n")[0]


async def test_try_that_stops_tells_that_nothing_would_follow(olga: Talk) -> None:
    await olga(*SETTINGS)

    shown = await olga("/onboarding try", "/press Start", "/press Stop")

    assert shown.startswith(f"{ONLY}\nThat is over: nothing about settling in will be sent to you by itself.")
    assert "Nothing would have been posted, and nobody let in anywhere." in shown


async def test_nothing_is_posted_after_a_try(olga: Talk, posts: Posts) -> None:
    await olga(*SETTINGS)
    await posts(minutes=1)

    await olga("/onboarding try", *WALK)

    assert await posts(days=30) == []


async def test_invitation_of_a_try_is_the_one_that_is_sent(
    olga: Talk, dispatcher: Dispatcher, clock: TestClock, posts: Posts
) -> None:
    door = Door(dispatcher, clock)
    await olga("/onboarding settings on:yes", '/onboarding text invitation words:"Hello {name}.\nYou know {help}."')
    tried = await olga("/onboarding try")
    await door.joins("Bea")

    (sent,) = await posts(minutes=1)

    assert tried == f"{ONLY}\nHello Olga.\n[Start] [Not now] [Stop]"
    assert sent == "@bea: Hello Bea.\n[Start] [Not now] [Stop]"


async def test_try_goes_while_onboarding_is_switched_off(olga: Talk, dispatcher: Dispatcher) -> None:
    shown = await olga("/onboarding try", "/press Start")

    assert shown.startswith("1 of 2: What brings you here\n")
    assert "no, until it is switched on" in await olga("/onboarding settings")


async def test_organiser_who_has_settled_in_long_ago_tries_it_as_somebody_new(olga: Talk) -> None:
    await olga(*SETTINGS, "/onboarding start", *WALK[1:])

    shown = await olga("/onboarding try", *WALK[:3])

    assert "learn: What do you want to learn about? (several of loops, guilds)\n" in shown
    assert "= to learn" not in shown


async def test_answers_are_carried_along_and_skipped_steps_are_not_asked_again(olga: Talk) -> None:
    await olga(*SETTINGS)

    draft = await olga("/onboarding try", *WALK[:4], "/press Skip this")
    changed = await olga("/press Change it first")
    posted = await olga("/fill words:Hi")

    assert "Hello, I am Olga.\nto learn\nI would like to learn about loops.\n" in draft
    assert changed.startswith("Try: Say hello\n")
    assert "introduction of somebody new: #hello" in posted


async def test_old_card_of_a_try_goes_on_from_where_it_stood(olga: Talk) -> None:
    await olga(*SETTINGS)

    await olga("/onboarding try", *WALK[:4])
    other = await olga(
        "/onboarding try", "/press Start", "/press I accept them", "/press Skip this", "/press Skip this"
    )

    assert "Hello, I am Olga.\n" in other
    assert "to learn" not in other


async def test_step_that_is_taken_out_during_a_try_is_not_asked(olga: Talk) -> None:
    await olga(*SETTINGS, "/onboarding try", *WALK[:2])
    omar = olga.as_("Omar", Role.ORGANISER)
    await omar("/onboarding settings steps:interests")

    shown = await olga("/press Skip this")

    assert shown.startswith("Welcome to Guild\n")


async def test_buttons_that_would_count_are_left_out_and_named(olga: Talk) -> None:
    await olga("/onboarding settings steps:interests buddies:yes")

    shown = await olga("/onboarding try", "/press Start", "/press Skip this")

    assert "[Find me a buddy]" not in shown
    assert "Buttons that are left out here: Find me a buddy." in shown


async def test_refusal_in_a_try_is_the_same_and_keeps_what_was_written(olga: Talk) -> None:
    await olga(*SETTINGS, "/onboarding try", *WALK[:5])

    refused = await olga("/fill minutes:soon")

    assert refused.startswith("minutes is not a whole number from 1 to 1,000: “soon”.")
    assert (await olga("/fill minutes:15")).startswith("3 of 3: Say hello\n")


@pytest.mark.parametrize(
    "so_far",
    [
        "{", "7", "null", '"x"', "[7]", '[["start"]]', '[["start", 7]]', '[["erase", {}]]', '[[["start"], {}]]',
        '[["start", {"who": "ada"}]]', '[["skip", {"step": "dance"}]]', '[["start", {}]' + ', ["start", {}]' * 60 + "]",
        "[" * 10_000,
    ],
)  # fmt: skip
async def test_button_that_is_none_of_ours_is_refused(olga: Talk, dispatcher: Dispatcher, so_far: str) -> None:
    await olga(*SETTINGS)

    told = await olga.fill(Filled(("onboarding", "try-start"), {"so-far": so_far}))

    assert "Something went wrong" not in told
    assert ONLY not in told


async def test_first_words_of_an_organiser_can_be_a_try(olga: Talk) -> None:
    assert (await olga("/onboarding try")).startswith(f"{ONLY}\nHello Olga, welcome to Guild.\n")


async def test_try_is_for_organisers_step_by_step(ada: Talk) -> None:
    for name in ("try", "try-start", "try-stop", "try-interests", "try-post"):
        told = await ada.fill(Filled(("onboarding", name), {}))
        assert told.startswith(f"/onboarding {name} is for organisers.")
