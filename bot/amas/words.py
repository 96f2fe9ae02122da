"""Words of announcements with placeholders: a community may write its own, and nothing in them is ever run.

Only the names below stand for something; whatever else is in braces is shown as it was typed.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot import placeholders
from bot.amas.values import Ama, Announcement, Host, Invitation, Part, Usual
from bot.replies import Inline, Link, Text, Time

#: What each part begins with, so that one sees at once which it is.
LEADS: Mapping[Announcement, str] = {
    Announcement.SCHEDULED: "New AMA",
    Announcement.WEEK: "A week to go",
    Announcement.DAY: "A day to go",
    Announcement.HOUR: "An hour to go",
    Announcement.START: "It begins",
}
_COMMON = "{host} will answer questions about “{title}”, {when}."
#: The bot's own words.
WORDS: Mapping[Announcement, str] = {
    Announcement.SCHEDULED: _COMMON + "\n{about}",
    Announcement.WEEK: _COMMON + " Ask yours already: the most wanted ones come first.",
    Announcement.DAY: _COMMON,
    Announcement.HOUR: _COMMON,
    Announcement.START: "{host} answers questions about “{title}” now. Ask yours.",
}
#: The recap has no words of its own: it is made of questions and answers.
RECAP = "What was asked and answered, with thanks; it is made when the AMA is closed."
#: What may stand in braces, as help shows it.
PLACEHOLDERS = ("about", "host", "link", "minutes", "number", "tags", "title", "when", "where")


def words_of(ama: Ama, part: Announcement, usual: Mapping[Announcement, Usual]) -> str:
    """The words of an announcement: the AMA's own, else the community's, else the bot's."""
    community = usual[part].words if part in usual else ""
    return ama.session.announcement or community or WORDS[part]


def filled(words: str, ama: Ama) -> Text:
    """The words with what the placeholders stand for. Of lines on which nothing is left none is shown."""
    return placeholders.filled(words, _meanings(ama))


def unknown(words: str) -> list[str]:
    """What stands in braces like a placeholder and is none, each once, in order."""
    return placeholders.unknown(words, PLACEHOLDERS)


def answering(ama: Ama) -> list[Host]:
    """The hosts; whoever has declined is not among them."""
    return [host for host in ama.hosts if host.part is Part.HOST and host.state is not Invitation.DECLINED]


def host_names(ama: Ama) -> str:
    """Who answers: ``Ada and Grace Hopper``, or ``Somebody`` where nobody does."""
    return _together([host.name for host in answering(ama)]) or "Somebody"


def thanked(ama: Ama) -> str:
    """Who hosted and who helped, together; "" for nobody. Whoever has declined did neither."""
    return _together([host.name for host in ama.hosts if host.state is not Invitation.DECLINED])


def _together(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def is_address(where: str) -> bool:
    """Whether people meet at an address."""
    return where.startswith(("https://", "http://")) and " " not in where


def where_of(ama: Ama) -> Inline:
    """Where people meet: an address, words, or here."""
    where = ama.session.meets_at
    return Link(where, where) if is_address(where) else where or "in this channel"


def _meanings(ama: Ama) -> Mapping[str, Inline]:
    session = ama.session
    return {
        "about": session.about,
        "host": host_names(ama),
        "link": Link(session.meets_at, session.meets_at) if is_address(session.meets_at) else "",
        "minutes": str(session.minutes),
        "number": str(ama.id),
        "tags": " ".join(f"#{name}" for _, name in ama.tags),
        "title": session.title,
        "when": Time(session.starts_at),
        "where": where_of(ama),
    }
