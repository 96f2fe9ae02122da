"""The forms of the steps, filled with what is known already, so that nothing has to be said twice."""

from __future__ import annotations

from bot.onboarding import Step
from bot.onboarding.nudging import NAMES
from bot.preferences import Company, Format, Interest, InterestKind, Learning
from bot.replies import Button, Field, Form, Section, text
from bot.resources import Level
from commands.onboarding.answers import Interests
from commands.onboarding.walk import HELP, Walk

FORMATS, LEVELS, COMPANY = tuple(map(str, Format)), tuple(map(str, Level)), tuple(map(str, Company))
#: Tags that are offered to be picked (Discord: options of a select).
OFFERED = 25
_ELSEWHERE = (
    "This was answered on another device in the meantime. Send yours to put it in the place of that, or close this."
)


async def interests_form(walk: Walk, again: Interests | None = None) -> Form:
    """Asks what brings somebody here; ``again``: what they have filled in, where it was answered elsewhere."""
    names = await _main_tags(walk)
    given = again or await _known_interests(walk, names)
    fields = [
        Field(option="learn", label="What do you want to learn about?", value=given.learn, choices=names, most=OFFERED),
        Field(option="learn-more", label="More of it, or in your own words", value=given.learn_more),
        Field(option="offer", label="What can you help others with?", value=given.offer, choices=names, most=OFFERED),
        Field(option="offer-more", label="More of that, or in your own words", value=given.offer_more),
        Field(option="why", label="What brings you here, in your own words", value=given.why, is_long=True),
    ]
    # Without any tags there is nothing to pick from, and words alone are asked for.
    shown = [field for field in fields if names or field.option not in {"learn", "offer"}]
    return _form(walk, Step.INTERESTS, shown, again=again is not None)


async def learning_form(walk: Walk, again: Learning | None = None) -> Form:
    """Asks how somebody learns."""
    given = again or await walk.call.unit.preferences.learning(walk.call.community.id, walk.call.member.id)
    fields = [
        Field(option="formats", label="What do you like to learn by?", value=", ".join(given.formats), choices=FORMATS,
              most=len(FORMATS)),
        Field(option="minutes", label="Minutes you have at a time", value=str(given.minutes or "")),
        Field(option="level", label="Your level", value=given.level or "", choices=LEVELS),
        Field(option="company", label="Quiet, or with others?", value=given.company or "", choices=COMPANY),
        Field(option="public", label="May others see your interests?", value="yes" if given.is_public else "no",
              choices=("no", "yes")),
    ]  # fmt: skip
    return _form(walk, Step.LEARNING, fields, again=again is not None)


async def hours_form(walk: Walk) -> Form:
    """Asks when somebody is there, and which language they speak."""
    where = (walk.call.community.id, walk.call.member.id)
    person = await walk.call.unit.communities.person(*where)
    given = await walk.call.unit.preferences.learning(*where)
    fields = (
        Field(option="hours", label="When are you best found? Like 18:00-21:00", value=given.hours or ""),
        Field(option="zone", label="Your time zone, or a city in it", value=person.time_zone or ""),
        Field(option="language", label="Your language, like en or pt-br", value=person.language or ""),
    )
    return Form(title="Hours and language", command=("onboarding", "hours"), fields=fields, known={"sent": True})


def hours_offer() -> tuple[Section, ...]:
    """Offers the second half of how somebody learns; going on without it is as good."""
    button = Button(label="Add hours and language", command=("onboarding", "hours"))
    return (Section(text=text("Thank you, that is noted. Your best hours would help, too."), actions=(button,)),)


def _form(walk: Walk, step: Step, fields: list[Field], *, again: bool) -> Form:
    return Form(
        title=NAMES[step],
        command=("onboarding", step.value),
        fields=tuple(fields),
        known={"sent": True, "seen": walk.journey.version},
        problem=_ELSEWHERE if again else "",
    )


async def _main_tags(walk: Walk) -> tuple[str, ...]:
    """The tags that people choose from: those of the community, as they are called now, else the most used."""
    store, community = walk.call.unit.tags, walk.call.community.id
    named = await store.named(community, walk.settings.main_tags)
    chosen = dict.fromkeys(named[name].name for name in walk.settings.main_tags if name in named)
    if not chosen:
        chosen = dict.fromkeys(one.tag.name for one in await store.listed(community, "", 0, OFFERED))
    return tuple(chosen)[:OFFERED]


async def _known_interests(walk: Walk, names: tuple[str, ...]) -> Interests:
    found = await walk.call.unit.preferences.interests(walk.call.community.id, walk.call.member.id)
    unmatched = walk.journey.unmatched
    return Interests(
        learn=_picked(found, InterestKind.LEARN, names),
        learn_more=_written(found, InterestKind.LEARN, names, [one for one in unmatched if not one.startswith(HELP)]),
        offer=_picked(found, InterestKind.HELP, names),
        offer_more=_written(
            found, InterestKind.HELP, names, [one.removeprefix(HELP) for one in unmatched if one.startswith(HELP)]
        ),
        why=walk.journey.why,
    )


def _picked(found: list[Interest], kind: InterestKind, names: tuple[str, ...]) -> str:
    return ", ".join(one.name for one in found if one.kind is kind and one.name in names)


def _written(found: list[Interest], kind: InterestKind, names: tuple[str, ...], more: list[str]) -> str:
    return ", ".join([*(one.name for one in found if one.kind is kind and one.name not in names), *more])
