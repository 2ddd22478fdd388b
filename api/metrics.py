"""What is counted for Prometheus; no label holds a part, a supplier or a substance.

prometheus-client is optional: without it nothing is counted and /metrics says so. Several workers
share their counts through the folder that `$PROMETHEUS_MULTIPROC_DIR` names; `chemgate serve`
makes one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, Protocol

from api.services.law import engine_version

if TYPE_CHECKING:
    from prometheus_client.core import Metric

__all__ = ["SHARED", "Meter", "Prometheus", "Silent", "meter_of"]

SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Meter(Protocol):
    """Counts what happens."""

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered; `route` is the template, never the address."""

    def refused(self, code: str) -> None:
        """A problem with a code was told."""

    def counted(self, kind: str, results: Mapping[str, int]) -> None:
        """So many of a kind (`import`, `verdict`) came to each of a closed set of results."""

    def exposition(self, gauges: Mapping[str, float]) -> tuple[bytes, str] | None:
        """The text of all counts with its media type; None where nothing is counted.

        Args:
            gauges: what the store says now, by name.
        """


class Silent:
    """Counts nothing."""

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Forget it."""

    def refused(self, code: str) -> None:
        """Forget it."""

    def counted(self, kind: str, results: Mapping[str, int]) -> None:
        """Forget it."""

    def exposition(self, gauges: Mapping[str, float]) -> tuple[bytes, str] | None:  # noqa: ARG002
        """Nothing was counted."""
        return None


class Prometheus:
    """Counts in the form that Prometheus reads."""

    def __init__(self) -> None:
        """Begin at zero.

        Raises:
            ModuleNotFoundError: prometheus-client is not installed.
        """
        from prometheus_client import CollectorRegistry, Counter, Histogram  # noqa: PLC0415

        self._own = CollectorRegistry()
        self._answers = Counter(
            "chemgate_http_requests",
            "Requests answered",
            ("method", "route", "status"),
            registry=self._own,
        )
        self._seconds = Histogram(
            "chemgate_http_request_seconds",
            "Time until the last byte of an answer",
            ("route",),
            registry=self._own,
            buckets=_SECONDS,
        )
        self._refusals = Counter(
            "chemgate_refusals", "Problems told, by code", ("code",), registry=self._own
        )
        self._results = Counter(
            "chemgate_results",
            "What imports and verdicts came to",
            ("kind", "result"),
            registry=self._own,
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count it, and how long it took."""
        self._answers.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def refused(self, code: str) -> None:
        """Count it."""
        self._refusals.labels(code).inc()

    def counted(self, kind: str, results: Mapping[str, int]) -> None:
        """Add them."""
        for result, number in results.items():
            if number:
                self._results.labels(kind, result).inc(number)

    def exposition(self, gauges: Mapping[str, float]) -> tuple[bytes, str] | None:
        """The counts of all workers, and what the store says now."""
        from prometheus_client import (  # noqa: PLC0415
            CONTENT_TYPE_LATEST,
            CollectorRegistry,
            generate_latest,
            multiprocess,
        )

        now = CollectorRegistry()
        now.register(_Now(gauges))
        counts = self._own
        if SHARED in os.environ:
            counts = CollectorRegistry()
            multiprocess.MultiProcessCollector(counts)  # type: ignore[no-untyped-call]
        return generate_latest(counts) + generate_latest(now), CONTENT_TYPE_LATEST


class _Now:
    """What holds at this moment; a `Gauge` would be kept, for each worker, among the counts."""

    def __init__(self, gauges: Mapping[str, float]) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[Metric]:
        """For a registry."""
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415

        for name, value in self._gauges.items():
            yield GaugeMetricFamily(f"chemgate_{name}", _MEANING[name], value=value)
        info = GaugeMetricFamily("chemgate_info", "Which release answers", labels=("version",))
        info.add_metric((engine_version(),), 1)
        yield info


_MEANING: Final[Mapping[str, str]] = {
    "store_up": "Whether the store answers",
    "audit_events": "Events in the audit chain",
    "audit_waiting": "Acts that are not in the chain yet, in this worker",
    "lists_oldest_check_days": "Days since the list that was compared longest ago was",
    "pool_connections_in_use": "Connections of this worker to the store in use",
}


def meter_of(*, wanted: bool) -> Meter:
    """The meter of a service."""
    if not wanted:
        return Silent()
    try:
        return Prometheus()
    except ModuleNotFoundError:
        return Silent()
