from django.contrib import admin

from audit.admin import RecordedAdmin
from hotel_eye.models import Desk, Hotel


class DeskInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Desk
    extra = 0
    autocomplete_fields = ("user",)


@admin.register(Hotel)
class HotelAdmin(RecordedAdmin):
    list_display = ("name", "kind", "station", "closed_on")
    search_fields = ("name", "name_ur", "licence_no")
    autocomplete_fields = ("station",)
    inlines = [DeskInline]
