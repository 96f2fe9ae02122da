"""Words for one newcomer: those of the community or of the bot, with what the placeholders stand for."""

from __future__ import annotations

from bot.deliveries import Target
from bot.identity import Community
from bot.onboarding import Journey, OnboardingSettings, Wording
from bot.onboarding.wording import filled, words_of
from bot.ports import Unit
from bot.preferences import InterestKind
from bot.replies import ChannelLink, Inline, Text
from commands.onboarding.walk import listed


async def words_for(
    unit: Unit, community: Community, settings: OnboardingSettings, journey: Journey, wording: Wording, target: Target
) -> Text:
    """What is said to a newcomer who reads it at ``target``."""
    kept = await unit.communities.settings(community.id)
    person = await unit.communities.person(community.id, journey.member)
    kind, language = settings.preset or kept.kind, person.language or kept.language or ""
    words = words_of(settings, wording, language=language, entry=journey.entry, kind=kind)
    interests = await unit.preferences.interests(community.id, journey.member)
    wanted, offered = (
        listed([one.name for one in interests if one.kind is kind]) for kind in (InterestKind.LEARN, InterestKind.HELP)
    )
    meanings: dict[str, Inline] = {
        "name": person.member.name,
        "community": community.name,
        "channel": _channel(settings, target),
        "tags": wanted,
        "help": offered,
        "why": journey.why,
    }
    return filled(words, meanings)


def _channel(settings: OnboardingSettings, target: Target) -> Inline:
    """Where people introduce themselves, where that is on the platform of the reader; else nothing."""
    here = (target.platform, target.workspace)
    place = next((one for one in settings.hello_in if (one.platform, one.workspace) == here), None)
    return ChannelLink(place.channel) if place else ""
