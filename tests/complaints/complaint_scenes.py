"""Complaints for tests: as a form would have filled them, lodged by the one action that lodges."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from complaints import actions
from complaints.attachments import Attachment
from complaints.categories import ComplaintCategory
from complaints.models import Channel, Complaint, Respondent
from stations.models import Station
from tests.cast import Cast, make_officer

COMPLAINANT = {
    "name": "Rukhsana Bibi",
    "name_ur": "رخسانہ بی بی",
    "relation": "W",
    "relative_name": "Abdul Ghafoor",
    "cnic": "6110198765432",
    "gender": "F",
    "birth_year": 1988,
    "phone": "03005550199",
}


def make_complaint(
    station: Station,
    *,
    by: User | None = None,
    category: str = "theft",
    respondents: tuple[Respondent, ...] = (),
    at: datetime | None = None,
    **fields: Any,
) -> Complaint:
    """A lodged complaint."""
    at = at or timezone.now()
    complaint = Complaint(
        category=ComplaintCategory.objects.get(code=category),
        station=station,
        channel=fields.pop("channel", Channel.FRONT_DESK if by else Channel.ONLINE),
        language=fields.pop("language", "en"),
        form_token=fields.pop("form_token", uuid.uuid4()),
        phone_proven_at=fields.pop("phone_proven_at", at),
        details=fields.pop("details", "My motorcycle was taken from in front of my house."),
        place=fields.pop("place", "Street 12, F-7/2"),
        occurred_from=fields.pop("occurred_from", at - timedelta(hours=3)),
        **{**COMPLAINANT, **fields},
    )
    return actions.lodge(by=by, complaint=complaint, respondents=respondents, at=at)[0]


def make_io(cast: Cast, username: str = "nadeem", station: Station | None = None) -> User:
    """An investigation officer of Kohsar."""
    return make_officer(username, Role.INVESTIGATION_OFFICER, station=station or cast.kohsar)


def make_sdpo(cast: Cast, username: str = "hina") -> User:
    """The SDPO of Kohsar's circle."""
    return make_officer(username, Role.SDPO, circle=cast.kohsar.circle)


def make_attachment(complaint: int, at: datetime) -> Attachment:
    """A photograph that was handed in with the complaint of this key."""
    attachment = Attachment(
        complaint_id=complaint, kind=Attachment.Kind.PHOTO, size=4, added_at=at, name="IMG.jpg"
    )
    attachment.file.save("photo.jpg", ContentFile(b"jpeg"))
    return attachment
