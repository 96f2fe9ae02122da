"""Many people at once, measured inside the fake, so that the test's own work is not in the figures."""

from __future__ import annotations

from tests.fakes.control import Refused
from tests.fakes.load import Load
from tests.fakes.shapes import Json
from tests.slack.fake.controls import Controls

PATIENCE_SECONDS = 15.0


class LoadControls(Controls):
    """The controls, and those that a benchmark needs besides."""

    async def do_teams(self, count: int, members: int) -> list[Json]:
        """Many workspaces, each with a channel and some people."""
        made: list[Json] = []
        for number in range(count):
            team, token = self.world.add_team(f"Team {number}")
            people = [self.world.add_user(team, f"Member {number}.{one}")["id"] for one in range(members)]
            channel = self.world.add_channel(team, "general", members=[*people, team.bot_user_id])
            made.append({"id": team.id, "token": token, "channel": channel.id, "people": people})
        return made

    async def do_load(self, acts: list[dict[str, str]], **load: float) -> Json:
        """Do the acts in turn: each is a slash command, a ``line`` of a ``person`` in a ``channel`` of a ``team``."""

        async def once(number: int) -> tuple[float | None, float | None]:
            return await self._measured(**acts[number % len(acts)])

        return await Load.of(load).run(once)

    async def _measured(self, team: str, person: str, channel: str, line: str) -> tuple[float | None, float | None]:
        """Seconds until the acknowledgement and until something was shown; then forget it."""
        where, room = self._at(team, channel)
        command, _, text = line.partition(" ")
        try:
            act = await self.humans.slash(where, person, room, command, text, PATIENCE_SECONDS)
        except Refused:
            return None, None
        self.acts.by_id.pop(act.id)
        self.acts.by_trigger.pop(act.trigger_id)
        for place, message in act.messages:
            # What several saw at once is in several acts.
            if message in place.messages:
                place.messages.remove(message)
        answered = None if act.acknowledged_at is None else act.acknowledged_at - act.created
        return answered, None if act.shown_at is None else act.shown_at - act.created
