"""Complaints in somebody's dossier: those he made, and those that name him."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.models import Complaint, Respondent
from dossier import registry
from dossier.registry import Found, Moment, Subject


def of_person(subject: Subject, user: Any, _at: datetime) -> Found:
    """By CNIC; who keeps his identity hidden is found by nobody."""
    if not subject.cnic:
        return Found()
    named = set(Respondent.objects.filter(cnic=subject.cnic).values_list("complaint_id", flat=True))
    own = Complaint.objects.filter(cnic=subject.cnic, is_identity_hidden=False)
    keys = named.union(own.values_list("pk", flat=True))
    about_himself = Respondent.objects.filter(user=user.pk).values("complaint")
    existing = Complaint.objects.open_to(user).filter(pk__in=keys).exclude(pk__in=about_himself)
    visible = Complaint.objects.visible_to(user).filter(pk__in=keys)

    def moment(complaint: Complaint) -> Moment:
        part = _("named in it") if complaint.pk in named else _("complainant")
        return Moment(
            complaint.lodged_at,
            _("Complaint %(tag)s") % {"tag": complaint.e_tag},
            registry.joined(part, complaint.category.local_name, complaint.station.local_name),
            reverse("complaints:detail", args=[complaint.pk]),
        )

    visible = visible.select_related("category", "station")
    return registry.found(visible, existing, "lodged_at", moment)
