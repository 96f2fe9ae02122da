"""What organisers write to newcomers, and how those are called, does nothing wherever it is shown."""

from __future__ import annotations

import re

import pytest

from bot.dispatch import Dispatcher, Filled, Typed
from bot.identity import Role
from tests.asking import request, shown
from tests.test_hostile import ANSWER_CHARACTERS, PAYLOADS

_ACTS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\u2028\u2029\ud800-\udfff]")
LOOKS = ("settings", "text", "text end", "rules", "history", "preview", "preview end", "export", "try")


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
async def test_hostile_words_are_shown_and_do_nothing(dispatcher: Dispatcher, payload: str) -> None:
    words = payload[:1_400]

    async def answer(said: Typed | Filled) -> str:
        given = await dispatcher.run(request(said, role=Role.ORGANISER))
        await dispatcher.settle()
        read = shown(given)
        assert "Something went wrong" not in read, said
        assert not _ACTS.search(read), (said, read)
        assert len(read) <= ANSWER_CHARACTERS, said
        assert "Mention(" not in repr(given.reply)
        return read

    await answer(Filled(("onboarding", "settings"), {"guidelines": words, "tags": words, "steps": words}))
    await answer(Filled(("onboarding", "settings"), {"guidelines": words, "on": "yes", "introductions": "C1"}))
    await answer(Filled(("onboarding", "text"), {"which": "end", "words": f"{words} {{name}}", "language": "de"}))
    await answer(Filled(("onboarding", "text"), {"which": "invitation", "words": words.replace("{", "(")}))
    await answer(Filled(("onboarding", "rule"), {"when": "finished", "channel": words[:80]}))
    await answer(Filled(("onboarding", "rule"), {"when": "finished", "role": words[:80]}))

    for look in LOOKS:
        await answer(Typed(f"onboarding {look}"))
    walked = await answer(Filled(("onboarding", "try-start"), {}))
    assert "Only a try: nothing is kept" in walked
