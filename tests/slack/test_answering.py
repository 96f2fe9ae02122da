"""Ways to answer: the address that came with the question, the channel, the person; and what Slack refuses."""

from __future__ import annotations

import asyncio
from time import monotonic

import pytest

from adapters.slack.answering import Answering
from adapters.slack.calls import CallFailed, Calls
from adapters.slack.people import Person as Known
from adapters.slack.people import person_in
from bot.identity import Role
from tests.slack.conftest import Running
from tests.slack.people import Person
from tests.slack.standin import TEAM, Slack

FAILURES = ["expired_url", "used_url", "404"]


@pytest.mark.parametrize("failure", FAILURES)
async def test_answer_goes_to_the_channel_where_the_address_is_spent(ada: Person, failure: str) -> None:
    ada.slack.failures["answer"] = [failure]

    await ada.says("/help")

    [posted] = ada.slack.made("chat.postEphemeral")
    assert (posted.args["channel"], posted.args["user"]) == (ada.channel, "ADA")


async def test_answer_goes_to_the_person_alone_where_the_channel_is_closed(ada: Person) -> None:
    ada.slack.failures |= {"answer": ["expired_url"], "chat.postEphemeral": ["user_not_in_channel"]}

    await ada.says("/help")

    assert [call.args["channel"] for call in ada.slack.made("chat.postMessage")] == ["ADA"]


async def test_no_way_at_all_is_logged_and_breaks_nothing(ada: Person, caplog: pytest.LogCaptureFixture) -> None:
    ada.slack.failures |= {
        "answer": ["expired_url"],
        "chat.postEphemeral": ["channel_not_found"],
        "chat.postMessage": ["account_inactive"],
    }

    await ada.says("/help")

    assert "an answer could not be shown" in caplog.text
    assert (await ada.says("/help")).startswith("What can be said here")


async def test_address_for_answers_is_used_five_times_at_most(ada: Person) -> None:
    """R39: five uses, and not six."""
    url = f"{ada.slack.base}/answers/one"
    for number in range(7):
        await ada.says("/help", response_url=url, trigger_id=f"T{number}")

    assert len(ada.slack.made("answer one")) == 5
    assert len(ada.slack.made("chat.postEphemeral")) == 2


async def test_blocks_that_slack_refuses_are_sent_as_text(ada: Person) -> None:
    ada.slack.failures["answer"] = ["invalid_blocks"]

    said = await ada.says("/help")

    assert "blocks" not in ada.shown
    assert said.startswith("What can be said here\n/help — What can be said here\n")


async def test_message_whose_address_is_spent_is_changed_by_its_own_number(ada: Person) -> None:
    for number in range(11):
        await ada.says(f'/resource add "Thing {number}" kind:article tags:loops new-tags:yes')
    await ada.says("/resource find #loops")
    ada.slack.failures["answer"] = ["expired_url"]
    older = ada.shown["blocks"][-2]["elements"][-1]

    await ada.acts(
        {"type": "button", **older}, container={"type": "message", "message_ts": "7.0", "channel_id": ada.channel}
    )

    [changed] = ada.slack.made("chat.update")
    assert (changed.args["channel"], changed.args["ts"]) == (ada.channel, "7.0")


async def test_word_of_slack_never_reaches_a_member(ada: Person) -> None:
    await ada.says("/resource add https://example.org/a title:A kind:article tags:loops new-tags:yes")
    ada.slack.failures["chat.postMessage"] = ["restricted_action_read_only_channel"]

    assert await ada.presses("Share here") == "Slack did not take it just now. Please try again in a minute."


async def test_told_to_wait_it_waits_and_then_does_it_once(slack: Slack, running: Running) -> None:
    async with running() as ada:
        slack.failures["users.info"] = [(429, {"Retry-After": "0"})]
        assert (await ada.says("/help")).startswith("What can be said here")

    assert len(slack.made("users.info")) == 2


async def test_waiting_for_one_method_and_workspace_holds_up_no_other(slack: Slack, running: Running) -> None:
    async with running() as ada:
        slept: list[float] = []

        async def sleep(seconds: float) -> None:
            slept.append(round(seconds))

        calls = Calls(ada.app._client, sleep)
        slack.failures["chat.postEphemeral"] = [(429, {"Retry-After": "20"})]
        await calls.write("xoxb-1", "chat.postEphemeral", text="a")
        await calls.write("xoxb-2", "chat.postEphemeral", text="b")
        await calls.write("xoxb-1", "chat.update", text="c")

        assert slept == [20]


async def test_longer_wait_than_anybody_has_patience_for_fails_at_once(slack: Slack, running: Running) -> None:
    async with running() as ada:
        calls = Calls(ada.app._client)
        slack.failures["chat.postEphemeral"] = [(429, {"Retry-After": "3600"})]

        with pytest.raises(CallFailed) as failed:
            await calls.write("xoxb-1", "chat.postEphemeral", text="a")

    assert failed.value.code == "ratelimited"


async def test_channel_gets_one_post_a_second(running: Running) -> None:
    async with running() as ada:
        slept: list[float] = []

        async def sleep(seconds: float) -> None:
            slept.append(round(seconds))

        calls = Calls(ada.app._client, sleep)
        for channel in ("C1", "C1", "C2", "C1"):
            await calls.post("xoxb-1", TEAM, channel, text="a")

    assert slept == [1, 2]


async def test_what_changes_something_is_not_repeated_after_a_broken_connection(running: Running) -> None:
    """R16: one send, two messages, because the client tried again."""
    tries: list[bytes] = []

    async def drop(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tries.append((await reader.readline()).split()[1])
        writer.close()

    server = await asyncio.start_server(drop, "127.0.0.1", 0)
    async with running() as ada:
        ada.app._client.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        calls = Calls(ada.app._client)
        for call in (calls.write("x", "chat.postMessage", text="a"), calls.read("x", "users.info", user="U")):
            with pytest.raises(CallFailed):
                await call
    server.close()

    paths = [path.split(b"?")[0] for path in tries]
    assert paths.count(b"/chat.postMessage") == 1
    assert paths.count(b"/users.info") > 1


@pytest.mark.parametrize(
    ("user", "role"),
    [
        ({"is_admin": True}, Role.ORGANISER),
        ({"is_owner": True}, Role.ORGANISER),
        ({"is_primary_owner": True}, Role.ORGANISER),
        ({"is_admin": True, "team_id": "T0HOME", "enterprise_user": {"teams": [TEAM]}}, Role.ORGANISER),
        ({}, Role.MEMBER),
        ({"is_admin": "yes"}, Role.MEMBER),
        ({"is_admin": True, "is_restricted": True}, Role.MEMBER),
        ({"is_admin": True, "is_ultra_restricted": True}, Role.MEMBER),
        ({"is_admin": True, "is_stranger": True}, Role.MEMBER),
        ({"is_owner": True, "team_id": "T0OTHER"}, Role.MEMBER),
        ({"is_owner": True, "team_id": None}, Role.MEMBER),
        ({"is_owner": True, "deleted": True}, Role.MEMBER),
        ({"is_owner": True, "is_bot": True}, Role.MEMBER),
    ],
)
def test_only_administrators_of_the_workspace_itself_are_organisers(user: dict[str, object], role: Role) -> None:
    assert person_in({"team_id": TEAM, **user}, TEAM).role is role


async def test_administrator_may_do_what_a_member_may_not(ada: Person, olga: Person) -> None:
    assert (await ada.says("/tag makers curators")).startswith("/tag makers is for organisers.")
    assert await olga.says("/tag makers curators") == "Only curators make new tags from now on."


async def test_who_cannot_be_asked_about_is_a_member(ada: Person, olga: Person) -> None:
    """Row “fail-open” of the threats."""
    ada.slack.failures["users.info"] = ["user_not_found"]

    assert (await olga.says("/tag makers curators")).startswith("/tag makers is for organisers.")


async def test_administrator_of_before_is_a_member_while_slack_tells_nothing(running: Running) -> None:
    """Row “fail-open” of the threats."""
    async with running() as ada:
        people = ada.app._asking._people
        moment = [0.0]
        people._monotonic = lambda: moment[0]
        first = await people.who("xoxb-1", TEAM, "OLGA")
        moment[0] += 301
        ada.slack.failures["users.info"] = ["internal_error"]
        second = await people.who("xoxb-1", TEAM, "OLGA")
        moment[0] += 31
        third = await people.who("xoxb-1", TEAM, "OLGA")

    assert [first, second, third] == [
        Known(name="Olga", role=Role.ORGANISER),
        Known(name="Olga", role=Role.MEMBER),
        Known(name="Olga", role=Role.ORGANISER),
    ]


async def test_nobody_waits_for_who_they_are_while_slack_wants_to_hear_nothing(running: Running) -> None:
    async with running() as ada:
        people = ada.app._asking._people
        ada.slack.failures["users.info"] = [(429, {"Retry-After": "20"})]
        await people.who("xoxb-1", TEAM, "BOB")
        began = monotonic()
        await people.who("xoxb-1", TEAM, "CARL", called="Carl")
        seconds = monotonic() - began

    assert seconds < 1
    assert len(ada.slack.made("users.info")) == 1


async def test_many_words_at_once_ask_once_who_it_is(ada: Person) -> None:
    people = ada.app._asking._people

    await asyncio.gather(*(people.who("xoxb-1", TEAM, "BOB") for _ in range(20)))

    assert len(ada.slack.made("users.info")) == 1
    assert isinstance(ada.app._asking.answering, Answering)
