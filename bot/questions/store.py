"""What the rows of questions have to be able to do. Every method sees only the community it is given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.identity import AmaId, CommunityId, MemberId, QuestionId, TagId
from bot.questions.values import Feedback, Merged, NewQuestion, Question, State, Tally


class QuestionStore(Protocol):
    """Questions of AMAs."""

    async def count(self, community: CommunityId, ama: AmaId) -> int:
        """How many were asked in an AMA, whatever became of them."""
        ...

    async def add(self, community: CommunityId, ama: AmaId, new: NewQuestion) -> QuestionId:
        """Keep a question; its number, counted from 1 within the AMA."""
        ...

    async def get(self, community: CommunityId, ama: AmaId, number: QuestionId) -> Question | None:
        """The question with this number."""
        ...

    async def of_mailbox(self, community: CommunityId, mailbox: str) -> Question | None:
        """The question that a hash belongs to; where it was carried to another AMA, the one there."""
        ...

    async def save(self, community: CommunityId, question: Question) -> None:
        """Keep all that may change of a question but its votes and tags."""
        ...

    async def ranked(
        self, community: CommunityId, ama: AmaId, states: Sequence[State], *, skip: int = 0, count: int
    ) -> list[Question]:
        """Questions in these states: those not put off first, then by votes, then by age."""
        ...

    async def tagged(
        self, community: CommunityId, ama: AmaId, states: Sequence[State], tag: TagId, *, skip: int = 0, count: int
    ) -> list[Question]:
        """The same, only those under a tag."""
        ...

    async def asked_by(self, community: CommunityId, ama: AmaId, member: MemberId) -> list[Question]:
        """What somebody has asked by name, the oldest first."""
        ...

    async def settled(self, community: CommunityId, ama: AmaId, state: State, count: int) -> list[Question]:
        """Questions in a state, those that came into it last first."""
        ...

    async def tally(self, community: CommunityId, ama: AmaId) -> Tally:
        """How many are in each state; states without any are left out."""
        ...

    async def words(self, community: CommunityId, ama: AmaId) -> list[tuple[QuestionId, str]]:
        """The words of all questions that everybody sees and that are no other one's."""
        ...

    async def anonymous_since(self, community: CommunityId, ama: AmaId, hour: datetime) -> int:
        """How many were asked anonymously in the hour that begins then, or later."""
        ...

    async def merged(self, community: CommunityId, ama: AmaId) -> list[Merged]:
        """All questions that were found to be others, the oldest first."""
        ...

    async def vote(self, community: CommunityId, ama: AmaId, number: QuestionId, member: MemberId) -> None:
        """Keep a vote; the same again changes nothing."""
        ...

    async def unvote(self, community: CommunityId, ama: AmaId, numbers: Sequence[QuestionId], member: MemberId) -> bool:
        """Take back what a member voted for among these; whether there was anything."""
        ...

    async def voted(self, community: CommunityId, ama: AmaId, member: MemberId) -> list[QuestionId]:
        """What a member has voted for."""
        ...

    async def recount(
        self, community: CommunityId, ama: AmaId, number: QuestionId, merged: Sequence[QuestionId]
    ) -> int:
        """Count the votes of a question anew, and keep the count.

        Counted is each person once who voted for it or for one that was merged into it, or who asked one of those;
        never who asked the question itself.
        """
        ...

    async def copy_votes(
        self, community: CommunityId, ama: AmaId, number: QuestionId, to_ama: AmaId, to: QuestionId
    ) -> None:
        """Let the votes for one question be votes for another one as well."""
        ...

    async def set_tags(self, community: CommunityId, ama: AmaId, number: QuestionId, tags: Sequence[TagId]) -> None:
        """Let a question carry these tags and no others."""
        ...

    async def give_feedback(
        self, community: CommunityId, ama: AmaId, member: MemberId, score: int, words: str | None
    ) -> None:
        """Keep what a member says about an AMA, instead of what they said; ``None`` leaves their words."""
        ...

    async def feedback(self, community: CommunityId, ama: AmaId) -> list[Feedback]:
        """What was said about an AMA, the best first."""
        ...
