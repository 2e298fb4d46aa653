"""What a desk does in tests: send the check-in form, open pages, make stays in numbers.

And what an officer at its door notes of a house that nobody registered.
"""

import uuid
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from hotel_eye.models import Guest, Hotel, Stay
from tests.people_on_file import INNOCENT, check_in_form

KARACHI = timezone.get_fixed_timezone(300)


def at_url(name: str, hotel: Hotel) -> str:
    return reverse(f"hotel_eye:{name}", args=[hotel.pk])


def stay_url(name: str, stay: Stay) -> str:
    return reverse(f"hotel_eye:{name}", args=[stay.pk])


def send(cast: Any, hotel: Hotel | None = None, **changes: Any) -> Any:
    """The desk of the cast's hotel posts one check-in form; None takes a field out."""
    form = {**check_in_form(), **changes}
    kept = {name: value for name, value in form.items() if value is not None}
    return cast.client(cast.ehsan).post(at_url("check_in", hotel or cast.hotel), kept)


def found_form(cast: Any, **fields: Any) -> dict[str, Any]:
    """An officer notes a house that nobody registered."""
    return {
        "name": "Blue Moon Guest House",
        "kind": "guest_house",
        "station": str(cast.kohsar.pk),
        "address": "9 Street 4, F-7/2",
        "findings": ["unregistered"],
        "words": "Four rooms taken.",
        "form_token": str(uuid.uuid4()),
        **fields,
    }


def companion(number: int, **fields: str) -> dict[str, str]:
    """The fields of one companion's part of the form, a complete one unless changed."""
    given = {
        "document": "cnic",
        "cnic": f"35202-98765{number:02d}-2",
        "name": f"Companion {number}",
        "gender": "F",
        "kinship": "spouse",
        **fields,
    }
    return {f"party-{number}-{name}": value for name, value in given.items()}


def local(moment: datetime) -> str:
    """As a browser's date and time input sends it."""
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def picture(name: str = "card.jpg", kind: str = "JPEG", **options: Any) -> SimpleUploadedFile:
    """A photograph as a phone uploads it."""
    drawn = BytesIO()
    Image.new("RGB", (64, 40), "navy").save(drawn, kind, **options)
    return SimpleUploadedFile(name, drawn.getvalue(), content_type="image/jpeg")


def make_stays(
    hotel: Hotel, by: Any, count: int, arrived_at: datetime | None = None, **fields: Any
) -> list[Stay]:
    """Parties of two, without the labour of a form, one minute apart."""
    arrived_at = arrived_at or timezone.now() - timedelta(hours=3)
    stays = Stay.objects.bulk_create(
        Stay(
            **{
                "hotel": hotel,
                "room": f"{number:03d}",
                "arrived_at": arrived_at + timedelta(minutes=number),
                "expected_until": arrived_at + timedelta(days=2),
                "purpose": "business",
                "filed_at": arrived_at,
                "filed_by": by,
                **fields,
            }
        )
        for number in range(count)
    )
    Guest.objects.bulk_create(
        Guest(**{**INNOCENT, "stay": stay, "hotel": hotel, "is_head": is_head})
        for stay in stays
        for is_head in (True, False)
    )
    return stays


def group_form(*lines: dict[str, str], **fields: str) -> dict[str, str]:
    """The form of a group: one line for each person."""
    given = {
        "form_token": "0d3d9d3e-7d0a-4c07-a0f4-0c55b3b6a0aa",
        "arrived_at": local(timezone.now() - timedelta(minutes=10)),
        "expected_until": local(timezone.now() + timedelta(days=1)),
        "purpose": "tourism",
        "channel": "agent",
        "group_phone": "0300-1234567",
        "group_address": "12 Mall Road, Lahore",
        "group_district": "Lahore",
        "guests-TOTAL_FORMS": str(len(lines)),
        "guests-INITIAL_FORMS": "0",
        **fields,
    }
    for number, line in enumerate(lines):
        line = {"document": "cnic", "gender": "M", **line}
        given |= {f"guests-{number}-{name}": value for name, value in line.items()}
    return given


#: What is asked of the first of each room.
HEAD = {"relation": "S", "relative_name": "Tariq Mehmood", "born": "1990"}
#: Three people in two rooms, and a line left empty.
BUS = (
    {"room": "11", "cnic": "35202-1111111-1", "name": "Asad Ali", **HEAD},
    {"room": "12", "cnic": "35202-1111112-1", "name": "Babar Khan", **HEAD},
    {"room": "11", "cnic": "35202-1111113-1", "name": "Danish Iqbal"},
    {"document": "cnic", "gender": ""},
)
