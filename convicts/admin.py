from django.contrib import admin

from audit.admin import RecordedAdmin
from convicts.models import Method


@admin.register(Method)
class MethodAdmin(RecordedAdmin):
    list_display = ("code", "name", "name_ur", "crime_head", "position")
    list_filter = ("crime_head",)
    search_fields = ("code", "name", "name_ur")

    def get_readonly_fields(self, request: object, obj: object = None) -> tuple[str, ...]:
        """Files point to the code."""
        return ("code",) if obj else ()
