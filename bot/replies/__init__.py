"""What the bot answers, as small frozen values that every platform renders in its own way.

A plain ``str`` inside a text is always escaped by the adapter; formatting exists only as the nodes below, so what a
member typed can never become a mention, a link or a terminal sequence.
"""

from __future__ import annotations

from bot.replies.deeds import (
    HAPPENING_ABOUT_CHARACTERS,
    HAPPENING_TITLE_CHARACTERS,
    HAPPENING_WHERE_CHARACTERS,
    Admission,
    Deed,
    Happening,
)
from bot.replies.files import ALT_CHARACTERS, DOCUMENT_CHARACTERS, PICTURE_BYTES, Document, Picture
from bot.replies.shown import (
    Arguments,
    Button,
    Card,
    Fact,
    Field,
    Form,
    LinkButton,
    Notice,
    Page,
    Section,
    Shared,
    Shown,
    Style,
    Tone,
    Update,
    done,
    said,
    several,
)
from bot.replies.texts import Bold, ChannelLink, Code, Inline, Italic, Link, Mention, RoleLink, Text, Time, joined, text

Reply = Notice | Card | Page | Form | Update | Shared | Document | Picture

__all__ = [
    "ALT_CHARACTERS",
    "DOCUMENT_CHARACTERS",
    "HAPPENING_ABOUT_CHARACTERS",
    "HAPPENING_TITLE_CHARACTERS",
    "HAPPENING_WHERE_CHARACTERS",
    "PICTURE_BYTES",
    "Admission",
    "Arguments",
    "Bold",
    "Button",
    "Card",
    "ChannelLink",
    "Code",
    "Deed",
    "Document",
    "Fact",
    "Field",
    "Form",
    "Happening",
    "Inline",
    "Italic",
    "Link",
    "LinkButton",
    "Mention",
    "Notice",
    "Page",
    "Picture",
    "Reply",
    "RoleLink",
    "Section",
    "Shared",
    "Shown",
    "Style",
    "Text",
    "Time",
    "Tone",
    "Update",
    "done",
    "joined",
    "said",
    "several",
    "text",
]
