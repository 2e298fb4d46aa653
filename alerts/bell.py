"""The bell: tells the worker that something waits. It never delays and never fails a request.

The memory is `screened_at IS NULL`; a lost ring costs seconds, because beat rings anyway.
"""

import logging
import os
import threading

from django.db import transaction

logger = logging.getLogger(__name__)


class _Ringer:
    """One thread for each process that publishes; many rings while it is busy become one."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.wanted = threading.Event()
        threading.Thread(target=self._run, name="bell", daemon=True).start()

    def _run(self) -> None:
        while True:
            self.wanted.wait()
            self.wanted.clear()
            self._publish()

    def _publish(self) -> None:
        from alerts.tasks import screen_pending

        try:
            screen_pending.apply_async(retry=False, expires=30)
        except Exception as error:
            logger.warning("The bell could not be rung (%s); beat will ring it.", error)


_ringer: _Ringer | None = None
_lock = threading.Lock()


def ring_on_commit() -> None:
    """Ring once the present transaction is committed."""
    transaction.on_commit(lambda: ring(), robust=True)


def ring() -> None:
    """Ask for screening now and return at once, also when the broker is dead or frozen."""
    global _ringer
    with _lock:
        # A forked process inherits the object but not the thread.
        if _ringer is None or _ringer.pid != os.getpid():
            _ringer = _Ringer()
    _ringer.wanted.set()
