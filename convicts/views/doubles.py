"""Records that may be one person: the queue, one pair side by side, the decision."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from alerts.actions import Refused
from audit import looks
from audit.purposes import Purpose, PurposeKind
from convicts import doubles
from convicts.forms import BecauseForm, PairForm
from convicts.models import ConvictRecord, Duplicate, Photograph
from people.models import Person
from screen.paging import newest_first

WRONG = 422
#: What is compared on the page, in this order.
COMPARED = (*Person.IDENTITY_FIELDS, "offence", "height_cm", "build", "complexion")


@access(Permission.DECIDE_CONVICTS, Scope.COUNTRY)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Pairs that wait, in one list for each grade; nobody's name before a pair is opened."""
    waiting = Duplicate.objects.visible_to(request.user).waiting()
    numbers = Counter(
        {one["band"]: one["number"] for one in waiting.values("band").annotate(number=Count("pk"))}
    )
    asked = request.GET.get("band", "")
    # The gravest of which there are any, where none was asked for.
    gravest = next((one for one in doubles.BANDS if numbers[one]), doubles.BANDS[0]).value
    band = asked if asked in doubles.BANDS else gravest
    rows = waiting.filter(band=band).select_related("first", "second")
    context = {
        "page": newest_first(rows, request, by="found_at"),
        "band": band,
        "bands": [(one.value, one.label, numbers[one]) for one in doubles.BANDS],
    }
    return render(request, "convicts/doubles.html", context)


@access(Permission.DECIDE_CONVICTS, Scope.COUNTRY, step_up=True)
@require_http_methods(["GET", "POST"])
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Two records side by side; opening them is a look of each of both."""
    found = get_object_or_404(Duplicate.objects.visible_to(request.user), pk=pk)
    form = PairForm(request.POST if request.method == "POST" else None, pair=found)
    if form.is_bound and form.is_valid():
        try:
            _decide(request, found, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("convicts:doubles")
    try:
        return _pair_page(request, found, form)
    except looks.OverBudget as refusal:
        messages.warning(request, str(refusal))
        return redirect("convicts:doubles")


def _decide(request: HttpRequest, found: Duplicate, form: PairForm) -> None:
    now, given = timezone.now(), form.cleaned_data
    if given["decision"] == PairForm.DIFFERENT:
        doubles.tell_apart(by=request.user, pair=found, reason=given["because"], at=now)
        messages.success(request, _("They are two persons. They are not put before you again."))
        return
    leading = found.first if given["decision"] == PairForm.FIRST else found.second
    doubles.merge(by=request.user, pair=found, leading=leading, reason=given["because"], at=now)
    messages.success(
        request,
        _("They lie together under %(reference)s. Take them apart there if that was wrong.")
        % {"reference": leading.file_name},
    )


def _pair_page(request: HttpRequest, found: Duplicate, form: PairForm) -> HttpResponse:
    known = ConvictRecord.objects.visible_to(request.user, Permission.DECIDE_CONVICTS)
    keys = (found.first_id, found.second_id)
    named = known.filter(pk__in=keys).only("external_ref", "sealed_as", "is_canary").in_bulk()
    references = " / ".join(str(named[key]) for key in keys)
    purpose = Purpose(PurposeKind.RECORDS, case_ref=references[:80])
    now = timezone.now()
    with looks.looking(
        by=request.user, at=now, action="convicts.pair_opened", purpose=purpose, target=found
    ) as look:
        shown = looks.shown(
            look, [named[key] for key in keys], by=request.user, at=now, action="convicts.shown"
        )
        whole = known.select_related("category").in_bulk(keys)
        both = [whole[key] for key in keys]
        context = {
            "pair": found,
            "both": both,
            "rows": _rows(*both),
            "fronts": [_front(one) for one in both],
            "link": looks.link_of(shown),
            "form": form,
        }
        status = WRONG if form.is_bound else 200
        return render(request, "convicts/double.html", context, status=status)


def _front(record: ConvictRecord) -> Photograph | None:
    rows = record.photographs.standing().filter(view=Photograph.View.FRONT)
    newest: Photograph | None = rows.order_by("-pk").first()
    return newest


def _rows(first: ConvictRecord, second: ConvictRecord) -> list[dict[str, Any]]:
    """What each says, field by field; only what one of them says at all."""
    found = []
    for name in COMPARED:
        ours, theirs = (_shown(one, name) for one in (first, second))
        if ours or theirs:
            field: Any = ConvictRecord._meta.get_field(name)
            differs = bool(ours and theirs and ours != theirs)
            found.append({"label": field.verbose_name, "both": (ours, theirs), "differs": differs})
    return found


def _shown(record: ConvictRecord, name: str) -> str:
    masked = {"cnic": "cnic_masked", "phone": "phone_masked", "passport_no": "passport_masked"}
    if name in masked:
        # Which digits differ is what the pair is about; who needs the whole number opens a record.
        return str(getattr(record, masked[name]))
    shown = getattr(record, f"get_{name}_display", None)
    value = shown() if shown else getattr(record, name)
    return "" if value is None else str(value)


@access(Permission.DECIDE_CONVICTS, Scope.COUNTRY, step_up=True)
@require_http_methods(["GET", "POST"])
def unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a record out of the one under which it lies."""
    visible = ConvictRecord.objects.visible_to(request.user, Permission.DECIDE_CONVICTS)
    record: ConvictRecord = get_object_or_404(visible, pk=pk)
    form = BecauseForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["because"]
        try:
            doubles.unmerge(by=request.user, record=record, reason=reason, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The record stands by itself again."))
            return redirect("convicts:detail", pk=pk)
    # Under seal the leading record is not there, though this one lies under it.
    leader = visible.filter(pk=record.merged_into_id).first()
    context = {"record": record, "leader": leader, "form": form}
    status = WRONG if form.is_bound else 200
    return render(request, "convicts/unmerge.html", context, status=status)
