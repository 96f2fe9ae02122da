"""A welcome in the hands of a person: read, changed, sent, passed on, or left."""

from __future__ import annotations

from dataclasses import replace

from bot.errors import InvalidInput, NotAllowed
from bot.identity import MemberId, Role
from bot.replies import Card, Field, Form, Notice, Reply, Update, done, said
from bot.requests import Call
from bot.spec import Text, Whole, command
from bot.typed import quoted
from bot.welcomes import (
    WORDS_CHARACTERS,
    OfferOutcome,
    Welcome,
    WelcomeState,
    own_words,
    print_of,
)
from commands.welcomes import orders
from commands.welcomes.cards import LABELLED, fate, gone, offer_card, place_words, words_for
from commands.welcomes.drafts import draft_of
from commands.welcomes.ordering import hand_on, is_there, settle

_WHO = Whole(name="who", about="The newcomer's number", required=True, least=1)
_CHANGED = "The words are others now than when you read them. This would be posted in your name:"


async def _mine(call: Call, who: int) -> Welcome | Notice:
    """The welcome, if whoever asks may still send it; else what has become of it. Raises NotAllowed for others."""
    newcomer = MemberId(who)
    found = await call.unit.welcomes.get(call.community.id, newcomer)
    asked = await call.unit.welcomes.asked(call.community.id, newcomer, found.ordered_at) if found else set()
    is_organiser = call.role >= Role.ORGANISER
    if found is None or not (is_organiser or call.member.id in asked) or newcomer == call.member.id:
        raise NotAllowed("This welcome is not in your hands.", "Greeters are sent one when it is their turn.")
    if found.state.is_open and not is_there(await call.unit.journeys.get(call.community.id, newcomer)):
        return said(gone(found))
    if not found.state.is_open or (found.greeter != call.member.id and not is_organiser):
        return said(fate(found, me=call.member.id))
    return found


async def _card(call: Call, welcome: Welcome, lead: str = "") -> Card:
    draft = await draft_of(call.unit, call.community.id, welcome.newcomer, call.now)
    where = await orders.greeting_target(call.unit, call.community.id, welcome.newcomer)
    for_organiser = welcome.greeter != call.member.id
    return offer_card(welcome, draft, place_words(where, call.place), for_organiser=for_organiser, lead=lead)


@command("welcome", "show", about="Show the draft of a welcome", is_typed=False, reads=True, options=[_WHO])
async def show(call: Call, who: int) -> Reply:
    found = await _mine(call, who)
    return found if isinstance(found, Notice) else await _card(call, found)


@command(
    "welcome",
    "send",
    about="Welcome a newcomer in your name",
    is_typed=False,
    options=[_WHO, Text(name="seen", about="Which words you have read", max_characters=20)],
)
async def send(call: Call, who: int, seen: str = "") -> Reply:
    found = await _mine(call, who)
    if isinstance(found, Notice):
        return Update(reply=found)
    draft = await draft_of(call.unit, call.community.id, found.newcomer, call.now)
    words = words_for(found, draft)
    if seen != print_of(words):
        return await _card(call, found, _CHANGED)
    sent = replace(found, state=WelcomeState.SENT, greeter=call.member.id, words=words, sent_at=call.now)
    if not await call.unit.welcomes.save(call.community.id, sent, found.state):
        return await send(call, who=who, seen=seen)
    is_mine = found.greeter == call.member.id
    await settle(call.unit, call.community.id, found, OfferOutcome.SENT if is_mine else OfferOutcome.GONE, call.now)
    where = await orders.greet(call.unit, call.community.id, sent, call.now)
    return Update(reply=done(f"Thank you. {found.name} is welcomed in your name. ", *place_words(where, call.place)))


@command(
    "welcome",
    "edit",
    about="Change the words of a welcome",
    is_typed=False,
    options=[_WHO, Text(name="words", about="Your words", is_long=True, max_characters=WORDS_CHARACTERS)],
)
async def edit(call: Call, who: int, words: str = "") -> Reply:
    found = await _mine(call, who)
    if isinstance(found, Notice):
        return found
    if not words:
        draft = await draft_of(call.unit, call.community.id, found.newcomer, call.now)
        field = Field(option="words", label="Your words", value=words_for(found, draft), required=True, is_long=True)
        title = f"Welcome {quoted(found.name, LABELLED)}"
        return Form(title=title, command=("welcome", "edit"), fields=(field,), known={"who": who})
    changed = replace(found, words=own_words(words))
    await call.unit.welcomes.save(call.community.id, changed, found.state)
    return await _card(call, changed, "In your words. It is posted in your name, once you send it:")


@command("welcome", "pass", about="Let somebody else welcome a newcomer", is_typed=False, options=[_WHO])
async def pass_on(call: Call, who: int) -> Reply:
    found = await _mine(call, who)
    if isinstance(found, Notice):
        return Update(reply=found)
    if found.greeter != call.member.id:
        raise InvalidInput("There is nobody else to pass this one on to.", "Send it, or let it be.", field="who")
    await hand_on(call.unit, call.community.id, found, OfferOutcome.PASSED, call.now)
    return Update(reply=done(f"Passed on: somebody else is asked to welcome {found.name}."))


@command(
    "welcome",
    "leave",
    about="Let a newcomer not be welcomed in public",
    allow=Role.ORGANISER,
    is_typed=False,
    options=[_WHO],
)
async def leave(call: Call, who: int) -> Reply:
    found = await _mine(call, who)
    if isinstance(found, Notice):
        return Update(reply=found)
    declined = replace(found, state=WelcomeState.DECLINED, greeter=None, words="")
    await call.unit.welcomes.save(call.community.id, declined, found.state)
    await settle(call.unit, call.community.id, found, OfferOutcome.GONE, call.now)
    return Update(reply=done(f"{found.name} is not welcomed in public."))
