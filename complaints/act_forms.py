"""What is filled in for each act on a complaint; the fields are what its action takes."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from accounts.roles import POLICE_ROLES
from accounts.seals import Seal, SealKey
from complaints import owners, policies
from complaints.attachments import Attachment
from complaints.categories import ComplaintCategory, Referral
from complaints.desk_forms import categories_by_group
from complaints.models import Answered, Complaint
from documents import numbers
from matching.text import fold_digits
from people.forms import LongSelect
from stations.choices import stations_by_district
from stations.models import Station

#: Shorter than this nobody has explained anything.
LEAST_WORDS = 20


def _words(label: Any, *, least: int = 3, most: int = 2000, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        min_length=least,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": 3}),
        **options,
    )


class ActForm(forms.Form):
    """The form of one act: it knows the complaint, who acts, and when."""

    def __init__(
        self, *args: Any, complaint: Complaint, user: Any, at: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.complaint, self.user, self.at = complaint, user, at
        self.prepare()

    def prepare(self) -> None:
        """Fit the fields to the complaint."""


class EndForm(ActForm):
    """An act that ends the complaint: past its time it is said why it took longer."""

    late_because = _words(_("Why it took longer"), most=500, help_text=_("Its time is over."))

    def prepare(self) -> None:
        if not policies.must_say_why_late(self.complaint, self.at):
            del self.fields["late_because"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        return {**cleaned, "late_because": cleaned.get("late_because", "")}


_TO_COMPLAINANT = _("The complainant reads this.")


class AssignForm(ActForm):
    """To whom the complaint is marked, with how much each of them has to do."""

    officer = forms.ModelChoiceField(User.objects.none(), label=_("Officer"), empty_label=None)

    def prepare(self) -> None:
        on = timezone.localdate(self.at)
        officers = owners.officers_for(self.complaint, on=on)
        field: Any = self.fields["officer"]
        field.queryset = User.objects.filter(pk__in=[one.pk for one in officers])
        busy = self._busy(officers)
        field.choices = [(one.pk, _with_work(one, busy.get(one.pk, 0))) for one in officers]

    def _busy(self, officers: list[User]) -> dict[int, int]:
        """Open complaints of each officer, counted among those this person may see."""
        visible = Complaint.objects.visible_to(self.user).open().filter(assigned_to__in=officers)
        counted = visible.order_by().values("assigned_to").annotate(number=Count("pk"))
        return {row["assigned_to"]: row["number"] for row in counted}


def _with_work(officer: User, number: int) -> str:
    return ngettext("%(name)s: %(number)d open", "%(name)s: %(number)d open", number) % {
        "name": officer.local_name,
        "number": number,
    }


class CallForm(ActForm):
    """How the call went."""

    answered = forms.ChoiceField(
        label=_("The complainant was"),
        widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in (Answered.REACHED, Answered.NOT_REACHED)],
    )
    words = _words(_("What was said"), required=False)


class NoteForm(ActForm):
    """Something for the police's own eyes."""

    words = _words(_("Note"), most=4000, help_text=_("The complainant does not read this."))


class AskForm(ActForm):
    """A question to the complainant."""

    words = _words(_("Question"), help_text=_TO_COMPLAINANT)


class AttachForm(ActForm):
    """A photograph or a recording."""

    attachment = forms.FileField(label=_("Photograph or recording"))

    def clean_attachment(self) -> Attachment:
        """The file, drawn anew and unsaved."""
        from complaints.uploads import drawn_anew

        return drawn_anew(self.cleaned_data["attachment"])


class DelayForm(ActForm):
    """Why there is no outcome yet."""

    words = _words(_("Why it takes longer"), most=500, least=LEAST_WORDS)


class ReportForm(ActForm):
    """What the officer found."""

    words = _words(_("Your answer"), most=4000, least=LEAST_WORDS)


class LinkForm(ActForm):
    """Which other complaint belongs to this one."""

    other = forms.CharField(
        label=_("E-tag of the other complaint"),
        max_length=20,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    words = _words(_("Why they belong together"), most=500)

    def clean_other(self) -> Complaint:
        """The other complaint, if there is one that this person may see."""
        typed = fold_digits(self.cleaned_data["other"])
        digits = "".join(letter for letter in typed if letter.isdigit())
        e_tag = f"{digits[:6]}-{digits[6:]}"
        if other := Complaint.objects.visible_to(self.user).filter(e_tag=e_tag).first():
            return other
        if len(digits) != 14 or not numbers.is_whole(digits):
            raise ValidationError(gettext("This is no e-tag. Compare its 14 digits."))
        raise ValidationError(gettext("You see no complaint with this e-tag."))


class CategoryForm(ActForm):
    """Into which category it belongs."""

    category = forms.ModelChoiceField(
        ComplaintCategory.objects.none(), label=_("Category"), widget=LongSelect
    )

    def prepare(self) -> None:
        on = timezone.localdate(self.at)
        others = ComplaintCategory.objects.on(on).exclude(pk=self.complaint.category_id)
        offered = [one for one in others if not self._refused(one)]
        field: Any = self.fields["category"]
        field.queryset = ComplaintCategory.objects.filter(pk__in=[one.pk for one in offered])
        field.choices = [("", "—"), *categories_by_group(offered)]

    def _refused(self, category: ComplaintCategory) -> str | None:
        is_supervisor = self.user.may(Permission.SUPERVISE_COMPLAINTS)
        return policies.refuse_category(self.complaint, category, is_supervisor=is_supervisor)


class TransferForm(ActForm):
    """To which station it goes."""

    station = forms.ModelChoiceField(Station.objects.none(), label=_("Station"), widget=LongSelect)
    words = _words(_("Why it belongs there"), least=LEAST_WORDS)

    def prepare(self) -> None:
        others = Station.objects.exclude(pk=self.complaint.station_id)
        field: Any = self.fields["station"]
        field.queryset = others
        stations = others.select_related("circle__district")
        field.choices = [("", "—"), *stations_by_district(stations)]


class CloseForm(EndForm):
    """Why it ends without an FIR."""

    reason = forms.ChoiceField(label=_("Reason"))
    words = _words(_("In words"), least=LEAST_WORDS, help_text=_TO_COMPLAINANT)
    field_order = ("reason", "words", "late_because")

    def prepare(self) -> None:
        super().prepare()
        offered = [(one.value, one.label) for one in policies.reasons_for(self.complaint)]
        self.fields["reason"].choices = [("", "—"), *offered]  # type: ignore[attr-defined]


class ReferForm(EndForm):
    """Which other office can help."""

    referred_to = forms.ChoiceField(label=_("Refer to"), choices=[("", "—"), *Referral.choices])
    words = _words(_("In words"), least=LEAST_WORDS, help_text=_TO_COMPLAINANT)
    field_order = ("referred_to", "words", "late_because")

    def prepare(self) -> None:
        super().prepare()
        self.fields["referred_to"].initial = self.complaint.category.refer_to


class DiariseForm(EndForm):
    """The entry in the diary, and the magistrate it goes to."""

    diary_no = forms.CharField(
        label=_("Diary entry number"), max_length=20, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    court = forms.CharField(label=_("Magistrate"), max_length=120)
    words = _words(_("In words"), least=LEAST_WORDS, help_text=_TO_COMPLAINANT)
    field_order = ("diary_no", "court", "words", "late_because")


class VerifyForm(ActForm):
    """What the complainant said of the officer's answer."""

    answered = forms.ChoiceField(
        label=_("The complainant was"),
        widget=forms.RadioSelect,
        choices=[
            (one.value, one.label)
            for one in (Answered.SATISFIED, Answered.NOT_SATISFIED, Answered.NOT_REACHED)
        ],
    )
    words = _words(_("What was said"), required=False)


class RaiseForm(ActForm):
    """Why it goes up a level."""

    words = _words(_("Why it is handled higher"), least=LEAST_WORDS)


class ReopenForm(ActForm):
    """What is to be done now."""

    words = _words(_("What is to be done"), least=LEAST_WORDS)


class UpholdForm(ActForm):
    """Why the outcome stands."""

    words = _words(_("Why the outcome stands"), least=LEAST_WORDS, help_text=_TO_COMPLAINANT)


class SealForm(ActForm):
    """Why it is sealed."""

    sealed_as = forms.ChoiceField(
        label=_("Seal as"), widget=forms.RadioSelect, choices=Seal.choices
    )


class OfficerForm(ActForm):
    """Somebody by his service number."""

    officer = forms.CharField(
        label=_("Service number of the officer"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )


class SayWhoForm(OfficerForm):
    """The officer whom the complaint is about, by his service number."""

    def clean_officer(self) -> User:
        """The officer himself, also one who may not sign in now."""
        police = User.objects.filter(postings__role__in=POLICE_ROLES)
        officer = police.filter(username=self.cleaned_data["officer"]).first()
        if officer is None:
            raise ValidationError(gettext("No officer has this service number."))
        return officer


class NameOfficerForm(OfficerForm):
    """Who sees the sealed complaint from now on, by his service number."""

    def clean_officer(self) -> User:
        """The officer himself."""
        typed = self.cleaned_data["officer"]
        officer = User.objects.filter(username=typed, is_active=True).first()
        if officer is None:
            raise ValidationError(gettext("Nobody signs in with this service number."))
        return officer


class UnnameForm(ActForm):
    """Which of the named officers sees the sealed complaint no longer."""

    officer = forms.ModelChoiceField(
        User.objects.none(), label=_("Officer"), to_field_name="username"
    )

    def prepare(self) -> None:
        keys = SealKey.objects.to(self.complaint)
        field: Any = self.fields["officer"]
        field.queryset = User.objects.filter(pk__in=keys.values("user")).order_by("name", "pk")
        field.label_from_instance = lambda one: f"{one.local_name} ({one.username})"


class LiftForm(ActForm):
    """Nothing is filled in where the seal is lifted."""
