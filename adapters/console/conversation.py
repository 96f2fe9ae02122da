"""A conversation at the console: lines in, replies out, on a terminal and in a script alike.

Keeps who is speaking and what can be pressed and filled in: the buttons of the last reply that had some, those of the
messages that the bot posted, and each speaker's last form. Everything else goes to the dispatcher.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from itertools import chain

from rapidfuzz import fuzz, process

from adapters.console.messenger import Posted
from adapters.console.pressing import chosen, labelled
from adapters.console.render import Action, actions_of
from adapters.console.speaker import Speaker, slug
from bot.actions import pack
from bot.dispatch import Dispatcher, Filled, Pressed, Typed
from bot.errors import BotError, InvalidInput, NotFound
from bot.identity import Role
from bot.replies import Bold, Card, Code, Form, LinkButton, Notice, Page, Reply, Shared, Tone, said, text
from bot.spec import Surface
from bot.typed import Word, clean_line, quoted, words_of

#: Longest name of a person or channel.
NAME_CHARACTERS = 80
ROLES: Mapping[str, Role] = {role.label: role for role in Role}
#: rapidfuzz ratio (0-100) from which a word is taken for a mistyped role.
_CLOSE = 80
#: So many of the last messages that the bot posted keep their buttons.
_MESSAGES = 200


Send = Callable[[], Awaitable[object]]


async def _nothing_to_send() -> None:
    """Where nothing is posted."""


class Conversation:
    """What is said at one console, and what was answered last.

    ``send`` sends what the bot says on its own and is due: at a console people see it after the answer.
    """

    def __init__(self, dispatcher: Dispatcher, speaker: Speaker, send: Send = _nothing_to_send) -> None:
        self.dispatcher = dispatcher
        self._send = send
        #: What the bot has said on its own and nobody has been shown yet.
        self.posted: list[Posted] = []
        self._messages: OrderedDict[str, Posted] = OrderedDict()
        self.speaker = speaker
        self._at_first = speaker
        self.is_over = False
        self.actions: tuple[Action, ...] = ()
        self._answered: tuple[Action, ...] = ()
        self._forms: dict[str, Form] = {}
        self._own: Mapping[str, Callable[[str], Awaitable[Reply]]] = {
            "/as": self._as,
            "/channel": self._channel,
            "/press": self._press,
            "/fill": self._fill,
            "/menu": self._menu,
            "/quit": self._quit,
        }

    @property
    def form(self) -> Form | None:
        """The form that was shown last to whoever is speaking: nobody fills in what somebody else was asked."""
        return self._forms.get(slug(self.speaker.name))

    @form.setter
    def form(self, form: Form | None) -> None:
        if form is None:
            self._forms.pop(slug(self.speaker.name), None)
        else:
            self._forms[slug(self.speaker.name)] = form

    async def say(self, line: str) -> Reply:
        """The answer to a line. What cannot be done is answered with its sentence."""
        word, _, rest = line.strip().partition(" ")
        try:
            if word.lower() in self._own:
                return await self._own[word.lower()](rest.strip())
            if word.startswith("/"):
                return await self._ask(Typed(line.strip().removeprefix("/")))
        except BotError as refusal:
            return Notice(text=text(str(refusal)), tone=Tone.REFUSED)
        return Notice(
            text=text(
                "Commands begin with a slash: ", Code("/resource find facilitation"), ". All of them: ", Code("/help")
            ),
            tone=Tone.REFUSED,
        )

    async def fill(self, form: Form, values: Mapping[str, str]) -> Reply:
        """The answer to the form with these values; what is refused is kept, to be mended with ``/fill``."""
        # What was filled in before comes after what was suggested: a refusal takes nothing back.
        known = {**{field.option: field.value for field in form.fields if field.value}, **form.known, **values}
        self.form = replace(form, known=known)
        reply = await self._ask(Filled(form.command, known))
        is_refused = isinstance(reply, Notice) and reply.tone is Tone.REFUSED
        if not is_refused and not isinstance(reply, Form):
            self.form = None
        return reply

    async def _ask(self, what: Typed | Pressed | Filled) -> Reply:
        answer = await self.dispatcher.run(self.speaker.request(what))
        reply = answer.reply
        if not answer.is_private and isinstance(reply, Notice | Card | Page):
            # At a console one sees what others see anyhow, but not that they do.
            reply = Shared(reply=reply)
        await self._send()
        # One person at one console: what they do next shall see what they did before.
        await self.dispatcher.settle()
        self._answered = actions_of(reply) or self._answered
        self.actions = actions_of(reply) or self.actions
        if isinstance(reply, Form):
            self.form = reply
        return reply

    def hear(self, posted: Posted) -> None:
        """Take what the bot says on its own; its buttons can be pressed like those of an answer."""
        self.posted.append(posted)
        self._messages[posted.mark] = posted
        self._messages.move_to_end(posted.mark)
        if len(self._messages) > _MESSAGES:
            self._messages.popitem(last=False)
        self.actions = actions_of(posted.shown) or self.actions

    def take_posted(self) -> list[Posted]:
        """What nobody has been shown yet; now it counts as shown."""
        taken, self.posted[:] = list(self.posted), []
        return taken

    async def _as(self, rest: str) -> Reply:
        """``/as NAME [role]``; without a role, a member, and whoever the console began with is what they were then."""
        words = words_of(rest)
        role = ROLES.get(words[-1].text.lower()) if len(words) > 1 else None
        if role is None:
            _refuse_mistyped_role(words)
        name = _name(words if role is None else words[:-1], "Whom do you want to be?", "/as Ada curator")
        usual = self._at_first.role if slug(name) == slug(self._at_first.name) else Role.MEMBER
        self.speaker = replace(self.speaker, name=name, role=role or usual)
        return said("You are now ", Bold(name), f" ({self.speaker.role.label}).")

    async def _channel(self, rest: str) -> Reply:
        """``/channel NAME``."""
        name = _name(words_of(rest), "Which channel?", "/channel random").removeprefix("#")
        self.speaker = replace(self.speaker, channel=name)
        return said("You are now in ", Bold(f"#{name}"), ".")

    async def _press(self, rest: str) -> Reply:
        """``/press LABEL``, ``/press N LABEL`` or ``/press N``."""
        action = self._seen_before(rest) or chosen(self.actions, rest)
        if isinstance(action, LinkButton):
            return said(action.address)
        return await self._ask(Pressed(pack(action.command, action.args)))

    def _seen_before(self, label: str) -> Action | None:
        """The button with this label that the last answer, else the latest message has; None where it is on top.

        People press the buttons of an invitation long after other answers had their own, and those of an answer after
        an announcement came in between.
        """
        if labelled(self.actions, label):
            return None
        mine = (one for one in reversed(self._messages.values()) if one.target.user in {"", slug(self.speaker.name)})
        buttons = chain(self._answered, *(actions_of(one.shown) for one in mine))
        return next((button for button in buttons if button.label.casefold() == label.casefold()), None)

    async def _fill(self, rest: str) -> Reply:
        """``/fill option:value …``; with one question open, the words alone are its answer."""
        if self.form is None:
            raise NotFound("There is no form to fill in.", "Say a command first; it asks for what is missing.")
        return await self.fill(self.form, self._values(self.form, rest))

    async def _menu(self, rest: str) -> Reply:
        """``/menu LABEL TEXT [LINK]`` on a message that says so, ``/menu LABEL PERSON`` on a person."""
        label, *given = [word.as_bare for word in words_of(rest)] or [""]
        menus = {one.menu.label.casefold(): (one, one.menu) for one in self.dispatcher.commands.menus if one.menu}
        if label.casefold() not in menus or not given:
            labels = ", ".join(f'"{menu.label}"' for _, menu in menus.values())
            raise InvalidInput("Which entry of a menu, and on what?", f'Write /menu LABEL "A message": {labels}.')
        command, menu = menus[label.casefold()]
        options = ("text", "link") if menu.on is Surface.MESSAGE else ("who",)
        filled = {key: value for key, value in zip(options, given, strict=False) if command.option(key)}
        return await self._ask(Filled(command.path, filled))

    def _values(self, form: Form, rest: str) -> dict[str, str]:
        command = self.dispatcher.commands.get(form.command)
        words = words_of(rest)
        values = {word.name: word.text for word in words if word.name and command.option(word.name)}
        others = [word for word in words if not (word.name and command.option(word.name))]
        if others and len(form.fields) == 1 and not values:
            return {form.fields[0].option: " ".join(word.as_bare for word in others)}
        if others:
            names = ", ".join(f"{field.option}:" for field in form.fields)
            raise InvalidInput(f"Which question does “{quoted(others[0].raw)}” answer?", f"This form asks for {names}")
        return values

    async def _quit(self, _rest: str) -> Reply:
        self.is_over = True
        return said("Goodbye.")


def _name(words: list[Word], question: str, example: str) -> str:
    name = clean_line(" ".join(word.as_bare for word in words))
    if not name:
        raise InvalidInput(question, f"Write for example {example}")
    if len(name) > NAME_CHARACTERS:
        raise InvalidInput(
            f"That name has {len(name):,} characters, at most {NAME_CHARACTERS} are kept.", "Shorten it."
        )
    return name


def _refuse_mistyped_role(words: list[Word]) -> None:
    if len(words) < 2 or words[-1].is_quoted:
        return
    close = process.extractOne(words[-1].text.lower(), list(ROLES), scorer=fuzz.ratio, score_cutoff=_CLOSE)
    if close:
        raise InvalidInput(
            f"There is no role {quoted(words[-1].text)}.",
            f"Did you mean {close[0]}? If it is part of the name, put it in quotation marks.",
        )
