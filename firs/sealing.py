"""Sealed cases: of a sexual offence, a juvenile, or as the complaint was. They exist for the
officers named on them, on every list, count, paper and address.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import sealing as seals
from accounts.permissions import Permission
from accounts.seals import Seal, SealKey
from alerts.actions import reseal_listing
from audit.actions import record
from complaints import owners
from complaints import sealing as complaints
from complaints.models import Complaint, Level
from complaints.policies import Refused
from complaints.querysets import reached_by
from documents.actions import withhold
from firs.entries import enter, locked
from firs.models import FIR, Accused, EntryKind, OffenceSection, State
from firs.models.people import ADULT, Party

#: So many rungs are named from the first moment: who works on it, and who supervises him.
RUNGS = 3
#: Nothing is done any more in such a case.
_OVER = (State.DISCARDED, State.CANCELLED, State.DECIDED)


def seal_of(fir: FIR, sections: Iterable[OffenceSection], people: Iterable[Party]) -> str:
    """How the law seals such a case: '' where it does not.

    A victim of a sexual offence is named to nobody (s.376-A PPC; Anti-Rape Act 2021 s.26), nor is
    a juvenile (Juvenile Justice System Act 2018 s.13). What the complaint was sealed as stays.
    """
    for section in sections:
        if section.sealed_as:
            return str(section.sealed_as)
    if _is_minor(fir) or any(one.is_minor for one in people):
        return Seal.JUVENILE
    return str(fir.sealed_as)


def _is_minor(fir: FIR) -> bool:
    born = fir.date_of_birth.year if fir.date_of_birth else fir.birth_year
    return born is not None and timezone.localdate(fir.reported_at).year - born < ADULT


def apply(fir: FIR, sealed_as: str, *, by: Any, at: datetime) -> None:
    """Seal the case, once, and name whose work it is; part of an act on a case that is held.

    Whoever is accused in it since is sealed with it, and so is the complaint it comes from.
    """
    if not fir.sealed_as or not _named(fir):
        _seal(fir, sealed_as, by=by, at=at)
    for one in fir.accused_rows.filter(sealed_as="").order_by("pk"):
        _seal_accused(fir, one, at=at)


def _seal(fir: FIR, sealed_as: str, *, by: Any, at: datetime) -> None:
    fir.sealed_as = sealed_as
    fir.save(update_fields=["sealed_as"])
    if fir.complaint is not None and not fir.complaint.is_sealed:
        complaints.seal(by=by, complaint=fir.complaint, sealed_as=sealed_as, at=at)
    _name_heads(fir, at=at)
    for officer in filter(None, (by, fir.investigator)):
        ensure_named(fir, officer, by=by, at=at)
    withhold(by=by, source=fir, is_withheld=True, at=at)
    record(by=by, action="accounts.sealed", target=fir, at=at, detail={"as": sealed_as})
    if fir.is_registered:
        enter(fir, EntryKind.SEALED, by=by, at=at)


def name_those_in_office(*, at: datetime) -> int:
    """Name whoever became head since on the sealed cases, and drafts, that are not over.

    One that is untraced, in court or with another agency is the new head's as well: he reviews it,
    answers the court, and takes it back. Returns how many were looked at.
    """
    rows = FIR.objects.exclude(sealed_as="").exclude(state__in=[*_OVER])
    looked_at = 0
    for pk in rows.order_by("pk").values_list("pk", flat=True).iterator(500):
        with transaction.atomic():
            _name_heads(locked(FIR(pk=pk)), at=at)
        looked_at += 1
    return looked_at


def _name_heads(fir: FIR, *, at: datetime) -> None:
    for level in [one for one in Level if one >= fir.level][:RUNGS]:
        for head in owners.owners_of(fir.station, level, on=timezone.localdate(at)):
            ensure_named(fir, head, by=None, at=at)


def ensure_named(fir: FIR, officer: Any, *, by: Any, at: datetime) -> None:
    """Name the officer on the case and its accused, unless he is; part of an act."""
    if not SealKey.objects.to(fir).filter(user=officer.pk).exists():
        seals.give_key(by=by, record=fir, officer=officer, at=at)
    for one in fir.accused_rows.exclude(sealed_as=""):
        if not SealKey.objects.to(one).filter(user=officer.pk).exists():
            seals.give_key(by=by, record=one, officer=officer, at=at)


def _seal_accused(fir: FIR, one: Accused, *, at: datetime) -> None:
    """Give one who is accused in a sealed case the seal of the case, and its keys."""
    one.sealed_as = fir.sealed_as
    one.save(update_fields=["sealed_as"])
    for key in SealKey.objects.to(fir).select_related("user"):
        if not SealKey.objects.to(one).filter(user=key.user_id).exists():
            seals.give_key(by=key.given_by, record=one, officer=key.user, at=at)
    reseal_listing(one, at=at)


@transaction.atomic
def seal(*, by: Any, fir: FIR, sealed_as: str, at: datetime) -> FIR:
    """Seal a case that stands under plain sections."""
    fir = locked(fir)
    if refusal := seals.refuse_sealing(fir):
        raise Refused(refusal)
    apply(fir, sealed_as, by=by, at=at)
    return fir


@transaction.atomic
def name_officer(*, by: Any, fir: FIR, officer: Any, at: datetime) -> FIR:
    """Let one more officer see the sealed case."""
    fir = locked(fir)
    if refusal := refuse_naming(fir, officer):
        raise Refused(refusal)
    ensure_named(fir, officer, by=by, at=at)
    record(
        by=by,
        action="accounts.officer_named",
        target=fir,
        at=at,
        detail={"officer": officer.pk, "name": str(officer)},
    )
    enter(fir, EntryKind.NAMED, by=by, at=at, officer=officer)
    return fir


@transaction.atomic
def unname(*, by: Any, fir: FIR, officer: Any, at: datetime) -> FIR:
    """Let an officer see the sealed case no longer."""
    fir = locked(fir)
    seals.unname(by=by, record=fir, officer=officer, at=at)
    labels = SealKey.objects.filter(
        record_label=Accused._meta.label_lower,
        record_id__in=fir.accused_rows.values("pk"),
        user=officer.pk,
    )
    labels.delete()
    enter(fir, EntryKind.UNNAMED, by=by, at=at, officer=officer)
    return fir


@transaction.atomic
def lift(*, by: Any, fir: FIR, at: datetime) -> FIR:
    """Lift a seal that was set by mistake."""
    fir = locked(fir)
    if refusal := refuse_lifting(fir):
        raise Refused(refusal)
    fir = seals.unseal(by=by, record=fir, at=at)
    _unseal_accused(fir, at=at)
    withhold(by=by, source=fir, is_withheld=fir.is_withheld, at=at)
    enter(fir, EntryKind.LIFTED, by=by, at=at)
    return fir


def refuse_plain(fir: FIR) -> str | None:
    """Why nothing can be done with its seal: it has none."""
    return None if fir.is_sealed else _("This case is not sealed.")


def refuse_lifting(fir: FIR) -> str | None:
    """Why its seal cannot be lifted: the law seals such a case."""
    if refusal := refuse_plain(fir):
        return refusal
    if _by_law(fir):
        return _("The law seals such a case: its sections, or the age of somebody in it.")
    if fir.complaint is not None and fir.complaint.is_sealed:
        return _("Its complaint is sealed. Lift that seal first.")
    return None


def refuse_naming(fir: FIR, officer: Any) -> str | None:
    """Why this officer cannot be named on the case now."""
    name = {"name": officer.local_name}
    if refusal := refuse_plain(fir):
        return refusal
    if fir.accused_rows.filter(user=officer.pk).exists():
        return _("%(name)s is accused in this case.") % name
    if not FIR.objects.filter(reached_by(officer, Permission.SEE_FIRS), pk=fir.pk).exists():
        return _("%(name)s is posted nowhere where such a record is of use.") % name
    if SealKey.objects.to(fir).filter(user=officer.pk).exists():
        return _("%(name)s is named already.") % name
    return None


def follow(*, complaint: Complaint, by: Any, at: datetime) -> None:
    """The seal of a complaint moved: its FIR goes along. Part of that act.

    A draft is sealed just as its complaint is, and never less than the law asks. A registered
    case keeps its own seal, and is never less sealed than the complaint.
    """
    fir = FIR.objects.select_for_update(of=("self",)).filter(complaint=complaint).first()
    if fir is None:
        return
    if complaint.is_sealed:
        named = [key.user for key in SealKey.objects.to(complaint).select_related("user")]
        for officer in named:
            ensure_named(fir, officer, by=by, at=at)
        if not fir.is_registered:
            fir.sealed_as = complaint.sealed_as
            fir.save(update_fields=["sealed_as"])
            _forget_all(fir, but=named)
        apply(fir, complaint.sealed_as, by=by, at=at)
    elif not fir.is_registered and not _by_law(fir):
        fir.sealed_as = ""
        fir.save(update_fields=["sealed_as"])
        _forget_all(fir)
        _unseal_accused(fir, at=at)


def _by_law(fir: FIR) -> str:
    """How the law seals it, whatever it was sealed as."""
    rows = fir.section_rows.filter(removed_at=None)
    sections = OffenceSection.objects.filter(pk__in=rows.values("section"))
    people = [*fir.accused_rows.all(), *fir.victims.all()]
    return seal_of(FIR(**fir.identity_values(), reported_at=fir.reported_at), sections, people)


def _forget_all(fir: FIR, *, but: Sequence[Any] = ()) -> None:
    """Nobody but these is named on the case and on who is accused in it."""
    others = SealKey.objects.exclude(user__in=[one.pk for one in but])
    others.filter(record_label=FIR._meta.label_lower, record_id=fir.pk).delete()
    accused = fir.accused_rows.values("pk")
    others.filter(record_label=Accused._meta.label_lower, record_id__in=accused).delete()


def _unseal_accused(fir: FIR, *, at: datetime) -> None:
    for one in fir.accused_rows.exclude(sealed_as="").order_by("pk"):
        one.sealed_as = ""
        one.save(update_fields=["sealed_as"])
        SealKey.objects.to(one).delete()
        reseal_listing(one, at=at)


def _named(fir: FIR) -> bool:
    return bool(SealKey.objects.to(fir).exists())
