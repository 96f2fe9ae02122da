"""The funnel: what is heard, once or twice, by whom; what is answered when it breaks; what goes to the log."""

from __future__ import annotations

import asyncio
import logging

import pytest

from adapters.console.render import actions_of
from bot.actions import pack
from bot.buttons import buttons_of
from bot.dispatch import LOOKUPS_AT_ONCE, Dispatcher, Filled, Pressed, Typed
from bot.errors import NotFound
from bot.identity import Role
from bot.replies import Button, Form, Notice, Page, Reply, Shared, Tone, done, said
from bot.requests import Call
from bot.spec import AnyCommand, Text, command
from commands import COMMANDS
from storage.database import Database
from storage.store import SqlStore
from tests.asking import ask, harmless, request, shown
from tests.talk import TestClock

OUTDATED = "This button is from another time and no longer works. Please ask again with the command."
ADD = Filled(("resource", "add"), {"what": "Loops", "kind": "book", "tags": "loops"})
FIND = Filled(("resource", "find"), {})


def bot_with(dispatcher: Dispatcher, clock: TestClock, *more: AnyCommand) -> Dispatcher:
    """The same bot, on the same data, with more commands: also what it is after a restart."""
    return Dispatcher(commands=(*COMMANDS, *more), store=dispatcher.store, clock=clock)


# --- people -------------------------------------------------------------------------------------------------------


async def test_stranger_is_answered_at_the_first_look_up(dispatcher: Dispatcher) -> None:
    assert await ask(dispatcher, FIND, user="new") == (
        "The library is still empty. Add the first thing with /resource add."
    )
    assert await ask(dispatcher, Filled(("resource", "mine"), {}), user="newer") == (
        "You have not added anything yet. The first thing goes in with /resource add."
    )


async def test_stranger_who_presses_a_parked_button_is_answered(dispatcher: Dispatcher) -> None:
    await ask(dispatcher, ADD)
    words = " ".join(f"word{number}" for number in range(14))
    await ask(dispatcher, Filled(("resource", "find"), {"line": words}))
    await dispatcher.settle()
    answer = await dispatcher.run(request(Filled(("resource", "gaps"), {}), role=Role.CURATOR))
    (filled,) = buttons_of(answer.reply)
    assert filled.command == ("parked",)

    pressed = Pressed(pack(filled.command, filled.args))

    assert await ask(dispatcher, pressed, user="new", role=Role.CURATOR) == f"“{words[:59]}…” is off the list."


async def test_name_of_a_person_is_cleaned_and_cut(dispatcher: Dispatcher) -> None:
    heard = request(ADD)
    for user, name, kept in (
        ("a", "A\x1b[31m\u202eda\n\n B", "A[31mda B"),
        ("b", "x" * 100, "x" * 80),
        ("c", "\0", "Someone"),
    ):
        mine = Filled(("resource", "add"), {"what": f"Loops {user}", "kind": "book", "tags": "loops"})
        answer = await dispatcher.run(
            type(heard)(account=request(ADD, user=user).account, name=name, place=heard.place, said=mine)
        )
        assert f"Found by: {kept}\n" in shown(answer)


async def test_role_of_the_platform_and_of_the_community_both_count(dispatcher: Dispatcher) -> None:
    undo = Filled(("tag", "undo"), {})

    assert (await ask(dispatcher, undo)).startswith("/tag undo is for curators.")
    assert (await ask(dispatcher, undo, role=Role.ORGANISER)).startswith("There is nothing to take back.")
    assert (await ask(dispatcher, undo)).startswith("/tag undo is for curators.")


@pytest.mark.parametrize("role", list(Role))
async def test_only_the_roles_that_are_declared_reach_a_command(dispatcher: Dispatcher, role: Role) -> None:
    refused = {}
    for one in COMMANDS:
        for given in ({}, {option.name: harmless(option) for option in one.options if option.required}):
            answer = await ask(dispatcher, Filled(one.path, given), role=role)
            refused[one.name] = answer.startswith(f"/{one.name} is for ")

    assert refused == {one.name: role < one.allow for one in COMMANDS}


async def test_form_is_not_opened_for_what_would_be_refused(dispatcher: Dispatcher) -> None:
    assert await ask(dispatcher, Typed("tag merge"), role=Role.HOST) == (
        "/tag merge is for curators. Please ask one of them, or an organiser for the role."
    )
    assert isinstance((await dispatcher.run(request(Typed("tag merge"), role=Role.CURATOR))).reply, Form)


# --- the same event twice -----------------------------------------------------------------------------------------


async def test_event_that_is_heard_twice_is_done_once(dispatcher: Dispatcher) -> None:
    """R31: the same event twice."""
    await ask(dispatcher, ADD)
    useful = Filled(("resource", "useful"), {"number": 1})

    answers = [await ask(dispatcher, useful, event_id=one) for one in ("e1", "e1", "e2")]

    assert answers == [
        "Thank you. “Loops”: you are the first.",
        "That is done already.",
        "Your vote for “Loops” is taken back.",
    ]


async def test_look_up_that_is_heard_twice_is_answered_twice(dispatcher: Dispatcher) -> None:
    await ask(dispatcher, ADD)

    assert await ask(dispatcher, FIND, event_id="e1") == await ask(dispatcher, FIND, event_id="e1")


async def test_event_that_broke_before_the_commit_is_done_by_the_retry(
    dispatcher: Dispatcher, clock: TestClock, caplog: pytest.LogCaptureFixture
) -> None:
    """R32: the first try broke before the commit, and the repetition is done once."""
    tries: list[int] = []

    @command("plant", about="Make a tag, and break the first time")
    async def plant(call: Call) -> Reply:
        await call.unit.tags.make(call.community.id, ["planted"], call.member.id, call.now)
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError("the roof fell in on ada's secret words")
        return done("Planted.")

    bot = bot_with(dispatcher, clock, plant)
    first = await ask(bot, Filled(("plant",), {}), event_id="e1")
    between = await ask(bot, Filled(("tag", "list"), {}))
    second = await ask(bot, Filled(("plant",), {}), event_id="e1")

    assert first.startswith("Something went wrong here, and nothing was changed.")
    assert "roof" not in first
    assert between.startswith("There are no tags yet.")
    assert second == "Planted."
    assert await ask(bot, Filled(("plant",), {}), event_id="e1") == "That is done already."
    (record,) = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert vars(record)["reference"] in first
    assert vars(record)["command"] == "plant"


async def test_refused_event_can_be_sent_again(dispatcher: Dispatcher) -> None:
    useful = Filled(("resource", "useful"), {"number": 1})

    assert (await ask(dispatcher, useful, event_id="e1")).startswith("There is no number 1")
    await ask(dispatcher, ADD)
    assert (await ask(dispatcher, useful, event_id="e1")).startswith("Thank you.")


async def test_broken_look_up_shows_only_a_reference(dispatcher: Dispatcher, clock: TestClock) -> None:
    @command("peek", about="Break while looking", reads=True)
    async def peek(call: Call) -> Reply:
        raise KeyError("inner matters")

    answer = await bot_with(dispatcher, clock, peek).run(request(Filled(("peek",), {})))

    assert isinstance(answer.reply, Notice)
    assert answer.reply.tone is Tone.REFUSED
    assert answer.is_private
    assert "inner" not in shown(answer)


async def test_hundreds_of_look_ups_wait_in_line_so_that_the_loop_stays_free(
    dispatcher: Dispatcher, clock: TestClock
) -> None:
    now, most = 0, 0

    @command("count", about="Count who is at work", reads=True)
    async def count(call: Call) -> Reply:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.01)
        now -= 1
        return said("one")

    bot = bot_with(dispatcher, clock, count)
    await ask(bot, Filled(("count",), {}))
    answers = await asyncio.gather(*(ask(bot, Filled(("count",), {})) for _ in range(100)))

    assert answers == ["one"] * 100
    assert most == LOOKUPS_AT_ONCE


async def test_refusal_rolls_back_what_was_written_before_it(dispatcher: Dispatcher, clock: TestClock) -> None:
    @command("regret", about="Make a tag, then refuse")
    async def regret(call: Call) -> Reply:
        await call.unit.tags.make(call.community.id, ["planted"], call.member.id, call.now)
        raise NotFound("Rather not.", "Ask again.")

    bot = bot_with(dispatcher, clock, regret)

    assert await ask(bot, Filled(("regret",), {})) == "Rather not. Ask again."
    assert (await ask(bot, Filled(("tag", "list"), {}))).startswith("There are no tags yet.")


# --- options, forms, completion -----------------------------------------------------------------------------------


async def test_typed_line_and_named_options_are_the_same(dispatcher: Dispatcher) -> None:
    await ask(dispatcher, Filled(("resource", "add"), {
        "what": "Loops", "kind": "video", "tags": "loops", "authors": "Emily Webber", "minutes": "10",
        "level": "beginner", "cost": "free", "language": "en",
    }))  # fmt: skip

    for name, value in (
        ("tag", "loops"), ("kind", "video"), ("by", "Emily Webber"), ("by", 'Emily "Webber"'), ("max", "15m"),
        ("max", "1 h"), ("level", "beginner"), ("cost", "free"), ("lang", "en"), ("line", "loops"), ("by", "//emily"),
    ):  # fmt: skip
        filled = await ask(dispatcher, Filled(("resource", "find"), {name: value}))
        assert "\n1 in all." in filled, filled
    both = {"line": "loops", "tag": "loops", "kind": "video", "max": "15m"}
    assert await ask(dispatcher, Filled(("resource", "find"), both)) == (
        await ask(dispatcher, Typed("resource find loops tag:loops kind:video max:15m"))
    )
    assert "Nothing here" in await ask(dispatcher, Filled(("resource", "find"), {**both, "kind": "book"}))


async def test_empty_options_count_as_not_given(dispatcher: Dispatcher) -> None:
    await ask(dispatcher, ADD)

    assert await ask(dispatcher, Filled(("resource", "find"), {"line": "", "kind": None})) == await ask(
        dispatcher, FIND
    )


@pytest.mark.parametrize(
    ("path", "args", "answer"),
    [
        (("resource", "find"), {"colour": "red"}, "/resource find has no option colour."),
        (("resource", "show"), {"number": "many"}, "number is not a whole number from 1 to 2,000,000,000: “many”."),
        (("resource", "show"), {"number": 0}, "number is not a whole number from 1 to 2,000,000,000: “0”."),
        (("tag", "merge"), {"from": "a", "into": "b", "sure": "maybe"}, "sure is yes or no, not “maybe”."),
        (("tag", "makers"), {"who": "nobody"}, "who cannot be “nobody”. It is one of everyone, curators."),
        (("tag", "gone"), {}, "There is no command /tag gone."),
        (("tag", "show"), {"name": "x" * 201}, "name is too long: 201 characters, at most 200. Please say it shorter."),
    ],
)  # fmt: skip
async def test_option_that_cannot_be_is_refused_privately(
    dispatcher: Dispatcher, path: tuple[str, ...], args: dict[str, object], answer: str
) -> None:
    got = await dispatcher.run(request(Filled(path, args), role=Role.ORGANISER))

    assert shown(got).startswith(answer)
    assert got.is_private


async def test_form_asks_for_at_most_five_missing_options(dispatcher: Dispatcher, clock: TestClock) -> None:
    names = "one two three four five six".split()

    async def sum_up(call: Call, one: str, two: str, three: str, four: str, five: str, six: str) -> Reply:
        return said(one, two, three, four, five, six)

    asking = command("sum", about="Sum up", options=[Text(name=name, about=name, required=True) for name in names])(
        sum_up
    )
    bot = bot_with(dispatcher, clock, asking)
    first = (await bot.run(request(Filled(("sum",), {"two": "2"})))).reply

    assert isinstance(first, Form)
    assert [field.option for field in first.fields] == ["one", "three", "four", "five", "six"]
    assert first.known == {"two": "2"}
    assert (
        await ask(bot, Filled(first.command, {**first.known, **dict.fromkeys(names[2:], "x"), "one": "1"})) == "12xxxx"
    )


async def test_completion_offers_at_most_25_names(dispatcher: Dispatcher) -> None:
    names = [f"{letter}{other}{letter}" for letter in "abcde" for other in "vwxyz"]
    for tags in (names[:13], names[13:], ["zzzz"]):
        await ask(dispatcher, Filled(("resource", "add"), {
            "what": tags[0], "kind": "book", "tags": " ".join(tags), "new-tags": "yes",
        }))  # fmt: skip
    show = Filled(("tag", "show"), {})

    assert len(await dispatcher.complete(request(show), "name", "")) == 25
    assert await dispatcher.complete(request(show), "name", "#ZZZ") == ["zzzz"]
    assert await dispatcher.complete(request(show), "name", "nowhere") == []
    assert await dispatcher.complete(request(show), "colour", "z") == []
    assert await dispatcher.complete(request(Filled(("resource", "show"), {})), "number", "1") == []
    assert await dispatcher.complete(request(Filled(("gone",), {})), "name", "z") == []
    assert await dispatcher.complete(request(Typed("tag show")), "name", "z") == []


async def test_stranger_is_offered_what_a_member_is_and_nobody_is_made(dispatcher: Dispatcher) -> None:
    await ask(dispatcher, Filled(("resource", "add"), {"what": "Loops", "kind": "book", "tags": "loops"}))
    show, rename = Filled(("tag", "show"), {}), Filled(("tag", "rename"), {})
    stranger = request(show, user="eve")

    assert await dispatcher.complete(stranger, "name", "lo") == ["loops"]
    assert await dispatcher.complete(request(rename, user="eve"), "name", "lo") == []
    assert await dispatcher.complete(request(rename, user="eve", role=Role.CURATOR), "name", "lo") == ["loops"]
    assert await dispatcher.complete(request(show, user="eve", workspace="nowhere"), "name", "lo") == []
    async with dispatcher.store.read() as unit:
        assert await unit.people.who(stranger.account) is None


async def test_completion_of_a_list_of_tags_keeps_what_stands_before(dispatcher: Dispatcher) -> None:
    await ask(dispatcher, Filled(("resource", "add"), {"what": "Loops", "kind": "book", "tags": "loops retro"}))
    add = request(Filled(("resource", "add"), {}))

    assert await dispatcher.complete(add, "tags", "re") == ["retro"]
    assert await dispatcher.complete(add, "tags", "loops, #re") == ["loops, retro"]
    assert await dispatcher.complete(add, "tags", f"{'x' * 94} ret") == [f"{'x' * 94} retro"]
    assert await dispatcher.complete(add, "tags", f"{'x' * 95} ret") == []


async def test_completion_that_offers_too_much_is_cut_to_25(dispatcher: Dispatcher, clock: TestClock) -> None:
    async def offered(call: Call, typed: str) -> list[str]:
        return [f"{typed}{number}" for number in range(26)]

    @command("pick", about="Pick one", reads=True, options=[Text(name="one", about="Which", complete=offered)])
    async def pick(call: Call, one: str = "") -> Reply:
        return said(one)

    bot = bot_with(dispatcher, clock, pick)
    await ask(bot, Filled(("pick",), {"one": "x"}))

    assert await bot.complete(request(Filled(("pick",), {})), "one", "x") == [f"x{number}" for number in range(25)]


async def test_completion_is_for_those_who_may_and_for_no_place_unknown(dispatcher: Dispatcher) -> None:
    await ask(dispatcher, ADD)
    delete = Filled(("tag", "delete"), {})

    assert await dispatcher.complete(request(delete), "name", "lo") == []
    assert await dispatcher.complete(request(delete, role=Role.CURATOR), "name", "lo") == ["loops"]
    assert await dispatcher.complete(request(delete, workspace="other", role=Role.CURATOR), "name", "lo") == []


async def test_answers_are_private_unless_they_are_shared(dispatcher: Dispatcher) -> None:
    await ask(dispatcher, ADD)

    for one in COMMANDS:
        answer = await dispatcher.run(request(Filled(one.path, {"number": 1} if one.option("number") else {})))
        assert answer.is_private is one.private, one.name
    assert {one.name for one in COMMANDS if not one.private} == {"resource share", "ama propose", "ama host"}
    missing = await dispatcher.run(request(Filled(("resource", "share"), {"number": 99})))
    assert missing.is_private


async def test_shared_answer_of_a_private_command_is_public(dispatcher: Dispatcher, clock: TestClock) -> None:
    @command("cry", about="Tell everybody", reads=True)
    async def cry(call: Call) -> Reply:
        return Shared(reply=said("Hear, hear."))

    assert not (await bot_with(dispatcher, clock, cry).run(request(Filled(("cry",), {})))).is_private


# --- buttons ------------------------------------------------------------------------------------------------------


async def pages(dispatcher: Dispatcher, line: str) -> list[str]:
    """A page and the one after it, which shows how many there are."""
    for number in range(12):
        await ask(dispatcher, Filled(("resource", "add"), {"what": f"Loops {number}", "kind": "book", "tags": "loops"}))
    page = (await dispatcher.run(request(Filled(("resource", "find"), {"line": line})))).reply
    assert isinstance(page, Page)
    return [pack(one.command, one.args) for one in actions_of(page) if isinstance(one, Button)]


@pytest.mark.parametrize("line", ["#loops", f"loops {'#loops ' * 13}"])
async def test_old_buttons_work_after_a_restart(
    dispatcher: Dispatcher, sqlite_address: str, clock: TestClock, line: str
) -> None:
    packed = await pages(dispatcher, line)
    assert all(len(one) <= 100 for one in packed)
    clock.advance(days=300)
    opened = Database(sqlite_address)

    restarted = Dispatcher(commands=COMMANDS, store=SqlStore(opened), clock=clock)
    answer = await ask(restarted, Pressed(packed[-1]))
    shared = await ask(restarted, Pressed(packed[-2]))
    await opened.close()

    assert "\nLoops 1\n" in answer
    assert "\nLoops 0\n" in answer
    assert shared.startswith("shared in #general:\nAda shares: Found for ")
    assert any("parked" in one for one in packed) is (len(line) > 60)


async def test_parked_button_of_another_community_is_not_found(dispatcher: Dispatcher) -> None:
    packed = await pages(dispatcher, f"loops {'#loops ' * 13}")

    assert packed[-1].startswith("parked")
    assert await ask(dispatcher, Pressed(packed[-1]), workspace="other") == OUTDATED


@pytest.mark.parametrize(
    "packed",
    [
        "", "{", "{}", "/", "resource", "resource/find{", 'resource/find{"line"', "resource/find[1]",
        "resource/find{1}",
        'resource/find{"colour":"red"}', 'resource/find{"line":[1]}', 'resource/find{"line":{"a":1}}', 'gone{"a":1}',
        'resource/find{"line":null}', 'resource/find{"line":1.5}', 'resource/find{"line":NaN}', "parked", "parked{}",
        'parked{"key":"0"}', 'parked{"key":"\\ud800"}', 'parked{"key":"\\u0000"}', 'parked{"key":1}', "\0", "\ud800",
        "resource/find" + '{"line":' * 5000,
        "[" * 100_000, 'resource/show{"number":' + "9" * 5000 + "}",
        'resource//find', "resource/find/it",
    ],
)  # fmt: skip
async def test_button_that_no_version_has_made_gets_one_sentence(dispatcher: Dispatcher, packed: str) -> None:
    await ask(dispatcher, ADD)

    assert await ask(dispatcher, Pressed(packed)) == OUTDATED


async def test_button_with_a_value_of_another_time_is_refused_with_its_sentence(dispatcher: Dispatcher) -> None:
    assert (await ask(dispatcher, Pressed('resource/show{"number":"many"}'))).startswith("number is not a whole number")
    assert (await ask(dispatcher, Pressed('resource/page{"line":"loops","at":"somewhere"}'))).startswith(
        "This page cannot be turned."
    )


async def test_button_of_a_curator_is_refused_to_others(dispatcher: Dispatcher) -> None:
    await ask(dispatcher, ADD)
    packed = pack(("tag", "delete"), {"name": "loops", "sure": True})

    assert (await ask(dispatcher, Pressed(packed))).startswith("/tag delete is for curators.")
    assert await ask(dispatcher, Pressed(packed), role=Role.CURATOR) == "#loops is deleted.\n[Undo]"


async def test_look_up_is_answered_without_long_buttons_where_nothing_can_be_written(
    dispatcher: Dispatcher, sqlite_address: str, clock: TestClock, caplog: pytest.LogCaptureFixture
) -> None:
    line = f"loops {'#loops ' * 13}"
    await pages(dispatcher, line)
    opened = Database(f"sqlite:///file:{sqlite_address.removeprefix('sqlite:///')}?mode=ro&uri=true")

    bot = Dispatcher(commands=COMMANDS, store=SqlStore(opened), clock=clock)
    answer = await ask(bot, Filled(("resource", "find"), {"line": line}))
    refused = await ask(bot, ADD)
    nothing = await ask(bot, Filled(("resource", "find"), {"line": "missing"}))
    await opened.close()

    assert answer.startswith("Found for loops #loops")
    assert "[Useful 1" in answer
    assert "Older" not in answer
    assert refused == (
        "Nothing was saved: the bot may not write to its database. "
        "Please tell an organiser; looking things up still works."
    )
    assert nothing.startswith("Nothing here for “missing”.")
    assert [one.message for one in caplog.records if one.name == "bot.dispatch"] == [
        "buttons not parked",
        "note failed",
    ]


# --- the log ------------------------------------------------------------------------------------------------------


async def test_log_says_what_ran_and_nothing_of_what_was_said(
    dispatcher: Dispatcher, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    canary = "canary7"
    for one in COMMANDS:
        args = {option.name: canary for option in one.options if isinstance(option, Text)}
        await ask(dispatcher, Filled(one.path, args), role=Role.ORGANISER)
    for line in (canary, f"resource {canary}", f"resource find {canary}", f'resource find "{canary}'):
        await ask(dispatcher, Typed(line))
    await ask(dispatcher, Pressed(f'{canary}{{"at":"{canary}"}}'))

    lines = [f"{one.getMessage()} {vars(one)}" for one in caplog.records if one.name.startswith("bot")]
    assert len(lines) >= len(COMMANDS)
    assert [line for line in lines if canary in line] == []


async def test_two_commands_of_one_path_are_refused_at_the_start(dispatcher: Dispatcher, clock: TestClock) -> None:
    with pytest.raises(ValueError, match="/help is declared twice"):
        bot_with(dispatcher, clock, COMMANDS[0])
