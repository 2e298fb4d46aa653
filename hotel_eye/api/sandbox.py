"""What a sandbox key finds: an invented party, and none of the house's guests.

Whoever makes hotel software tries it with such a key before he is trusted with guests. Of a
check-in nothing stays but its answer (`answers.tried`), so there is nobody to be corrected or
checked out under its number: whenever one of these is tried, an invented party takes his place
for as long as the request lasts.
"""

from datetime import datetime, timedelta

from filings.models import Way
from hotel_eye import actions
from hotel_eye.models import ApiAnswer, ApiKey, Guest, Stay
from people.names import Gender, Relation

_SOME_TIME_AGO = timedelta(hours=1)


def knows(key: ApiKey, entry: int) -> bool:
    """Whether a sandbox key of this house was lately told this number of an entry."""
    return ApiAnswer.objects.filter(hotel=key.hotel, is_sandbox=True, body__entry=entry).exists()


def enter(key: ApiKey, at: datetime, *, entry: int | None = None) -> Stay:
    """Enter the invented party, under this number, in a transaction that is taken back."""
    arrived_at = (at - _SOME_TIME_AGO).replace(second=0, microsecond=0)
    stay = Stay(
        pk=entry,
        room="101",
        arrived_at=arrived_at,
        expected_until=arrived_at + timedelta(days=1),
        purpose=Stay.Purpose.BUSINESS,
    )
    head = Guest(
        # The same one, whenever he is asked for; no guest of a house has such a number.
        pk=-entry if entry else None,
        name="Sandbox Guest",
        relation=Relation.SON_OF,
        relative_name="Sandbox Father",
        cnic="6110100000001",
        nationality="PAK",
        gender=Gender.MALE,
        birth_year=1990,
        phone="03000000001",
        address="1 Sandbox Road",
        district="Islamabad",
    )
    saved, _is_new = actions.check_in(
        by=key.made_by, hotel=key.hotel, stay=stay, guests=[head], way=Way.API, at=at
    )
    return saved
