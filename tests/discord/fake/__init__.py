"""A strict, stateful Discord on the loopback: gateway, REST, and the people who use it.

``async with discord_fake() as discord: …`` starts it as a process of its own; `client` says what a test can do with it.
"""

from tests.discord.fake.client import Discord, Guild, discord_fake, discord_here
from tests.discord.fake.people import Channel, Human, Role
from tests.discord.fake.shown import Answer, Form, Shown
from tests.fakes.control import Refused

__all__ = [
    "Answer",
    "Channel",
    "Discord",
    "Form",
    "Guild",
    "Human",
    "Refused",
    "Role",
    "Shown",
    "discord_fake",
    "discord_here",
]
