"""Numbers for Prometheus. Labels are names of commands and kinds of refusals: never a person, never a community."""

from __future__ import annotations

from collections.abc import Collection

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest

from bot.deliveries import Delivery, State, Tally

#: The command of a call that named none.
UNKNOWN = "unknown"
#: Borders of the histogram, in milliseconds; 3,000 is when platforms give up waiting.
MILLISECONDS = (1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 1_500, 3_000)
#: Borders of the histogram of lateness, in seconds.
LATENESS_SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 900, 3_600)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_DONE = {"done", "broken"}

# When each series began doubles their number and tells nobody anything.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the library gives it no types


class Metrics:
    """What is counted, in a registry of its own."""

    def __init__(self, commands: Collection[str]) -> None:
        self._commands = frozenset(commands)
        registry = self._registry = CollectorRegistry()
        self._ran = Histogram(
            "commonplace_command_milliseconds", "Time from request to answer.",
            ["command", "outcome"], buckets=MILLISECONDS, registry=registry,
        )  # fmt: skip
        self._refusals = Counter(
            "commonplace_refusals", "Commands answered with a refusal.", ["kind"], registry=registry
        )
        self._lag = Gauge(
            "commonplace_loop_lag_seconds", "Delay of the event loop at its last beat.", registry=registry
        )
        self._silences = Counter(
            "commonplace_database_timeouts", "Probes that the database did not answer in time.", registry=registry
        )

        self._settled = Counter(
            "commonplace_deliveries", "Messages of the bot's own, by what became of them.", ["state"], registry=registry
        )
        self._lateness = Histogram(
            "commonplace_delivery_lateness_seconds", "How long after its time a message was posted.",
            buckets=LATENESS_SECONDS, registry=registry,
        )  # fmt: skip
        self._standing = Gauge(
            "commonplace_deliveries_standing", "Messages under way, dead or uncertain.", ["state"], registry=registry
        )
        self._overdue = Gauge(
            "commonplace_deliveries_overdue", "Messages that should have been posted by now.", registry=registry
        )

    def delivery_settled(self, delivery: Delivery, lateness_seconds: float) -> None:
        """Something became of a message, so late after its time."""
        self._settled.labels(delivery.state.value).inc()
        if delivery.state is State.SENT:
            self._lateness.observe(max(0.0, lateness_seconds))

    def deliveries_are(self, tally: Tally) -> None:
        """So many messages are under way, in trouble and late."""
        for state in (State.SENDING, State.DEAD, State.UNCERTAIN):
            self._standing.labels(state.value).set(tally.by_state.get(state, 0))
        self._overdue.set(tally.overdue)

    def command_ran(self, command: str, outcome: str, milliseconds: float) -> None:
        """A command was answered: done, broken, or refused with an error of this name."""
        # What people mistype must not become a label: there is no end to it.
        known = command if command in self._commands else UNKNOWN
        self._ran.labels(known, outcome).observe(milliseconds)
        if outcome not in _DONE:
            self._refusals.labels(outcome).inc()

    def loop_lagged(self, seconds: float) -> None:
        """The event loop was this late."""
        self._lag.set(seconds)

    def database_silent(self) -> None:
        """The database has not answered in time."""
        self._silences.inc()

    def text(self) -> bytes:
        """Everything, as Prometheus reads it."""
        return generate_latest(self._registry)
