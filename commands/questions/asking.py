"""Asking, by name or anonymously, and what an asker can do with their question afterwards."""

from __future__ import annotations

from bot import questions
from bot.amas.values import Ama
from bot.cutting import cut
from bot.questions import QUESTION_CHARACTERS, Desk, Question, State
from bot.replies import Arguments, Field, Form, Notice, Reply, done
from bot.requests import Call
from bot.sealing import ALWAYS, TOKEN
from bot.spec import Menu, Surface, Text, Whole, YesNo, command
from bot.typed import clean
from commands.completing import last_name
from commands.questions.cards import receipt_buttons, receipt_card
from commands.questions.here import AMA, ama_of, desk_of, sealed_desk_of, tags_in
from commands.questions.looking import card_of
from commands.questions.telling import redraw

_QUESTION = Text(
    name="question", about="Your question", required=True, bare=True, is_long=True, max_characters=QUESTION_CHARACTERS
)
_OTHER_WORDS = Text(name="words", about="Your question", is_long=True, max_characters=QUESTION_CHARACTERS)
_TAGS = Text(name="tags", about="Tags that exist, parted by spaces", complete=last_name, max_characters=200)
_TOKEN = Text(name=TOKEN, about="The code of your receipt", required=True, bare=True, max_characters=40)
_ONE = Whole(name="question", about="The number of the question", required=True, least=1)


@command(
    "ama",
    "ask",
    about="Ask a question in an AMA, by name or anonymously",
    options=[
        _QUESTION,
        AMA,
        YesNo(name="anonymous", about="Let nobody know who asks, organisers included"),
        _TAGS,
    ],
    sealed_by="anonymous",
)
async def ask(call: Call, question: str, number: int = 0, anonymous: bool = False, tags: str = "") -> Reply:
    ama = await ama_of(call, number)
    desk = sealed_desk_of(call, ama) if anonymous else desk_of(call, ama)
    labels = await tags_in(call, tags)
    receipt = await (desk.ask_anonymously(question) if anonymous else desk.ask(question))
    if labels:
        await call.unit.questions.set_tags(call.community.id, ama.id, receipt.question.id, labels)
    await redraw(call, ama)
    return receipt_card(ama, receipt)


@command(
    "ama",
    "ask-form",
    about="Open the form to ask a question",
    reads=True,
    is_typed=False,
    options=[AMA],
    sealed_by=ALWAYS,
)
async def ask_form(call: Call, number: int = 0) -> Reply:
    return _form(await ama_of(call, number), "")


@command(
    "ama",
    "ask-this",
    about="Ask what a message says in an AMA",
    reads=True,
    is_typed=False,
    options=[Text(name="text", about="What the message says", is_long=True, max_characters=40_000)],
    sealed_by=ALWAYS,
    menu=Menu(label="Ask this in the AMA", on=Surface.MESSAGE),
)
async def ask_this(call: Call, text: str = "") -> Reply:
    return _form(await ama_of(call), cut(clean(text), QUESTION_CHARACTERS))


def _form(ama: Ama, words: str) -> Form:
    fields = (
        Field(option="question", label="Your question", value=words, required=True, is_long=True),
        Field(option="anonymous", label="Ask anonymously?", choices=("no", "yes")),
        Field(option="tags", label="Tags that exist, parted by spaces"),
    )
    return Form(title=f"Ask in AMA {ama.id}", command=("ama", "ask"), fields=fields, known={"number": ama.id})


@command("ama", "reword", about="Say your question in other words", is_typed=False, options=[_ONE, AMA, _OTHER_WORDS])
async def reword(call: Call, question: int, number: int = 0, words: str = "") -> Reply:
    ama = await ama_of(call, number)
    desk = desk_of(call, ama)
    own = await desk.own(question)
    if not words:
        return _other_words(("ama", "reword"), own, {"number": ama.id, "question": question})
    return await _reworded(call, ama, desk, own, words)


@command("ama", "withdraw", about="Take your question back", is_typed=False, options=[_ONE, AMA])
async def withdraw(call: Call, question: int, number: int = 0) -> Reply:
    ama = await ama_of(call, number)
    desk = desk_of(call, ama)
    return await _withdrawn(call, ama, desk, await desk.own(question))


@command(
    "ama",
    "mailbox",
    about="What became of your anonymous question",
    reads=True,
    options=[_TOKEN],
    sealed_by=ALWAYS,
)
async def mailbox(call: Call, token: str) -> Reply:
    ama, desk, question = await _opened(call, token)
    buttons = () if question.state.is_fate else receipt_buttons({TOKEN: token})[1:]
    return await card_of(call, ama, desk, question, buttons)


@command(
    "ama",
    "mailbox-reword",
    about="Say your anonymous question in other words",
    is_typed=False,
    options=[_TOKEN, _OTHER_WORDS],
    sealed_by=ALWAYS,
)
async def mailbox_reword(call: Call, token: str, words: str = "") -> Reply:
    ama, desk, question = await _opened(call, token)
    if not words:
        return _other_words(("ama", "mailbox-reword"), question, {TOKEN: token})
    return await _reworded(call, ama, desk, question, words)


@command(
    "ama",
    "mailbox-withdraw",
    about="Take your anonymous question back",
    is_typed=False,
    options=[_TOKEN],
    sealed_by=ALWAYS,
)
async def mailbox_withdraw(call: Call, token: str) -> Reply:
    ama, desk, question = await _opened(call, token)
    return await _withdrawn(call, ama, desk, question)


async def _opened(call: Call, token: str) -> tuple[Ama, Desk, Question]:
    """The question that a token leads to, with its AMA. Raises NotFound."""
    question = await questions.opened(call.unit.questions, call.community.id, token)
    ama = await ama_of(call, question.ama)
    return ama, sealed_desk_of(call, ama), question


def _other_words(path: tuple[str, ...], question: Question, known: Arguments) -> Form:
    field = Field(option="words", label="Your question", value=question.words, required=True, is_long=True)
    return Form(title=f"Question {question.id} in other words", command=path, fields=(field,), known=known)


async def _reworded(call: Call, ama: Ama, desk: Desk, question: Question, words: str) -> Notice:
    changed = await desk.reword(question, words)
    await redraw(call, ama)
    waits = " It will be seen by everybody once it was looked at." if changed.state is State.REVIEW else ""
    return done(f"Question {question.id} is changed.{waits}")


async def _withdrawn(call: Call, ama: Ama, desk: Desk, question: Question) -> Notice:
    await desk.withdraw(question)
    await redraw(call, ama)
    return done(f"Question {question.id} is withdrawn, and its words are gone.")
