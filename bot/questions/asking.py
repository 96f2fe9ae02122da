"""Asking, changing one's mind, and voting: what everybody may do with the questions of an AMA."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import InvalidInput, NotAllowed, NotFound, TooSoon
from bot.identity import CommunityId, QuestionId
from bot.questions.mailbox import mailbox_of, new_token, unknown
from bot.questions.near import near, same
from bot.questions.store import QuestionStore
from bot.questions.values import (
    ANONYMOUS_AN_HOUR,
    MOST_QUESTIONS,
    QUESTION_CHARACTERS,
    SEEN,
    Hand,
    Merged,
    NewQuestion,
    Question,
    State,
    Terms,
    hour_of,
)
from bot.typed import clean

#: Questions with their words.
Others = Sequence[tuple[QuestionId, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What somebody is told who has asked."""

    question: Question
    #: Questions that are close to it.
    near: tuple[Question, ...] = ()
    #: The only way back to an anonymous question; empty for one by name.
    token: str = ""


class Queue:
    """The questions of one AMA in one person's hands, at one moment."""

    def __init__(self, store: QuestionStore, community: CommunityId, terms: Terms, hand: Hand, now: datetime) -> None:
        self.store, self.community, self.terms, self.hand, self.now = store, community, terms, hand, now

    async def get(self, number: int) -> Question:
        """The question with this number. Raises NotFound, also for one that this person must not see."""
        found = await self.store.get(self.community, self.terms.ama, QuestionId(number))
        if found is None or not (found.state in SEEN or self.hand.is_staff or self._is_own(found)):
            raise NotFound(
                f"AMA {self.terms.ama} has no question {number}.",
                f"See them with /ama questions number:{self.terms.ama}.",
            )
        return found

    async def ask(self, words: str) -> Receipt:
        """Ask by name. Raises InvalidInput, TooSoon."""
        member = self.hand.member
        assert member is not None, "who asks by name is somebody"
        asked, others = await self._expect_askable(words)
        mine = await self.store.asked_by(self.community, self.terms.ama, member)
        if len([one for one in mine if one.state is not State.WITHDRAWN]) >= self.terms.each:
            raise TooSoon(
                f"You have asked {_times(self.terms.each)} in AMA {self.terms.ama}, as often as one person may.",
                "Vote for questions of others, or withdraw one of yours.",
            )
        new = NewQuestion(
            words=asked, member=member, mailbox=None, state=self._first_state(), asked_at=hour_of(self.now)
        )
        return await self._asked(new, others, "")

    async def ask_anonymously(self, words: str) -> Receipt:
        """Ask without anybody knowing who. Raises InvalidInput, TooSoon."""
        asked, others = await self._expect_askable(words)
        hour = hour_of(self.now)
        if await self.store.anonymous_since(self.community, self.terms.ama, hour) >= ANONYMOUS_AN_HOUR:
            raise TooSoon(
                f"AMA {self.terms.ama} takes no more anonymous questions in this hour.",
                "Please ask in the next one, or by name.",
            )
        token = new_token()
        new = NewQuestion(words=asked, member=None, mailbox=mailbox_of(token), state=self._first_state(), asked_at=hour)
        return await self._asked(new, others, token)

    async def reword(self, question: Question, words: str) -> Question:
        """Say a question of one's own in other words. Raises InvalidInput."""
        self._expect_open()
        if question.state.is_fate:
            raise InvalidInput(f"Question {question.id} is settled, so it stays as it is.", "Ask another one.")
        asked = _checked(words)
        await self._expect_new(asked, but=question.id)
        changed = replace(question, words=asked, state=self._after_rewording(question))
        await self.store.save(self.community, changed)
        return changed

    async def withdraw(self, question: Question) -> Question:
        """Take a question of one's own back; its words are forgotten. Raises InvalidInput."""
        if question.state.is_fate and question.state is not State.MERGED:
            raise InvalidInput(f"Question {question.id} is settled, so it stays.", "Ask an organiser if it must go.")
        await self._leave_to_the_next(question)
        gone = replace(question, words="", state=State.WITHDRAWN, merged_into=None, settled_at=self.now, is_later=False)
        await self.store.save(self.community, gone)
        await self.store.set_tags(self.community, gone.ama, gone.id, [])
        if question.merged_into is not None:
            root = await self.root(question.merged_into)
            # Whoever voted for it wanted to know the other one as well.
            await self.store.copy_votes(self.community, question.ama, question.id, question.ama, root.id)
            await self.recount(root.id)
        return gone

    async def vote(self, number: int) -> tuple[Question, bool]:
        """Vote, or take one's vote back; the question that it counts for, and whether it counts now.

        A vote for a merged question counts for the one it was merged into. Raises NotFound, NotAllowed, InvalidInput.
        """
        member = self.hand.member
        assert member is not None, "who votes is somebody"
        self._expect_open()
        question = await self.root((await self.get(number)).id)
        if question.state not in {State.OPEN, State.NEXT}:
            raise InvalidInput(f"Question {question.id} is not open any more.", "See the others with /ama questions.")
        merged = await self.store.merged(self.community, self.terms.ama)
        group = group_of(question.id, merged)
        if question.member == member or any(one.member == member for one in merged if one.id in group):
            raise NotAllowed(f"Question {question.id} is your own.", "It counts that you have asked it.")
        ids = [question.id, *group]
        was_there = await self.store.unvote(self.community, self.terms.ama, ids, member)
        if not was_there:
            await self.store.vote(self.community, self.terms.ama, question.id, member)
        votes = await self.store.recount(self.community, self.terms.ama, question.id, ids)
        return replace(question, votes=votes), not was_there

    async def own(self, number: int) -> Question:
        """A question that this person has asked by name. Raises NotFound, NotAllowed."""
        found = await self.get(number)
        if not self._is_own(found):
            raise NotAllowed(f"Question {number} is not yours.", "Only who asked it may do that.")
        return found

    async def root(self, number: QuestionId) -> Question:
        """The question itself, or the one that it was merged into in the end."""
        found = await self.store.get(self.community, self.terms.ama, number)
        while found is not None and found.merged_into is not None:
            found = await self.store.get(self.community, self.terms.ama, found.merged_into)
        assert found is not None, "what is merged is merged into something"
        return found

    async def recount(self, number: QuestionId) -> int:
        """Count the votes of a question anew."""
        group = group_of(number, await self.store.merged(self.community, self.terms.ama))
        return await self.store.recount(self.community, self.terms.ama, number, [number, *group])

    def _is_own(self, question: Question) -> bool:
        return question.member is not None and question.member == self.hand.member

    def _first_state(self) -> State:
        return State.REVIEW if self.terms.is_reviewed and not self.hand.is_staff else State.OPEN

    def _after_rewording(self, question: Question) -> State:
        """What was approved is looked at again once it says something else."""
        return State.REVIEW if self._first_state() is State.REVIEW else question.state

    def _expect_open(self) -> None:
        if not self.terms.is_open:
            raise InvalidInput(f"AMA {self.terms.ama} is over.", f"See what was said with /ama recap {self.terms.ama}.")

    async def _expect_askable(self, words: str) -> tuple[str, Others]:
        """The question as it is kept, and the words of all others."""
        self._expect_open()
        asked = _checked(words)
        if await self.store.count(self.community, self.terms.ama) >= MOST_QUESTIONS:
            raise TooSoon(f"AMA {self.terms.ama} has {MOST_QUESTIONS:,} questions, and takes no more.")
        return asked, await self._expect_new(asked)

    async def _expect_new(self, asked: str, but: QuestionId | None = None) -> Others:
        """The words of all questions. Raises InvalidInput where one of them says the same."""
        others = await self.store.words(self.community, self.terms.ama)
        double = next((number for number, text in others if number != but and same(text, asked)), None)
        if double is not None:
            raise InvalidInput(
                f"That is question {double} already.", f"Vote for it: /ama question {double} number:{self.terms.ama}."
            )
        return others

    async def _asked(self, new: NewQuestion, others: Others, token: str) -> Receipt:
        close = near(new.words, others)
        number = await self.store.add(self.community, self.terms.ama, new)
        made = await self.store.get(self.community, self.terms.ama, number)
        assert made is not None, "it was made just now"
        found = [await self.store.get(self.community, self.terms.ama, one) for one in close]
        return Receipt(question=made, near=tuple(one for one in found if one is not None), token=token)

    async def _leave_to_the_next(self, question: Question) -> None:
        """Let the first of those that were merged into a question stand for it and for the others."""
        merged = await self.store.merged(self.community, self.terms.ama)
        below = [one.id for one in merged if one.into == question.id]
        if not below:
            return
        first, *others = below
        heir = await self.store.get(self.community, self.terms.ama, first)
        assert heir is not None, "it is listed as merged"
        state = State.OPEN if question.state is State.MERGED else question.state
        into = question.merged_into
        heir = replace(heir, merged_into=into, state=State.MERGED if into else state, is_later=question.is_later)
        await self.store.save(self.community, replace(heir, settled_at=self.now if into else None))
        for number in others:
            other = await self.store.get(self.community, self.terms.ama, number)
            if other is not None:
                await self.store.save(self.community, replace(other, merged_into=first))
        await self.store.copy_votes(self.community, question.ama, question.id, question.ama, first)
        await self.recount(first)


async def opened(store: QuestionStore, community: CommunityId, token: str) -> Question:
    """The question that a token leads to. Raises NotFound."""
    found = await store.of_mailbox(community, mailbox_of(token))
    if found is None:
        raise unknown()
    return found


def group_of(root: QuestionId, merged: Sequence[Merged]) -> list[QuestionId]:
    """All questions that were merged into one, directly or over others; without itself."""
    group: list[QuestionId] = []
    reached = {root}
    while found := [one.id for one in merged if one.into in reached and one.id not in reached]:
        reached.update(found)
        group += found
    return group


def _checked(words: str) -> str:
    asked = clean(words)
    if not any(char.isalnum() for char in asked):
        raise InvalidInput("There are no words in that question.", "Ask in words.", field="question")
    if len(asked) > QUESTION_CHARACTERS:
        raise InvalidInput(
            f"A question has at most {QUESTION_CHARACTERS:,} characters, this one {len(asked):,}.",
            "Please ask it shorter.",
            field="question",
        )
    return asked


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
