"""One AMA in a Slack workspace and a Discord server at once: one queue, one ranking, one vote a person, both told."""

from __future__ import annotations

import pytest

from bot.dispatch import Dispatcher
from bot.identity import AccountKey, AmaId, Place, Role
from bot.requests import Filled, Request
from tests.amas import community_of, press, scheduled
from tests.asking import shown
from tests.talk import Posts, Talk, TestClock

THERE = Place(platform="slack", workspace="T1", channel="C1")


class Slacker:
    """Somebody in the Slack workspace of the same community."""

    def __init__(self, dispatcher: Dispatcher, user: str, name: str) -> None:
        self._dispatcher = dispatcher
        self._account, self._name = AccountKey(platform="slack", workspace="T1", user=user), name

    async def __call__(self, *path: str, **args: str | int | bool) -> str:
        """Say a command in the channel; the answer."""
        said = Filled(path, args)
        answer = await self._dispatcher.run(Request(account=self._account, name=self._name, place=THERE, said=said))
        await self._dispatcher.settle()
        return shown(answer)


@pytest.fixture
def posts(dispatcher: Dispatcher, clock: TestClock) -> Posts:
    """What the bot says on its own, on both platforms."""
    return Posts(dispatcher, clock)


@pytest.fixture
async def hana(ada: Talk, dispatcher: Dispatcher) -> Talk:
    """Hana, who hosts AMA 1 on both platforms."""
    olga, hana = ada.as_("Olga", Role.ORGANISER), ada.as_("Hana")
    for person in (hana, ada):
        await person("/help")
    await scheduled(olga, "host:@hana")
    community = await community_of(dispatcher, ada)
    async with dispatcher.store.write() as unit:
        await unit.people.settle("slack", "T1", community)  # type: ignore[attr-defined]  # storage alone has it
        await unit.amas.put_place(community, AmaId(1), THERE)
    return hana


@pytest.fixture
def zoe(dispatcher: Dispatcher) -> Slacker:
    """Zoe, who is in Slack."""
    return Slacker(dispatcher, "U1", "Zoe")


async def test_both_platforms_have_one_queue(ada: Talk, hana: Talk, zoe: Slacker) -> None:
    await ada("/ama ask How do I start?")
    receipt = await zoe("ama", "ask", question="Who pays the coffee?")
    await zoe("ama", "vote", question=1)
    await press(hana, "ama", "vote", question=1, number=1)

    here, there = await hana("/ama questions"), await zoe("ama", "questions")

    assert receipt.startswith("Asked: AMA 1: Starting a guild · question 2")
    assert "1 · How do I start?\n2 votes · asked by Ada" in here
    assert "2 · Who pays the coffee?\nasked by Zoe" in here
    assert "1 · How do I start?\n2 votes · asked by Ada" in there


async def test_linked_person_votes_once_on_both_platforms(ada: Talk, hana: Talk, zoe: Slacker) -> None:
    bob = ada.as_("Bob")
    await ada("/ama ask How do I start?")
    await press(bob, "ama", "vote", question=1, number=1)
    await zoe("ama", "vote", question=1)
    before = await ada("/ama question 1")
    code = (await bob("/me link")).split()[-1]

    await zoe("me", "link", code=code, sure=True)

    assert "2 votes · asked by Ada" in before
    assert "1 vote · asked by Ada" in await ada("/ama question 1")
    assert await zoe("ama", "vote", question=1) == "Your vote for question 1 is taken back."
    assert "vote" not in (await ada("/ama question 1")).split("\n\n")[1]


async def test_board_answer_and_recap_appear_in_both_places(ada: Talk, hana: Talk, zoe: Slacker, posts: Posts) -> None:
    await zoe("ama", "ask", question="Who pays the coffee?")
    await posts(days=9, hours=6)
    await hana("/ama live")

    boards = await posts(seconds=4)
    await press(hana, "ama", "answer", question=1, number=1, answer="Whoever invites.")
    answers = [one for one in await posts(seconds=5) if "Answered: AMA" in one]
    await hana("/ama close")
    recaps = [one for one in await posts(minutes=1) if "Recap" in one]

    for said in (boards, answers, recaps):
        assert sorted(one.split(":")[0] for one in said) == ["#C1", "#general"]


async def test_anonymous_question_from_slack_is_answered_in_its_mailbox(ada: Talk, hana: Talk, zoe: Slacker) -> None:
    receipt = await zoe("ama", "ask", question="Who pays the coffee?", anonymous=True)
    token = receipt.split("/ama mailbox ")[1].split()[0]

    await press(hana, "ama", "answer", question=1, number=1, answer="Whoever invites.")

    assert "answered\nWhoever invites." in await zoe("ama", "mailbox", token=token)
