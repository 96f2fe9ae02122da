"""How a community receives people. Kept as versions, each whole, so that every change can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.communities import CommunityKind
from bot.identity import MemberId, Place
from bot.onboarding.values import Step

#: Longest words of a community, and longest guidelines; with what placeholders stand for, a message takes them.
WORDS_CHARACTERS = 1_500
#: Texts of a community's own, over all languages and ways in.
TEXTS = 100
RULES = 50
#: As many as can be made at once; all of them have room in one select (Discord: 25).
MAIN_TAGS = 20
#: Times that somebody who stopped is written to at most, and the last day on which it may be.
NUDGES, NUDGE_DAY = 4, 60
#: The least and the most of each number.
BORDERS = {"take_minutes": (5, 10_080), "joins_at_once": (1, 10_000), "let_in_a_minute": (1, 600)}


class Wording(StrEnum):
    """Texts that a community may write in its own words."""

    #: The private message on joining.
    INVITATION = "invitation"
    #: What stands above each step.
    GUIDELINES = "guidelines"
    INTERESTS = "interests"
    LEARNING = "learning"
    HELLO = "hello"
    #: What newcomers are given as a draft of their introduction.
    INTRODUCTION = "introduction"
    #: What stands above what there is for them, at the end.
    END = "end"
    NUDGE = "nudge"
    #: What greeters are given as a draft.
    WELCOME = "welcome"


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """A text of the community; for one language, or for who came in by one channel, or for all."""

    wording: Wording
    words: str
    language: str = ""
    #: An entry as in :class:`bot.onboarding.values.Journey`.
    entry: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """What follows from an answer: a role on Discord, or a channel on Slack or Discord."""

    #: ``tag:loops``, ``help:loops``, ``format:listen``, ``level:beginner``, ``company:social`` or ``finished``.
    when: str
    platform: str
    workspace: str
    #: Exactly one of the two: the platform's id of a role, or of a channel.
    role: str = ""
    channel: str = ""
    #: As organisers know it.
    label: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class OnboardingSettings:
    """How a community receives people. As it stands here: nobody is written to until an organiser switches it on."""

    is_on: bool = False
    #: Whose words of the bot are said; None: those of the kind that the community is.
    preset: CommunityKind | None = None
    #: In the order of :class:`Step`, without the guidelines; see :attr:`asks`.
    steps: tuple[Step, ...] = (Step.INTERESTS, Step.LEARNING, Step.HELLO)
    #: Words or an address that newcomers accept; "": none.
    guidelines: str = ""
    words: tuple[Words, ...] = ()
    rules: tuple[Rule, ...] = ()
    #: Tags that newcomers choose from; none: the ones with most in the library.
    main_tags: tuple[str, ...] = ()
    #: Days after the last sign of life on which somebody who stopped half-way is written to.
    nudge_days: tuple[int, ...] = (2, 7)
    #: Where people introduce themselves and are welcomed; one place on each platform at most.
    hello_in: tuple[Place, ...] = ()
    #: Minutes that a greeter has to take a welcome in hand.
    take_minutes: int = 120
    #: Whether the bot welcomes by itself where no greeter does.
    welcomes_itself: bool = False
    #: Whether newcomers are offered a buddy.
    has_buddies: bool = False
    #: Whether only those are received who join a channel with words of its own, where a platform has one: a community
    #: may be one channel in the workspace of a whole company.
    only_by_channel: bool = False
    #: More people than so many within ten minutes are held, and let in at so many a minute.
    joins_at_once: int = 30
    let_in_a_minute: int = 10

    @property
    def asks(self) -> tuple[Step, ...]:
        """All that a newcomer is asked, in order: the guidelines where there are some, then the steps."""
        chosen = {*self.steps, Step.GUIDELINES} if self.guidelines else {*self.steps} - {Step.GUIDELINES}
        return tuple(step for step in Step if step in chosen)


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """Settings as they once were."""

    number: int
    made_by: MemberId
    made_at: datetime
    #: What was changed, in words.
    note: str
    settings: OnboardingSettings
    #: What could not be read of what is kept, and counts as the bot comes.
    unread: tuple[str, ...] = ()
