"""The words that newcomers and greeters read: the bot's own for each kind of community, or the community's.

Words may carry placeholders; a line on which one of them stands for nothing is left out, so that nobody reads "I would
like to learn about ." A community writes its words for everybody, for a language, for who came in by one platform or
channel, or for both of these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot import placeholders
from bot.communities import CommunityKind
from bot.onboarding.settings import OnboardingSettings, Wording
from bot.replies import Inline, Text

#: What may stand in braces, and what it stands for, as help shows it.
PLACEHOLDERS: Mapping[str, str] = {
    "name": "the newcomer's name",
    "community": "the community's name",
    "channel": "where people introduce themselves",
    "tags": "what they want to learn about",
    "help": "what they can help with",
    "why": "what brings them here, in their words",
}

_HOW_IT_GOES = (
    "A few short questions help you to find your place. "
    "You can skip each of them, stop at any time and go on weeks later."
)
#: The bot's own words.
_WORDS: Mapping[Wording, str] = {
    Wording.INVITATION: (
        "Hello {name}, welcome to {community}.\n"
        "People learn from one another here, and everybody was new once.\n" + _HOW_IT_GOES
    ),
    Wording.GUIDELINES: "Before you go on, please read what we expect of one another.",
    Wording.INTERESTS: (
        "What brings you here? Pick what you want to learn about and what you can help with, "
        "or say it in your own words."
    ),
    Wording.LEARNING: (
        "How do you like to learn? What suits you comes first in the library from now on. "
        "Leave open what is all the same to you."
    ),
    Wording.HELLO: (
        "Would you like to say hello? Here is a draft from what you have said. "
        "Change it as you like; nothing is posted until you say so.\n"
        "It would stand in {channel}, where everybody reads it."
    ),
    Wording.INTRODUCTION: (
        "Hello, I am {name}.\n{why}\nI would like to learn about {tags}.\nI am happy to help with {help}."
    ),
    Wording.END: "That was all, {name}. Thank you, and good to have you here. This is for you to begin with:",
    Wording.NUDGE: (
        "Hello {name}, you have not settled in at {community} yet. What you have answered is kept, "
        "and the rest takes two minutes. If you would rather leave it at that, that is fine too."
    ),
    Wording.WELCOME: (
        "Welcome to {community}, {name}. Good to have you here.\n"
        "You would like to learn about {tags}: this is a good place to ask.\n"
        "You can help with {help}: somebody will be glad of it."
    ),
}
#: Where the words of a kind differ.
_WORDS_OF_KIND: Mapping[tuple[CommunityKind, Wording], str] = {
    (CommunityKind.INTERNAL, Wording.INVITATION): (
        "Hello {name}, welcome to {community}.\n"
        "Colleagues share here what they know. What you answer is not shown outside.\n" + _HOW_IT_GOES
    ),
    (CommunityKind.INTERNAL, Wording.INTERESTS): (
        "What are you working on, or curious about? Pick what you want to learn about and what colleagues may ask you, "
        "or say it in your own words."
    ),
    (CommunityKind.INTERNAL, Wording.INTRODUCTION): (
        "Hello, I am {name}.\n{why}\nI would like to learn about {tags}.\nAsk me about {help}."
    ),
    (CommunityKind.INTERNAL, Wording.WELCOME): (
        "Welcome, {name}. Good to have you with us.\n"
        "You would like to learn about {tags}: colleagues here are glad to be asked.\n"
        "You can help with {help}: that is good to know."
    ),
    (CommunityKind.PRODUCT, Wording.INVITATION): (
        "Hello {name}, welcome to {community}.\n"
        "People who use the product help one another here, and people who make it read along.\n" + _HOW_IT_GOES
    ),
    (CommunityKind.PRODUCT, Wording.INTERESTS): (
        "What would you like to get done? Pick what you want to learn about and what you can help others with, "
        "or say it in your own words."
    ),
    (CommunityKind.LOCAL, Wording.INVITATION): (
        "Hello {name}, welcome to {community}.\n"
        "People from around here talk and meet, on the screen and in person.\n" + _HOW_IT_GOES
    ),
    (CommunityKind.LOCAL, Wording.WELCOME): (
        "Welcome to {community}, {name}. Good to have you here.\n"
        "You would like to learn about {tags}: ask us, here or when we meet.\n"
        "You can help with {help}: somebody will be glad of it."
    ),
}


def words_of(
    settings: OnboardingSettings, wording: Wording, *, language: str = "", entry: str = "", kind: CommunityKind
) -> str:
    """The words for somebody, placeholders and all: the community's that fit best, else the bot's for its kind.

    What they came in by counts for more than their language. Words for a platform count for all of its channels, and
    words in ``pt`` for ``pt-br``.
    """
    own = {(one.entry, one.language): one.words for one in settings.words if one.wording is wording}
    fitting = (own.get(key, "") for key in _keys(entry, language.lower()))
    return next(filter(None, fitting), "") or default_words(wording, settings.preset or kind)


def default_words(wording: Wording, kind: CommunityKind) -> str:
    """The bot's own words in a community of this kind."""
    return _WORDS_OF_KIND.get((kind, wording), _WORDS[wording])


def filled(words: str, meanings: Mapping[str, Inline]) -> Text:
    """The words with what the placeholders stand for, without lines on which one stands for nothing.

    A placeholder of which nobody says what it means stands for nothing; other braces stay as they were typed. Words of
    which no line would be left keep all.
    """
    known: dict[str, Inline] = {**dict.fromkeys(PLACEHOLDERS, ""), **meanings}
    lines = words.split("\n")
    said = [line for line in lines if all(known.get(name) != "" for name in placeholders.names_in(line))]
    return placeholders.filled("\n".join(said if any(line.strip() for line in said) else lines), known)


def _keys(entry: str, language: str) -> Iterator[tuple[str, str]]:
    """Entry and language of the words that fit somebody, the best first."""
    platform = entry.split("\n", maxsplit=1)[0]
    for place in dict.fromkeys([entry, platform, ""]):
        for spoken in dict.fromkeys([language, language.split("-", maxsplit=1)[0], ""]):
            yield place, spoken
