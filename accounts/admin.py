from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.forms import BaseUserCreationForm

from accounts.models import Posting, User


class PostingInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Posting
    extra = 0
    autocomplete_fields = ("station", "circle", "district", "region", "province")


class NewUserForm(BaseUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("username", "name", "name_ur", "belt_no", "phone")


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("username", "name", "belt_no", "is_active")
    search_fields = ("username", "name", "belt_no")
    fields = ("username", "name", "name_ur", "belt_no", "phone", "is_active")
    inlines = [PostingInline]

    def get_form(self, request: Any, obj: Any = None, **kwargs: Any) -> type[forms.ModelForm]:  # type: ignore[type-arg]
        if obj is None:
            return NewUserForm
        return super().get_form(request, obj, **kwargs)

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        if obj is None:
            return ("username", "name", "name_ur", "belt_no", "phone", "password1", "password2")
        return super().get_fields(request, obj)
