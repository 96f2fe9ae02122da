"""Starting conversations: in a community of one's own, and in the demo."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.console.app import Conversation, Greeting, converse
from adapters.console.messenger import ConsoleMessenger, Posted
from adapters.console.speaker import PLATFORM, Speaker
from bot.config import Config
from bot.identity import Role
from bot.intake import take_in
from bot.wiring.application import Application, known, running, working
from bot.wiring.posting import posting

#: The community that `commonplace run` opens while no platform is configured.
DEMO = "Demo"
#: In whose name the starter library is added.
STARTER = "Commonplace"


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """Who sits at the console, as what, and in which community."""

    name: str
    community: str
    #: A role as people write it: ``organiser``.
    role: str


async def console(config: Config, seat: Seat) -> None:
    """A conversation in a community of one's own."""
    speaker = Speaker(name=seat.name, community=seat.community, role=Role[seat.role.upper()])
    tries = ("/resource add https://example.org/a-good-article", "/tag list", "/help")
    async with running(config) as application, working(application):
        # Known from the start, because nothing is completed for strangers.
        await known(application, speaker)
        await _talked(application, speaker, Greeting(tries=tries))


async def demo(config: Config) -> None:
    """A conversation in the demo community, which has the starter library."""
    tries = ("/resource find #community-practice kind:podcast", "/tag list", "/help")
    hint = "Your own library is another one: commonplace console"
    speaker = Speaker(name=config.console.name, community=DEMO, role=Role.ORGANISER)
    async with running(config) as application, working(application):
        await _load_starter(application)
        await known(application, speaker)
        await _talked(application, speaker, Greeting(tries=tries, hint=hint))


async def _talked(application: Application, speaker: Speaker, greeting: Greeting) -> None:
    """A conversation, in which the bot also says what it has to say on its own."""
    heard: list[Posted] = []
    messenger = ConsoleMessenger(heard.append)
    async with posting(
        application, lambda platform, _workspace: messenger if platform == PLATFORM else None
    ) as keeping:
        conversation = Conversation(application.dispatcher, speaker, keeping.send)
        messenger.show = conversation.hear
        for posted in heard:
            conversation.hear(posted)
        await converse(conversation, greeting)


async def _load_starter(application: Application) -> None:
    """Add the starter library to the demo community, unless that was done before."""
    community, member = await known(application, Speaker(name=STARTER, community=DEMO))
    async with application.store.read() as unit:
        found = await unit.resources.found_by(community.id, member.id, None, 1)
    if not found.hits:
        from adapters.files import starter

        await take_in(application.store, community, member, starter(), (), application.clock.now())
