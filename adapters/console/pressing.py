"""Which button is meant: by its label, by the beginning of it, or by its number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from adapters.console.render import Action
from bot.errors import InvalidInput, NotFound
from bot.typed import quoted


def chosen(actions: Sequence[Action], typed: str) -> Action:
    """The button meant by a label, its beginning, ``N label`` or a number. Raises a sentence with the labels."""
    if not actions:
        raise NotFound("There is no button to press.", "Buttons look like [Useful] and come with an answer.")
    wanted = typed.strip().removeprefix("[").removesuffix("]").strip()
    if not wanted:
        raise InvalidInput("Which button?", _labels(actions))
    number, _, rest = wanted.partition(" ")
    is_number = number.isascii() and number.isdigit() and len(number) < 6
    found = labelled(actions, wanted)
    if found:
        return _only(found)
    if is_number:
        among = [action for action in actions if action.label.casefold().startswith(rest.strip().casefold())]
        return _at(among, int(number), rest.strip(), actions)
    raise NotFound(f"There is no button “{quoted(typed)}”.", _labels(actions))


def labelled(actions: Sequence[Action], wanted: str) -> list[Action]:
    """The buttons with exactly this label, in any case; else those of the one label that begins with it."""
    folded = wanted.casefold()
    exact = [action for action in actions if action.label.casefold() == folded]
    if exact:
        return exact
    begun = [action for action in actions if action.label.casefold().startswith(folded)]
    return begun if len({action.label for action in begun}) == 1 else []


def _only(found: Sequence[Action]) -> Action:
    if any(action != found[0] for action in found):
        label = found[0].label
        raise InvalidInput(f"There are {len(found)} buttons [{label}].", f"Say which one: /press 2 {label}")
    return found[0]


def _at(among: Sequence[Action], number: int, label: str, actions: Sequence[Action]) -> Action:
    if not 1 <= number <= len(among):
        which = f"{number} {label}".strip()
        raise NotFound(f"There is no button “{quoted(which)}”.", _labels(actions))
    return among[number - 1]


def _labels(actions: Sequence[Action]) -> str:
    counted = Counter(action.label for action in actions)
    return f"There are {', '.join(f'[{label}]' + (f' × {n}' if n > 1 else '') for label, n in counted.items())}."
