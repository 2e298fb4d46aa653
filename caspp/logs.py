"""Log lines: one JSON object each, in which nobody can be read and no line can be forged.

A CNIC, wherever it comes from (a value, an exception of the database, a field of a record), becomes
`cnic:` and a keyed digest: the same man is the same digest, and without SECRET_KEY nobody finds
out who. Newlines and control characters are escaped by JSON. SQL is never logged, since its
parameters hold names, session keys and hashes of passwords.
"""

import logging
import re
from collections.abc import Mapping
from typing import Any

from django.utils.crypto import salted_hmac
from pythonjsonlogger.core import LogData
from pythonjsonlogger.json import JsonFormatter

from audit.context import origin

# As people write it: 42101-1234567-1 in any digits, with dashes, spaces and marks of direction.
_GAP = r"[\s\-–—._/\u200b-\u200f\u202a-\u202e\u2066-\u2069]{0,3}"
_CNIC = re.compile(rf"(?<!\d)\d{{5}}{_GAP}\d{{7}}{_GAP}\d(?!\d)")
#: Never said, should a library hand one over beside its message.
_SECRET = re.compile(r"passw|secret|token|cookie|session|authorization|api_?key", re.IGNORECASE)


def without_cnics(text: str) -> str:
    """The text with a digest in the place of every CNIC."""
    return _CNIC.sub(_digest, text)


def _digest(found: re.Match[str]) -> str:
    digits = "".join(str(int(one)) for one in found[0] if one.isdecimal())
    return f"cnic:{salted_hmac('caspp.logs', digits, algorithm='sha256').hexdigest()[:12]}"


def _hidden(value: Any) -> Any:
    """The same value, safe to be written; what is no plain value becomes its text."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _said(str(key), one) for key, one in value.items()}
    if isinstance(value, list | tuple | set):
        return [_hidden(one) for one in value]
    text = without_cnics(str(value))
    return value if isinstance(value, int) and text == str(value) else text


def _said(name: str, value: Any) -> Any:
    return "(not said)" if _SECRET.search(name) else _hidden(value)


class JsonLines(JsonFormatter):
    """For machines: production writes these."""

    def process_log_record(self, log_data: LogData) -> LogData:
        return {name: _said(name, value) for name, value in log_data.items()}


class PlainLines(logging.Formatter):
    """For a developer's eyes; it hides the same."""

    def format(self, record: logging.LogRecord) -> str:
        return without_cnics(super().format(record))


class OfRequest(logging.Filter):
    """Adds the request a line belongs to, as in the events of that request."""

    def filter(self, record: logging.LogRecord) -> bool:
        came_from = origin.get()
        record.request_id, record.source = came_from.request_id, came_from.source
        return True
