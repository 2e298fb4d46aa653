"""What waits in cases, on the home page: for whoever writes, investigates, heads or supervises."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from firs.board import list_url
from firs.duties import CHALLAN_SOON, REMANDED, holding
from firs.models import FIR, UNREPORTED, FinalReport, State
from firs.roll_up import put_before
from screen.navigation import Tile


def tiles(user: Any) -> Iterator[Tile]:
    """Numbers of cases, counted in a few questions; each leads to what it counts."""
    now = timezone.now()
    visible = FIR.objects.visible_to(user)
    unreported, mine = Q(state__in=[*UNREPORTED]), Q(investigator=user.pk)
    counts = visible.filter(state__in=[State.DRAFT, *UNREPORTED]).aggregate(
        drafts=Count("pk", filter=Q(state=State.DRAFT)),
        unassigned=Count("pk", filter=Q(state=State.REGISTERED)),
        late=Count("pk", filter=unreported & Q(report_due_at__lt=now)),
        mine=Count("pk", filter=unreported & mine & Q(report_due_at__lt=now + CHALLAN_SOON)),
    )
    today = reverse("firs:today")
    if user.may(Permission.INVESTIGATE_FIRS):
        number = _to_court(user, now)
        yield _tile(_("Before the magistrate today"), number, f"{today}?tab=mine", "bank", "bad")
        label = _("My challans: late or soon due")
        yield _tile(label, counts["mine"], f"{today}?tab=mine", "file-earmark-check")
    if user.may(Permission.DIRECT_FIRS):
        waiting = FinalReport.objects.visible_to(user, Permission.DIRECT_FIRS)
        number = waiting.filter(signed_at=None, sent_back_at=None).count()
        yield _tile(_("Reports to sign"), number, f"{today}?tab=station#to-sign", "pen")
        url = f"{today}?tab=station#to-assign"
        yield _tile(_("Cases to mark"), counts["unassigned"], url, "person-plus")
        yield _tile(_("Challans late"), counts["late"], list_url(tab="late"), "alarm-fill", "bad")
    if user.may(Permission.SUPERVISE_FIRS):
        number = put_before(user, visible, now).count()
        yield _tile(_("Challans put before you"), number, today, "arrow-up-circle", "bad")
    yield _tile(_("FIR drafts"), counts["drafts"], reverse("firs:drafts"), "file-earmark-text")


def _to_court(user: Any, at: datetime) -> int:
    """In this officer's cases: how many are to be produced by tomorrow morning, or should be.

    In whatever state the case is: the questions are those of the list to which the tile leads.
    """
    mine = FIR.objects.visible_to(user, Permission.INVESTIGATE_FIRS).filter(investigator=user.pk)
    new = Q(produced_at=None, produce_by__lt=at + timedelta(hours=24))
    again = REMANDED & Q(ordered_until__lte=timezone.localdate(at))
    return int(holding(mine).filter(new | again).count())


def _tile(label: str, number: int, url: str, icon: str, tone: str = "waits") -> Tile:
    return Tile(label, number, url, icon, tone=tone if number else "plain")
