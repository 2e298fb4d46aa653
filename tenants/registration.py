"""The whole form of a registration: its parts under one roof, from what was typed or filed."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms import BaseForm
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from filings.models import ReportingRule
from filings.rules import Book
from stations.models import Station
from tenants.actions import Clock, Described, kind_of
from tenants.forms import DatesForm, HolderForm, Members, PlaceForm, ResidentForm, VoucherForm
from tenants.models import Named, Tenancy

#: The parts in the order of the paper: what each is called for a tenant and for an employee.
PARTS: dict[str, tuple[Any, Any]] = {
    "place": (_("Where is it?"), _("Where does he work?")),
    "holder": (_("The landlord"), _("The employer")),
    "resident": (_("The tenant"), _("The employee")),
    "members": (_("Who lives with the tenant"), _("Who lives with him there")),
    "vouchers": (_("Sureties and dealer"), _("Sureties")),
    "dates": (_("Dates and agreement"), _("Dates")),
}
#: Forms of the part of those who vouch, and as whom.
VOUCHERS = (
    ("surety1", Named.Role.SURETY, _("First surety")),
    ("surety2", Named.Role.SURETY, _("Second surety")),
    ("dealer", Named.Role.DEALER, _("Property dealer")),
)


class Registration:
    """All parts; ``data`` are their fields under one name each, as a browser sends them."""

    def __init__(
        self,
        kind: str,
        *,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        filed: Tenancy | None = None,
        initial: Mapping[str, Mapping[str, Any]] | None = None,
        book: Book | None = None,
    ) -> None:
        self.kind = kind
        self.filed = filed
        self.book = book or {}
        people = list(filed.people.all()) if filed else []
        first = initial or {}
        bound = as_query(data) if data is not None else None
        stations = Station.objects.with_place().filter(valid_to=None)
        holder, resident = self._roles()
        self.place = PlaceForm(
            bound,
            prefix="place",
            stations=stations,
            initial=first.get("place"),
            **_instance(filed.place if filed else None),
        )
        self.holder = HolderForm(
            bound, prefix="holder", initial=first.get("holder"), **_instance(_of(people, holder))
        )
        self.holder.role = holder
        self.resident = ResidentForm(
            bound,
            prefix="resident",
            initial=first.get("resident"),
            **_instance(_of(people, resident)),
        )
        self.resident.role = resident
        household = [one for one in people if one.role in (Named.Role.MEMBER, Named.Role.STAFF)]
        if bound is not None and "members-TOTAL_FORMS" not in bound:
            bound = bound.copy()
            bound.update({"members-TOTAL_FORMS": "0", "members-INITIAL_FORMS": "0"})
        self.members = Members(bound, prefix="members", filed=household)
        self.vouchers = list(self._vouchers(bound, people))
        self.dates = DatesForm(
            bound, files, prefix="dates", must=self.required, initial=first.get("dates"),
            **_instance(filed),
        )  # fmt: skip

    @property
    def required(self) -> list[str]:
        """What the law of the place asks for beyond what is always asked."""
        return self.rule.required if self.rule else []

    @property
    def rule(self) -> ReportingRule | None:
        """The law of the place, as far as the place is known."""
        return self.book.get(kind_of(Tenancy(kind=self.kind)))

    def part(self, name: str) -> list[BaseForm]:
        """The forms of one part."""
        if name == "members":
            return list(self.members.forms)
        if name == "vouchers":
            return [form for form, _role, _title in self.vouchers]
        return [getattr(self, name)]

    def title_of(self, name: str) -> Any:
        """What a part is called."""
        return PARTS[name][self.kind == Tenancy.Kind.EMPLOYEE]

    def is_valid_part(self, name: str) -> bool:
        """Whether nothing is wrong in this part."""
        if name == "members":
            return bool(self.members.is_valid())
        return all([form.is_valid() for form in self.part(name)])

    def is_valid(self) -> bool:
        """Whether all of it can be filed; every part is asked, so that all mistakes show."""
        return all([self.is_valid_part(name) for name in PARTS])

    def ask_again_for_picture(self) -> None:
        """No browser sends a photograph again with a form that came back: it is chosen anew."""
        name = self.dates.add_prefix("agreement")
        if (
            self.dates.is_bound
            and name in self.dates.files
            and "agreement" not in self.dates.errors
        ):
            self.dates.add_error("agreement", _("Choose the photograph again: it was not kept."))

    def first_open(self) -> str | None:
        """The first part in which something is wrong or missing; None where all is well."""
        return next((name for name in PARTS if not self.is_valid_part(name)), None)

    def described(self) -> Described:
        """What was typed, as records that are not saved; of a valid one only."""
        tenancy: Tenancy = self.dates.save(commit=False)
        tenancy.kind = self.kind
        vouching = [
            self._vouching(form, role) for form, role, _title in self.vouchers if form.is_there
        ]
        people = [self.holder.named(), self.resident.named(), *self.members.named(), *vouching]
        return Described(self.place.place(), tenancy, people)

    @staticmethod
    def _vouching(form: VoucherForm, role: str) -> Named:
        form.role = role
        return form.named()

    def _vouchers(
        self, bound: QueryDict | None, people: list[Named]
    ) -> Iterator[tuple[VoucherForm, str, Any]]:
        sureties = [one for one in people if one.role == Named.Role.SURETY]
        for prefix, role, title in VOUCHERS:
            if role == Named.Role.DEALER and self.kind == Tenancy.Kind.EMPLOYEE:
                continue
            known = _of(people, role) if role == Named.Role.DEALER else None
            if role == Named.Role.SURETY and sureties:
                known = sureties.pop(0)
            if bound is not None and _is_blank(bound, prefix):
                # Whoever was filed and is emptied now vouches no more.
                known = None
            is_must = known is not None or prefix in self.required
            form = VoucherForm(bound, prefix=prefix, is_must=is_must, **_instance(known))
            yield form, role, title

    def _roles(self) -> tuple[str, str]:
        if self.kind == Tenancy.Kind.EMPLOYEE:
            return Named.Role.EMPLOYER, Named.Role.EMPLOYEE
        return Named.Role.LANDLORD, Named.Role.TENANT


def part_of(field: str) -> str:
    """To which part a field belongs, by its name; '' where to none."""
    prefix = field.partition("-")[0]
    if any(prefix == known for known, _role, _title in VOUCHERS):
        return "vouchers"
    return prefix if prefix in PARTS else ""


def prefixes_of(part: str) -> tuple[str, ...]:
    """With what the names of a part's fields begin."""
    if part == "vouchers":
        return tuple(f"{prefix}-" for prefix, _role, _title in VOUCHERS)
    return (f"{part}-",)


def station_in(typed: Mapping[str, Any]) -> Station | None:
    """The station that was chosen in what was typed."""
    said = str(typed.get("place-station", ""))
    is_number = said.isascii() and said.isdecimal() and len(said) < 19
    return Station.objects.with_place().filter(pk=int(said)).first() if is_number else None


def clock_of(typed: Mapping[str, Any]) -> Clock:
    """Since when, and where, as far as it was typed."""
    try:
        since = forms.DateField().clean(typed.get("dates-possession_on", ""))
    except forms.ValidationError:
        return None, None
    is_possible = DatesForm.EARLIEST <= since <= DatesForm.latest()
    return (since, station_in(typed)) if is_possible else (None, None)


def typed_in(post: QueryDict) -> dict[str, Any]:
    """The typed fields of a posted form, to be kept in a draft; the database takes no NUL."""
    return {name: str(post[name]).replace("\x00", "") for name in post if part_of(name)}


def typed_of(filed: Tenancy) -> dict[str, str]:
    """The place and the landlord or employer of a registration, as somebody would type them."""
    again = Registration(filed.kind, filed=filed)
    return {
        field.html_name: str(field.field.prepare_value(field.initial))
        for form in (again.place, again.holder)
        for field in form
        if field.initial not in (None, "")
    }


def as_query(data: Mapping[str, Any]) -> QueryDict:
    """What was kept, as a browser would send it."""
    if isinstance(data, QueryDict):
        return data
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in data.items()})
    return query


def _of(people: list[Named], role: str) -> Named | None:
    return next((one for one in people if one.role == role), None)


def _is_blank(data: QueryDict, prefix: str) -> bool:
    names = (f"{prefix}-{name}" for name in VoucherForm.ASKED)
    return not any(str(data.get(name, "")).strip() for name in names)


def _instance(record: Any) -> dict[str, Any]:
    return {"instance": record} if record is not None else {}
