"""What the API takes and gives, as its OpenAPI description tells it.

Only the shape is checked here. Whether a value is right the desk's own forms decide, so that there
is one truth, and the same words for it; the description names what they take all the same.
"""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import ConfigDict, StrictBool, StrictInt, StringConstraints

from filings.models import Kind, Lot, LotRow, Receipt, ReportingRule, State
from hotel_eye.models import Channel, Guest, Stay
from people.names import Gender, Relation

Short = Annotated[str, StringConstraints(max_length=120)]
Long = Annotated[str, StringConstraints(max_length=240)]
MOST_GUESTS, MOST_PARTIES, MOST_NIL_DAYS, LONGEST_REFERENCE = 41, 1_000, 31, 60


def _one_of(choices: Any, default: Any = ..., description: str = "") -> Any:
    """A word out of a list; an empty one where it may be left out."""
    values = [str(one) for one in choices.values]
    if default == "":
        values.append("")
    extra: dict[str, Any] = {"enum": values}
    return Field(default, description=description, json_schema_extra=extra)


def _of_form(form: str, default: Any = ..., description: str = "") -> Any:
    """A text of a known form, such as 'date'; a form that may be left out is not insisted on."""
    extra: dict[str, Any] = {"format": form} if default is ... else {}
    return Field(default, description=description, json_schema_extra=extra)


class _Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class GuestIn(_Strict):
    """One guest; the first of a party is its head."""

    document: Short = _one_of(Guest.Document, "cnic")
    cnic: Short = Field("", description="13 digits, of everybody with a card of NADRA")
    passport_no: Short = Field("", description="Number of a passport, PoR or ACC card")
    nationality: Short = Field("", description="Of foreigners: ISO 3166 code of three letters")
    name: Short
    name_ur: Short = Field("", description="Name in Urdu")
    relation: Short = _one_of(Relation, "", "Whose name relative_name is: s/o, d/o or w/o")
    relative_name: Short = Field("", description="Father's or husband's name; a must of the head")
    gender: Short = _one_of(Gender)
    born: Short = Field("", description="1985-03-23, or the year alone; a must of the head")
    phone: Short = Field("", description="A must of the head")
    address: Long = Field("", description="Permanent address; a must of the head")
    district: Short = Field("", description="Home district, or city abroad; a must of the head")
    kinship: Short = _one_of(Guest.Kinship, "", "Of companions: what they are to the head")
    visa_no: Short = Field("", description="Of a passport; or 'on arrival'")
    visa_type: Short = ""
    visa_until: Short = _of_form("date", "", "2026-12-31")
    entered_on: Short = _of_form("date", "", "2026-11-02: entered Pakistan on; of a passport")
    entered_at: Short = Field("", description="Port of entry")


class StayIn(_Strict):
    """A party takes a room."""

    room: Short
    arrived_at: Short = _of_form("date-time", ..., "2026-11-28T14:30:00+05:00")
    expected_until: Short = _of_form("date-time", ..., "2026-11-30T12:00:00+05:00")
    purpose: Short = _one_of(Stay.Purpose)
    channel: Short = _one_of(Channel, Channel.WALK_IN.value)
    coming_from: Short = ""
    going_to: Short = ""
    children_male: StrictInt = Field(0, ge=0, le=20, description="Boys without papers")
    children_female: StrictInt = Field(0, ge=0, le=20, description="Girls without papers")
    vehicle_no: Short = ""
    vehicle_make: Short = ""
    weapon: Short = ""
    weapon_licence: Short = Field("", description="A must with a weapon")
    reference_name: Short = Field("", description="Local reference")
    reference_father: Short = ""
    reference_business: Short = ""
    reference_address: Long = ""
    reference_phone: Short = ""
    reference_verified: StrictBool = Field(False, description="Spoken to")
    guests: list[GuestIn] = Field(min_length=1, max_length=MOST_GUESTS)


class CorrectGuestIn(GuestIn):
    """One guest as he should stand there."""

    id: StrictInt | None = Field(
        None,
        description="As GET told it. Without one he is whoever has the same number of a document"
        " in this entry, or somebody new.",
    )


class CorrectIn(StayIn):
    """The whole entry as it should be; whoever is left out is taken out of the party."""

    guests: list[CorrectGuestIn] = Field(min_length=1, max_length=MOST_GUESTS)  # type: ignore[assignment]


class CheckOutIn(_Strict):
    """The party left."""

    left_at: Short = _of_form("date-time", ..., "2026-11-30T11:15:00+05:00")


class AnnulIn(_Strict):
    """Nobody stayed."""

    because: Annotated[str, StringConstraints(max_length=200)] = Field(
        description="In a few words; the police station reads it"
    )


class NilIn(_Strict):
    """Nobody arrived on that day."""

    day: Short = _of_form("date", ..., "2026-11-28, one of the last 31 days")


class LotIn(_Strict):
    """Many parties and nil returns at once, worked off behind."""

    reference: Annotated[str, StringConstraints(max_length=LONGEST_REFERENCE)] = Field(
        description="Your own name of the lot; the same name is the same lot"
    )
    check_only: StrictBool = Field(False, description="Look through, file nothing")
    parties: list[StayIn] = Field(default=[], max_length=MOST_PARTIES)
    nil_days: list[Short] = Field(
        default=[], max_length=MOST_NIL_DAYS, description="Days without arrivals: 2026-11-28"
    )


class ReceiptOut(Schema):
    """The proof that something was filed."""

    id: int
    number: str = Field(description="Of a sandbox: SANDBOX- stands before it")
    act: str = _one_of(Receipt.Act)
    code: str = Field(description="By it anybody checks the receipt at /check/")
    sha256: str
    entry: int | None = Field(description="The stay; null of a nil return")
    version: int
    received_at: datetime
    due_at: datetime | None
    late: bool


class FiledOut(Schema):
    """What a filing is answered."""

    entry: int = Field(description="Your house's number of the stay: keep it")
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
    """One guest as he was filed; may be sent back in a correction."""

    id: int
    document: str = _one_of(Guest.Document)
    cnic: str
    passport_no: str
    nationality: str
    name: str
    name_ur: str
    relation: str
    relative_name: str
    gender: str
    born: str
    phone: str
    address: str
    district: str
    kinship: str
    visa_no: str
    visa_type: str
    visa_until: str
    entered_on: str
    entered_at: str


class EntryOut(Schema):
    """The stay as it was filed; may be sent back in a correction."""

    room: str
    arrived_at: datetime
    expected_until: datetime
    purpose: str
    channel: str
    coming_from: str
    going_to: str
    children_male: int
    children_female: int
    vehicle_no: str
    vehicle_make: str
    weapon: str
    weapon_licence: str
    reference_name: str
    reference_father: str
    reference_business: str
    reference_address: str
    reference_phone: str
    reference_verified: bool
    guests: list[GuestOut]


class StayOut(Schema):
    """One entry with its receipts, the first version first."""

    entry: int
    state: str = _one_of(State)
    version: int
    left_at: datetime | None
    filed_at: datetime
    due_at: datetime | None
    late: bool
    sandbox: bool
    stay: EntryOut
    receipts: list[ReceiptOut]


class ReceiptsOut(Schema):
    """A page of receipts, the newest first."""

    receipts: list[ReceiptOut]
    next: str | None = Field(description="Give it as `before` to read on; null at the end")


class LotOut(Schema):
    """How far a lot is."""

    id: int
    reference: str
    state: str = _one_of(Lot.State)
    check_only: bool
    rows: int = Field(description="One for every guest and every nil return")
    rows_done: int
    counts: dict[str, int] = Field(description="State of a row: how many")
    failure: str
    sandbox: bool


class FaultOut(Schema):
    """One thing that is wrong."""

    field: str = Field(
        description="JSON pointer into what was sent, such as /guests/0/cnic; empty: all of it;"
        " of a parameter its name"
    )
    message: str = Field(description="What to do, in the language of the request")


class RowOut(Schema):
    """What became of one guest, or of one nil return."""

    pointer: str = Field(description="Where it stands in what was sent: /parties/0/guests/1")
    state: str = _one_of(LotRow.State)
    entry: int | None
    receipt: str
    errors: list[FaultOut]
    notes: list[FaultOut] = Field(description="Taken, and worth a look")


class LotRowsOut(Schema):
    """A lot with a page of its rows."""

    lot: LotOut
    rows: list[RowOut]
    next: int | None = Field(description="Give it as `after` to read on; null at the end")


class RuleOut(Schema):
    """The rule by which filings of one kind are due."""

    kind: str = _one_of(Kind)
    title: str
    section: str
    hours: int
    clock: str = _one_of(
        ReportingRule.Clock, ..., "event: from the arrival; day: from the end of its day"
    )
    wants_nil: bool = Field(description="A day without arrivals is reported, too")
    required: list[str] = Field(description="Fields it asks for beyond those that always are")
    penalty: str
    valid_from: date
    verified: bool = Field(description="Checked against the text of the law")


class HotelOut(Schema):
    """Whose key this is."""

    id: int
    name: str
    station: str
    sandbox: bool
    key_expires_at: datetime


class Problem(Schema):
    """A refusal (RFC 9457, application/problem+json)."""

    type: str = Field(description="Go by this: urn:caspp:problem:…")
    title: str
    status: int
    detail: str
    errors: list[FaultOut]
