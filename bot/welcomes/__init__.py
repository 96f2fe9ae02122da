"""Welcomes: drafted by the bot, sent by a person whose turn it is."""

from bot.welcomes.choosing import WEEK, Candidate, Turn, turn_of, turned_at
from bot.welcomes.duty import MOST_PER_WEEK, PER_WEEK, expect_some_hours, hours_of
from bot.welcomes.store import WelcomeStore
from bot.welcomes.times import Day, day_of, free_at, taken_until
from bot.welcomes.values import (
    UNTAKEN_TOPIC,
    Greeter,
    OfferOutcome,
    Welcome,
    WelcomeState,
    rota_topic,
    topic_of,
    volunteer_topic,
)
from bot.welcomes.words import WORDS_CHARACTERS, own_words, print_of, shortened

__all__ = [
    "MOST_PER_WEEK",
    "PER_WEEK",
    "UNTAKEN_TOPIC",
    "WEEK",
    "WORDS_CHARACTERS",
    "Candidate",
    "Day",
    "Greeter",
    "OfferOutcome",
    "Turn",
    "Welcome",
    "WelcomeState",
    "WelcomeStore",
    "day_of",
    "expect_some_hours",
    "free_at",
    "hours_of",
    "own_words",
    "print_of",
    "rota_topic",
    "shortened",
    "taken_until",
    "topic_of",
    "turn_of",
    "turned_at",
    "volunteer_topic",
]
