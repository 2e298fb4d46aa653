"""What waits at the desk of complaints, for whoever must do it."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from complaints.models import Complaint, State
from screen.navigation import Tile


def tiles(user: Any) -> Iterator[Tile]:
    """Numbers of open complaints, all counted in one question; each leads to its list."""
    now = timezone.now()
    is_head = user.may(Permission.DECIDE_COMPLAINTS)
    # An officer's own calls; a head answers for those of everybody.
    calls = Q(called_at=None, call_due_at__lt=now) & (Q() if is_head else Q(assigned_to=user.pk))
    counts = (
        Complaint.objects.visible_to(user)
        .open()
        .aggregate(
            unassigned=Count("pk", filter=Q(assigned_to=None)),
            mine=Count("pk", filter=Q(assigned_to=user.pk)),
            late=Count("pk", filter=Q(due_at__lt=now)),
            calls=Count("pk", filter=calls),
            objections=Count("pk", filter=Q(state=State.OBJECTED)),
        )
    )
    where = "tab=open" if is_head else "tab=mine"
    if user.may(Permission.ASSIGN_COMPLAINTS):
        yield _tile(_("To assign"), counts["unassigned"], "tab=assign", "person-check")
    if user.may(Permission.WORK_COMPLAINTS):
        yield _tile(_("Marked to me"), counts["mine"], "tab=mine", "inbox")
        yield _tile(_("Calls due"), counts["calls"], f"{where}&call=1", "telephone")
    if is_head:
        yield _tile(_("Past their time"), counts["late"], "tab=late", "alarm", tone="bad")
    if user.may(Permission.SUPERVISE_COMPLAINTS):
        yield _tile(_("Objections"), counts["objections"], "tab=objected", "hand-thumbs-down")


def _tile(label: str, number: int, query: str, icon: str, tone: str = "waits") -> Tile:
    address = f"{reverse('complaints:list')}?{query}"
    return Tile(label, number, address, icon, tone=tone if number else "plain")
