"""The settings as a file, to be kept or brought to another community: texts, steps and times.

Rules and channels stay where they are: their ids mean nothing elsewhere.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace

from bot.errors import InvalidInput
from bot.identity import Role
from bot.onboarding import changing
from bot.onboarding.documents import EVERYTHING, cleaned, looked_through
from bot.onboarding.settings import OnboardingSettings
from bot.replies import Code, Document, Reply, Section, text
from bot.requests import Call
from bot.spec import LONG_CHARACTERS, Text, command
from commands.onboarding.keeping import newest
from commands.onboarding.settings import changed_card

_OF_HERE = frozenset({"rules", "hello_in"})


@command(
    "onboarding",
    "export",
    about="How newcomers are received here, as a file",
    allow=Role.ORGANISER,
    reads=True,
)
async def export(call: Call) -> Reply:
    own = {name: value for name, value in _carried((await newest(call)).settings).items() if value != _USUAL[name]}
    return Document(
        name="onboarding.json",
        content=json.dumps(own, ensure_ascii=False, indent=1) + "\n",
        text=text(
            "What differs from how the bot comes, without rules and channels. Bring it to another community: ",
            Code("/onboarding import"),
        ),
    )


@command(
    "onboarding",
    "import",
    about="Receive newcomers as a file says that was exported here or elsewhere",
    allow=Role.ORGANISER,
    options=[
        Text(
            name="file", about="What stands in the file", required=True, is_long=True, whole_line=True,
            max_characters=LONG_CHARACTERS,
        )
    ],
)  # fmt: skip
async def bring(call: Call, file: str) -> Reply:
    read, lost = looked_through(file)
    found = cleaned(read)
    if EVERYTHING in lost:
        raise InvalidInput("That is not a file of /onboarding export.", "Paste all that stands in it.", field="file")
    before = await newest(call)
    after = replace(found, words=(), rules=before.settings.rules, hello_in=before.settings.hello_in)
    for one in found.words:
        after = changing.with_words(after, one)
    card = await changed_card(call, before, after)
    if not lost:
        return card
    names = ", ".join(name.replace("_", " ") for name in lost)
    told = Section(text=(f"Not everything could be read: {names}. It is as the bot comes, as far as it could not.",))
    return replace(card, sections=(told, *card.sections))


def _carried(settings: OnboardingSettings) -> dict[str, object]:
    return {name: value for name, value in asdict(settings).items() if name not in _OF_HERE}


_USUAL = _carried(OnboardingSettings())
