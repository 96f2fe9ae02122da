"""What newcomers have answered: read, matched to tags, and kept with their preferences; nothing of it is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot import tags, when
from bot.onboarding import Journey, Outcome, Step
from bot.preferences import Company, InterestKind, Learning, formats, hours
from bot.replies import Button, Code, Inline, Section, text
from bot.resources import language as spoken
from bot.tags import Matched
from bot.typed import clean_line, quoted
from commands.onboarding.walk import HELP, Walk, listed

#: What somebody said that no tag stands for: so many at most, each of so many characters.
UNMATCHED, UNMATCHED_CHARACTERS = 40, 100
_PREFIX = {InterestKind.LEARN: "", InterestKind.HELP: HELP}


@dataclass(frozen=True, kw_only=True, slots=True)
class Interests:
    """What brings somebody here, as they have picked and written it."""

    learn: str = ""
    learn_more: str = ""
    offer: str = ""
    offer_more: str = ""
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Near:
    """Words that are no tag, and the tag that was perhaps meant."""

    kind: str
    word: str
    tag: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What became of an answer: how far its person is, and what they are told."""

    journey: Journey
    outcome: Outcome
    told: tuple[Section, ...]


async def save_interests(walk: Walk, given: Interests) -> Found:
    """Keep what somebody is interested in, as tags where there are some, and the rest in their words."""
    near: list[Near] = []
    unmatched: list[str] = []
    names = await walk.call.unit.tags.names(walk.call.community.id)
    for kind, words in (
        (InterestKind.LEARN, f"{given.learn}, {given.learn_more}"),
        (InterestKind.HELP, f"{given.offer}, {given.offer_more}"),
    ):
        found = _kept(words, tags.matched(words, names))
        await walk.call.unit.preferences.put_interests(walk.call.community.id, walk.call.member.id, kind, found.tags)
        # One word for each tag that was perhaps meant.
        meant: dict[str, str] = {}
        for word, tag in found.near.items():
            meant.setdefault(tag, word)
        near += [Near(kind=kind.value, word=word, tag=tag) for tag, word in meant.items()]
        unmatched += [f"{_PREFIX[kind]}{word}" for word in (*found.near, *found.unmatched)]
    has_said = any((given.learn, given.learn_more, given.offer, given.offer_more, given.why))
    journey = replace(walk.journey, why=given.why, unmatched=tuple(unmatched[:UNMATCHED]))
    lacking = [
        one.removeprefix(HELP) for one in unmatched if one.removeprefix(HELP) not in {each.word for each in near}
    ]
    told = (*await _noted(walk, lacking), *offers(near))
    outcome = Outcome.ANSWERED if has_said else Outcome.SKIPPED
    return Found(journey=journey, outcome=outcome, told=told if has_said else ())


async def take(walk: Walk, near: Near, rest: Sequence[Near]) -> Found:
    """Let a tag stand for what somebody has said; ``rest``: what else is still offered."""
    kind = InterestKind(near.kind)
    tag = await tags.find(walk.call.unit.tags, walk.call.community.id, near.tag)
    where = (walk.call.community.id, walk.call.member.id)
    before = [one.tag for one in await walk.call.unit.preferences.interests(*where) if one.kind is kind]
    await walk.call.unit.preferences.put_interests(*where, kind, list(dict.fromkeys([*before, tag.id])))
    said = f"{_PREFIX[kind]}{near.word}"
    journey = replace(walk.journey, unmatched=tuple(one for one in walk.journey.unmatched if one != said))
    told = (Section(text=text(f"#{tag.name} is noted.")), *offers(rest))
    return Found(journey=journey, outcome=Outcome.ANSWERED, told=told)


def offers(near: Sequence[Near]) -> tuple[Section, ...]:
    """Tags that were perhaps meant, each with the button that takes it."""
    return tuple(
        Section(
            text=text(f"“{one.word}”: did you mean #{one.tag}?"),
            actions=(
                Button(
                    label=f"Take #{one.tag}",
                    command=("onboarding", "take"),
                    args={"kind": one.kind, "word": one.word, "tag": one.tag, "rest": _packed(near, but=one)},
                ),
            ),
        )
        for one in near
    )


def _packed(near: Sequence[Near], but: Near) -> str:
    return "|".join(f"{one.kind}:{one.word}:{one.tag}" for one in near if one != but)


def unpacked(rest: str) -> list[Near]:
    """What else was near, as a button carries it; what no version of ours has packed is passed over."""
    parts = [one.split(":") for one in rest.split("|")]
    near = [Near(kind=one[0], word=one[1], tag=one[2]) for one in parts if len(one) == 3]
    return [one for one in near if one.kind in set(InterestKind) and tags.from_file(one.tag) == one.tag]


def learning(*, ways: str, minutes: int, level: str, company: str, public: bool) -> Learning:
    """How somebody learns, as they have filled it in. Raises InvalidInput."""
    return Learning(
        formats=formats(ways) if ways else (),
        minutes=minutes or None,
        level=level or None,
        company=Company(company) if company else None,
        is_public=public,
    )


async def save_learning(walk: Walk, given: Learning) -> Outcome:
    """Keep how somebody learns; what the form does not ask for stays as it was."""
    where = (walk.call.community.id, walk.call.member.id)
    before = await walk.call.unit.preferences.learning(*where)
    await walk.call.unit.preferences.save_learning(*where, replace(given, hours=before.hours))
    return Outcome.SKIPPED if given == Learning() else Outcome.ANSWERED


async def save_hours(walk: Walk, best: str, zone: str, language: str) -> None:
    """Keep when somebody is there, and which language they speak. Raises InvalidInput."""
    where = (walk.call.community.id, walk.call.member.id)
    unit = walk.call.unit
    before = await unit.preferences.learning(*where)
    await unit.preferences.save_learning(*where, replace(before, hours=hours(best) if best else None))
    chosen = spoken(language, "language") if language else None
    await unit.communities.save_person(*where, when.zone_of(zone) if zone else None, chosen)


async def known(walk: Walk, step: Step) -> tuple[Section, ...]:
    """What somebody has answered already, for another device that asks again."""
    if walk.journey.steps[step].outcome is Outcome.SKIPPED:
        return (_said("You have left this out already. Say it at any time: ", Code("/me preferences")),)
    said = await _interests_told(walk) if step is Step.INTERESTS else ""
    return (_said(f"You have answered this already{said and ': '}{said}. Change it: ", Code("/me preferences")),)


async def _noted(walk: Walk, unmatched: Sequence[str]) -> tuple[Section, ...]:
    """What was understood, and what is kept as it was said."""
    told = await _interests_told(walk)
    said = f"Thank you, that is noted{told and ': '}{told}."
    if unmatched:
        said += f" No tag stands for {listed([f'“{one}”' for one in unmatched])} yet; that is kept as you wrote it."
    return (_said(said),)


async def _interests_told(walk: Walk) -> str:
    found = await walk.call.unit.preferences.interests(walk.call.community.id, walk.call.member.id)
    wanted = [f"#{one.name}" for one in found if one.kind is InterestKind.LEARN]
    offered = [f"#{one.name}" for one in found if one.kind is InterestKind.HELP]
    parts = (f"learn about {listed(wanted)}" if wanted else "",
             f"help with {listed(offered)}" if offered else "")  # fmt: skip
    return "; ".join(filter(None, parts))


def _said(*parts: Inline) -> Section:
    return Section(text=parts)


def _kept(words: str, found: Matched) -> Matched:
    """The same; of words in which nothing can be read (pictures, signs) all is kept as it was written."""
    line = clean_line(words.strip(" ,"))
    if line and not (found.tags or found.near or found.unmatched):
        return replace(found, unmatched=(quoted(line, UNMATCHED_CHARACTERS),))
    return found
