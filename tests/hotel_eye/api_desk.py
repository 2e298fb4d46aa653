"""A hotel's software, as far as the tests need one."""

import json
import uuid
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from hotel_eye import keys
from hotel_eye.models import ApiKey, Hotel

WANTED_GUEST = {
    "document": "cnic",
    "cnic": "61101-1234567-1",
    "name": "Muhammad Aslam",
    "relation": "S",
    "relative_name": "Ghulam Rasool",
    "gender": "M",
    "born": "1979",
    "phone": "0300-1234567",
    "address": "Mohalla Eidgah",
    "district": "Islamabad",
}
COMPANION = {"document": "cnic", "cnic": "35202-9876543-2", "name": "Shazia", "gender": "F",
             "kinship": "spouse"}  # fmt: skip


def stay(**changes: Any) -> dict[str, Any]:
    """A complete arrival of one guest."""
    now = timezone.localtime().replace(second=0, microsecond=0)
    return {
        "room": "204",
        "arrived_at": (now - timedelta(minutes=30)).isoformat(),
        "expected_until": (now + timedelta(days=1)).isoformat(),
        "purpose": "business",
        "guests": [WANTED_GUEST],
        **changes,
    }


def make_key(hotel: Hotel, by: Any, **fields: Any) -> str:
    """The text of a key in force."""
    given = {"kind": ApiKey.Kind.SOFTWARE, "name": "PMS", "at": timezone.now(), **fields}
    return keys.make(by=by, hotel=hotel, **given)[1]


class Software:
    """Speaks to the API with one key."""

    def __init__(self, key: str, language: str = "en") -> None:
        self.headers = {"Authorization": f"Bearer {key}", "Accept-Language": language}
        self.client = Client()

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", query, headers=self.headers)

    def post(self, path: str, body: Any, key: str | None = None) -> Any:
        headers = {**self.headers, "Idempotency-Key": key or uuid.uuid4().hex}
        return self.client.post(
            f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers
        )
