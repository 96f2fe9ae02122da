"""Rate limits per method and workspace, and per channel where messages are posted."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from tests.fakes.clock import Clock

MINUTE = 60.0
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
TIER_OF = {
    "auth.test": 4, "apps.connections.open": 1, "bots.info": 3, "chat.delete": 3, "chat.postEphemeral": 4,
    "chat.update": 3, "conversations.history": 3, "conversations.info": 3, "conversations.join": 3,
    "conversations.list": 2, "conversations.members": 4, "conversations.open": 3, "conversations.replies": 3,
    "files.completeUploadExternal": 4, "files.getUploadURLExternal": 4,
    "oauth.v2.access": 4, "reactions.add": 3, "reactions.get": 3, "reactions.remove": 2, "team.info": 3,
    "users.conversations": 3, "users.info": 4, "users.list": 2, "users.lookupByEmail": 3, "views.open": 4,
    "views.publish": 4, "views.push": 4, "views.update": 4,
}  # fmt: skip
#: Tier 1 is "1+ per minute", and several replicas may start at once.
SIZES: dict[str, tuple[int, float]] = {"apps.connections.open": (20, MINUTE)}
#: One message a second and channel, in bursts of five; a few hundred a minute in the workspace.
PER_CHANNEL = (5, 5.0)
PER_WORKSPACE = (300, MINUTE)
UNLIMITED = (10**9, MINUTE)


@dataclass(slots=True)
class Limits:
    """What has been asked lately."""

    clock: Clock
    sizes: dict[str, tuple[int, float]] = field(default_factory=dict)
    is_on: bool = True
    recent: dict[tuple[str, ...], deque[float]] = field(default_factory=dict)

    def wait_seconds(self, method: str, team_id: str, channel: str) -> float:
        """Seconds this call has to wait; 0 when there is room."""
        if not self.is_on:
            return 0.0
        waits = [self._take((method, team_id), self.size(method))]
        if method == "chat.postMessage":
            waits.append(self._take((method, team_id, channel), self.sizes.get("channel", PER_CHANNEL)))
        return max(waits)

    def size(self, method: str) -> tuple[int, float]:
        if method in self.sizes:
            return self.sizes[method]
        if method == "chat.postMessage":
            return PER_WORKSPACE
        if method in SIZES:
            return SIZES[method]
        return (TIERS[TIER_OF[method]], MINUTE) if method in TIER_OF else UNLIMITED

    def _take(self, key: tuple[str, ...], size: tuple[int, float]) -> float:
        most, seconds = size
        now = self.clock.now()
        moments = self.recent.setdefault(key, deque())
        while moments and moments[0] <= now - seconds:
            moments.popleft()
        if len(moments) >= most:
            return moments[0] + seconds - now
        moments.append(now)
        return 0.0
