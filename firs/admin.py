from typing import Any

from django.contrib import admin

from audit.admin import RecordedAdmin
from firs.sections import OffenceSection


@admin.register(OffenceSection)
class OffenceSectionAdmin(RecordedAdmin):
    list_display = (
        *("code", "section", "act", "title", "title_ur", "crime_head"),
        *("is_cognizable", "is_bailable", "is_compoundable", "is_verified", "valid_to"),
    )
    list_filter = ("act", "crime_head", "sealed_as", "is_verified")
    search_fields = ("code", "section", "title", "title_ur", "words", "words_ur")

    def get_readonly_fields(self, request: object, obj: object = None) -> tuple[str, ...]:
        """Cases are kept under the code: a section that changes is a new row."""
        return ("code",) if obj else ()

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        obj.fold()
        super().save_model(request, obj, form, change)
