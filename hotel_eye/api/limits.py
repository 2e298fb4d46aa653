"""How often a key may ask: counted in Redis for all processes; without it, in this process alone.

A hotel must be able to file while Redis is down (it fails open), and a machine that runs wild must
not bring us down meanwhile (with a cap).
"""

import logging
import threading
import time
from functools import cache
from typing import Any

import redis
from django.conf import settings

logger = logging.getLogger("caspp.api")

#: Requests a minute by one key, and by one key in one process while Redis is away.
A_MINUTE, A_MINUTE_ALONE = 600, 120
#: Seconds that a request waits for Redis, and that Redis is left alone after it failed.
PATIENCE, REST = 0.2, 5.0
_WINDOW = 60

#: The clock of the windows; a test has its own.
clock = time.time

_alone: dict[tuple[str, int], int] = {}
_lock = threading.Lock()
_rests_until = 0.0


def seconds_to_wait(prefix: str) -> int:
    """Nought where this key may ask now; else the seconds until it may again."""
    moment = clock()
    window = int(moment // _WINDOW)
    asked, most = _counted(prefix, window)
    return int((window + 1) * _WINDOW - moment) + 1 if asked > most else 0


def _counted(prefix: str, window: int) -> tuple[int, int]:
    global _rests_until
    if time.monotonic() >= _rests_until:
        try:
            return _in_redis(prefix, window), A_MINUTE
        except redis.RedisError as error:
            logger.warning("Requests are counted in this process: %s", type(error).__name__)
            _rests_until = time.monotonic() + REST
    return _in_process(prefix, window), A_MINUTE_ALONE


def _in_redis(prefix: str, window: int) -> int:
    name = f"caspp:api:{prefix}:{window}"
    with _redis().pipeline(transaction=False) as pipe:
        pipe.incr(name)
        pipe.expire(name, 2 * _WINDOW)
        counted: int = pipe.execute()[0]
    return counted


def _in_process(prefix: str, window: int) -> int:
    with _lock:
        for old in [one for one in _alone if one[1] < window]:
            del _alone[old]
        _alone[prefix, window] = _alone.get((prefix, window), 0) + 1
        return _alone[prefix, window]


@cache
def _redis() -> Any:
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=None,
    )
