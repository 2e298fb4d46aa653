"""A landlord's own: one question on each page of his phone, and what became of it."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from filings import rules
from filings.models import Way
from screen.paging import newest_first
from stations.models import District
from tenants import actions
from tenants.models import Named, Tenancy
from tenants.registration import (
    PARTS,
    Registration,
    clock_of,
    prefixes_of,
    station_in,
    typed_in,
    typed_of,
)
from tenants.views import changing, slips
from tenants.views.changing import Door


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
@require_POST
def begin_alike(request: HttpRequest, pk: int) -> HttpResponse:
    """A new draft of the same place and landlord: only who comes now is asked."""
    tenancy = _filed(request, pk)
    draft = actions.begin(
        by=request.user, kind=tenancy.kind, typed=typed_of(tenancy), at=timezone.now()
    )
    return redirect("tenants:step", draft.pk, "resident")


@access(Permission.OWN_TENANCIES, Scope.OWN)
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: int, page: str) -> HttpResponse:
    """One part of a draft; with it filled the next one."""
    part = page
    if _is_filed(request, pk):
        return redirect("tenants:own", pk)
    draft = _draft(request, pk)
    if part not in PARTS:
        raise Http404
    if request.method == "POST":
        draft = _take(request, draft, part)
        form = _of(request, draft, data=draft.typed, files=request.FILES)
        is_valid = form.is_valid_part(part)
        # A photograph that is well is kept, whatever is wrong beside it: no browser sends it again.
        if part == "dates" and (picture := form.dates.cleaned_data.get("agreement")):
            actions.attach(draft=draft, agreement=picture)
        if not is_valid:
            return _step_page(request, draft, part, form, status=422)
        if later := _next(part):
            return redirect("tenants:step", draft.pk, later)
        return redirect("tenants:check", draft.pk)
    is_typed = any(name.startswith(prefixes_of(part)) for name in draft.typed)
    form = _of(request, draft, data=draft.typed if is_typed else None)
    return _step_page(request, draft, part, form)


@access(Permission.OWN_TENANCIES, Scope.OWN)
@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what stands on the page while it is typed."""
    draft = _draft(request, pk)
    actions.keep(draft=draft, typed=typed_in(request.POST), clock=clock_of, at=timezone.now())
    return HttpResponse(status=204)


@access(Permission.OWN_TENANCIES, Scope.OWN)
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything once more, and the button that files it."""
    if _is_filed(request, pk):
        return redirect("tenants:own", pk)
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
    since = described.tenancy.possession_on
    assert since is not None
    rule = rules.book_at(station, timezone.now()).get(actions.kind_of(draft))
    context = {
        "draft": draft,
        "form": form,
        "described": described,
        "steps": [(name, form.title_of(name), form.part(name)) for name in PARTS],
        "rule": rule,
        "due_at": rules.due_at(rule, actions.start_of(since)),
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
    alike = {"alike_url": reverse("tenants:begin_alike", args=[pk])}
    return changing.page(request, _filed(request, pk), _door(pk), alike)


@access(Permission.OWN_TENANCIES, Scope.OWN)
@require_GET
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The slip on paper."""
    return slips.pdf_of(request, _filed(request, pk))


@access(Permission.OWN_TENANCIES, Scope.OWN)
@require_GET
def agreement(request: HttpRequest, pk: int) -> FileResponse:
    """The photograph of the agreement, of a draft as well."""
    rows = Tenancy.objects.own_of(request.user)
    return slips.agreement_of(request, get_object_or_404(rows, pk=pk))


@access(Permission.OWN_TENANCIES, Scope.OWN)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct something."""
    return changing.correct(request, _filed(request, pk), _door(pk))


@access(Permission.OWN_TENANCIES, Scope.OWN)
@require_POST
def vacate(request: HttpRequest, pk: int) -> HttpResponse:
    """He left."""
    return changing.vacate(request, _filed(request, pk), _door(pk))


@access(Permission.OWN_TENANCIES, Scope.OWN)
@require_POST
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """The agreement goes on."""
    return changing.renew(request, _filed(request, pk), _door(pk))


@access(Permission.OWN_TENANCIES, Scope.OWN)
@require_POST
def annul(request: HttpRequest, pk: int) -> HttpResponse:
    """It never was so."""
    return changing.annul(request, _filed(request, pk), _door(pk))


def _door(pk: int) -> Door:
    return Door("own", "", pk, reverse("tenants:mine"), _("My tenants and employees"))


def _step_page(
    request: HttpRequest, draft: Tenancy, part: str, form: Registration, status: int = 200
) -> HttpResponse:
    names = list(PARTS)
    number = names.index(part)
    context = {
        "rule": form.rule,
        "is_late": draft.due_at is not None and draft.due_at < timezone.now(),
        "draft": draft,
        "form": form,
        "part": part,
        "title": form.title_of(part),
        "forms": form.part(part),
        "number": number + 1,
        "count": len(names),
        "back": names[number - 1] if number else "",
        "districts": District.objects.order_by("name").values_list("name", flat=True),
    }
    return render(request, "tenants/step.html", context, status=status)


def _take(request: HttpRequest, draft: Tenancy, part: str) -> Tenancy:
    """Keep what was typed on this page; a box that was unticked is not sent, so it goes."""
    return actions.keep(
        draft=draft,
        typed=typed_in(request.POST),
        anew=prefixes_of(part),
        clock=clock_of,
        at=timezone.now(),
    )


def _of(
    request: HttpRequest, draft: Tenancy, *, data: dict[str, Any] | None, files: Any = None
) -> Registration:
    """The form of a draft; what is not typed yet begins with what is known of its owner."""
    station = station_in(draft.typed)
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
        return {"holder": {"name": user.local_name, "phone": user.phone}}
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


def _next(part: str) -> str:
    names = list(PARTS)
    later = names[names.index(part) + 1 :]
    return later[0] if later else ""


def _draft(request: HttpRequest, pk: int) -> Tenancy:
    drafts = Tenancy.objects.own_of(request.user).drafts()
    draft: Tenancy = get_object_or_404(drafts.select_related("rule"), pk=pk)
    return draft


def _is_filed(request: HttpRequest, pk: int) -> bool:
    """Whether it is a draft no more, as after the browser's Back button or a second tap."""
    return bool(Tenancy.objects.own_of(request.user).filed().filter(pk=pk).exists())


def _filed(request: HttpRequest, pk: int) -> Tenancy:
    return slips.found(Tenancy.objects.own_of(request.user).filed(), pk)
