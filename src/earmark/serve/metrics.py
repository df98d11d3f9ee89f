"""Metrics: counts and times for Prometheus; nothing of what was said or listed is in them."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from earmark.serve.engine import Engine
from earmark.transcript import Transcript

BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)  # seconds


class Metrics:
    """Counts of one server."""

    def __init__(self, engine: Engine) -> None:
        """Begin at zero."""
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "earmark_requests", "Requests answered.", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "earmark_request_seconds",
            "Time of requests.",
            ("route",),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.audio = Counter("earmark_audio_seconds", "Sound that was transcribed.", registry=self.registry)
        self.entries = Counter(
            "earmark_entries", "Entries of lists by their fate.", ("status",), registry=self.registry
        )
        lists = engine.recognizer.store
        self._gauge("earmark_waiting_requests", "Requests computed or queued.", lambda: engine.waiting)
        self._gauge("earmark_open_streams", "Streams that are open.", lambda: engine.streams)
        self._gauge("earmark_cached_lists", "Compiled lists in memory.", lambda: len(lists))
        self._gauge("earmark_cached_list_bytes", "Size of compiled lists in memory.", lambda: lists.bytes)

    def finished(self, transcript: Transcript) -> None:
        """Count a transcript."""
        self.audio.inc(transcript.seconds)
        self.entries.labels("used").inc(len(transcript.entries))
        self.entries.labels("rejected").inc(len(transcript.rejected))

    def streamed(self, seconds: float, used: int, rejected: int) -> None:
        """Count a stream that has ended."""
        self.audio.inc(seconds)
        self.entries.labels("used").inc(used)
        self.entries.labels("rejected").inc(rejected)

    def text(self) -> bytes:
        """Return all in Prometheus' format."""
        return generate_latest(self.registry)

    def _gauge(self, name: str, help: str, value: Callable[[], float]) -> None:
        Gauge(name, help, registry=self.registry).set_function(value)
