"""Hotels, stays and guests."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from audit import history
from filings import ledger
from filings.models import Filing
from filings.models import Inspection as FiledInspection
from filings.models import LedgerDay as FiledDay
from hotel_eye.querysets import (
    DayQuerySet,
    DeskQuerySet,
    ExpectedQuerySet,
    GuestQuerySet,
    HotelQuerySet,
    InspectionQuerySet,
    KeyQuerySet,
    StayQuerySet,
)
from people.fields import CNICField, PassportField, PhoneField
from people.models import Person
from people.sealed import SealedStorage
from stations.models import Station


@history.tracked()
class Hotel(models.Model):
    """A hotel, guest house, hostel, motel or inn that must report its guests."""

    class Kind(models.TextChoices):
        HOTEL = "hotel", _("Hotel")
        GUEST_HOUSE = "guest_house", _("Guest house")
        HOSTEL = "hostel", _("Hostel")
        INN = "inn", _("Motel or inn")

    name = models.CharField(_("Name"), max_length=120)
    name_ur = models.CharField(_("Name in Urdu"), max_length=120, blank=True)
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind.choices, default=Kind.HOTEL)
    station = models.ForeignKey(Station, models.PROTECT, related_name="hotels")
    licence_no = models.CharField(_("Licence number"), max_length=40, blank=True)
    address = models.CharField(_("Address"), max_length=240)
    phone = PhoneField(_("Phone"), blank=True, default="")
    rooms = models.PositiveSmallIntegerField(_("Rooms"), null=True, blank=True)
    latitude = models.FloatField(_("Latitude"), null=True, blank=True)
    longitude = models.FloatField(_("Longitude"), null=True, blank=True)
    #: Since when it reports; one that an inspection found and nobody registered has no such day.
    registered_on = models.DateField(_("Registered on"), null=True, blank=True)
    closed_on = models.DateField(_("Closed on"), null=True, blank=True)

    objects = HotelQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} ({self.station})"

    @property
    def local_name(self) -> str:
        return self.name_ur if self.name_ur and get_language() == "ur" else self.name


@history.tracked()
class Desk(models.Model):
    """Somebody works at a hotel's front desk for a time: the scope of a hotel operator."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="desks")
    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="desks")
    from_on = models.DateField(_("From"))
    until_on = models.DateField(_("Until"), null=True, blank=True)
    #: The owner or manager: makes and ends the keys of the hotel's own software.
    is_owner = models.BooleanField(_("Owner or manager"), default=False, db_default=False)

    objects = DeskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hotel_eye_desk_in_order",
                # One that is ended on its first day was in force until then, and no whole day.
                condition=Q(until_on__isnull=True)
                | Q(until_on__gte=F("from_on") - timedelta(days=1)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.hotel}"


class Channel(models.TextChoices):
    """How somebody came to book."""

    WALK_IN = "walk_in", _("Walk-in")
    PHONE = "phone", _("By phone")
    ONLINE = "online", _("Booked online")
    AGENT = "agent", _("Travel agent")
    COMPANY = "company", _("Company")


@history.tracked(inserts=False)
class Stay(Filing):
    """One party takes a room: when, why, from where to where, with whose word."""

    class Purpose(models.TextChoices):
        BUSINESS = "business", _("Business")
        FAMILY = "family", _("Family visit")
        TOURISM = "tourism", _("Tourism")
        MEDICAL = "medical", _("Medical treatment")
        EDUCATION = "education", _("Education or examination")
        OFFICIAL = "official", _("Official duty")
        COURT = "court", _("Court case")
        PILGRIMAGE = "pilgrimage", _("Pilgrimage")
        TRANSIT = "transit", _("Passing through")
        OTHER = "other", _("Other")

    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="stays")
    room = models.CharField(_("Room"), max_length=20)
    arrived_at = models.DateTimeField(_("Check-in"))
    expected_until = models.DateTimeField(_("Expected check-out"))
    left_at = models.DateTimeField(_("Check-out"), null=True, blank=True)
    purpose = models.CharField(_("Purpose of visit"), max_length=12, choices=Purpose.choices)
    channel = models.CharField(
        _("Booking"), max_length=8, choices=Channel.choices, default=Channel.WALK_IN
    )
    coming_from = models.CharField(_("Coming from"), max_length=80, blank=True)
    going_to = models.CharField(_("Going to"), max_length=80, blank=True)
    children_male = models.PositiveSmallIntegerField(_("Boys"), default=0)
    children_female = models.PositiveSmallIntegerField(_("Girls"), default=0)
    vehicle_no = models.CharField(_("Vehicle number"), max_length=20, blank=True)
    vehicle_make = models.CharField(_("Make and model"), max_length=60, blank=True)
    weapon = models.CharField(_("Weapon carried"), max_length=60, blank=True)
    weapon_licence = models.CharField(_("Weapon licence number"), max_length=40, blank=True)
    # The six fields of the local reference, as the portal in use asks for them.
    reference_name = models.CharField(_("Name"), max_length=120, blank=True)
    reference_father = models.CharField(_("Father's name"), max_length=120, blank=True)
    reference_business = models.CharField(_("Business"), max_length=120, blank=True)
    reference_address = models.CharField(_("Address"), max_length=240, blank=True)
    reference_phone = PhoneField(_("Phone"), blank=True, default="")
    reference_verified = models.BooleanField(_("Spoken to and verified"), default=False)

    checked_out_at = models.DateTimeField(_("Check-out logged at"), null=True)
    checked_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    #: One number for one sending of the form: the same form sent twice is one stay.
    form_token = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = StayQuerySet.as_manager()

    class Meta:
        triggers = ledger.triggers(
            "hotel_eye_stay", "hotel_eye_ledgerday", house="hotel_id", event="arrived_at"
        )
        constraints = [
            *Filing.Meta.constraints,
            models.UniqueConstraint(
                fields=["hotel", "form_token"], name="hotel_eye_stay_one_per_form"
            ),
            models.CheckConstraint(
                name="hotel_eye_stay_leaves_after_arriving",
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")),
            ),
            models.CheckConstraint(
                name="hotel_eye_stay_expected_after_arriving",
                condition=Q(expected_until__gt=F("arrived_at")),
            ),
            models.CheckConstraint(
                name="hotel_eye_stay_check_out_whole",
                condition=Q(left_at=None, checked_out_at=None, checked_out_by=None)
                | Q(
                    left_at__isnull=False,
                    checked_out_at__isnull=False,
                    checked_out_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="hotel_eye_stay_weapon_is_licensed",
                condition=Q(weapon="") | ~Q(weapon_licence=""),
            ),
        ]
        indexes = [
            models.Index(fields=["hotel", "-arrived_at", "-id"], name="hotel_eye_stay_register"),
            models.Index(
                fields=["hotel", "room"],
                name="hotel_eye_stay_in_house",
                condition=Q(left_at=None),
            ),
            models.Index("hotel", Upper("room"), name="hotel_eye_stay_room"),
        ]

    def __str__(self) -> str:
        return f"stay {self.pk} in room {self.room}"

    @property
    def receipts_url(self) -> str:
        """Where the desk finds the receipts of this entry."""
        return f"{reverse('hotel_eye:stay', args=[self.pk])}#receipts"

    @property
    def children(self) -> int:
        return self.children_male + self.children_female


def card_path(guest: Any, filename: str) -> str:
    """A name nobody can guess, and nothing of the guest's in it."""
    return f"cards/{guest.hotel_id}/{uuid.uuid4().hex}.jpg"


@history.tracked(inserts=False)
class Guest(Person):
    """One adult, or one minor with papers, of a party."""

    class Document(models.TextChoices):
        CNIC = "cnic", _("CNIC")
        NICOP = "nicop", _("NICOP")
        POC = "poc", _("POC (Pakistan Origin Card)")
        B_FORM = "b_form", _("B-Form (minor)")
        PASSPORT = "passport", _("Passport")
        POR = "por", _("PoR card (Afghan)")
        ACC = "acc", _("ACC card (Afghan)")

    #: Documents whose number is a thirteen-digit CNIC.
    CNIC_DOCUMENTS = (Document.CNIC, Document.NICOP, Document.POC, Document.B_FORM)

    class Kinship(models.TextChoices):
        SPOUSE = "spouse", _("Husband or wife")
        CHILD = "child", _("Son or daughter")
        PARENT = "parent", _("Father or mother")
        SIBLING = "sibling", _("Brother or sister")
        RELATIVE = "relative", _("Other relative")
        FRIEND = "friend", _("Friend")
        COLLEAGUE = "colleague", _("Colleague")
        DRIVER = "driver", _("Driver or servant")

    stay = models.ForeignKey(Stay, models.CASCADE, related_name="guests")
    # The stay's hotel again: the indexes of a hotel's own searches begin with it.
    hotel = models.ForeignKey(
        Hotel, models.PROTECT, related_name="+", editable=False, db_index=False
    )
    is_head = models.BooleanField(_("Head of the party"), default=False)
    kinship = models.CharField(
        _("Relation to the head"), max_length=10, choices=Kinship.choices, blank=True
    )
    document = models.CharField(
        _("Document"), max_length=8, choices=Document.choices, default=Document.CNIC
    )
    address = models.CharField(_("Permanent address"), max_length=240, blank=True)
    card_front = models.FileField(
        _("Photograph of the card, front"),
        upload_to=card_path,
        storage=SealedStorage(),
        blank=True,
    )
    card_back = models.FileField(
        _("Photograph of the card, back"),
        upload_to=card_path,
        storage=SealedStorage(),
        blank=True,
    )
    # Foreigners: what the hotel-keeper's report on a foreigner asks for.
    visa_no = models.CharField(_("Visa number"), max_length=30, blank=True)
    visa_type = models.CharField(_("Visa type"), max_length=30, blank=True)
    visa_until = models.DateField(_("Visa valid until"), null=True, blank=True)
    entered_on = models.DateField(_("Entered Pakistan on"), null=True, blank=True)
    entered_at = models.CharField(_("Port of entry"), max_length=60, blank=True)
    #: A correction took him out of the party; he stays in the book.
    removed_at = models.DateTimeField(_("Taken out at"), null=True, editable=False)

    objects = GuestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stay"], condition=Q(is_head=True), name="hotel_eye_guest_one_head"
            ),
            models.CheckConstraint(
                name="hotel_eye_guest_one_document",
                condition=~Q(cnic="") | ~Q(passport_no=""),
            ),
        ]
        indexes = [
            models.Index(fields=["hotel", "cnic", "-id"], name="hotel_eye_guest_cnic"),
            models.Index(fields=["hotel", "passport_no", "-id"], name="hotel_eye_guest_passport"),
            # Part of a name is sought among the guests of one hotel: they are few enough to be
            # gone through in the index, however many all hotels have together.
            models.Index(
                fields=["hotel", "stay"], name="hotel_eye_guest_names", include=["name", "name_ur"]
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_foreigner(self) -> bool:
        return self.document not in self.CNIC_DOCUMENTS

    @property
    def document_no(self) -> str:
        return self.cnic_formatted or str(self.passport_no)


class LedgerDay(FiledDay):
    """One day of a hotel's ledger, counted from its stays by the database itself."""

    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="ledger", db_index=False)

    objects = DayQuerySet.as_manager()

    class Meta(FiledDay.Meta):
        constraints = [
            *FiledDay.Meta.constraints,
            models.UniqueConstraint(fields=["hotel", "day"], name="hotel_eye_ledgerday_once"),
        ]
        # A supervisor asks for the last weeks of hundreds of houses at once: from the index alone.
        indexes = [
            models.Index(
                fields=["day", "hotel"],
                name="hotel_eye_ledgerday_lately",
                include=["on_time", "late", "nil_at"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} of {self.hotel}"


@history.tracked()
class Expected(models.Model):
    """Somebody booked or stands at the desk, and his papers are not entered yet: a stay's draft.

    Once he ``arrived_at``, the hours of the law run.
    """

    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="expected", db_index=False)
    name = models.CharField(_("Name"), max_length=120)
    phone = PhoneField(_("Phone"), blank=True, default="")
    cnic = CNICField(_("CNIC"), blank=True, default="")
    passport_no = PassportField(_("Passport number"), blank=True, default="")
    persons = models.PositiveSmallIntegerField(_("Persons"), default=1)
    arrives_on = models.DateField(_("Arrives on"))
    nights = models.PositiveSmallIntegerField(_("Nights"), default=1)
    room = models.CharField(_("Room"), max_length=20, blank=True)
    channel = models.CharField(
        _("Booking"), max_length=8, choices=Channel.choices, default=Channel.PHONE
    )
    reference = models.CharField(_("Booking number"), max_length=60, blank=True)
    made_at = models.DateTimeField(_("Entered at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    arrived_at = models.DateTimeField(_("Arrived at"), null=True, blank=True)
    #: By the rule of the place, from the arrival on.
    due_at = models.DateTimeField(_("Due"), null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    stay = models.OneToOneField(
        Stay, models.PROTECT, null=True, related_name="expected", editable=False
    )
    cancelled_at = models.DateTimeField(_("Cancelled at"), null=True, editable=False)
    #: One number for one sending of the form: the same form sent twice is one booking.
    form_token = models.UUIDField(unique=True, null=True, editable=False)

    objects = ExpectedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "Expected guests"
        constraints = [
            models.CheckConstraint(
                name="hotel_eye_expected_came_or_cancelled",
                condition=Q(stay=None) | Q(cancelled_at=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["hotel", "arrives_on", "id"],
                name="hotel_eye_expected_open",
                condition=Q(stay=None, cancelled_at=None),
            ),
            models.Index(
                fields=["due_at"],
                name="hotel_eye_expected_due",
                condition=Q(stay=None, cancelled_at=None, reminded_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} on {self.arrives_on}"

    @property
    def is_over(self) -> bool:
        """Whether he is entered, or will not come."""
        return self.stay_id is not None or self.cancelled_at is not None


@history.tracked()
class Inspection(FiledInspection):
    """An officer looked into a hotel's books and rooms."""

    class Finding(models.TextChoices):
        """What an inspector ticks."""

        IN_ORDER = "in_order", _("Everything in order")
        NOT_ENTERED = "not_entered", _("Guests not entered")
        INCOMPLETE = "incomplete", _("Entries incomplete")
        NO_COPIES = "no_copies", _("No copies of cards kept")
        NO_LICENCE = "no_licence", _("No licence")
        WEAPON = "weapon", _("Weapon not entered")
        UNREGISTERED = "unregistered", _("House not registered")

    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="inspections", db_index=False)
    findings = ArrayField(
        models.CharField(max_length=12, choices=Finding.choices), verbose_name=_("Findings")
    )
    rooms_taken = models.PositiveSmallIntegerField(_("Rooms taken"), null=True, blank=True)
    not_entered = models.PositiveSmallIntegerField(_("Guests not entered"), null=True, blank=True)
    with_whom = models.CharField(_("Who was there for the house"), max_length=120, blank=True)

    objects = InspectionQuerySet.as_manager()

    class Meta(FiledInspection.Meta):
        indexes = [
            models.Index(fields=["hotel", "-inspected_at", "-id"], name="hotel_eye_inspection_new"),
            models.Index(fields=["-inspected_at", "-id"], name="hotel_eye_inspection_last"),
        ]

    def __str__(self) -> str:
        return f"inspection {self.pk} of {self.hotel}"


@history.tracked(exclude=("last_used_at",))
class ApiKey(models.Model):
    """A key by which a program speaks for one hotel; of the key itself only a digest is kept."""

    class Kind(models.TextChoices):
        """Who holds it."""

        SOFTWARE = "software", _("The hotel's own software")
        #: Lets the check-in page send what was entered without a network; lasts three days.
        DESK = "desk", _("A browser at the desk")

    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="api_keys")
    kind = models.CharField(_("Kind"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("Name"), max_length=80)
    #: The first signs of the key, by which it is found and called.
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    #: What it sends is looked through and answered, and nothing is filed.
    is_sandbox = models.BooleanField(_("Sandbox"), default=False)
    made_at = models.DateTimeField(_("Made at"))
    #: In whose name it files.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Made by")
    )
    expires_at = models.DateTimeField(_("Expires at"))
    revoked_at = models.DateTimeField(_("Revoked at"), null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    last_used_at = models.DateTimeField(_("Last used at"), null=True, editable=False)

    objects = KeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hotel_eye_apikey_has_a_digest", condition=Q(digest__regex="^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="hotel_eye_apikey_revoked_whole",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix} of {self.hotel}"


class ApiAnswer(models.Model):
    """What a request with an Idempotency-Key was answered, so that it is answered so again.

    Written in the transaction that files; forgotten after three days.
    """

    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="+", db_index=False)
    is_sandbox = models.BooleanField(default=False)
    key = models.CharField(max_length=80)
    #: SHA-256 of method, path and body.
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    made_at = models.DateTimeField()

    objects = KeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hotel", "is_sandbox", "key"], name="hotel_eye_apianswer_once"
            ),
        ]
        indexes = [models.Index(fields=["made_at"], name="hotel_eye_apianswer_old")]

    def __str__(self) -> str:
        return f"answer to {self.key}"
