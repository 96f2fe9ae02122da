"""How long things take in the harness: all of the sender's times, shortened by the same factor."""

from __future__ import annotations

from bot.deliveries import Patience

#: A settle of 45 seconds becomes one of one second.
FACTOR = 1 / 45
USUAL = Patience()
PATIENCE = Patience(
    settle=USUAL.settle * FACTOR, nonce=USUAL.nonce * FACTOR, lease=USUAL.lease * FACTOR, again=USUAL.again * FACTOR
)
#: How long the fake knows a mark again; Discord about two minutes.
WINDOW_SECONDS = 120 * FACTOR
#: The messenger waits so long for an answer.
HTTP_SECONDS = 0.4
#: What has been under way for longer is lost. The settle is longer than any request is under way: this is what the
#: sender rests on, and on a machine that is out of breath only the network can keep it.
UNDER_WAY_SECONDS = 0.8
#: Longest time between the arrival of a request and its effect.
LATENCY_SECONDS = 0.1
