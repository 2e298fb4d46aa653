"""A landlord's own: one question on each page of his phone, and what became of it."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from filings import rules
from filings.models import Way
from screen.paging import newest_first
from stations.models import Station
from tenants import actions
from tenants.end_forms import AnnulForm, RenewForm, VacateForm
from tenants.models import Named, Tenancy
from tenants.registration import PARTS, Registration, typed_in
from tenants.views import slips


@access(Permission.OWN_TENANCIES, Scope.OWN)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What one has begun, what runs, what ended; and the two buttons that begin."""
    rows = Tenancy.objects.own_of(request.user).with_people()
    page = newest_first(rows, request, by="touched_at", size=20)
    return render(request, "tenants/mine.html", {"page": page, "today": timezone.localdate()})


@access(Permission.OWN_TENANCIES, Scope.OWN)
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """A new draft; an empty one that is there already goes on."""
    kind = request.POST.get("kind", "")
    if kind not in Tenancy.Kind.values:
        raise Http404
    drafts = Tenancy.objects.own_of(request.user).drafts().filter(kind=kind, typed={})
    draft = drafts.first() or actions.begin(by=request.user, kind=kind, at=timezone.now())
    return redirect("tenants:step", draft.pk, next(iter(PARTS)))


@access(Permission.OWN_TENANCIES, Scope.OWN)
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: int, page: str) -> HttpResponse:
    """One part of a draft; with it filled the next one."""
    part = page
    draft = _draft(request, pk)
    if part not in PARTS:
        raise Http404
    if request.method == "POST":
        _take(request, draft, part)
        form = _of(request, draft, data=draft.typed, files=request.FILES)
        if form.is_valid_part(part):
            if part == "dates" and (picture := form.dates.cleaned_data.get("agreement")):
                draft.agreement = picture
                draft.save(update_fields=["agreement"])
            return (
                redirect("tenants:step", draft.pk, _next(part))
                if _next(part)
                else redirect("tenants:check", draft.pk)
            )
        return _step_page(request, draft, part, form, status=422)
    is_typed = any(name.startswith(_prefixes(part)) for name in draft.typed)
    form = _of(request, draft, data=draft.typed if is_typed else None)
    return _step_page(request, draft, part, form)


@access(Permission.OWN_TENANCIES, Scope.OWN)
@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what stands on the page while it is typed."""
    draft = _draft(request, pk)
    actions.keep(draft=draft, typed=typed_in(request.POST), at=timezone.now())
    return HttpResponse(status=204)


@access(Permission.OWN_TENANCIES, Scope.OWN)
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything once more, and the button that files it."""
    draft = _draft(request, pk)
    form = _of(request, draft, data=draft.typed)
    if wrong := form.first_open():
        if request.method == "POST":
            messages.warning(request, _("Something is still missing here."))
        return redirect("tenants:step", draft.pk, wrong)
    if request.method == "POST":
        tenancy, _is_new = actions.file(
            by=request.user,
            described=form.described(),
            way=Way.SELF,
            draft=draft,
            at=timezone.now(),
        )
        messages.success(request, _("It is registered. Keep the slip."))
        return redirect("tenants:own", tenancy.pk)
    described = form.described()
    station = described.place.station
    book = rules.book_at(station, timezone.now())
    rule = book.get(actions.kind_of(draft))
    context = {
        "draft": draft,
        "form": form,
        "described": described,
        "steps": _steps(form),
        "rule": rule,
        "due_at": rules.due_at(rule, _start_of(described.tenancy.possession_on)),
        "now": timezone.now(),
    }
    return render(request, "tenants/check.html", context)


@access(Permission.OWN_TENANCIES, Scope.OWN)
@require_POST
def throw_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a draft."""
    actions.throw_away(by=request.user, draft=_draft(request, pk))
    messages.success(request, _("The draft is deleted."))
    return redirect("tenants:mine")


@access(Permission.OWN_TENANCIES, Scope.OWN)
@require_GET
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """One registration with its slip, and what can be done to it."""
    return _own_page(request, _filed(request, pk), {})


@access(Permission.OWN_TENANCIES, Scope.OWN)
@require_GET
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The slip on paper."""
    return slips.pdf_of(request, _filed(request, pk))


@access(Permission.OWN_TENANCIES, Scope.OWN)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """All parts on one page, filled with what was filed."""
    tenancy = _filed(request, pk)
    posted = request.method == "POST"
    station = tenancy.station
    assert station is not None
    form = Registration(
        tenancy.kind,
        data=request.POST if posted else None,
        files=request.FILES if posted else None,
        filed=tenancy,
        book=rules.book_at(station, timezone.now()),
    )
    context = {"tenancy": tenancy, "form": form, "steps": _steps(form)}
    if not posted or not form.is_valid():
        return render(request, "tenants/correct.html", context, status=422 if posted else 200)
    try:
        receipt = actions.correct(
            by=request.user, tenancy=tenancy, described=form.described(), at=timezone.now()
        )
    except actions.Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("tenants:own", tenancy.pk)
    if receipt is None:
        messages.info(request, _("Nothing was changed."))
    else:
        messages.success(
            request, _("It is corrected, receipt %(number)s.") % {"number": receipt.number}
        )
    return redirect("tenants:own", tenancy.pk)


@access(Permission.OWN_TENANCIES, Scope.OWN)
@require_POST
def vacate(request: HttpRequest, pk: int) -> HttpResponse:
    """He left."""
    tenancy = _filed(request, pk)
    form = VacateForm(request.POST, prefix="vacate")
    if form.is_valid():
        try:
            actions.vacate(
                by=request.user, tenancy=tenancy, on=form.cleaned_data["on"], at=timezone.now()
            )
        except actions.Refused as refusal:
            if not tenancy.is_running:
                return _over(request, tenancy, refusal)
            form.add_error("on", str(refusal))
        else:
            messages.success(request, _("Noted: he has left."))
            return redirect("tenants:own", tenancy.pk)
    return _own_page(request, tenancy, {"vacate_form": form}, status=422)


@access(Permission.OWN_TENANCIES, Scope.OWN)
@require_POST
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """The agreement goes on."""
    tenancy = _filed(request, pk)
    form = RenewForm(request.POST, prefix="renew")
    if form.is_valid():
        try:
            receipt = actions.renew(
                by=request.user,
                tenancy=tenancy,
                until=form.cleaned_data["until"],
                at=timezone.now(),
            )
        except actions.Refused as refusal:
            if not tenancy.is_running:
                return _over(request, tenancy, refusal)
            form.add_error("until", str(refusal))
        else:
            said = _("The agreement goes on, receipt %(number)s.") % {"number": receipt.number}
            messages.success(request, said)
            return redirect("tenants:own", tenancy.pk)
    return _own_page(request, tenancy, {"renew_form": form}, status=422)


@access(Permission.OWN_TENANCIES, Scope.OWN)
@require_POST
def annul(request: HttpRequest, pk: int) -> HttpResponse:
    """It never was so."""
    tenancy = _filed(request, pk)
    form = AnnulForm(request.POST, prefix="annul")
    if form.is_valid():
        try:
            actions.annul(
                by=request.user,
                tenancy=tenancy,
                because=form.cleaned_data["because"],
                at=timezone.now(),
            )
        except actions.Refused as refusal:
            if not tenancy.is_running:
                return _over(request, tenancy, refusal)
            form.add_error("because", str(refusal))
        else:
            messages.success(request, _("The registration is annulled."))
            return redirect("tenants:own", tenancy.pk)
    return _own_page(request, tenancy, {"annul_form": form}, status=422)


def _over(request: HttpRequest, tenancy: Tenancy, refusal: Exception) -> HttpResponse:
    """Its page has no such form any more: the word stands above it."""
    messages.warning(request, str(refusal))
    return redirect("tenants:own", tenancy.pk)


def _own_page(
    request: HttpRequest, tenancy: Tenancy, forms: dict[str, Any], status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    goes_on = (tenancy.agreed_until or today) + timedelta(days=365)
    context = {
        **slips.context_of(request, tenancy),
        "vacate_form": VacateForm(prefix="vacate", initial={"on": today}),
        "renew_form": RenewForm(prefix="renew", initial={"until": goes_on}),
        "annul_form": AnnulForm(prefix="annul"),
        **forms,
    }
    return render(request, "tenants/own.html", context, status=status)


def _step_page(
    request: HttpRequest, draft: Tenancy, part: str, form: Registration, status: int = 200
) -> HttpResponse:
    names = list(PARTS)
    number = names.index(part)
    context = {
        "draft": draft,
        "form": form,
        "part": part,
        "title": form.title_of(part),
        "forms": form.part(part),
        "number": number + 1,
        "count": len(names),
        "back": names[number - 1] if number else "",
    }
    return render(request, "tenants/step.html", context, status=status)


def _take(request: HttpRequest, draft: Tenancy, part: str) -> None:
    """Keep what was typed on this page; a box that was unticked is not sent, so it goes."""
    posted = typed_in(request.POST)
    prefixes = _prefixes(part)
    draft.typed = {
        name: value for name, value in draft.typed.items() if not name.startswith(prefixes)
    }
    actions.keep(draft=draft, typed=posted, at=timezone.now())


def _prefixes(part: str) -> tuple[str, ...]:
    if part == "vouchers":
        return ("surety1-", "surety2-", "dealer-")
    return (f"{part}-",)


def _of(
    request: HttpRequest, draft: Tenancy, *, data: dict[str, Any] | None, files: Any = None
) -> Registration:
    """The form of a draft; what is not typed yet begins with what is known of its owner."""
    station = Station.objects.filter(pk=_number(draft.typed.get("place-station"))).first()
    book = rules.book_at(station, timezone.now()) if station else {}
    return Registration(
        draft.kind,
        data=data,
        files=files,
        initial=_known_of(request.user, draft) if data is None else None,
        book=book,
    )


def _known_of(user: Any, draft: Tenancy) -> dict[str, dict[str, Any]]:
    """What the last registration of this account, or the account itself, says of its owner."""
    last = Tenancy.objects.own_of(user).filed().order_by("-touched_at", "-pk").first()
    if last is None:
        return {"holder": {"phone": user.phone}}
    holder = last.people.filter(
        role__in=(Named.Role.LANDLORD, Named.Role.EMPLOYER), removed_at=None
    ).first()
    place = last.place
    known: dict[str, dict[str, Any]] = {}
    if holder is not None:
        asked = ("name", "relation", "relative_name", "cnic", "phone", "address")
        known["holder"] = {name: getattr(holder, name) for name in asked}
    if place is not None:
        of_place = ("kind", "street", "area", "city")
        known["place"] = {name: getattr(place, name) for name in of_place}
        known["place"]["station"] = str(place.station_id)
    return known


def _steps(form: Registration) -> list[tuple[str, Any, list[Any]]]:
    """(part, its title, its forms) in the order of the paper."""
    return [(name, form.title_of(name), form.part(name)) for name in PARTS]


def _next(part: str) -> str:
    names = list(PARTS)
    later = names[names.index(part) + 1 :]
    return later[0] if later else ""


def _start_of(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def _number(text: Any) -> int:
    said = str(text or "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 19 else 0


def _draft(request: HttpRequest, pk: int) -> Tenancy:
    drafts = Tenancy.objects.own_of(request.user).drafts()
    draft: Tenancy = get_object_or_404(drafts, pk=pk)
    return draft


def _filed(request: HttpRequest, pk: int) -> Tenancy:
    return slips.found(Tenancy.objects.own_of(request.user).filed(), pk)
