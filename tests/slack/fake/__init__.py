"""A strict, stateful Slack on the loopback: Web API, Socket Mode, signed requests, and the people who use it.

``async with slack_fake() as slack: …`` starts it as a process of its own; `client` says what a test can do with it.
"""

from tests.fakes.control import Refused
from tests.slack.fake.client import Slack, Team, slack_fake, slack_here
from tests.slack.fake.people import Channel, Human
from tests.slack.fake.shown import Answer, Screen, Shown

__all__ = ["Answer", "Channel", "Human", "Refused", "Screen", "Shown", "Slack", "Team", "slack_fake", "slack_here"]
