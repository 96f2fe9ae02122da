"""What becomes of questions: approved, hidden, merged, answered, put off, declined; and a fate for each at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.errors import InvalidInput, NotAllowed
from bot.identity import TagId
from bot.questions.asking import Queue, group_of
from bot.questions.values import (
    ANSWER_CHARACTERS,
    MOST_QUESTIONS,
    REASON_CHARACTERS,
    UNSETTLED,
    Merged,
    NewQuestion,
    Question,
    State,
    Tally,
    Terms,
)
from bot.typed import clean, clean_line


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """What becomes of all that has no fate when an AMA is closed: taken along, left open, or declined."""

    #: The AMA that takes them along; None: they stay open questions.
    to: Terms | None = None
    #: Why they are declined; empty: they are not.
    reason: str = ""


class Desk(Queue):
    """The questions of one AMA in the hands of who hosts, helps or organises. Raises NotAllowed for others."""

    def expect_staff(self) -> None:
        """Raises NotAllowed unless this person hosts or helps in this AMA, or organises."""
        if not self.hand.is_staff:
            raise NotAllowed(
                f"That is for the host and the helpers of AMA {self.terms.ama}, and for organisers.",
                "Ask one of them.",
            )

    async def approve(self, number: int) -> Question:
        """Let everybody see a question: one that waits for it, or one that was hidden or declined."""
        question = await self._at(number, {State.REVIEW, State.HIDDEN, State.DECLINED})
        self._expect_open()
        return await self._saved(replace(question, state=State.OPEN, reason="", settled_at=None))

    async def hide(self, number: int, reason: str) -> Question:
        """Let only the asker see a question, with the reason."""
        question = await self._at(number, {State.REVIEW, State.OPEN, State.NEXT, State.ANSWERED})
        return await self._saved(self._settled(question, State.HIDDEN, reason=_reason(reason)))

    async def decline(self, number: int, reason: str) -> Question:
        """Say that a question is not answered, with the reason."""
        question = await self._at(number, UNSETTLED)
        return await self._saved(self._settled(question, State.DECLINED, reason=_reason(reason)))

    async def take(self, number: int) -> Question:
        """Let a question be the one that is being answered; the one before goes back among the open ones."""
        question = await self._at(number, {State.OPEN})
        self._expect_open()
        for before in await self.store.ranked(self.community, self.terms.ama, [State.NEXT], count=10):
            await self._saved(replace(before, state=State.OPEN))
        return await self._saved(replace(question, state=State.NEXT, is_later=False))

    async def later(self, number: int) -> Question:
        """Put a question behind all others."""
        question = await self._at(number, {State.OPEN, State.NEXT})
        return await self._saved(replace(question, state=State.OPEN, is_later=True))

    async def answer(self, number: int, words: str = "", link: str = "") -> Question:
        """Answer in words, by a link to where the answer is, or (with neither) live. Says so again in other words."""
        question = await self._at(number, {State.OPEN, State.NEXT, State.ANSWERED, State.CARRIED})
        if question.carried_to is not None:
            raise InvalidInput(f"Question {number} was taken along to AMA {question.carried_to}.", "Answer it there.")
        said = clean(words)
        if len(said) > ANSWER_CHARACTERS:
            raise InvalidInput(
                f"An answer has at most {ANSWER_CHARACTERS:,} characters.", "Give a link to the rest.", field="answer"
            )
        settled = self._settled(question, State.ANSWERED)
        given = replace(settled, answer=said, answer_link=_link(link), answered_by=self.hand.member)
        return await self._saved(given)

    async def merge(self, number: int, into: int) -> Question:
        """Find a question to be another one: votes and askers count once; the other question as it is then."""
        question = await self._at(number, UNSETTLED)
        target = await self.root((await self.get(into)).id)
        if target.id == question.id:
            raise InvalidInput("A question cannot be merged into itself.", "Name two.", field="into")
        if target.state not in {State.OPEN, State.NEXT, State.ANSWERED}:
            raise InvalidInput(f"Question {target.id} is {target.state}, so nothing can be merged into it.")
        gone = replace(self._settled(question, State.MERGED), merged_into=target.id)
        await self._saved(gone)
        return replace(target, votes=await self.recount(target.id))

    async def unmerge(self, number: int) -> Question:
        """Let a merged question be one of its own again, with the votes that it had."""
        question = await self._at(number, {State.MERGED})
        self._expect_open()
        before = await self.root(question.id)
        alone = await self._saved(replace(question, state=State.OPEN, merged_into=None, settled_at=None))
        await self.recount(before.id)
        return replace(alone, votes=await self.recount(alone.id))

    async def label(self, number: int, tags: list[TagId]) -> None:
        """Put these tags on a question instead of those it had."""
        question = await self.get(number)
        self.expect_staff()
        await self.store.set_tags(self.community, question.ama, question.id, tags)

    async def close(self, ending: Ending) -> Tally:
        """Give every question that has none its fate; how many have which then."""
        self.expect_staff()
        left = await self.store.ranked(self.community, self.terms.ama, list(UNSETTLED), count=MOST_QUESTIONS)
        merged = await self.store.merged(self.community, self.terms.ama)
        for question in left:
            if ending.reason:
                await self._saved(self._settled(question, State.DECLINED, reason=_reason(ending.reason)))
            elif ending.to is None:
                await self._saved(self._settled(question, State.CARRIED))
            else:
                group = group_of(question.id, merged)
                await self._carried(question, ending.to, [one for one in merged if one.id in group])
        return await self.store.tally(self.community, self.terms.ama)

    async def _carried(self, question: Question, to: Terms, merged: Sequence[Merged]) -> None:
        """Ask it in the other AMA, by the same asker, with the same votes; the asker's token leads there."""
        state = State.REVIEW if question.state is State.REVIEW and to.is_reviewed else State.OPEN
        new = NewQuestion(
            words=question.words,
            member=question.member,
            mailbox=question.mailbox,
            state=state,
            asked_at=question.asked_at,
        )
        number = await self.store.add(self.community, to.ama, new)
        for one in (question.id, *(other.id for other in merged)):
            await self.store.copy_votes(self.community, question.ama, one, to.ama, number)
        for other in merged:
            if other.member is not None:
                await self.store.vote(self.community, to.ama, number, other.member)
        await self.store.set_tags(self.community, to.ama, number, [tag for tag, _name in question.tags])
        await self.store.recount(self.community, to.ama, number, [number])
        await self._saved(replace(self._settled(question, State.CARRIED), carried_to=to.ama))

    async def _at(self, number: int, states: set[State] | frozenset[State]) -> Question:
        """The question, if it is so far that this can be done with it."""
        self.expect_staff()
        question = await self.get(number)
        if question.state not in states:
            told = f"merged into {question.merged_into}" if question.state is State.MERGED else question.state.value
            raise InvalidInput(f"Question {number} is {told}, so that cannot be done.", "Look at it: /ama question.")
        return question

    def _settled(self, question: Question, state: State, reason: str = "") -> Question:
        return replace(question, state=state, settled_at=self.now, reason=reason, is_later=False)

    async def _saved(self, question: Question) -> Question:
        await self.store.save(self.community, question)
        return question


def _reason(typed: str) -> str:
    reason = clean_line(typed)
    if not reason:
        raise InvalidInput("It needs a reason, which the asker reads.", "Write it in a sentence.", field="reason")
    if len(reason) > REASON_CHARACTERS:
        raise InvalidInput(f"A reason has at most {REASON_CHARACTERS} characters.", "Please say it shorter.")
    return reason


def _link(typed: str) -> str:
    link = typed.strip()
    if link and (not link.startswith(("https://", "http://")) or any(char.isspace() for char in link)):
        raise InvalidInput("That is not a link.", "It begins with https://", field="link")
    return link
