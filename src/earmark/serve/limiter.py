"""Rate limits: a bucket of requests for each key, which fills by the minute."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from earmark.serve.errors import Busy

MINUTE = 60.0  # seconds


@dataclass(slots=True)
class Bucket:
    """What a key may still send."""

    left: float  # requests
    filled: float  # seconds of the clock, when it was counted


class RateLimiter:
    """Counts the requests of each key in this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with full buckets."""
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}

    def take(self, key: str, rate: int | None) -> None:
        """Count a request of a key that may send ``rate`` a minute.

        Raises:
            Busy: the bucket is empty; it says when the next request fits.
        """
        if rate is None:
            return
        now = self._clock()
        bucket = self._buckets.setdefault(key, Bucket(rate, now))
        bucket.left = min(rate, bucket.left + (now - bucket.filled) * rate / MINUTE)
        bucket.filled = now
        if bucket.left < 1:
            wait = math.ceil((1 - bucket.left) * MINUTE / rate)
            raise Busy(f"this key may send {rate} requests a minute: send the next in {wait} s", wait)
        bucket.left -= 1
