"""Slack's refusals: an error word in a 200, with messages where a block or an argument was wrong."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from tests.fakes.shapes import Json, Problem


class SlackError(Exception):
    """A call that Slack refuses."""

    def __init__(self, error: str, problems: Sequence[Problem] = (), **more: object) -> None:
        self.error = error
        self.problems = list(problems)
        self.more = more
        super().__init__(error)

    def body(self) -> Json:
        answer: Json = {"ok": False, "error": self.error, **self.more}
        if self.problems:
            messages = [f"[ERROR] {one.text} [json-pointer:/{one.path.replace('.', '/')}]" for one in self.problems]
            answer["response_metadata"] = {"messages": messages}
        return answer


def too_many(seconds: float) -> web.Response:
    """Slack's 429: it concerns one method in one workspace."""
    headers = {"Retry-After": str(max(1, round(seconds)))}
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
