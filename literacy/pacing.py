"""How often something may be done by people whom nobody may tell apart.

A bucket that leaks, in the memory of one process: it knows neither who nor when, only
how full it is. Nothing of it is written down, so that a limit links nobody to anything.
"""

import threading
import time
from dataclasses import dataclass, field


@dataclass
class Bucket:
    """At most `holds` at once, and `a_minute` in the long run."""

    holds: int
    a_minute: int
    _level: float = 0.0
    _at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def take(self) -> bool:
        """Whether there is room for one more, which then is taken."""
        with self._lock:
            now = time.monotonic()
            drained = (now - self._at) * self.a_minute / 60
            self._level, self._at = max(0.0, self._level - drained), now
            if self._level + 1 > self.holds:
                return False
            self._level += 1
            return True

    def empty(self) -> None:
        """Forget how full it is."""
        with self._lock:
            self._level, self._at = 0.0, 0.0


CONCERNS = Bucket(holds=20, a_minute=6)
"""What is sent without a name, by everybody together."""
CODES = Bucket(holds=60, a_minute=30)
"""Codes that are tried, by everybody together."""
BALLOTS = Bucket(holds=200, a_minute=120)
"""Answers to a pulse: many people answer in the minutes after a notice."""
