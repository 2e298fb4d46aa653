"""Every address of the API, and what it does."""

import logging
from dataclasses import replace
from functools import wraps
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Path, Query
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security.http import HttpAuthBase

from accounts.access import View, public
from audit.actions import CannotRecord, record
from audit.context import origin
from audit.models import Outcome
from filings import rules
from filings.models import LotRow, Receipt, Way
from hotel_eye import actions, keys
from hotel_eye.api import answers, batches, limits, problems, reading, sandbox, shapes, showing
from hotel_eye.api.described import HEADER, MEANINGS, Described
from hotel_eye.api.problems import Fault, Refused
from hotel_eye.api.schemas import (
    AnnulIn,
    CheckOutIn,
    CorrectIn,
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
from hotel_eye.correction_forms import AnnulForm
from hotel_eye.models import ApiKey, Stay

logger = logging.getLogger("caspp.api")

PAGE = 100
BIGGEST_ID = 2**63 - 1
#: What the log says an act of the API came through.
SOURCE = "api"


class HotelKey(HttpAuthBase):
    """`Authorization: Bearer caspp_…`: a key of one hotel's own software."""

    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> ApiKey | None:
        """The key, if it is in force; raises Refused (429) where it asks too often.

        The library's own reader writes a header that it does not know into its log.
        """
        scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != self.openapi_scheme:
            return None
        key = keys.holder_of(text.strip(), at=timezone.now())
        if key is None or key.kind != ApiKey.Kind.SOFTWARE:
            return None
        if wait := limits.seconds_to_wait(key.prefix):
            raise problems.too_many(wait)
        # What this request writes is written in the name of whoever made the key.
        request.user = key.made_by
        origin.set(replace(origin.get(), source=SOURCE, session=key.prefix))
        return key


class _API(Described, NinjaAPI):
    """The API with its description."""


api = _API(
    title="CASPP Hotel Eye",
    version="1.0.0",
    description="File arrivals, departures, corrections and nil returns from hotel software.",
    urls_namespace="hotel_api",
    # Both pages are views of our own (hotel_eye.views.api_guide).
    openapi_url=None,
    docs_url=None,
    auth=HotelKey(),
)


def _answers(*more: int, **given: Any) -> dict[Any, Any]:
    """The answers of an operation: those that are its own, and the refusals it may give."""
    refusals = {401, 429, 500, 503, *more}
    assert refusals <= set(MEANINGS)
    return {**{int(name[1:]): schema for name, schema in given.items()},
            **dict.fromkeys(sorted(refusals), Problem)}  # fmt: skip


def _filing(*more: int, **given: Any) -> dict[str, Any]:
    """What every operation that files has in common."""
    return {
        "response": _answers(400, 413, 415, 422, *more, **given),
        "openapi_extra": {"parameters": [HEADER]},
    }


_NEXT = "`next` of the last page"
_Id = Path(..., ge=1, le=BIGGEST_ID)  # type: ignore[type-arg]
_Before = Query(None, ge=1, le=BIGGEST_ID, description=_NEXT)  # type: ignore[type-arg]
_After = Query(0, ge=0, le=2**31 - 1, description=_NEXT)  # type: ignore[type-arg]


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
            "section": rule.section,
            "hours": rule.hours,
            "clock": rule.clock,
            "wants_nil": rule.wants_nil,
            "required": rule.required,
            "penalty": rule.local_penalty,
            "valid_from": rule.valid_from,
            "verified": rule.is_verified,
        }
        for rule in book.values()
    ]


@api.post("/stays", summary="Check in", **_filing(_201=FiledOut))
def check_in(request: HttpRequest, said: StayIn) -> Any:
    key, at = _key(request), timezone.now()

    def act() -> answers.Answer:
        stay, guests = reading.party(said, book=rules.book_at(key.hotel.station, at))
        # Beyond the days for which answers are kept the same key is the same stay, too.
        name = f"api {key.hotel_id} {key.is_sandbox} {answers.key_of(request)}"
        stay.form_token = uuid5(NAMESPACE_URL, name)
        try:
            filed, _is_new = actions.check_in(
                by=key.made_by, hotel=key.hotel, stay=stay, guests=guests, way=Way.API, at=at
            )
        except actions.Refused as refusal:
            raise problems.key_used() from refusal
        one = Receipt.objects.of_source(filed).get(version=filed.version)
        return 201, showing.filing(key, filed, one)

    return answers.once(request, key, act, at=at)


@api.get("/stays/{int:entry}", response=_answers(404, 422, _200=StayOut), summary="One entry")
def stay(request: HttpRequest, entry: int = _Id) -> Any:
    key, at = _key(request), timezone.now()

    def look() -> Any:
        one = _stay(key, entry, at)
        record(by=key.made_by, action="hotel_eye.stay_opened", target=one, at=at)
        return showing.entry(key, one, Receipt.objects.of_source(one))

    return answers.tried(key, look)


@api.post("/stays/{int:entry}/check-out", summary="Check out", **_filing(404, _200=LeftOut))
def check_out(request: HttpRequest, said: CheckOutIn, entry: int = _Id) -> Any:
    key, at = _key(request), timezone.now()

    def act() -> answers.Answer:
        one = _stay(key, entry, at)
        left_at = reading.value(reading.DepartureForm(reading.query(said)))
        left = actions.check_out(by=key.made_by, stay=one, left_at=left_at, at=at)
        return 200, showing.left(key, left)

    return answers.once(request, key, act, at=at)


@api.post(
    "/stays/{int:entry}/correction",
    summary="Correct: the whole entry as it should be",
    **_filing(404, _200=FiledOut),
)
def correct(request: HttpRequest, said: CorrectIn, entry: int = _Id) -> Any:
    key, at = _key(request), timezone.now()

    def act() -> answers.Answer:
        one = _stay(key, entry, at)
        described, guests = reading.corrected(said, known=list(one.guests.all()))
        given = actions.correct(by=key.made_by, stay=one, said=described, guests=guests, at=at)
        now = Stay.objects.get(pk=one.pk)
        last = given or Receipt.objects.of_source(now).latest("version")
        return 200, showing.filing(key, now, last)

    return answers.once(request, key, act, at=at)


@api.post(
    "/stays/{int:entry}/annulment",
    summary="Annul: nobody stayed",
    **_filing(404, _200=FiledOut),
)
def annul(request: HttpRequest, said: AnnulIn, entry: int = _Id) -> Any:
    key, at = _key(request), timezone.now()

    def act() -> answers.Answer:
        one = _stay(key, entry, at)
        because = reading.value(AnnulForm(reading.query(said)))
        given = actions.annul(by=key.made_by, stay=one, because=because, at=at)
        return 200, showing.filing(key, Stay.objects.get(pk=one.pk), given)

    return answers.once(request, key, act, at=at)


@api.post("/nil-returns", summary="Nobody arrived on this day", **_filing(_201=NilOut))
def file_nil(request: HttpRequest, said: NilIn) -> Any:
    key, at = _key(request), timezone.now()

    def act() -> answers.Answer:
        day = reading.value(reading.NilForm(reading.query(said)))
        given = actions.file_nil(by=key.made_by, hotel=key.hotel, day=day, at=at)
        return 201, showing.nil(key, day, given)

    return answers.once(request, key, act, at=at)


@api.get("/receipts", response=_answers(422, _200=ReceiptsOut), summary="Receipts, newest first")
def receipts(
    request: HttpRequest,
    before: int | None = _Before,
) -> Any:
    key, at = _key(request), timezone.now()
    _takes_only(request, "before")

    def look() -> Any:
        rows = Receipt.objects.of_premises(key.hotel)
        if key.is_sandbox:
            rows = Receipt.objects.of_source(sandbox.enter(key, at))
        if before is not None:
            last = rows.filter(pk=before).first()
            if last is None:
                words = problems.no_such_receipt()
                raise problems.wrong([Fault("before", words)])
            earlier = Q(received_at__lt=last.received_at) | Q(pk__lt=last.pk)
            rows = rows.filter(earlier, received_at__lte=last.received_at)
        found = list(rows.order_by("-received_at", "-pk")[: PAGE + 1])
        following = str(found[PAGE - 1].pk) if len(found) > PAGE else None
        return {
            "receipts": [showing.receipt(key, one) for one in found[:PAGE]],
            "next": following,
        }

    return answers.tried(key, look)


@api.post("/lots", summary="Many parties and nil returns at once", **_filing(_202=LotOut))
def bring_lot(request: HttpRequest, said: LotIn) -> Any:
    key, at = _key(request), timezone.now()

    def act() -> answers.Answer:
        return 202, showing.lot(key, batches.bring(key, said, at=at))

    return answers.once(request, key, act, at=at, is_trial_itself=True)


@api.get(
    "/lots/{int:lot}", response=_answers(404, 422, _200=LotRowsOut), summary="How far a lot is"
)
def lot_of(
    request: HttpRequest,
    lot: int = _Id,
    after: int = _After,
) -> Any:
    key = _key(request)
    _takes_only(request, "after")
    one = batches.sent_by(key).filter(pk=lot).first()
    if one is None:
        raise problems.not_there()
    rows = LotRow.objects.filter(lot=one, number__gt=after).order_by("number")
    found = list(rows[: PAGE + 1])
    following = found[PAGE - 1].number if len(found) > PAGE else None
    return {
        "lot": showing.lot(key, one),
        "rows": [showing.row(each) for each in found[:PAGE]],
        "next": following,
    }


def _key(request: HttpRequest) -> ApiKey:
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    return key


def _takes_only(request: HttpRequest, *names: str) -> None:
    if faults := shapes.strange(request.GET, names):
        raise problems.wrong(faults)


def _stay(key: ApiKey, entry: int, at: Any) -> Stay:
    """The entry of this key's house; a sandbox has only invented ones, entered here.

    Raises Refused (404). Runs in the transaction that takes them back.
    """
    if key.is_sandbox:
        if not sandbox.knows(key, entry):
            raise problems.not_there()
        sandbox.enter(key, at, entry=entry)
    one: Stay | None = Stay.objects.filter(hotel=key.hotel, pk=entry).with_party().first()
    if one is None:
        raise problems.not_there()
    return one


# --- Refusals ---


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    if error.kind is problems.NOT_THERE:
        return _not_found(request, error, _key(request).made_by)
    return problems.answer(error)


def _not_found(request: HttpRequest, refusal: Refused, by: Any) -> HttpResponse:
    """What is not there, or another house's: the auditor sees who asked (audit.middleware)."""
    assert request.resolver_match is not None
    try:
        with transaction.atomic():
            record(
                by=by,
                action="access.not_found",
                at=timezone.now(),
                outcome=Outcome.REFUSED,
                detail={"view": request.resolver_match.view_name, "method": request.method},
            )
    except CannotRecord:
        return problems.answer(problems.not_now())
    return problems.answer(refusal)


@api.exception_handler(actions.Refused)
def _cannot_be_done(request: HttpRequest, error: Any) -> HttpResponse:
    return problems.answer(problems.refused(str(error)))


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: Any) -> HttpResponse:
    return problems.answer(problems.no_key())


@api.exception_handler(ValidationError)
def _misshapen(request: HttpRequest, error: Any) -> HttpResponse:
    return problems.answer(problems.wrong(shapes.faults(error.errors)))


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    # Whoever says something else and sends JSON is understood all the same.
    is_json = request.content_type in ("", "application/json")
    return problems.answer(problems.unreadable() if is_json else problems.not_json())


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, error: Any) -> HttpResponse:
    return problems.answer(problems.too_large())


@api.exception_handler(CannotRecord)
def _no_log(request: HttpRequest, error: Any) -> HttpResponse:
    return problems.answer(problems.not_now())


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Any) -> HttpResponse:
    logger.error("An answer could not be given.", exc_info=error)
    return problems.answer(problems.broken())


def opened(patterns: list[Any]) -> list[Any]:
    """The addresses, for whoever has a key: there is nobody to sign in."""
    for pattern in patterns:
        pattern.callback = public("a program has a key of its own")(_speaking(pattern.callback))
    return patterns


def _speaking(view: View) -> View:
    """The view, which refuses a method in the shape of every other refusal."""

    @csrf_exempt
    @wraps(view)
    def speaking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            return problems.answer(problems.method(response["Allow"]))
        return response

    return speaking


@public("a program that asks for a wrong address is told so in its own language")
@csrf_exempt
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """No address of the API."""
    if request.user.is_authenticated:
        return _not_found(request, problems.no_address(), request.user)
    return problems.answer(problems.no_address())
