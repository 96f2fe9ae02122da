"""How welcomes look: the draft with what was told, and those that wait."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from bot.deliveries import Target
from bot.identity import MemberId, Place
from bot.replies import (
    Arguments,
    Bold,
    Button,
    Card,
    ChannelLink,
    Code,
    Inline,
    Italic,
    Section,
    Style,
    Text,
    Time,
    text,
)
from bot.typed import quoted
from bot.welcomes import Welcome, WelcomeState, print_of
from commands.welcomes.drafts import Draft

#: Welcomes that are shown at once, and characters of a name on a button.
SHOWN, LABELLED = 5, 30


def times(count: int) -> str:
    """How often: ``once``, ``3 times``."""
    return "once" if count == 1 else f"{count:,} times"


def words_for(welcome: Welcome, draft: Draft) -> str:
    """What would be posted now: a person's own words, else the draft."""
    return welcome.words or draft.words


def offer_card(welcome: Welcome, draft: Draft, where: Text, *, for_organiser: bool = False, lead: str = "") -> Card:
    """A welcome for the one who may send it."""
    words = words_for(welcome, draft)
    args = {"who": welcome.newcomer}
    last = (
        Button(label="No welcome", command=("welcome", "leave"), args=args)
        if for_organiser
        else Button(label="Pass on", command=("welcome", "pass"), args=args)
    )
    send: Arguments = {**args, "seen": print_of(words)}
    return Card(
        title=f"Welcome {quoted(welcome.name, LABELLED)}?",
        sections=(
            Section(text=(lead or "Somebody is new here. This is posted in your name, once you send it:",)),
            Section(text=(words,)),
            *_told(draft),
        ),
        actions=(
            Button(label="Send as me", command=("welcome", "send"), args=send, style=Style.MAIN),
            Button(label="Edit", command=("welcome", "edit"), args=args),
            last,
        ),
        footer=text(*where, *_until(welcome, for_organiser=for_organiser)),
    )


def _told(draft: Draft) -> tuple[Section, ...]:
    sections: list[Section] = []
    if draft.told:
        facts = "; ".join(f"{one.words}{'' if one.is_public else ' (for you alone)'}" for one in draft.told)
        sections.append(Section(text=(Bold("About them"), f": {facts}")))
    if draft.hello:
        sections.append(Section(text=(Bold("How they said hello"), ": ", Italic(draft.hello))))
    return tuple(sections)


def _until(welcome: Welcome, *, for_organiser: bool) -> Text:
    if for_organiser or welcome.state is not WelcomeState.OFFERED or welcome.offered_until is None:
        return ()
    return (" It is yours until ", Time(welcome.offered_until), "; then somebody else is asked.")


def place_words(target: Target | None, here: Target | Place) -> Text:
    """Where a welcome would be posted, as it reads somewhere."""
    if target is None:
        return ("There is nowhere to post it.",)
    if target.is_private:
        return ("It goes to them directly, as no place for introductions is set up.",)
    is_here = (target.platform, target.workspace) == (here.platform, here.workspace)
    place: Inline = ChannelLink(target.channel) if is_here else f"a channel on {target.platform}"
    return ("It goes to ", place, ".")


def waiting_card(title: str, welcomes: Sequence[Welcome], total: int) -> Card:
    """Welcomes that nobody has sent yet, each with a way to it."""
    more = (f"and {total - len(welcomes):,} more; ",) if total > len(welcomes) else ()
    hint = text("Greeters are put on the rota with ", Code("/onboarding greeters"), ".")
    return Card(title=title, sections=tuple(map(_waiting, welcomes)), footer=(*more, *hint))


def _waiting(welcome: Welcome) -> Section:
    button = Button(
        label=f"Welcome {quoted(welcome.name, LABELLED)}", command=("welcome", "show"), args={"who": welcome.newcomer}
    )
    return Section(text=(Bold(welcome.name), *_held(welcome)), actions=(button,))


def _held(welcome: Welcome) -> Text:
    if welcome.state is WelcomeState.OFFERED and welcome.offered_at is not None and welcome.offered_until is not None:
        who = welcome.greeter_name or "someone who left"
        return (f" · {who} is asked, from ", Time(welcome.offered_at), " until ", Time(welcome.offered_until))
    return (" · nobody has taken it, since ", Time(welcome.ordered_at))


def fate(welcome: Welcome, *, me: MemberId | None = None) -> str:
    """What has become of a welcome that is in other hands, or in nobody's any more, for who had it in hand."""
    name = welcome.name
    match welcome.state:
        case WelcomeState.SENT:
            who = "You have" if me is not None and welcome.greeter == me else f"{welcome.greeter_name or 'The bot'} has"
            return f"{who} welcomed {name} already."
        case WelcomeState.DECLINED:
            return f"An organiser has decided that {name} is not welcomed in public."
        case WelcomeState.VOID:
            return gone(welcome)
        case WelcomeState.OFFERED | WelcomeState.UNTAKEN:
            asked = f"{welcome.greeter_name} is" if welcome.greeter is not None else "the organisers are"
            return f"The welcome of {name} is out of your hands; {asked} asked now."
        case _:
            assert_never(welcome.state)


def gone(welcome: Welcome) -> str:
    """That a newcomer is not to be welcomed any more."""
    return f"{welcome.name} has left, or wants no welcome any more. Nothing is posted."
