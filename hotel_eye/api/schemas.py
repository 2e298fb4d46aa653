"""What the API takes and gives, as its OpenAPI description tells it.

Only the shape is checked here. Whether a value is right the desk's own forms decide, so that there
is one truth, and the same words for it.
"""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import ConfigDict, StringConstraints

Short = Annotated[str, StringConstraints(max_length=120)]
Long = Annotated[str, StringConstraints(max_length=240)]
MOST_GUESTS, MOST_PARTIES = 41, 1_000


class _Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class GuestIn(_Strict):
    """One guest; the first of a party is its head."""

    document: Short = Field("cnic", description="cnic, nicop, poc, b_form, passport, por or acc")
    cnic: Short = Field("", description="13 digits, of everybody with such a card")
    passport_no: Short = Field("", description="Number of a passport, PoR or ACC card")
    nationality: Short = Field("", description="Of foreigners: ISO 3166 code of three letters")
    name: Short
    name_ur: Short = ""
    relation: Short = Field("", description="S, D or W: s/o, d/o or w/o")
    relative_name: Short = Field("", description="Father's or husband's name")
    gender: Short = Field("", description="M, F or X")
    born: Short = Field("", description="1985-03-23, or the year alone")
    phone: Short = Field("", description="Of the head")
    address: Long = Field("", description="Permanent address, of the head")
    district: Short = Field("", description="Home district, or the city abroad, of the head")
    kinship: Short = Field("", description="Of companions: spouse, child, parent, sibling …")
    visa_no: Short = ""
    visa_type: Short = ""
    visa_until: Short = Field("", description="2026-12-31")
    entered_on: Short = Field("", description="2026-11-02")
    entered_at: Short = Field("", description="Port of entry")


class StayIn(_Strict):
    """A party takes a room."""

    room: Short
    arrived_at: Short = Field(description="ISO 8601, such as 2026-11-28T14:30:00+05:00")
    expected_until: Short = Field(description="ISO 8601")
    purpose: Short = Field(description="business, family, tourism, medical, education, official …")
    channel: Short = Field("walk_in", description="walk_in, phone, online, agent or company")
    coming_from: Short = ""
    going_to: Short = ""
    children_male: int = Field(0, ge=0, le=20)
    children_female: int = Field(0, ge=0, le=20)
    vehicle_no: Short = ""
    vehicle_make: Short = ""
    weapon: Short = ""
    weapon_licence: Short = ""
    reference_name: Short = ""
    reference_father: Short = ""
    reference_business: Short = ""
    reference_address: Long = ""
    reference_phone: Short = ""
    reference_verified: bool = False
    guests: list[GuestIn] = Field(min_length=1, max_length=MOST_GUESTS)


class CheckOutIn(_Strict):
    """The party left."""

    left_at: Short = Field(description="ISO 8601")


class AnnulIn(_Strict):
    """Nobody stayed."""

    because: Annotated[str, StringConstraints(max_length=200)]


class NilIn(_Strict):
    """Nobody arrived on that day."""

    day: date


class LotIn(_Strict):
    """Many parties at once, worked off behind."""

    reference: Annotated[str, StringConstraints(max_length=80)] = Field(
        description="Your own name of the lot; the same name is the same lot"
    )
    check_only: bool = Field(False, description="Look through, file nothing")
    parties: list[StayIn] = Field(min_length=1, max_length=MOST_PARTIES)


class ReceiptOut(Schema):
    """The proof that something was filed."""

    id: int
    number: str
    act: str = Field(description="filed, corrected, annulled or nil")
    code: str = Field(description="By it anybody checks the receipt at /check/")
    sha256: str
    entry: int | None = Field(description="The stay; null of a nil return")
    version: int
    received_at: datetime
    due_at: datetime | None
    late: bool


class FiledOut(Schema):
    """What a filing is answered."""

    entry: int
    version: int
    receipt: ReceiptOut
    sandbox: bool = Field(description="Nothing was filed: the key is one to try with")


class NilOut(Schema):
    """What a nil return is answered."""

    day: date
    receipt: ReceiptOut
    sandbox: bool


class LeftOut(Schema):
    """What a check-out is answered."""

    entry: int
    left_at: datetime
    sandbox: bool


class GuestOut(Schema):
    """One guest, as he was filed."""

    document: str
    cnic: str
    passport_no: str
    nationality: str
    name: str
    name_ur: str
    relation: str
    relative_name: str
    gender: str
    phone: str
    address: str
    district: str
    kinship: str


class StayOut(Schema):
    """One entry."""

    entry: int
    state: str = Field(description="filed, corrected or annulled")
    version: int
    room: str
    arrived_at: datetime
    expected_until: datetime
    left_at: datetime | None
    purpose: str
    filed_at: datetime
    due_at: datetime | None
    late: bool
    guests: list[GuestOut]
    receipts: list[ReceiptOut]


class ReceiptsOut(Schema):
    """A page of receipts, the newest first."""

    receipts: list[ReceiptOut]
    next: str | None = Field(description="Give it as `before` to read on; null at the end")


class LotOut(Schema):
    """How far a lot is."""

    id: int
    reference: str
    state: str = Field(description="waiting, checked, done, stopped or failed")
    check_only: bool
    rows: int
    rows_done: int
    counts: dict[str, int]
    failure: str


class RowOut(Schema):
    """What became of one guest's row."""

    row: int
    party: str
    state: str = Field(description="waiting, filed, fine, refused or known (filed before)")
    entry: int | None
    receipt: str
    errors: list[Any] = Field(description="Each a column and what is wrong with it")


class LotRowsOut(Schema):
    """A lot with a page of its rows."""

    lot: LotOut
    rows: list[RowOut]
    next: int | None = Field(description="Give it as `after` to read on; null at the end")


class RuleOut(Schema):
    """The rule by which filings of one kind are due."""

    kind: str
    title: str
    hours: int
    clock: str = Field(description="event: from arrival; day: from the end of the day")
    wants_nil: bool
    required: list[str]
    verified: bool


class HotelOut(Schema):
    """Whose key this is."""

    id: int
    name: str
    station: str
    sandbox: bool
    key_expires_at: datetime


class FaultOut(Schema):
    """One thing that is wrong."""

    field: str = Field(description="JSON pointer, such as /guests/0/cnic; empty: all of it")
    message: str = Field(description="What to do, in the language of the request")


class Problem(Schema):
    """A refusal (RFC 9457, application/problem+json)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FaultOut]
