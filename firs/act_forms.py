"""What is filled in for each act on a case; the fields are what its action takes."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.seals import Seal, SealKey
from complaints.uploads import drawn_anew
from firs import draft_forms, investigating, policies
from firs.draft_forms import WordsField
from firs.models import (
    FIR,
    IN_CUSTODY,
    Accused,
    Arrest,
    CancelledAs,
    CaseItem,
    CasePaper,
    FinalReport,
    Forensic,
    ItemKind,
    Mobile,
    OffenceSection,
    Paper,
    Position,
    Process,
    Remand,
    ReportKind,
    Statement,
    StolenThing,
    Vehicle,
    Whereabouts,
)
from firs.section_forms import SectionsField
from firs.workflow import allows, allows_position
from matching.text import fold_digits
from people.forms import DayInput, MomentField
from screen.direction import isolated

#: Shorter than this nobody has explained anything.
LEAST_WORDS = 10


def _words(label: Any, *, least: int = LEAST_WORDS, most: int = 2000, **options: Any) -> WordsField:
    rows = options.pop("rows", 3)
    return WordsField(label=label, rows=rows, min_length=least, max_length=most, **options)


def _line(label: Any, *, most: int, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.TextInput(attrs={"dir": "auto"}), **options
    )


def _moment(label: Any, **options: Any) -> MomentField:
    return MomentField(label=label, **options)


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **options)


def _as_late_as(moment: datetime | None, other: datetime | None) -> datetime | None:
    """The control shows minutes: what was done in the minute of the other was not before it."""
    if other is not None and moment == other.replace(second=0, microsecond=0):
        return other
    return moment


class _Choice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One row of the case; it says what the row is by ``label_from``."""

    def __init__(self, model: Any, label: Any, label_from: Any, **options: Any) -> None:
        self.label_from = label_from
        options.setdefault("empty_label", None)
        super().__init__(model.objects.none(), label=label, **options)

    def label_from_instance(self, obj: Any) -> str:
        return str(self.label_from(obj))


def _accused_label(one: Accused) -> str:
    name = one.name or one.description
    return f"{isolated(name)} ({one.position_label})"


class ActForm(forms.Form):
    """The form of one act: it knows the case, who acts, and when."""

    def __init__(self, *args: Any, fir: FIR, user: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fir, self.user, self.at = fir, user, at
        self.prepare()

    def prepare(self) -> None:
        """Fit the fields to the case."""

    def offer(self, name: str, rows: Any) -> None:
        """Give a field of choice its rows."""
        field: Any = self.fields[name]
        field.queryset = rows


class _AccusedForm(ActForm):
    """An act upon one accused, offered for those of whom it can be so."""

    accused = _Choice(Accused, _("Accused"), _accused_label)
    to: str = ""

    def prepare(self) -> None:
        rows = self.fir.accused_rows.filter(is_known=True)
        if self.to:
            able = [position for position in Position if allows_position(position, self.to)]
            rows = rows.filter(position__in=able)
            # In a case that is over only some can still come there.
            ended = [one.pk for one in rows if policies.refuse_writing_of(self.fir, one)]
            rows = rows.exclude(pk__in=ended)
        self.offer("accused", rows.order_by("pk"))


# --- The case ---


class AssignForm(ActForm):
    """To whom the case is marked, with how many open cases each of them has."""

    officer = forms.ModelChoiceField(User.objects.none(), label=_("Officer"), empty_label=None)
    because = _line(_("Order"), most=500, required=False)

    def prepare(self) -> None:
        officers = investigating.officers_for(self.fir, at=self.at)
        officers = [one for one in officers if one.pk != self.fir.investigator_id]
        field: Any = self.fields["officer"]
        field.queryset = User.objects.filter(pk__in=[one.pk for one in officers])
        busy = FIR.objects.busy(officers)
        field.choices = [(one.pk, f"{one.local_name}: {busy.get(one.pk, 0)}") for one in officers]
        field.help_text = _("Beside each name: how many open cases the officer has.")
        # Whoever had it before is told why another one gets it.
        self.fields["because"].required = self.fir.investigator_id is not None


class DepartForm(ActForm):
    """Who left for the place of occurrence, and when."""

    left_at = _moment(_("Left at"))
    officer = _line(_("Who left"), most=120)

    def prepare(self) -> None:
        self.initial.setdefault("left_at", timezone.localtime(self.at))
        if self.fir.investigator is not None:
            self.initial.setdefault("officer", self.fir.investigator.local_name)

    def clean_left_at(self) -> datetime | None:
        return _as_late_as(self.cleaned_data["left_at"], self.fir.reported_at)


class AddSectionsForm(ActForm):
    """Further sections, and why."""

    sections = SectionsField(label=_("Sections"))
    because = _words(_("Why it is added"), most=500)

    def prepare(self) -> None:
        picker: Any = self.fields["sections"]
        picker.offer(timezone.localdate(self.at))


class DeleteSectionForm(ActForm):
    """A section that does not hold, and why."""

    section = _Choice(
        OffenceSection, _("Section"), lambda one: f"{one.local_text}: {one.local_title}"
    )
    because = _words(_("Why it is deleted"), most=500)

    def prepare(self) -> None:
        self.offer("section", OffenceSection.objects.filter(pk__in=self.fir.section_codes))


class CorrectForm(ActForm):
    """A slip of the pen in what was signed."""

    row = _line(_("Where in the form"), most=80)
    stands = _line(_("As it stands"), most=500)
    reads = _line(_("As it is to be read"), most=500)
    because = _words(_("Why"), most=500)


class LinkForm(ActForm):
    """Another FIR that belongs to this one."""

    number = forms.CharField(
        label=_("Number of the other FIR"),
        max_length=12,
        widget=forms.TextInput(attrs={"dir": "ltr", "placeholder": "123/26"}),
        help_text=_("Of this station, such as 123/26."),
    )
    words = _line(_("How they belong together"), most=240)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        number = cleaned.pop("number", "")
        if number:
            visible = FIR.objects.visible_to(self.user).filter(station=self.fir.station)
            keys = visible.keys_of_number(fold_digits(number))
            other = visible.filter(pk__in=[pk for _at, pk in keys]).first()
            if other is None:
                self.add_error("number", _("There is no such FIR at this station."))
            cleaned["other"] = other
        return cleaned


# --- People and things: the rows of the draft, one at a time ---


class _PartForm(ActForm):
    """A row of the draft's form, inside the form of an act; its fields become the act's own."""

    part: type[draft_forms.PartForm]
    #: What the action calls the unsaved row.
    argument = "party"

    def prepare(self) -> None:
        self.inner = self.part(
            self.data if self.is_bound else None, auto_id=self.auto_id, prefix=self.prefix
        )
        self.fields.update(self.inner.fields)

    def clean(self) -> dict[str, Any]:
        if not self.inner.is_valid():
            for name, errors in self.inner.errors.items():
                if name not in self.errors:
                    self.add_error(None if name == "__all__" else name, errors.as_data())
        return {self.argument: self.inner.instance}


class NominateForm(_PartForm):
    """One more who is accused."""

    part = draft_forms.AccusedForm


class AddWitnessForm(_PartForm):
    """One more witness."""

    part = draft_forms.WitnessForm


class AddVictimForm(_PartForm):
    """One more victim."""

    part = draft_forms.VictimForm


class AddVehicleForm(_PartForm):
    """One more vehicle that is gone."""

    part = draft_forms.VehicleForm
    argument = "thing"


class AddMobileForm(_PartForm):
    """One more telephone that is gone."""

    part = draft_forms.MobileForm
    argument = "thing"


class AddThingForm(_PartForm):
    """One more thing that is gone."""

    part = draft_forms.StolenThingForm
    argument = "thing"


class LearnForm(ActForm):
    """What was learnt of an accused. What is left empty stays as it is."""

    accused = _Choice(Accused, _("Accused"), _accused_label)

    def prepare(self) -> None:
        self.offer("accused", self.fir.accused_rows.order_by("pk"))
        self.fields.update(
            {
                name: field
                for name, field in draft_forms.AccusedForm().fields.items()
                if name != "description"
            }
        )


class FindForm(ActForm):
    """What of the stolen things was found, and where."""

    thing = forms.ChoiceField(label=_("What was found"))
    where = _line(_("Where it was found"), most=240)

    _KINDS: dict[str, Any] = {"vehicle": Vehicle, "mobile": Mobile, "thing": StolenThing}

    def prepare(self) -> None:
        field: Any = self.fields["thing"]
        field.choices = [
            (f"{kind}-{one.pk}", _thing_label(one))
            for kind, model in self._KINDS.items()
            for one in model._default_manager.filter(fir=self.fir, found_at=None).order_by("pk")
        ]

    def clean_thing(self) -> Any:
        kind, _dash, pk = self.cleaned_data["thing"].partition("-")
        return self._KINDS[kind]._default_manager.get(pk=pk, fir=self.fir)


def _thing_label(one: Any) -> str:
    if isinstance(one, Vehicle):
        numbers = one.registration_no or one.chassis_no or one.engine_no
        return f"{isolated(numbers)} {isolated(one.description)}"
    if isinstance(one, Mobile):
        return f"{isolated(one.make)} {isolated(one.imei)}"
    return str(one.description)


# --- The investigation ---


class CaseDiaryForm(ActForm):
    """A page of the case diary."""

    place = _line(_("Place"), most=120, required=False)
    words = _words(
        _("Case diary"),
        most=16000,
        rows=10,
        help_text=_("The complainant never reads this. Nothing of it can be changed later."),
    )


class StatementForm(ActForm):
    """What somebody said."""

    of = forms.ChoiceField(label=_("Of whom"))
    kind = forms.ChoiceField(label=_("Statement"), choices=Statement.Kind.choices)
    words = _words(_("Statement"), most=16000, rows=8)

    def prepare(self) -> None:
        groups = (
            ("witness", self.fir.witnesses, _("Witnesses")),
            ("victim", self.fir.victims, _("Victims")),
            ("accused", self.fir.accused_rows.filter(is_known=True), _("Accused")),
        )
        field: Any = self.fields["of"]
        field.choices = [
            (label, [(f"{kind}-{one.pk}", one.name) for one in rows.order_by("pk")])
            for kind, rows, label in groups
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        kind, _dash, pk = cleaned["of"].partition("-")
        whom = {f"{kind}_id": int(pk)}
        return {"statement": Statement(kind=cleaned["kind"], words=cleaned["words"], **whom)}


class PaperForm(ActForm):
    """A paper of the case file, photographed; or why there is none."""

    paper_kind = forms.ChoiceField(label=_("Paper"), choices=Paper.choices)
    picture = forms.FileField(label=_("Photograph"), required=False)
    words = _line(_("Remark, or why there is none"), most=240, required=False)

    def clean_picture(self) -> Any:
        """The photograph, drawn anew."""
        sent = self.cleaned_data["picture"]
        if not sent:
            return None
        drawn = drawn_anew(sent)
        if drawn.kind != drawn.Kind.PHOTO:
            raise ValidationError(gettext("This is no photograph. Take a photograph of the paper."))
        return drawn

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        drawn, words = cleaned.get("picture"), cleaned.get("words", "")
        if not drawn and not words and "picture" not in self.errors:
            self.add_error("words", _("Add the photograph, or say why there is none."))
        paper = CasePaper(paper=cleaned.get("paper_kind", ""), words=words)
        if drawn:
            # The file itself: that of the attachment would be kept where attachments are.
            paper.picture, paper.size = drawn.file.file, drawn.size
        return {"paper": paper}


class ArrestForm(_AccusedForm):
    """Who was arrested, when and where."""

    to = Position.ARRESTED
    arrested_at = _moment(_("Arrested at"))
    place = _line(_("Where"), most=240)
    told_whom = _line(_("Who was told of the arrest"), most=120, required=False)
    before_because = _line(
        _("Why he was arrested before the FIR"),
        most=500,
        required=False,
        help_text=_("Only where the arrest came first (s.54)."),
    )

    def prepare(self) -> None:
        super().prepare()
        self.initial.setdefault("arrested_at", timezone.localtime(self.at))

    def clean_arrested_at(self) -> datetime | None:
        return _as_late_as(self.cleaned_data["arrested_at"], self.fir.registered_at)


class RemandForm(ActForm):
    """Before the magistrate, and his order of custody."""

    arrest = _Choice(Arrest, _("Accused"), lambda one: one.accused.name)
    produced_at = _moment(_("Produced before the magistrate at"), required=False)
    kind = forms.ChoiceField(label=_("Remand"), choices=Remand.Kind.choices)
    from_on = _day(_("From"))
    until_on = _day(_("Produce again on"))
    court = _line(_("Magistrate"), most=120)

    def prepare(self) -> None:
        rows = self.fir.arrests.filter(accused__position__in=[*IN_CUSTODY])
        self.offer("arrest", rows.select_related("accused").order_by("-arrested_at"))
        today = timezone.localdate(self.at)
        self.initial.setdefault("produced_at", timezone.localtime(self.at))
        self.initial.setdefault("from_on", today)
        self.initial.setdefault("until_on", today + timedelta(days=3))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        made: Arrest | None = cleaned.get("arrest")
        if made:
            cleaned["produced_at"] = _as_late_as(cleaned.get("produced_at"), made.arrested_at)
        return cleaned


class _PositionForm(_AccusedForm):
    words = _words(_("In words"), least=3, most=500)


class BailForm(_PositionForm):
    """Who is released on bail, and by whose order."""

    to = Position.ON_BAIL


class DischargeForm(_PositionForm):
    """Against whom nothing holds, and why."""

    to = Position.DISCHARGED


class AbscondForm(_PositionForm):
    """Who hides or has fled, and how that is known."""

    to = Position.ABSCONDING


class DeathForm(_PositionForm):
    """Who has died, and how that is known."""

    to = Position.DEAD


class ProcessForm(_AccusedForm):
    """What the court issued against an accused."""

    kind = forms.ChoiceField(label=_("Process"), choices=Process.Kind.choices)
    court = _line(_("Court"), most=120)
    issued_on = _day(_("Issued on"))

    def prepare(self) -> None:
        super().prepare()
        self.initial.setdefault("issued_on", timezone.localdate(self.at))

    def clean_issued_on(self) -> date:
        day: date = self.cleaned_data["issued_on"]
        if day > timezone.localdate(self.at):
            raise ValidationError(_("This day has not come yet."))
        return day


class ReturnForm(ActForm):
    """What came of a warrant or a proclamation."""

    process = _Choice(
        Process,
        _("Process"),
        lambda one: f"{one.kind_label}: {isolated(one.accused.name)}, {isolated(one.court)}",
    )
    result = forms.ChoiceField(label=_("Result"), choices=Process.Result.choices)

    def prepare(self) -> None:
        rows = self.fir.processes.filter(returned_at=None)
        self.offer("process", rows.select_related("accused").order_by("pk"))


# --- The malkhana ---


class RecoverForm(ActForm):
    """What was recovered, from whom, and before which witnesses."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ItemKind.choices)
    description = _line(_("What it is"), most=240)
    quantity = _line(_("Quantity or weight"), most=40, required=False)
    condition = _line(_("Condition, seals"), most=120, required=False)
    recovered_from = _Choice(
        Accused, _("Recovered from"), _accused_label, required=False, empty_label="—"
    )
    recovered_at = _moment(_("Recovered at"))
    place = _line(_("Where"), most=240)
    witnesses = _line(_("Recovery witnesses (s.103)"), most=240)
    calibre = _line(_("Bore or calibre"), most=40, required=False)
    weapon_no = _line(_("Number of the weapon"), most=40, required=False)
    licence = _line(_("Licence"), most=60, required=False)
    before_because = _line(
        _("Why it was recovered before the FIR"),
        most=500,
        required=False,
        help_text=_("Only where the recovery came first."),
    )

    def prepare(self) -> None:
        self.offer("recovered_from", self.fir.accused_rows.order_by("pk"))
        self.initial.setdefault("recovered_at", timezone.localtime(self.at))

    def clean_recovered_at(self) -> datetime | None:
        return _as_late_as(self.cleaned_data["recovered_at"], self.fir.registered_at)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        return cleaned if self.errors else {"item": CaseItem(**cleaned)}


def _item_label(item: CaseItem) -> str:
    return f"{isolated(item.number)}: {isolated(item.description)} ({item.whereabouts_label})"


class MoveForm(ActForm):
    """Where a thing of the malkhana goes, in whose hands, on what paper."""

    item = _Choice(CaseItem, _("Thing"), _item_label)
    to = forms.ChoiceField(label=_("Goes to"), choices=Whereabouts.choices)
    by_whom = _line(_("In whose hands"), most=120)
    place = _line(
        _("Laboratory or court"), most=120, required=False, help_text=_("For the road certificate.")
    )
    question = _line(_("What the laboratory is asked"), most=240, required=False)
    order_no = _line(
        _("Order of the court"),
        most=60,
        required=False,
        help_text=_("To its owner, destroyed or confiscated: only by order."),
    )
    words = _line(_("Seals and remarks"), most=240, required=False)

    def prepare(self) -> None:
        ended = (Whereabouts.DESTROYED, Whereabouts.CONFISCATED)
        self.offer("item", self.fir.items.exclude(whereabouts__in=ended).order_by("pk"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        to = cleaned.get("to")
        if to in (Whereabouts.AT_LAB, Whereabouts.AT_COURT) and not cleaned.get("place"):
            self.add_error("place", _("Say to which laboratory or court it goes."))
        if to == Whereabouts.AT_LAB and not cleaned.get("question"):
            self.add_error("question", _("Say what the laboratory is to find out."))
        by_order = (Whereabouts.ON_SUPERDARI, Whereabouts.DESTROYED, Whereabouts.CONFISCATED)
        if to in by_order and not cleaned.get("order_no"):
            self.add_error("order_no", _("Give the number of the court's order."))
        return cleaned


class ResultForm(ActForm):
    """What the laboratory found."""

    forensic = _Choice(
        Forensic,
        _("Sent"),
        lambda one: f"{isolated(one.movement.item.number)}: {isolated(one.laboratory)}",
    )
    lab_no = _line(_("Number of the report"), most=60)
    result = _words(_("Result"), least=3, most=1000)

    def prepare(self) -> None:
        rows = self.fir.forensics.filter(result_at=None).select_related("movement__item")
        self.offer("forensic", rows.order_by("pk"))


# --- The report under s.173 ---


class ReportForm(ActForm):
    """The report of the officer who has the case."""

    kind = forms.ChoiceField(label=_("Report"))
    accused = forms.ModelMultipleChoiceField(
        Accused.objects.none(),
        label=_("Sent for trial"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    cancelled_as = forms.ChoiceField(
        label=_("Cancelled as"),
        required=False,
        choices=[("", "—"), *CancelledAs.choices],
        help_text=_("For a cancellation alone."),
    )
    words = _words(_("Result of the investigation"), most=8000, rows=8)

    def prepare(self) -> None:
        kinds: Any = self.fields["kind"]
        kinds.choices = [
            (one.value, one.label)
            for one in ReportKind
            if one == ReportKind.SUPPLEMENTARY or allows(self.fir.state, one.value)
        ]
        rows: Any = self.fields["accused"]
        rows.queryset = self.fir.accused_rows.filter(is_known=True).order_by("pk")
        rows.label_from_instance = _accused_label

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        is_cancellation = cleaned.get("kind") == ReportKind.CANCELLATION
        if is_cancellation and not cleaned.get("cancelled_as"):
            self.add_error("cancelled_as", _("Say whether it was false, or a mistake."))
        if not is_cancellation:
            cleaned["cancelled_as"] = ""
        cleaned["accused"] = list(cleaned.get("accused") or ())
        return cleaned


def _report_label(one: FinalReport) -> str:
    return f"{one.kind_label}, {timezone.localtime(one.made_at):%d-%m-%Y}"


class _OfReportForm(ActForm):
    report = _Choice(FinalReport, _("Report"), _report_label)

    def rows(self) -> Any:
        """Those of which it can be said."""
        return self.fir.reports.filter(signed_at=None, sent_back_at=None)

    def prepare(self) -> None:
        self.offer("report", self.rows().order_by("-made_at", "-pk"))


class SignForm(_OfReportForm):
    """The signature of the SHO."""


class SendBackForm(_OfReportForm):
    """Why the report is not signed."""

    because = _words(_("Why it is sent back"), most=500)


class ReachCourtForm(_OfReportForm):
    """When the report reached which court."""

    reached_at = _moment(_("Reached the court at"))
    court = _line(_("Court"), most=120)

    def rows(self) -> Any:
        return self.fir.reports.filter(signed_at__isnull=False, reached_court_at=None)

    def prepare(self) -> None:
        super().prepare()
        self.initial.setdefault("reached_at", timezone.localtime(self.at))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        made: FinalReport | None = cleaned.get("report")
        if made and "reached_at" in cleaned:
            cleaned["reached_at"] = _as_late_as(cleaned["reached_at"], made.signed_at)
        return cleaned


class OrderForm(_OfReportForm):
    """What the magistrate ordered on a proposed cancellation."""

    is_approval = forms.TypedChoiceField(
        label=_("The court"),
        widget=forms.RadioSelect,
        choices=[("yes", _("agrees: the case is cancelled")), ("no", _("does not agree"))],
        coerce=lambda value: value == "yes",
    )
    order_no = _line(_("Number of the order"), most=60)

    def rows(self) -> Any:
        proposed = self.fir.reports.filter(kind=ReportKind.CANCELLATION, order_at=None)
        return proposed.filter(reached_court_at__isnull=False)


class DecideForm(ActForm):
    """What the court decided of each accused."""

    words = _words(_("Order of the court"), least=3, most=500)

    _VERDICTS = (Position.CONVICTED, Position.ACQUITTED, Position.DISCHARGED)

    def prepare(self) -> None:
        for one in self.fir.accused_rows.filter(is_known=True).order_by("pk"):
            able = [to for to in self._VERDICTS if allows_position(one.position, to)]
            if able:
                self.fields[f"accused_{one.pk}"] = forms.ChoiceField(
                    label=one.name,
                    required=False,
                    choices=[("", "—"), *((to.value, to.label) for to in able)],
                )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        verdicts = {
            one: cleaned[f"accused_{one.pk}"]
            for one in self.fir.accused_rows.filter(is_known=True)
            if cleaned.get(f"accused_{one.pk}")
        }
        return {"verdicts": verdicts, "words": cleaned.get("words", "")}


class WordsForm(ActForm):
    """A few words."""

    words = _words(_("In words"))


class TransferForm(ActForm):
    """Which agency or district gets the investigation, and by what order."""

    to = _line(_("To"), most=120)
    words = _words(_("Order"), least=3, most=500)


# --- The seal ---


class SealForm(ActForm):
    """Why the case is sealed."""

    sealed_as = forms.ChoiceField(label=_("Sealed as"), choices=Seal.choices)


class NameOfficerForm(ActForm):
    """Who sees the sealed case from now on, by his service number."""

    officer = forms.CharField(
        label=_("Service number"), max_length=40, widget=forms.TextInput(attrs={"dir": "ltr"})
    )

    def clean_officer(self) -> User:
        """The officer himself."""
        typed = self.cleaned_data["officer"]
        officer = User.objects.filter(username=typed, is_active=True).first()
        if officer is None:
            raise ValidationError(gettext("Nobody signs in with this service number."))
        return officer


class UnnameForm(ActForm):
    """Which officer is to see it no longer."""

    officer = forms.ModelChoiceField(
        User.objects.none(), label=_("Officer"), to_field_name="username"
    )

    def prepare(self) -> None:
        keys = SealKey.objects.to(self.fir).values("user")
        field: Any = self.fields["officer"]
        field.queryset = User.objects.filter(pk__in=keys).order_by("name", "pk")
        field.label_from_instance = lambda one: (
            f"{isolated(one.local_name)} ({isolated(one.username)})"
        )


class LiftForm(ActForm):
    """Nothing to fill in: the button is the act."""

    warning = _(
        "From then on whoever may see the cases of this station reads it and finds the people in "
        "it. Lift a seal only where it was set by mistake."
    )
