"""What was changed between two settings, in words: for the reply, for the history, and for whoever comes second."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bot.onboarding.changing import key_of
from bot.onboarding.settings import OnboardingSettings, Rule, Words


def differences(before: OnboardingSettings, after: OnboardingSettings) -> list[str]:
    """What is different, a few words each, in the order of the settings; none where nothing is."""
    told: list[str] = []
    for name, tell in _TELLERS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            told += [tell(new)]
    return [*told, *_words(before.words, after.words), *_rules(before.rules, after.rules)]


def note_of(changes: Sequence[str]) -> str:
    """The changes on one line."""
    return "; ".join(changes)


def rule_told(rule: Rule) -> str:
    """A rule in words: ``tag:loops: role Loopers on discord``."""
    what = "role" if rule.role else "channel"
    return f"{rule.when}: {what} {rule.label or rule.role or rule.channel} on {rule.platform}"


def people_told(words: Words) -> str:
    """Whom words are for: ``invitation``, ``invitation in de for who joins by slack``."""
    platform, _, channel = words.entry.partition("\n")
    spoken = f" in {words.language}" if words.language else ""
    door = f" a channel of {platform}" if channel else f" {platform}"
    return f"{words.wording}{spoken}{f' for who joins by{door}' if words.entry else ''}"


def days_told(days: Sequence[int]) -> str:
    """The days of nudges: ``on days 2 and 7``; ``never`` for none."""
    if not days:
        return "never"
    *some, last = map(str, days)
    return f"on days {', '.join(some)} and {last}" if some else f"on day {last}"


def _words(before: Sequence[Words], after: Sequence[Words]) -> Iterator[str]:
    old, new = ({key_of(one): one for one in words} for words in (before, after))
    for key, one in new.items():
        if key not in old:
            yield f"own words of {people_told(one)}"
        elif old[key].words != one.words:
            yield f"other words of {people_told(one)}"
    yield from (f"no own words of {people_told(one)} any more" for key, one in old.items() if key not in new)


def _rules(before: Sequence[Rule], after: Sequence[Rule]) -> Iterator[str]:
    yield from (f"rule {rule_told(one)}" for one in after if one not in before)
    yield from (f"no rule {rule_told(one)} any more" for one in before if one not in after)


_TELLERS: Mapping[str, Callable[[Any], str]] = {
    "is_on": lambda is_on: "switched on" if is_on else "switched off",
    "preset": lambda kind: f"preset {kind}" if kind else "no preset",
    "steps": lambda steps: f"steps {', '.join(steps)}",
    "guidelines": lambda words: "guidelines to accept" if words else "no guidelines",
    "main_tags": lambda tags: f"main tags {' '.join(f'#{tag}' for tag in tags)}" if tags else "no main tags",
    "nudge_days": lambda days: f"nudges {days_told(days)}" if days else "no nudges",
    "hello_in": lambda places: "a channel for introductions" if places else "no channel for introductions",
    "take_minutes": lambda minutes: f"{minutes:,} minutes for a greeter",
    "welcomes_itself": lambda is_so: "the bot welcomes by itself" if is_so else "the bot does not welcome by itself",
    "has_buddies": lambda is_so: "buddies are offered" if is_so else "no buddies are offered",
    "only_by_channel": lambda is_so: "only who joins a channel is received" if is_so else "whoever joins is received",
    "joins_at_once": lambda count: f"more than {count:,} at once are held",
    "let_in_a_minute": lambda count: f"{count:,} a minute {'is' if count == 1 else 'are'} let in",
}
