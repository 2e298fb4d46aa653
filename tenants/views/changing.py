"""What is done to a registration once it is filed: by its owner, or at a counter with its slip."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from filings import rules
from filings.models import Receipt
from stations.models import District
from tenants import actions
from tenants.end_forms import AnnulForm, RenewForm, VacateForm
from tenants.models import Tenancy
from tenants.registration import PARTS, Registration
from tenants.views import slips

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Door:
    """By which addresses somebody came to a registration: 'own' with its key, 'by_slip' …"""

    #: Before the names of the addresses of a counter stands 'slip_'.
    home: str
    prefix: str
    key: Any
    back: str
    back_label: str

    def to(self, act: str) -> str:
        """The address of an act."""
        return reverse(f"tenants:{self.prefix}{act}", args=[self.key])

    @property
    def addresses(self) -> dict[str, str]:
        """Every address a page of the registration leads to."""
        acts = ("slip", "correct", "vacate", "renew", "annul", "agreement")
        home = reverse(f"tenants:{self.home}", args=[self.key])
        return {"home": home, **{act: self.to(act) for act in acts}}


def page(
    request: HttpRequest,
    tenancy: Tenancy,
    door: Door,
    more: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """One registration with its slip, and what can be done to it."""
    today = timezone.localdate()
    until = (tenancy.agreed_until or today) + YEAR
    context = {
        **slips.context_of(request, tenancy),
        "door": door,
        "addresses": door.addresses,
        "vacate_form": VacateForm(prefix="vacate", initial={"on": today}),
        "renew_form": RenewForm(prefix="renew", initial={"until": until}),
        "annul_form": AnnulForm(prefix="annul"),
        **(more or {}),
    }
    return render(request, "tenants/own.html", context, status=status)


def correct(request: HttpRequest, tenancy: Tenancy, door: Door) -> HttpResponse:
    """All parts on one page, filled with what was filed."""
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
    steps = [(name, form.title_of(name), form.part(name)) for name in PARTS]
    districts = District.objects.order_by("name").values_list("name", flat=True)
    said = request.POST.get("version", "") or str(tenancy.version)
    context = {
        "tenancy": tenancy,
        "form": form,
        "steps": steps,
        "addresses": door.addresses,
        "version": said,
        "districts": districts,
    }
    with transaction.atomic():
        record(by=request.user, action="tenants.opened", target=tenancy, at=timezone.now())
    if not posted or not form.is_valid():
        form.ask_again_for_picture()
        return render(request, "tenants/correct.html", context, status=422 if posted else 200)
    try:
        receipt = actions.correct(
            by=request.user,
            tenancy=tenancy,
            described=form.described(),
            version=int(said) if said.isascii() and said.isdecimal() and len(said) < 6 else None,
            at=timezone.now(),
        )
    except actions.Refused as refusal:
        messages.warning(request, str(refusal))
        return render(request, "tenants/correct.html", context, status=422)
    if receipt is None:
        messages.info(request, _("Nothing was changed."))
    else:
        messages.success(
            request, _("It is corrected, receipt %(number)s.") % {"number": receipt.number}
        )
    return redirect(door.addresses["home"])


def vacate(request: HttpRequest, tenancy: Tenancy, door: Door) -> HttpResponse:
    """He left."""

    def act(form: Form) -> str:
        actions.vacate(
            by=request.user, tenancy=tenancy, on=form.cleaned_data["on"], at=timezone.now()
        )
        return _("Noted: he has left.")

    return _done(request, tenancy, door, "vacate", VacateForm, act)


def renew(request: HttpRequest, tenancy: Tenancy, door: Door) -> HttpResponse:
    """The agreement goes on."""

    def act(form: Form) -> str:
        until = form.cleaned_data["until"]
        if until == tenancy.agreed_until:
            return _("The agreement goes on until this day already.")
        receipt: Receipt = actions.renew(
            by=request.user, tenancy=tenancy, until=until, at=timezone.now()
        )
        return _("The agreement goes on, receipt %(number)s.") % {"number": receipt.number}

    return _done(request, tenancy, door, "renew", RenewForm, act)


def annul(request: HttpRequest, tenancy: Tenancy, door: Door) -> HttpResponse:
    """It never was so."""

    def act(form: Form) -> str:
        actions.annul(
            by=request.user,
            tenancy=tenancy,
            because=form.cleaned_data["because"],
            at=timezone.now(),
        )
        return _("The registration is annulled.")

    return _done(request, tenancy, door, "annul", AnnulForm, act)


def _done(
    request: HttpRequest,
    tenancy: Tenancy,
    door: Door,
    name: str,
    form_class: type[Form],
    act: Callable[[Form], str],
) -> HttpResponse:
    """Do it, and say so; a form that is wrong stands on the page with what is wrong."""
    form = form_class(request.POST, prefix=name)
    if form.is_valid():
        try:
            said = act(form)
        except actions.Refused as refusal:
            if not tenancy.is_running:
                # Its page has no such form any more: the word stands above it.
                messages.warning(request, str(refusal))
                return redirect(door.addresses["home"])
            form.add_error(next(iter(form.fields)), str(refusal))
        else:
            messages.success(request, said)
            return redirect(door.addresses["home"])
    return page(request, tenancy, door, {f"{name}_form": form}, status=422)
