"""How questions look: in a list, alone, and on the receipt of who asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.amas.values import Ama
from bot.questions import Merged, Question, Receipt, State, Tally, group_of, submitted
from bot.replies import (
    Arguments,
    Bold,
    Button,
    Card,
    Code,
    Inline,
    Italic,
    Link,
    Section,
    Style,
    Text,
)
from bot.sealing import TOKEN
from bot.typed import quoted

#: Questions on one page (Discord: 25 buttons a message).
PAGE = 8
#: Characters of a question in a list, and of an answer below it.
LISTED_CHARACTERS, ANSWER_LISTED_CHARACTERS = 300, 300
#: People who are named as having asked the same.
NAMED = 3

#: How each fate is told.
FATES: Mapping[State, str] = {
    State.REVIEW: "waits to be looked at",
    State.OPEN: "open",
    State.NEXT: "being answered",
    State.ANSWERED: "answered",
    State.MERGED: "merged",
    State.CARRIED: "carried over",
    State.DECLINED: "declined",
    State.HIDDEN: "hidden",
    State.WITHDRAWN: "withdrawn",
}


def counted(count: int, one: str, many: str) -> str:
    """A number with its noun: ``1 vote``, ``2 votes``."""
    return f"{count:,} {one if count == 1 else many}"


def button(label: str, word: str, ama: int, question: int = 0, *, style: Style = Style.PLAIN, **more: bool) -> Button:
    """A button for something to be done in an AMA, or with one of its questions."""
    args: dict[str, str | int | bool] = {"number": ama, **({"question": question} if question else {}), **more}
    return Button(label=label, command=("ama", word), args=args, style=style)


def vote_button(question: Question) -> Button:
    """Says that one wants to know it as well."""
    return button(f"Vote {question.id}", "vote", question.ama, question.id)


def title_of(ama: Ama) -> str:
    """The AMA in a title."""
    return f"AMA {ama.id}: {quoted(ama.session.title, 80)}"


def askers(question: Question, merged: Sequence[Merged]) -> str:
    """Who asked, and who asked the same."""
    first = question.asker or ("somebody" if question.is_anonymous else "somebody who left")
    group = set(group_of(question.id, merged))
    others = [one for one in merged if one.id in group and (one.member is None or one.member != question.member)]
    names = list(dict.fromkeys(one.asker for one in others if one.asker))
    nameless = sum(1 for one in others if not one.asker)
    shown = names[:NAMED]
    more = len(names) - len(shown) + nameless
    also = [*shown, *([f"{more} more"] if more and shown else [f"{more} anonymously"] if more else [])]
    asked = "asked anonymously" if question.is_anonymous else f"asked by {first}"
    return f"{asked}, also by {' and '.join(also)}" if also else asked


def particulars(question: Question, merged: Sequence[Merged]) -> str:
    """Votes, askers, tags and state on one line."""
    parts = [
        counted(question.votes, "vote", "votes") if question.votes else "",
        askers(question, merged),
        " ".join(f"#{name}" for _tag, name in question.tags),
        "for later" if question.is_later else "",
        FATES[question.state] if question.state is not State.OPEN else "",
    ]
    return " · ".join(part for part in parts if part)


def listed(question: Question, merged: Sequence[Merged], actions: tuple[Button, ...] = ()) -> Section:
    """A question in a list."""
    lines: list[Inline] = [Bold(f"{question.id}"), f" · {quoted(question.words, LISTED_CHARACTERS)}\n"]
    lines.append(particulars(question, merged))
    return Section(text=(*lines, *told(question, characters=ANSWER_LISTED_CHARACTERS)), actions=actions)


def told(question: Question, characters: int = 3_000) -> Text:
    """What was said to a question, as more lines below it; nothing where nothing was."""
    lines: list[Inline] = []
    if question.state is State.ANSWERED:
        said = question.answer if characters >= len(question.answer) else quoted(question.answer, characters)
        lines += ["\n", Italic(said)] if said else []
        lines += ["\n", Link("The answer", question.answer_link)] if question.answer_link else []
        lines += ["\nAnswered live."] if not said and not question.answer_link else []
    if question.state in {State.DECLINED, State.HIDDEN} and question.reason:
        lines += ["\nWhy: ", Italic(question.reason)]
    if question.carried_to is not None:
        lines.append(f"\nTaken along to AMA {question.carried_to}.")
    return tuple(lines)


def question_card(
    ama: Ama, question: Question, merged: Sequence[Merged], actions: tuple[Button, ...], root: Question | None = None
) -> Card:
    """Everything about one question."""
    sections = [Section(text=(question.words or "The words are gone.",))]
    sections.append(Section(text=(particulars(question, merged), *told(question))))
    if root is not None and root.id != question.id:
        sections.append(Section(text=(f"It is the same as question {root.id}: {quoted(root.words, 200)}", *told(root))))
    return Card(title=f"{title_of(ama)} · question {question.id}", sections=tuple(sections), actions=actions)


def receipt_card(ama: Ama, receipt: Receipt) -> Card:
    """What is shown to somebody who has asked."""
    question = receipt.question
    sections = [Section(text=(quoted(question.words, LISTED_CHARACTERS),))]
    if question.state is State.REVIEW:
        sections.append(Section(text=("It will be seen by everybody once it was looked at.",)))
    if receipt.near:
        near = "\n".join(f"{one.id} · {quoted(one.words, 150)}" for one in receipt.near)
        sections.append(Section(text=(f"Close to it, if one of these is the same, vote for that:\n{near}",)))
    if receipt.token:
        sections.append(Section(text=_sealed(receipt.token)))
    kept: Arguments = {TOKEN: receipt.token} if receipt.token else {"number": question.ama, "question": question.id}
    votes = tuple(vote_button(one) for one in receipt.near)
    return Card(
        title=f"Asked: {title_of(ama)} · question {question.id}",
        sections=tuple(sections),
        actions=(*votes, *receipt_buttons(kept)),
    )


def receipt_buttons(kept: Arguments) -> tuple[Button, ...]:
    """What the asker can do: with the token of an anonymous question, or by the numbers of one by name."""
    words = ("mailbox", "mailbox-reword", "mailbox-withdraw") if TOKEN in kept else ("question", "reword", "withdraw")
    labels = ("What became of it?", "Change it", "Withdraw it")
    return tuple(
        Button(label=label, command=("ama", word), args=kept) for label, word in zip(labels, words, strict=True)
    )


def _sealed(token: str) -> Text:
    words = (
        "Nobody can see who asked, organisers included: it is not written down. Only this message leads back to your "
        "question. To be able to look when it is gone, keep this for yourself: "
    )
    return (words, Code(f"/ama mailbox {token}"))


def _fates(state: State, count: int) -> str:
    return "wait to be looked at" if state is State.REVIEW and count > 1 else FATES[state]


def counts(tally: Tally) -> str:
    """How many were asked and what became of them, those that there are."""
    parts = [f"{tally[state]:,} {_fates(state, tally[state])}" for state in State if tally.get(state)]
    asked = counted(submitted(tally), "question", "questions")
    return f"{asked}: {', '.join(parts)}" if parts else "No questions yet"
