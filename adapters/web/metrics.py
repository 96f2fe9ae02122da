"""Numbers for Prometheus. Labels are names of commands and kinds of refusals: never a person, never a community."""

from __future__ import annotations

from collections.abc import Collection

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest

#: The command of a call that named none.
UNKNOWN = "unknown"
#: Borders of the histogram, in milliseconds; 3,000 is when platforms give up waiting.
MILLISECONDS = (1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 1_500, 3_000)
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
