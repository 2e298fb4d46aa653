"""The Celery application: a bell for work whose memory is in PostgreSQL."""

import os
from functools import partial
from typing import Any

from celery import Celery, signals
from celery.worker.consumer import Consumer as CeleryConsumer
from django.conf import settings
from django.utils.log import configure_logging
from kombu.transport.virtual import QoS

from audit.context import Origin, origin

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caspp.settings")

# When the line to the broker breaks, Kombu would hand unanswered messages back over that very line.
# Nothing need be handed back: the table is the memory.
QoS.restore_at_shutdown = False


@signals.task_prerun.connect  # type: ignore[untyped-decorator]
def _come_from_the_worker(task_id: str = "", **kwargs: Any) -> None:
    """What a task does is the worker's act in the log."""
    origin.set(Origin(request_id=task_id.replace("-", ""), source="worker"))


app = Celery("caspp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect  # type: ignore[untyped-decorator]
def log_as_the_rest_does(**_: Any) -> None:
    """Celery leaves logging alone where somebody answers this signal."""
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)


class Consumer(CeleryConsumer):
    """Asks for a lost broker again every two seconds, however long it has been away.

    Celery's own pauses grow to half a minute, which is how late the first alert would be.
    """

    def ensure_connected(self, conn: Any) -> Any:
        conn.ensure_connection = partial(
            conn.ensure_connection, interval_start=0.5, interval_step=0.5, interval_max=2
        )
        return super().ensure_connected(conn)
