from django.contrib import admin

from alerts.models import ListingCategory


@admin.register(ListingCategory)
class ListingCategoryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("code", "name", "name_ur", "severity")
