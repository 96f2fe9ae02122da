"""What stays of an AMA: its recap as a file, and its answers in the library."""

from __future__ import annotations

from dataclasses import replace

from bot import questions, resources
from bot.amas.values import Ama, AmaState, Invitation
from bot.errors import BotError, InvalidInput
from bot.questions import MOST_QUESTIONS, Question, State
from bot.replies import Document, Reply, text
from bot.requests import Call
from bot.resources import Draft, Kind
from bot.spec import command
from bot.typed import quoted
from commands.facts import library
from commands.questions.cards import askers, counts
from commands.questions.here import BARE_AMA, ama_of, is_staff

#: Answers that are put into the library at once: each is a transaction's worth of index rows.
_KEPT_AT_ONCE = 200
#: Of a library entry (bot/resources/sharing.py).
_TITLE, _DESCRIPTION = 300, 1_900
_CLOSED_FIRST = (AmaState.CLOSED, AmaState.LIVE)


@command("ama", "recap", about="What was asked and answered in an AMA, as a file", reads=True, options=[BARE_AMA])
async def recap(call: Call, number: int = 0) -> Reply:
    ama = await ama_of(call, number, _CLOSED_FIRST)
    _expect_held(call, ama)
    store, where = call.unit.questions, (call.community.id, ama.id)
    shown = [State.ANSWERED, State.CARRIED, State.DECLINED]
    found = await store.ranked(*where, shown, count=MOST_QUESTIONS)
    merged = await store.merged(*where)
    tally = await store.tally(*where)
    session = questions.Session(
        number=ama.id,
        title=ama.session.title,
        held_at=ama.began_at or ama.session.starts_at,
        hosts=tuple(host.name for host in ama.hosts if host.state is not Invitation.DECLINED),
    )
    said = [questions.Said(question=one, by=askers(one, merged)) for one in found]
    feedback = await store.feedback(*where)
    content = questions.recap(session, tally, said, feedback)
    if is_staff(call, ama):
        content += _words_of(feedback)
    return Document(name=f"ama-{ama.id}-recap.md", content=content, text=text(f"AMA {ama.id}: {counts(tally)}."))


def _expect_held(call: Call, ama: Ama) -> None:
    """Raises InvalidInput for what is still to come, or was cancelled; one that nobody began is over by its time."""
    if ama.state is AmaState.CANCELLED:
        raise InvalidInput(f"AMA {ama.id} was cancelled.", "See what was and what comes with /ama list.")
    if ama.state is AmaState.SCHEDULED and ama.session.starts_at > call.now:
        hint = f"See its questions with /ama questions {ama.id}."
        raise InvalidInput(f"AMA {ama.id} has not taken place yet.", hint)


def _words_of(feedback: list[questions.Feedback]) -> str:
    said = [one for one in feedback if one.words]
    lines = [f"- {questions.plain(one.words)}\n" for one in said]
    return "".join(["\n## What people said\n\n", *lines]) if said else ""


async def keep_answers(call: Call, ama: Ama) -> int:
    """Put the answers of an AMA into the library, each with its tags; how many."""
    found = await call.unit.questions.ranked(call.community.id, ama.id, [State.ANSWERED], count=_KEPT_AT_ONCE)
    kept = 0
    for question in found:
        if question.resource is None and (question.answer or question.answer_link):
            kept += await _keep(call, ama, question)
    return kept


async def _keep(call: Call, ama: Ama, question: Question) -> int:
    hosts = tuple(quoted(host.name, 100) for host in ama.hosts)
    where = f"Answered in AMA {ama.id}, “{quoted(ama.session.title, 80)}”."
    draft = Draft(
        title=quoted(question.words, _TITLE),
        kind=Kind.ANSWER,
        address=question.answer_link or None,
        authors=hosts,
        year=call.now.year,
        language=ama.session.language,
        description=f"{quoted(question.answer, _DESCRIPTION - len(where))} {where}".strip(),
    )
    try:
        facts = resources.checked(resources.tidied(draft, call.now), call.now)
    except BotError:
        # A link that the library does not take: the words are worth keeping without it.
        facts = resources.checked(resources.tidied(replace(draft, address=None), call.now), call.now)
    tags = list(dict.fromkeys(tag for tag, _name in (*question.tags, *ama.tags)))
    added = await library(call).share(facts, tags)
    await call.unit.questions.save(call.community.id, replace(question, resource=added.id))
    return 1
