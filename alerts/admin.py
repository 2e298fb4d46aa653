from django.contrib import admin

from alerts.models import ListingCategory
from audit.admin import RecordedAdmin


@admin.register(ListingCategory)
class ListingCategoryAdmin(RecordedAdmin):
    list_display = ("code", "name", "name_ur", "severity")
