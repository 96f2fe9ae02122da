"""Changing how a community receives people: what was typed as values, checked; settings in, settings out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import astuple, replace

from bot.errors import AlreadyExists, InvalidInput, NotFound
from bot.identity import Place
from bot.onboarding.settings import (
    MAIN_TAGS,
    NUDGE_DAY,
    NUDGES,
    RULES,
    TEXTS,
    WORDS_CHARACTERS,
    OnboardingSettings,
    Rule,
    Words,
)
from bot.onboarding.values import Step
from bot.onboarding.wording import PLACEHOLDERS, filled
from bot.typed import quoted

#: Typed instead of a value, it takes the value away.
NOTHING = "-"
_PARTED = re.compile(r"[\s,;]+")
#: Anything in braces: a slip of the pen is meant as a placeholder too.
_BRACES = re.compile(r"\{[^{}\n]{0,60}\}")
_STEPS = tuple(step for step in Step if step is not Step.GUIDELINES)
KEY_CHARACTERS = 8
#: Slack has no roles. On Discord, channels are opened by roles (see :class:`bot.replies.Admission`), and these, like
#: everything there, are known by numbers.
_WITHOUT_ROLES = frozenset({"slack"})
_WITH_NUMBERS = frozenset({"discord"})


def steps_in(typed: str) -> tuple[Step, ...]:
    """The steps in ``interests, hello``, in their own order. Raises InvalidInput for others, and for none."""
    chosen: set[Step] = set()
    for word in _words_in(typed):
        if word not in _STEPS:
            hint = "They are asked for where there are some: guidelines:…" if word == Step.GUIDELINES else _all_steps()
            raise InvalidInput(f"“{quoted(word)}” is not one of the steps.", hint, field="steps")
        chosen.add(Step(word))
    if not chosen:
        raise InvalidInput("One step at least is left.", f"{_all_steps()} To ask nothing at all: on:no", field="steps")
    return tuple(step for step in _STEPS if step in chosen)


def days_in(typed: str) -> tuple[int, ...]:
    """The days in ``2, 7``, in order; none for a dash. Raises InvalidInput."""
    days: set[int] = set()
    for word in _words_in(typed):
        if not (word.isascii() and word.isdigit() and len(word) <= 3 and 1 <= int(word) <= NUDGE_DAY):
            hint = f"Write days from 1 to {NUDGE_DAY}, for example nudges:2,7; - for none."
            raise InvalidInput(f"“{quoted(word)}” is not a day.", hint, field="nudges")
        days.add(int(word))
    if len(days) > NUDGES:
        raise InvalidInput(f"Nobody is nudged more than {NUDGES} times.", "Name fewer days.", field="nudges")
    return tuple(sorted(days))


def guidelines_in(typed: str) -> str:
    """The guidelines, or none for a dash. Raises InvalidInput where they are too long."""
    if typed.strip() == NOTHING:
        return ""
    return _short(typed.strip(), "guidelines", "Put them on a page, and give its address.")


def main_tags_in(names: Sequence[str]) -> tuple[str, ...]:
    """These names. Raises InvalidInput for more than fit in one select."""
    if len(names) > MAIN_TAGS:
        raise InvalidInput(f"There are at most {MAIN_TAGS} main tags.", "People find the others too.", field="tags")
    return tuple(names)


def with_place(settings: OnboardingSettings, here: Place, channel: str) -> OnboardingSettings:
    """People introduce themselves in this channel from now on, where ``here`` is; "": nowhere there."""
    others = [one for one in settings.hello_in if (one.platform, one.workspace) != (here.platform, here.workspace)]
    new = [Place(platform=here.platform, workspace=here.workspace, channel=channel)] if channel else []
    return replace(settings, hello_in=(*others, *new))


def place_on(settings: OnboardingSettings, here: Place) -> Place | None:
    """Where people introduce themselves, on the platform where ``here`` is."""
    fitting = (one for one in settings.hello_in if (one.platform, one.workspace) == (here.platform, here.workspace))
    return next(fitting, None)


def with_words(settings: OnboardingSettings, words: Words) -> OnboardingSettings:
    """The words said from now on, instead of those for the same people; without any, the old ones are gone.

    Raises InvalidInput for placeholders that stand for nothing, and for what is too long, too much, or nothing.
    """
    _expect_known(words.words)
    _expect_some_left(words.words)
    _short(words.words, "words", "Please say it shorter.")
    kept = [one for one in settings.words if key_of(one) != key_of(words)]
    if words.words:
        kept.append(words)
    if len(kept) > TEXTS:
        raise InvalidInput(f"A community has at most {TEXTS} texts of its own.", "Take one away first.")
    return replace(settings, words=tuple(kept))


def own_words(settings: OnboardingSettings, words: Words) -> str:
    """The community's own words for exactly the people that ``words`` is for; "": none."""
    return next((one.words for one in settings.words if key_of(one) == key_of(words)), "")


def key_of(words: Words) -> tuple[str, str, str]:
    """What words are for: of these there is one each."""
    return words.wording, words.language, words.entry


def with_rule(settings: OnboardingSettings, rule: Rule) -> OnboardingSettings:
    """The settings with one more rule. Raises AlreadyExists, and InvalidInput for too many."""
    if rule_key(rule) in map(rule_key, settings.rules):
        raise AlreadyExists("That rule is there already.", "/onboarding rules shows all of them.")
    if len(settings.rules) >= RULES:
        raise InvalidInput(f"A community has at most {RULES} rules.", "Take one away first: /onboarding rules")
    return replace(settings, rules=(*settings.rules, rule))


def without_rule(settings: OnboardingSettings, number: int, key: str = "") -> OnboardingSettings:
    """The settings without the rule of this number, counted from 1.

    Raises NotFound where there is none, or where it is not the one of ``key`` any more.
    """
    rules = list(settings.rules)
    if key:
        numbers = [place for place, one in enumerate(rules, 1) if rule_key(one) == key]
        number = numbers[0] if numbers else 0
    if not 1 <= number <= len(rules):
        raise NotFound("That rule is not there any more." if key else f"There is no rule {number}.", _SEE_RULES)
    return replace(settings, rules=tuple(one for place, one in enumerate(rules, 1) if place != number))


_SEE_RULES = "/onboarding rules shows those that are."


def rule_key(rule: Rule) -> str:
    """By what a rule is known again, whatever it is called and however many stand before it."""
    meant = "\n".join(astuple(replace(rule, label="")))
    return hashlib.sha256(meant.encode()).hexdigest()[:KEY_CHARACTERS]


def role_in(typed: str, platform: str) -> str:
    """The id of the role. Raises InvalidInput where there are no roles, or where this is none that can be told."""
    if platform in _WITHOUT_ROLES:
        raise InvalidInput("There are no roles here.", "Name a channel instead: channel:#…", field="role")
    if platform in _WITH_NUMBERS and not (typed.isascii() and typed.isdigit()):
        hint = "Type @ and pick it from the list, or give its id."
        raise InvalidInput(f"“{quoted(typed)}” is not a role that I can tell by its name.", hint, field="role")
    return typed


def open_channel(channel: str, platform: str) -> str:
    """The channel, where the platform lets one person into one. Raises InvalidInput elsewhere."""
    if platform in _WITH_NUMBERS:
        hint = "Give it a role, and name that: role:@…"
        raise InvalidInput("Channels are opened by roles here.", hint, field="channel")
    return channel


def _words_in(typed: str) -> list[str]:
    return [word for word in _PARTED.split(typed.lower()) if word and word != NOTHING]


def _all_steps() -> str:
    return f"The steps are {', '.join(_STEPS)}."


def _expect_known(words: str) -> None:
    slips = [one for one in dict.fromkeys(_BRACES.findall(words)) if one[1:-1] not in PLACEHOLDERS]
    if not slips:
        return
    named = _listed(slips[:3])
    are = "stand for nothing" if len(slips) > 1 else "stands for nothing"
    raise InvalidInput(f"{quoted(named, 120)} {are}.", f"There are {_listed(braced())}.", field="words")


def _expect_some_left(words: str) -> None:
    """A message of nothing is refused by platforms, and nobody who has just come has said anything."""
    left = filled(words, {"name": "Ada", "community": "Guild"})
    if words and not "".join(map(str, left)).strip():
        hint = "Add some words, or {name} or {community}."
        raise InvalidInput("Nothing would be left of that for whoever has said nothing yet.", hint, field="words")


def braced() -> list[str]:
    """All placeholders as they are typed."""
    return [f"{{{name}}}" for name in PLACEHOLDERS]


def _listed(words: Iterable[str]) -> str:
    *some, last = words
    return f"{', '.join(some)} and {last}" if some else last


def _short(words: str, field: str, hint: str) -> str:
    if len(words) > WORDS_CHARACTERS:
        message = f"{field} is too long: {len(words):,} characters, at most {WORDS_CHARACTERS:,}."
        raise InvalidInput(message, hint, field=field)
    return words
