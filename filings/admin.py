from django.contrib import admin

from audit.admin import RecordedAdmin
from filings.models import ReportingRule


@admin.register(ReportingRule)
class ReportingRuleAdmin(RecordedAdmin):
    list_display = ("title", "kind", "province", "district", "hours", "valid_from", "valid_to")
    list_filter = ("kind", "province", "is_verified")
    search_fields = ("title", "title_ur", "source")
