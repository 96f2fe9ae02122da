"""How far newcomers come, as organisers ask for it; who is stuck, which nobody else is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from adapters.discord.render import rendered as on_discord
from adapters.slack.render import rendered as on_slack
from bot.actions import pack
from bot.dispatch import Dispatcher, Pressed
from bot.identity import Role
from bot.onboarding import Wording, Words
from bot.replies import Card, Picture
from tests.newcomers import Door
from tests.talk import Talk, TestClock


@pytest.fixture
async def door(dispatcher: Dispatcher, clock: TestClock) -> Door:
    """A community that receives people; Olga organises it."""
    made = Door(dispatcher, clock)
    await made.open()
    return made


async def walk(door: Door, *names: str, skip: tuple[str, ...] = ()) -> None:
    """These people go through the questions, and leave some out."""
    for name in names:
        for step in ("interests", "learning"):
            if step in skip:
                await door.presses(name, "onboarding", "skip", step=step)
            else:
                await door.presses(name, "onboarding", step, sent=True, **ANSWERS[step])


ANSWERS: dict[str, dict[str, str | int | bool]] = {
    "interests": {"learn-more": "knitting", "why": "Why not?"},
    "learning": {"minutes": 20},
}
PEOPLE = [f"Person{letter}" for letter in "ABCDEFGHIJKLMNOP"]


async def test_nobody_has_come_yet(door: Door) -> None:
    assert (await door.olga("/onboarding status")).splitlines() == [
        "Nobody has joined in the last 12 weeks, as far as I know.",
        "[Last 4 weeks] [Last 52 weeks]",
    ]


async def test_organisers_are_told_by_step_by_week_and_by_where_people_came_in(door: Door) -> None:
    await door.joins(*PEOPLE[:6])
    await walk(door, *PEOPLE[:5])
    door.clock.advance(days=7)
    await door.opens_on("discord")
    await door.joins(*PEOPLE[6:12], platform="discord")
    await door.leaves(*PEOPLE[6:11], platform="discord")

    told = (await door.olga("/onboarding status weeks:4")).splitlines()

    assert told[: told.index("Hidden is a number of fewer than 5 people, and one from which such a number could be "
                             "worked out. Weeks are those in which people joined.")] == [
        "Newcomers of the last 4 weeks",
        "",
        "Invited: 12",
        "Answered something: 5",
        "Interests: answered: 5",
        "Interests: skipped: 0",
        "How they learn: answered: 5",
        "How they learn: skipped: 0",
        "Said hello: 0",
        "Hello: skipped: 0",
        "Finished: 5",
        "Stopped it: 0",
        "Left the community: 5",
        "",
        "By week of joining",
        "Week from Mon 30 Nov 2026: invited 6, answered 0, said hello 0, finished 0, stopped 0, left 5",
        "Week from Mon 23 Nov 2026: invited 6, answered 5, said hello 0, finished 5, stopped 0, left 0",
        "In the other weeks nobody joined.",
        "",
        "By where they came in",
        "Console: invited 6, answered 5, said hello 0, finished 5, stopped 0, left 0",
        "Discord: invited 6, answered 0, said hello 0, finished 0, stopped 0, left 5",
        "",
        "Asked for, and no tag stands for it",
        "“knitting”: 5 people",
        "",
        "[As a picture] [Who is stuck where] [Last 12 weeks] [Last 52 weeks]",
        "",
    ]  # fmt: skip


async def test_small_groups_are_hidden_and_said_to_be(door: Door) -> None:
    await door.joins(*PEOPLE[:7])
    await walk(door, *PEOPLE[:3])

    told = await door.olga("/onboarding status")

    assert "\nInvited: 7\n" in told
    assert "\nAnswered something: hidden\n" in told
    assert "Week from Mon 23 Nov 2026: invited 7, stopped 0, left 0; hidden: answered, said hello, finished" in told
    assert "“knitting”: fewer than 5 people" in told


async def test_what_people_can_help_with_is_nothing_that_is_lacking(door: Door) -> None:
    await door.joins(*PEOPLE[:6])
    for name in PEOPLE[:6]:
        await door.presses(name, "onboarding", "interests", sent=True, **{"offer-more": "juggling"})

    told = await door.olga("/onboarding status")

    assert "Interests: answered: 6" in told
    assert "juggling" not in told
    assert "no tag stands for it" not in told


async def test_what_one_person_asked_for_is_not_told(door: Door) -> None:
    await door.joins(*PEOPLE[:6])
    await door.presses(PEOPLE[0], "onboarding", "interests", sent=True, **{"learn-more": "talks by Ada Example"})

    told = await door.olga("/onboarding status")

    assert "Ada Example" not in told
    assert "stands for it\n1 thing, asked for by one person\n" in told


async def test_what_single_people_asked_for_is_counted_beside_what_several_did(door: Door) -> None:
    await door.joins(*PEOPLE[:6])
    for name, words in zip(PEOPLE, ("knitting", "knitting", "sewing"), strict=False):
        await door.presses(name, "onboarding", "interests", sent=True, **{"learn-more": words})
    one = await door.olga("/onboarding status")

    await door.presses(PEOPLE[3], "onboarding", "interests", sent=True, **{"learn-more": "weaving"})

    assert "people\n1 more, asked for by one person\n" in one
    assert "people\n2 more, each asked for by one person\n" in await door.olga("/onboarding status")


async def test_one_way_in_is_told_by_itself(door: Door) -> None:
    await door.joins(*PEOPLE[:6])
    for name in PEOPLE[6:12]:
        await door.person(name)("/onboarding start")

    by_command = await door.olga("/onboarding status entry:command")
    on_console = await door.olga("/onboarding status entry:Console")

    assert by_command.startswith("Newcomers of the last 12 weeks, by the command\n\nInvited: 6\n")
    assert on_console.startswith("Newcomers of the last 12 weeks, from Console\n\nInvited: 6\n")
    assert "By week" not in by_command
    refused = await door.olga("/onboarding status entry:slack")
    assert refused == "Nobody has come in by slack in these weeks. People came in by command, console."


async def test_picture_says_nothing_that_does_not_stand_beside_it_in_words(door: Door) -> None:
    await door.joins(*PEOPLE)
    await walk(door, *PEOPLE[:9], skip=("learning",))
    packed = pack(("onboarding", "picture"), {"weeks": "4", "entry": "console"})

    answer = await door.dispatcher.run(replace(door.olga.request(""), said=Pressed(packed)))

    shown = answer.reply
    assert isinstance(shown, Picture)
    words = "".join(part for part in shown.text if isinstance(part, str))
    drawn = shown.alt.removeprefix("Bar chart: Newcomers of the last 4 weeks, from Console. ").rstrip(".").split("; ")
    assert words.splitlines()[1:-1] == drawn
    assert "Invited: 16" in drawn
    assert answer.is_private


async def test_where_nobody_draws_the_words_are_all(door: Door) -> None:
    door.dispatcher.draw = None
    await door.joins(*PEOPLE[:5])

    told = await door.olga("/onboarding status")

    assert "As a picture" not in told
    assert "\nInvited: 5\n" in await door.presses("Olga", "onboarding", "picture")


async def test_organisers_see_who_is_stuck_and_where(door: Door) -> None:
    await door.joins(*PEOPLE[:4])
    await door.person("Cleo")("/onboarding start")
    await walk(door, PEOPLE[0])
    await door.presses(PEOPLE[1], "onboarding", "interests", sent=True, why="Why not?")
    await door.person(PEOPLE[2])("/onboarding stop")
    door.clock.advance(days=1)
    await door.leaves(PEOPLE[3])
    await door.joins("Dora")
    assert await door.olga("/onboarding stuck") == "Nobody is stuck."
    door.clock.advance(days=1)

    told = await door.olga("/onboarding status", "/press Who is stuck where")

    since = (door.clock.now() - timedelta(days=2)).astimezone(UTC)
    assert told.splitlines()[:4] == [
        "Who is stuck, and where",
        "",
        f"PersonB · at how they learn · since {since:%Y-%m-%d %H:%M} UTC",
        f"Cleo · at what brings them here · since {since:%Y-%m-%d %H:%M} UTC",
    ]
    assert "PersonA" not in told
    assert "Dora" not in told


async def test_more_who_are_stuck_are_on_further_pages(door: Door) -> None:
    await door.joins(*PEOPLE)
    door.clock.advance(days=3)

    first, rest = await door.olga.all(["/onboarding stuck", "/press More"])

    names = [line.partition(" · ")[0] for line in (first + "\n" + rest).splitlines() if " · " in line]
    assert sorted(names) == PEOPLE
    assert "[More]" not in rest


@pytest.mark.parametrize("line", ["status", "stuck", "picture"])
@pytest.mark.parametrize("role", [Role.MEMBER, Role.HOST, Role.CURATOR])
async def test_nobody_but_organisers_is_told(door: Door, line: str, role: Role) -> None:
    await door.joins(*PEOPLE[:6])
    door.clock.advance(days=3)

    told = await Talk(door.dispatcher, name="Cory", role=role)(f"/onboarding {line}")
    pressed = await door.presses("Cory", "onboarding", line)

    assert "Person" not in told + pressed
    assert "Invited" not in told + pressed


async def test_another_community_sees_nothing_of_it(door: Door) -> None:
    await door.joins(*PEOPLE[:6])
    door.clock.advance(days=3)
    other = Talk(door.dispatcher, name="Olga", role=Role.ORGANISER, community="Other")

    assert await other("/onboarding stuck") == "Nobody is stuck."
    assert (await other("/onboarding status")).startswith("Nobody has joined")


async def test_answer_of_very_much_is_whole_on_every_platform(door: Door) -> None:
    """Twelve weeks, twenty channels, and long words for which there are no tags."""
    channels = [f"C0CHANNEL{number:02}" for number in range(20)]
    words = (Words(wording=Wording.INVITATION, words="Hi.", entry=f"console\n{channel}") for channel in channels)
    await door.open(words=tuple(words), joins_at_once=1_000)
    for week in range(12):
        names = [f"Guest{week}x{number}" for number in range(20)]
        for name, channel in zip(names, channels, strict=True):
            await door.joins(name, channel=channel)
        for name in names[:2]:
            asked = {"learn-more": f"{'w' * 60} {week}"}
            await door.presses(name, "onboarding", "interests", sent=True, **asked)
        door.clock.advance(days=7 * (week < 11))

    answer = await door.dispatcher.run(door.olga.request("onboarding status"))

    assert isinstance(answer.reply, Card)
    for shown in (str(on_discord(answer.reply)), str(on_slack(answer.reply).blocks)):
        assert (shown.count("Week from"), shown.count("C0CHANNEL"), shown.count("fewer than 5 people")) == (12, 8, 11)
        assert "12 more; ask for one with entry:" in shown
        assert "2 more that several asked for" in shown
