from django.contrib import admin

from audit.admin import RecordedAdmin
from complaints.models import ComplaintCategory


@admin.register(ComplaintCategory)
class ComplaintCategoryAdmin(RecordedAdmin):
    list_display = ("code", "name", "name_ur", "hours", "fir_hours", "is_verified", "valid_to")
    list_filter = ("group", "is_verified")
    search_fields = ("code", "name", "name_ur")

    def get_readonly_fields(self, request: object, obj: object = None) -> tuple[str, ...]:
        """Complaints are kept under the code: a new one is a new category."""
        return ("code",) if obj else ()
