"""Every address of the API, and what it does."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Path, Query
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from accounts.access import public
from filings import lots, rules
from filings.models import Lot, LotRow, Receipt, Way
from hotel_eye import actions, keys
from hotel_eye.api import answers, limits, problems, reading, showing
from hotel_eye.api.problems import Fault, Refused
from hotel_eye.api.schemas import (
    AnnulIn,
    CheckOutIn,
    FiledOut,
    HotelOut,
    LeftOut,
    LotIn,
    LotOut,
    LotRowsOut,
    NilIn,
    NilOut,
    Problem,
    ReceiptsOut,
    RuleOut,
    StayIn,
    StayOut,
)
from hotel_eye.models import ApiKey, Stay
from hotel_eye.uploads import columns
from hotel_eye.uploads.filing import KIND

PAGE = 100
BIGGEST_ID = 2**63 - 1
_MEANINGS = {
    400: "The request cannot be read, or a header is missing.",
    401: "The key is missing, wrong, expired or ended.",
    404: "There is nothing of this number in your house.",
    422: "Something is wrong with what was sent; `errors` says what and where.",
    429: "Too many requests; the header Retry-After says when to go on.",
}


class _Key(HttpBearer):
    """`Authorization: Bearer caspp_…`: a key of one hotel's own software."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        key = keys.holder_of(token, at=timezone.now())
        if key is None or key.kind != ApiKey.Kind.SOFTWARE:
            return None
        if wait := limits.seconds_to_wait(key.prefix):
            raise Refused(
                429,
                _("Too many requests"),
                _("Wait %(seconds)d seconds, then go on.") % {"seconds": wait},
                headers={"Retry-After": str(wait)},
            )
        # What this request writes is written in the name of whoever made the key.
        request.user = key.made_by
        return key


class _API(NinjaAPI):
    """The description says of every refusal that it is a problem document."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        schema = super().get_openapi_schema(*args, **kwargs)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, said in operation["responses"].items():
                    if int(status) >= 400 and "application/json" in said.get("content", {}):
                        said["content"] = {problems.MEDIA_TYPE: said["content"]["application/json"]}
                    said["description"] = _MEANINGS.get(int(status), said["description"])
        return schema


api = _API(
    title="CASPP Hotel Eye",
    version="1.0.0",
    description="File arrivals, departures, corrections and nil returns from hotel software.",
    urls_namespace="hotel_api",
    docs_url=None,
    auth=_Key(),
)


def _answers(*statuses: int, **given: Any) -> dict[Any, Any]:
    """The answers of an operation: those that are its own, and the refusals it may give."""
    refusals = {400, 401, 422, 429, *statuses}
    return {**{int(name[1:]): schema for name, schema in given.items()},
            **dict.fromkeys(sorted(refusals), Problem)}  # fmt: skip


_HEADER = {
    "parameters": [
        {
            "in": "header",
            "name": answers.HEADER,
            "required": True,
            "schema": {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^[!-~]+$"},
            "description": "A new one with every filing; the same one when you retry.",
        }
    ]
}
_Id = Path(..., ge=1, le=BIGGEST_ID)  # type: ignore[type-arg]


@api.get("/hotel", response=_answers(_200=HotelOut), summary="Whose key this is")
def hotel(request: HttpRequest) -> Any:
    key = _key(request)
    return {
        "id": key.hotel_id,
        "name": key.hotel.name,
        "station": key.hotel.station.name,
        "sandbox": key.is_sandbox,
        "key_expires_at": key.expires_at,
    }


@api.get("/rules", response=_answers(_200=list[RuleOut]), summary="By when what is due")
def rules_here(request: HttpRequest) -> Any:
    book = rules.book_at(_key(request).hotel.station, timezone.now())
    return [
        {
            "kind": rule.kind,
            "title": rule.local_title,
            "hours": rule.hours,
            "clock": rule.clock,
            "wants_nil": rule.wants_nil,
            "required": rule.required,
            "verified": rule.is_verified,
        }
        for rule in book.values()
    ]


@api.post("/stays", response=_answers(_201=FiledOut), openapi_extra=_HEADER, summary="Check in")
def check_in(request: HttpRequest, said: StayIn) -> Any:
    key, at = _key(request), timezone.now()
    stay, guests = reading.read(said, book=rules.book_at(key.hotel.station, at))
    stay.form_token = uuid5(NAMESPACE_URL, f"api {key.hotel_id} {answers.key_of(request)}")

    def act() -> tuple[int, Any]:
        filed, _is_new = actions.check_in(
            by=key.made_by, hotel=key.hotel, stay=stay, guests=guests, way=Way.API, at=at
        )
        one = Receipt.objects.of_source(filed).get(version=filed.version)
        return 201, _filed(key, filed, one)

    return _once(request, key, act, at)


@api.get("/stays/{int:entry}", response=_answers(404, _200=StayOut), summary="One entry")
def stay(request: HttpRequest, entry: int = _Id) -> Any:
    one = _stay(_key(request), entry)
    return showing.stay(one, list(Receipt.objects.of_source(one)))


@api.post(
    "/stays/{int:entry}/check-out",
    response=_answers(404, _200=LeftOut),
    openapi_extra=_HEADER,
    summary="Check out",
)
def check_out(request: HttpRequest, said: CheckOutIn, entry: int = _Id) -> Any:
    key, at = _key(request), timezone.now()
    one, left_at = _stay(key, entry), _moment(said.left_at, "/left_at")

    def act() -> tuple[int, Any]:
        left = actions.check_out(by=key.made_by, stay=one, left_at=left_at, at=at)
        moment = timezone.localtime(left.left_at).isoformat()
        return 200, {"entry": left.pk, "left_at": moment, "sandbox": key.is_sandbox}

    return _once(request, key, act, at)


@api.post(
    "/stays/{int:entry}/correction",
    response=_answers(404, _200=FiledOut),
    openapi_extra=_HEADER,
    summary="Correct: the whole entry as it should be",
)
def correct(request: HttpRequest, said: StayIn, entry: int = _Id) -> Any:
    key, at = _key(request), timezone.now()
    one = _stay(key, entry)
    described, guests = reading.read(said, book=rules.book_at(key.hotel.station, at))
    # By their places: the second guest that is sent is the second that was filed.
    for known, guest in zip(one.guests.all(), guests, strict=False):
        guest.pk, guest._state.adding = known.pk, False
        guest.card_front, guest.card_back = known.card_front, known.card_back

    def act() -> tuple[int, Any]:
        given = actions.correct(by=key.made_by, stay=one, said=described, guests=guests, at=at)
        now = Stay.objects.get(pk=one.pk)
        given = given or Receipt.objects.of_source(now).latest("version")
        return 200, _filed(key, now, given)

    return _once(request, key, act, at)


@api.post(
    "/stays/{int:entry}/annulment",
    response=_answers(404, _200=FiledOut),
    openapi_extra=_HEADER,
    summary="Annul: nobody stayed",
)
def annul(request: HttpRequest, said: AnnulIn, entry: int = _Id) -> Any:
    key, at = _key(request), timezone.now()
    one = _stay(key, entry)

    def act() -> tuple[int, Any]:
        given = actions.annul(by=key.made_by, stay=one, because=said.because, at=at)
        return 200, _filed(key, Stay.objects.get(pk=one.pk), given)

    return _once(request, key, act, at)


@api.post(
    "/nil-returns",
    response=_answers(_201=NilOut),
    openapi_extra=_HEADER,
    summary="Nobody arrived on this day",
)
def file_nil(request: HttpRequest, said: NilIn) -> Any:
    key, at = _key(request), timezone.now()

    def act() -> tuple[int, Any]:
        given = actions.file_nil(by=key.made_by, hotel=key.hotel, day=said.day, at=at)
        body = {"day": said.day.isoformat(), "receipt": _receipt(key, given)}
        return 201, {**body, "sandbox": key.is_sandbox}

    return _once(request, key, act, at)


@api.get("/receipts", response=_answers(_200=ReceiptsOut), summary="Receipts, the newest first")
def receipts(
    request: HttpRequest,
    before: int | None = Query(None, ge=1, le=BIGGEST_ID, description="`next` of the last page"),  # type: ignore[type-arg]
) -> Any:
    rows = Receipt.objects.of_premises(_key(request).hotel).order_by("-received_at", "-pk")
    if before is not None:
        last = rows.filter(pk=before).first()
        if last is None:
            raise problems.wrong([Fault("/before", _("There is no such receipt in your house."))])
        rows = rows.filter(received_at__lte=last.received_at).exclude(
            received_at=last.received_at, pk__gte=last.pk
        )
    found = list(rows[: PAGE + 1])
    following = str(found[PAGE - 1].pk) if len(found) > PAGE else None
    return {"receipts": [showing.receipt(one) for one in found[:PAGE]], "next": following}


@api.post(
    "/lots",
    response=_answers(_202=LotOut),
    openapi_extra=_HEADER,
    summary="Many parties at once",
)
def bring_lot(request: HttpRequest, said: LotIn) -> Any:
    key, at = _key(request), timezone.now()
    if not said.reference.strip():
        raise problems.wrong([Fault("/reference", _("Give the lot a name of your own."))])

    def act() -> tuple[int, Any]:
        try:
            lot = lots.bring(
                kind=KIND,
                premises=key.hotel,
                rows=_rows(said),
                columns=_COLUMNS,
                by=key.made_by,
                way=Way.API,
                reference=said.reference.strip(),
                is_trial=said.check_only or key.is_sandbox,
                at=at,
            )
        except lots.Refused as refusal:
            raise problems.refused(str(refusal)) from refusal
        return 202, showing.lot(lot)

    return _once(request, key, act, at)


@api.get("/lots/{int:lot}", response=_answers(404, _200=LotRowsOut), summary="How far a lot is")
def lot_of(
    request: HttpRequest,
    lot: int = _Id,
    after: int = Query(0, ge=0, le=2**31 - 1, description="`next` of the last page"),  # type: ignore[type-arg]
) -> Any:
    one = Lot.objects.of_premises(_key(request).hotel).filter(pk=lot).first()
    if one is None:
        raise problems.missing()
    rows = LotRow.objects.filter(lot=one, number__gt=after).order_by("number")
    found = list(rows[: PAGE + 1])
    following = found[PAGE - 1].number if len(found) > PAGE else None
    return {
        "lot": showing.lot(one),
        "rows": [showing.row(each) for each in found[:PAGE]],
        "next": following,
    }


# --- Parts of the above ---

_COLUMN_OF = {
    column.field: column.name for column in columns.COLUMNS if column.whose != columns.APART
}
_COLUMNS = ("party", *_COLUMN_OF.values())


def _rows(said: LotIn) -> list[dict[str, str]]:
    """The parties as rows of a file: one for each guest, the head with the stay."""
    rows = []
    for number, party in enumerate(said.parties, 1):
        stay_part = party.model_dump(exclude={"guests"})
        for place, guest in enumerate(party.guests):
            fields = {**(stay_part if place == 0 else {}), **guest.model_dump()}
            row = {_COLUMN_OF[name]: _cell(value) for name, value in fields.items()}
            rows.append({"party": str(number), **row})
    return rows


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(value)


def _key(request: HttpRequest) -> ApiKey:
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    return key


def _once(
    request: HttpRequest, key: ApiKey, act: Callable[[], tuple[int, Any]], at: datetime
) -> HttpResponse:
    try:
        return answers.once(request, key, act, at=at)
    except actions.Refused as refusal:
        raise problems.refused(str(refusal)) from refusal


def _filed(key: ApiKey, filed: Stay, given: Receipt) -> dict[str, Any]:
    return {
        "entry": filed.pk,
        "version": filed.version,
        "receipt": _receipt(key, given),
        "sandbox": key.is_sandbox,
    }


def _receipt(key: ApiKey, given: Receipt) -> dict[str, Any]:
    """A receipt; that of a sandbox says so in its number, because nobody can check it."""
    shown = showing.receipt(given)
    return {**shown, "number": f"SANDBOX-{given.number}"} if key.is_sandbox else shown


def _stay(key: ApiKey, entry: int) -> Stay:
    one: Stay | None = (
        Stay.objects.filter(hotel=key.hotel, pk=entry).with_party().select_related("rule").first()
    )
    if one is None:
        raise problems.missing()
    return one


def _moment(text: str, pointer: str) -> datetime:
    try:
        moment: datetime = forms.DateTimeField().clean(text)
    except forms.ValidationError as error:
        raise problems.wrong([Fault(pointer, " ".join(error.messages))]) from error
    if not date(1900, 1, 1) <= moment.date() <= date(2200, 1, 1):
        raise problems.wrong([Fault(pointer, _("Check the year."))])
    return moment


# --- Refusals ---


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    return problems.answer(error)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: Any) -> HttpResponse:
    return problems.answer(
        Refused(
            401,
            _("This key is not in force"),
            _(
                "Send 'Authorization: Bearer' and a key. Its owner sees on the page of keys which are."
            ),
            headers={"WWW-Authenticate": "Bearer"},
        )
    )


@api.exception_handler(ValidationError)
def _misshapen(request: HttpRequest, error: Any) -> HttpResponse:
    faults = []
    for one in error.errors:
        place = [str(part) for part in one["loc"]]
        # ('body', 'said', 'guests', 0, 'name'): the first two are ours.
        path = place[2:] if place[:1] == ["body"] else place[1:]
        faults.append(Fault("".join(f"/{part}" for part in path), str(one["msg"])))
    return problems.answer(problems.wrong(faults))


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    return problems.answer(Refused(error.status_code, str(error)))


def opened(patterns: list[Any]) -> list[Any]:
    """The addresses, for whoever has a key: there is nobody to sign in."""
    for pattern in patterns:
        pattern.callback = public("a program has a key of its own")(pattern.callback)
    return patterns
