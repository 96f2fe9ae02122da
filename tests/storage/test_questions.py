"""The rows of questions, on both databases: what is kept comes back, in its order, and for its own community only."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.amas.values import Ama, NewAma, Session
from bot.identity import AmaId, MemberId, QuestionId, ResourceId
from bot.questions import Feedback, Merged, NewQuestion, Question, State, mailbox_of
from storage.store import SqlStore, SqlUnit
from tests.storage.library import LOBBY, NOW, Home, make, settle

HOUR = NOW.replace(minute=0)
TOKEN = "a" * 22


@pytest.fixture
async def home(store: SqlStore) -> Home:
    """A community with two AMAs."""
    found = await settle(store)
    async with store.write() as unit:
        for _ in range(2):
            await schedule(unit, found)
    return found


async def schedule(unit: SqlUnit, home: Home) -> Ama:
    """One more AMA."""
    session = Session(title="T", starts_at=NOW + timedelta(days=9), zone="UTC")
    return await unit.amas.add(home.id, NewAma(session=session, hosts=(), places=(LOBBY,)), home.ada, NOW)


async def ask(
    unit: SqlUnit, home: Home, words: str, *, by: MemberId | None = None, state: State = State.OPEN, ama: int = 1,
    mailbox: str | None = None,
) -> QuestionId:  # fmt: skip
    """A question; its number."""
    new = NewQuestion(words=words, member=by, mailbox=mailbox, state=state, asked_at=HOUR)
    return await unit.questions.add(home.id, AmaId(ama), new)


async def test_all_that_changes_of_a_question_comes_back(store: SqlStore, home: Home) -> None:
    async with store.write() as unit:
        (tag,) = await make(unit, home, "loops")
        number = await ask(unit, home, "Why?", by=home.ada)
        asked = await unit.questions.get(home.id, AmaId(1), number)
        assert asked
        settled = replace(
            asked,
            words="Why not?",
            state=State.ANSWERED,
            merged_into=QuestionId(7),
            is_later=True,
            answer="Because",
            answer_link="https://example.org",
            answered_by=home.bob,
            settled_at=NOW,
            reason="r",
            carried_to=AmaId(2),
            resource=ResourceId(3),
            tags=((tag.id, "loops"),),
        )
        await unit.questions.save(home.id, settled)
        await unit.questions.set_tags(home.id, AmaId(1), number, [tag.id, tag.id])

    async with store.read() as unit:
        found = await unit.questions.get(home.id, AmaId(1), number)

    assert asked == Question(ama=AmaId(1), id=QuestionId(1), words="Why?", member=home.ada, asker="Ada", asked_at=HOUR)
    assert found == settled


async def test_questions_are_counted_from_one_in_each_ama(store: SqlStore, home: Home) -> None:
    async with store.write() as unit:
        numbers = [await ask(unit, home, f"{ama}?", ama=ama) for ama in (1, 1, 2)]

    async with store.read() as unit:
        counts = [await unit.questions.count(home.id, AmaId(ama)) for ama in (1, 2, 3)]

    assert numbers == [1, 2, 1]
    assert counts == [2, 1, 0]


async def test_ranked_by_votes_then_age_and_put_off_ones_last(store: SqlStore, home: Home) -> None:
    async with store.write() as unit:
        for words in "abcd":
            await ask(unit, home, words, by=home.ada)
        for number in (3, 4):
            await unit.questions.vote(home.id, AmaId(1), QuestionId(number), home.bob)
            await unit.questions.recount(home.id, AmaId(1), QuestionId(number), [])
        fourth = await unit.questions.get(home.id, AmaId(1), QuestionId(4))
        assert fourth
        await unit.questions.save(home.id, replace(fourth, is_later=True))

    async with store.read() as unit:
        ranked = await unit.questions.ranked(home.id, AmaId(1), [State.OPEN], count=10)
        part = await unit.questions.ranked(home.id, AmaId(1), [State.OPEN], skip=1, count=2)
        none = await unit.questions.ranked(home.id, AmaId(1), [State.REVIEW], count=10)

    assert [one.words for one in ranked] == ["c", "a", "b", "d"]
    assert [one.words for one in part] == ["a", "b"]
    assert none == []


async def test_votes_are_people_once_over_all_that_was_merged_and_never_the_asker(store: SqlStore, home: Home) -> None:
    async with store.write() as unit:
        first, second = await ask(unit, home, "a", by=home.ada), await ask(unit, home, "b", by=home.bob)
        third = await ask(unit, home, "c", mailbox=mailbox_of(TOKEN))
        for number in (second, third):
            for member in (home.ada, home.bob):
                await unit.questions.vote(home.id, AmaId(1), number, member)
                await unit.questions.vote(home.id, AmaId(1), number, member)
        found = [
            await unit.questions.recount(home.id, AmaId(1), first, []),
            await unit.questions.recount(home.id, AmaId(1), first, [second, third]),
            await unit.questions.recount(home.id, AmaId(1), third, []),
        ]

    assert found == [0, 1, 2]


async def test_vote_is_taken_back_wherever_it_stood(store: SqlStore, home: Home) -> None:
    async with store.write() as unit:
        first, second = await ask(unit, home, "a"), await ask(unit, home, "b")
        await unit.questions.vote(home.id, AmaId(1), second, home.ada)
        voted = await unit.questions.voted(home.id, AmaId(1), home.ada)
        taken = [await unit.questions.unvote(home.id, AmaId(1), [first, second], home.ada) for _ in range(2)]

    assert voted == [second]
    assert taken == [True, False]


async def test_mailbox_leads_to_where_the_question_was_carried(store: SqlStore, home: Home) -> None:
    mailbox = mailbox_of(TOKEN)
    async with store.write() as unit:
        await ask(unit, home, "a", mailbox=mailbox)
        before = await unit.questions.of_mailbox(home.id, mailbox)
        await ask(unit, home, "a", mailbox=mailbox, ama=2)
        after = await unit.questions.of_mailbox(home.id, mailbox)
        nothing = await unit.questions.of_mailbox(home.id, mailbox_of("b" * 22))

    assert before
    assert before.ama == 1
    assert after
    assert after.ama == 2
    assert nothing is None


async def test_words_of_what_others_do_not_see_are_not_compared(store: SqlStore, home: Home) -> None:
    async with store.write() as unit:
        for state in State:
            await ask(unit, home, state.value, state=state)

    async with store.read() as unit:
        words = [text for _number, text in await unit.questions.words(home.id, AmaId(1))]
        tally = await unit.questions.tally(home.id, AmaId(1))

    assert words == ["open", "next", "answered", "carried", "declined"]
    assert tally == dict.fromkeys(State, 1)


async def test_merged_are_listed_with_who_asked_them(store: SqlStore, home: Home) -> None:
    async with store.write() as unit:
        for by in (home.ada, home.bob, None):
            number = await ask(unit, home, "a", by=by)
            found = await unit.questions.get(home.id, AmaId(1), number)
            assert found
            if number > 1:
                await unit.questions.save(home.id, replace(found, state=State.MERGED, merged_into=QuestionId(1)))
        merged = await unit.questions.merged(home.id, AmaId(1))

    one = QuestionId(1)
    assert merged == [
        Merged(id=QuestionId(2), into=one, member=home.bob, asker="Bob"),
        Merged(id=QuestionId(3), into=one, member=None, asker=""),
    ]


async def test_tag_finds_what_carries_it_and_what_is_below_it(store: SqlStore, home: Home) -> None:
    async with store.write() as unit:
        loops, mob = await make(unit, home, "loops", "mob")
        for tags in ([loops.id], [mob.id], []):
            number = await ask(unit, home, "a")
            await unit.questions.set_tags(home.id, AmaId(1), number, tags)
        found = await unit.questions.tagged(home.id, AmaId(1), [State.OPEN], mob.id, count=9)

    assert [one.id for one in found] == [2]


async def test_anonymous_ones_are_counted_from_an_hour_on(store: SqlStore, home: Home) -> None:
    async with store.write() as unit:
        await ask(unit, home, "a")
        await ask(unit, home, "b", by=home.ada)
        counts = [
            await unit.questions.anonymous_since(home.id, AmaId(1), HOUR + timedelta(hours=hours)) for hours in (0, 1)
        ]

    assert counts == [1, 0]


async def test_feedback_is_one_a_person_and_keeps_the_sentence(store: SqlStore, home: Home) -> None:
    async with store.write() as unit:
        await unit.questions.give_feedback(home.id, AmaId(1), home.ada, 3, "Great")
        await unit.questions.give_feedback(home.id, AmaId(1), home.ada, 2, None)
        await unit.questions.give_feedback(home.id, AmaId(1), home.bob, 3, None)
        said = await unit.questions.feedback(home.id, AmaId(1))

    assert said == [Feedback(score=3, words=""), Feedback(score=2, words="Great")]


async def test_another_community_sees_and_changes_nothing(store: SqlStore, home: Home) -> None:
    other = await settle(store, "other")
    async with store.write() as unit:
        await schedule(unit, other)
        number = await ask(unit, home, "a", by=home.ada, mailbox=mailbox_of(TOKEN))
        asked = await unit.questions.get(home.id, AmaId(1), number)
        assert asked
        await unit.questions.save(other.id, replace(asked, words="stolen"))
        seen = [
            await unit.questions.get(other.id, AmaId(1), number),
            await unit.questions.of_mailbox(other.id, mailbox_of(TOKEN)),
            *await unit.questions.ranked(other.id, AmaId(1), list(State), count=9),
        ]
        kept = await unit.questions.get(home.id, AmaId(1), number)

    assert seen == [None, None]
    assert kept == asked


async def test_whether_answers_may_be_kept_is_open_until_the_host_has_said_so(store: SqlStore, home: Home) -> None:
    """SQLite keeps a claim as a number, and nothing must not become "no"."""
    async with store.read() as unit:
        ama = await unit.amas.get(home.id, AmaId(1))

    assert ama
    assert ama.keeps_answers is None
