"""Coming to AMAs: one answer a person, seats and a waiting list, reminders as people choose them."""

from __future__ import annotations

import re

import pytest

from bot.identity import Role
from tests.amas import press, scheduled
from tests.talk import Posts, Talk, TestClock


@pytest.fixture
def olga(ada: Talk) -> Talk:
    """Olga, an organiser of Guild."""
    return ada.as_("Olga", Role.ORGANISER)


@pytest.fixture
def bob(ada: Talk) -> Talk:
    """Bob, a member of Guild."""
    return ada.as_("Bob")


async def come(*people: Talk, answer: str = "coming") -> list[str]:
    """Each of these people says it in turn; what they are told."""
    return [await press(person, "ama", "come", number=1, answer=answer) for person in people]


async def seats(olga: Talk) -> str:
    """Who comes, as hosts and organisers see it."""
    card = await olga("/ama show 1")
    found = re.search(r"^Comes: (.*)$", card, re.MULTILINE)
    names = re.search(r"^Coming: (.*)$", card, re.MULTILINE)
    assert found
    return f"{found[1]}: {names[1] if names else 'nobody'}"


async def test_each_answer_is_told_and_the_last_one_counts(ada: Talk, olga: Talk) -> None:
    await scheduled(olga)

    (coming,), (maybe,), (no,) = await come(ada), await come(ada, answer="maybe"), await come(ada, answer="no")

    reminders = (
        "[Tell me when it begins] [Tell me a day before] [Tell me 15 minutes before] "
        "[Tell me when my question is answered]"
    )
    assert coming == f"You come to AMA 1 “Starting a guild”, 2026-12-03 18:00 UTC.\n{reminders}"
    assert maybe == f"Maybe you come to AMA 1 “Starting a guild”, 2026-12-03 18:00 UTC.\n{reminders}"
    assert no == "You are not coming to AMA 1 “Starting a guild”, and get no more messages about it."
    assert await seats(olga) == "0: nobody"


async def test_announcement_has_the_buttons(ada: Talk, olga: Talk, posts: Posts) -> None:
    await scheduled(olga)

    (announced,) = await posts(minutes=1)

    assert announced.endswith("[Coming] [Maybe] [Not coming] [Ask]")


async def test_full_ama_puts_members_on_a_waiting_list_in_their_order(ada: Talk, bob: Talk, olga: Talk) -> None:
    await scheduled(olga, "capacity:1")
    cleo = ada.as_("Cleo")

    told = await come(ada, bob, cleo, bob)

    waiting = "All seats of AMA 1 “Starting a guild” are taken. You are number {} on the waiting list, and told once "
    assert told[0].startswith("You come")
    assert [one.startswith(waiting.format(number)) for one, number in zip(told[1:], (1, 2, 1), strict=True)] == [
        True
    ] * 3
    assert await seats(olga) == "1 of 1, 2 waiting (full): Ada"


async def test_saying_it_again_costs_neither_the_seat_nor_the_place_in_the_line(
    ada: Talk, bob: Talk, olga: Talk, clock: TestClock
) -> None:
    await scheduled(olga, "capacity:1")
    cleo = ada.as_("Cleo")
    for person in (ada, bob, cleo, bob, ada):
        await come(person)
        clock.advance(minutes=1)

    before = await seats(olga)
    await come(ada, answer="maybe")

    assert before == "1 of 1, 2 waiting (full): Ada"
    assert await seats(olga) == "1 of 1, 1 maybe, 1 waiting (full): Bob"


async def test_whoever_frees_a_seat_lets_the_longest_waiting_in_who_is_told(
    ada: Talk, bob: Talk, olga: Talk, posts: Posts, clock: TestClock
) -> None:
    await scheduled(olga, "capacity:1")
    cleo = ada.as_("Cleo")
    for person in (ada, bob, cleo):
        await come(person)
        clock.advance(minutes=1)
    await posts(minutes=1)

    await come(ada, answer="no")

    assert await posts(minutes=1) == [
        (
            "@bob: There is a seat for you at AMA 1 “Starting a guild”, 2026-12-03 18:00 UTC.\n"
            "[Coming] [Maybe] [Not coming]"
        )
    ]
    assert await seats(olga) == "1 of 1, 1 waiting (full): Bob"


async def test_seat_of_somebody_who_is_forgotten_goes_to_who_waits(
    ada: Talk, bob: Talk, olga: Talk, posts: Posts, clock: TestClock
) -> None:
    await scheduled(olga, "capacity:1")
    cleo = ada.as_("Cleo")
    for person in (ada, bob, cleo):
        await come(person)
        clock.advance(minutes=1)
    await posts(minutes=1)

    await ada("/me forget", "/press Forget me")

    assert await seats(olga) == "1 of 1, 1 waiting (full): Bob"
    assert (await posts(minutes=1))[0].startswith("@bob: There is a seat for you")


async def test_more_seats_let_those_in_who_wait_and_no_limit_lets_in_all(
    ada: Talk, olga: Talk, clock: TestClock
) -> None:
    await scheduled(olga, "capacity:1")
    for name in ("Ada", "Bob", "Cleo", "Dora"):
        await come(ada.as_(name))
        clock.advance(minutes=1)

    await olga("/ama edit 1 capacity:2")
    two = await seats(olga)
    await olga("/ama edit 1 capacity:0")
    all_of_them = await seats(olga)
    await olga("/ama edit 1 capacity:1")

    assert two == "2 of 2, 2 waiting (full): Ada, Bob"
    assert all_of_them == "4: Ada, Bob, Cleo, Dora"
    assert await seats(olga) == "4 of 1 (full): Ada, Bob, Cleo, Dora"


async def test_person_with_two_accounts_has_one_seat_and_leaves_the_other_to_who_waits(
    ada: Talk, bob: Talk, olga: Talk, posts: Posts, clock: TestClock
) -> None:
    await scheduled(olga, "capacity:2")
    work = ada.as_("Ada at work")
    for person in (ada, work, bob):
        await come(person)
        clock.advance(minutes=1)
    before = await seats(olga)
    await posts(minutes=1)
    code = re.search(r"/me link (\S+)", await work("/me link"))
    assert code

    await ada(f"/me link {code[1]}", "/press Join")

    assert before == "2 of 2, 1 waiting (full): Ada, Ada at work"
    assert await seats(olga) == "2 of 2 (full): Ada at work, Bob"
    assert "You come." in await ada("/ama show 1")
    assert (await posts(minutes=1))[0].startswith("@bob: There is a seat for you")


async def test_reminders_come_as_chosen_and_none_else(ada: Talk, olga: Talk, posts: Posts) -> None:
    await scheduled(olga, "where:Stage")
    await come(ada)
    await posts(days=8)

    for what in ("day", "quarter", "questions"):
        await press(ada, "ama", "remind", number=1, what=what, on=True)
    off = await press(ada, "ama", "remind", number=1, what="day", on=False)
    told = [one for one in await posts(days=2) if one.startswith("@ada")]

    assert "[Tell me a day before] [No word 15 minutes before]" in off
    assert told == [
        "@ada: AMA 1 “Starting a guild” with Olga begins 2026-12-03 18:00 UTC. It is held here: Stage.",
        "@ada: AMA 1 “Starting a guild” with Olga has begun 2026-12-03 18:00 UTC. It is held here: Stage.",
    ]


async def test_each_reminder_is_switched_on_and_off_by_its_button(ada: Talk, olga: Talk) -> None:
    await scheduled(olga)
    await come(ada)

    for what in ("questions", "day", "quarter", "answer"):
        await press(ada, "ama", "remind", number=1, what=what, on=True)
    on = await press(ada, "ama", "remind", number=1, what="day", on=True)
    off = [await press(ada, "ama", "remind", number=1, what=what, on=False) for what in ("answer", "day")][-1]

    assert on.endswith(
        "[No word when it begins] [No word a day before] [No word 15 minutes before] "
        "[No word when my question is answered]"
    )
    assert off.endswith(
        "[No word when it begins] [Tell me a day before] [No word 15 minutes before] "
        "[Tell me when my question is answered]"
    )


async def test_who_does_not_come_is_not_reminded(ada: Talk, olga: Talk, posts: Posts) -> None:
    await scheduled(olga)
    await come(ada)
    await press(ada, "ama", "remind", number=1, what="quarter", on=True)
    await come(ada, answer="no")

    assert [one for one in await posts(days=20) if one.startswith("@ada")] == []
    assert await press(ada, "ama", "remind", number=1, what="day", on=True) == (
        "You have not said that you come to AMA 1. Press Coming or Maybe in /ama show 1."
    )


async def test_choice_of_before_counts_again_for_who_comes_after_all(ada: Talk, olga: Talk, posts: Posts) -> None:
    await scheduled(olga)
    await come(ada)
    await press(ada, "ama", "remind", number=1, what="quarter", on=True)
    await come(ada, answer="no")
    await come(ada)

    assert len([one for one in await posts(days=20) if one.startswith("@ada")]) == 1


async def test_late_reminder_says_that_it_has_begun(ada: Talk, olga: Talk, posts: Posts, clock: TestClock) -> None:
    await scheduled(olga)
    await come(ada)
    await press(ada, "ama", "remind", number=1, what="day", on=True)
    await posts(minutes=1)
    clock.advance(days=9, hours=6, minutes=30)

    told = await posts(minutes=1)

    assert [one for one in told if one.startswith("@ada")] == [
        "@ada: AMA 1 “Starting a guild” with Olga has begun 2026-12-03 18:00 UTC."
    ]


async def test_list_shows_what_is_ahead_and_what_is_over(ada: Talk, olga: Talk, clock: TestClock) -> None:
    await scheduled(olga, when="2026-11-25 18:00", title="Loops")
    await scheduled(olga)
    clock.advance(days=1, hours=6, minutes=59)
    during = await ada("/ama list")
    clock.advance(minutes=1)

    assert during.count("[Show]") == 2
    assert await ada("/ama list") == "AMAs ahead\n\n2 Starting a guild · 2026-12-03 18:00 UTC · Olga\n[Show]"
    assert await ada("/ama list over") == "AMAs that are over\n\n1 Loops · 2026-11-25 18:00 UTC · Olga\n[Show]"


async def test_list_of_what_is_over_has_all_pages_while_another_one_is_on(
    ada: Talk, olga: Talk, clock: TestClock
) -> None:
    for number in range(1, 10):
        await scheduled(olga, when=f"2026-11-25 {number + 8:02}:00", title=f"Loops {number}")
    await scheduled(olga, when="2026-11-26 18:00", title="On just now")
    clock.advance(days=2, hours=6, minutes=30)

    first = await ada("/ama list over")
    second = await ada("/press More")

    assert first.count("[Show]") == 8
    assert "On just now" not in first
    assert second.count("[Show]") == 1


async def test_list_has_pages(ada: Talk, olga: Talk) -> None:
    for number in range(1, 11):
        await scheduled(olga, when=f"2026-12-{number:02d} 18:00", title=f"Loops{number}")

    first = await ada("/ama list")
    second = await ada("/press More")

    assert [f"Loops{number} " in first for number in (1, 8, 9)] == [True, True, False]
    assert [f"Loops{number} " in second for number in (8, 9, 10)] == [False, True, True]
    assert second.endswith("[Back]")
