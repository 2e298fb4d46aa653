from typing import Any

from django import forms
from django.contrib import admin

from audit.admin import RecordedAdmin
from stations.models import Circle, District, DistrictAlias, Province, Region, Station
from stations.querysets import folded_name


class DistrictAliasForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = DistrictAlias
        fields = ("name",)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.instance.folded = folded_name(cleaned.get("name", ""))
        return cleaned


class DistrictAliasInline(admin.TabularInline):  # type: ignore[type-arg]
    model = DistrictAlias
    form = DistrictAliasForm
    extra = 0


class UnitAdmin(RecordedAdmin):
    list_display = ("code", "name", "name_ur", "valid_from", "valid_to")
    search_fields = ("code", "name", "name_ur")


@admin.register(District)
class DistrictAdmin(UnitAdmin):
    inlines = [DistrictAliasInline]


for unit in (Province, Region, Circle, Station):
    admin.site.register(unit, UnitAdmin)
