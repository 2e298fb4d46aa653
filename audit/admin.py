"""The administrator's edits of reference data are events, too."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.utils import timezone

from audit.actions import record


class RecordedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Writes an event for every row added, changed or deleted; Django's own log can be edited."""

    @transaction.atomic
    def changelist_view(self, request: Any, extra_context: Any = None) -> Any:
        """Deleting from the list is no transaction in Django; an event needs one."""
        return super().changelist_view(request, extra_context)

    def log_addition(self, request: Any, obj: Any, message: Any) -> Any:
        self._record(request, "admin.added", obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: Any, obj: Any, message: Any) -> Any:
        self._record(request, "admin.changed", obj, message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: Any, queryset: Any) -> Any:
        for obj in queryset:
            self._record(request, "admin.deleted", obj)
        return super().log_deletions(request, queryset)

    def _record(self, request: Any, action: str, obj: Any, message: Any = None) -> None:
        # Which fields, not which values: an event holds no CNIC and no phone.
        record(
            by=request.user,
            action=action,
            target=obj,
            at=timezone.now(),
            detail={"changed": message} if message else {},
        )
