from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.forms import BaseUserCreationForm
from django.contrib.auth.models import Group

from accounts.models import Posting, User
from audit.admin import RecordedAdmin

# Roles come from postings; groups would be a second, dead way to say the same. Factors and sessions
# are their owner's, and nobody here has an e-mail address.
for model in (Group, EmailAddress, Authenticator, UserSession):
    admin.site.unregister(model)


class PostingInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Posting
    extra = 0
    autocomplete_fields = ("station", "circle", "district", "region", "province")


class NewUserForm(BaseUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("username", "name", "name_ur", "belt_no", "phone")


@admin.register(User)
class UserAdmin(RecordedAdmin):
    list_display = ("username", "name", "belt_no", "is_active")
    search_fields = ("username", "name", "belt_no")
    fields = ("username", "name", "name_ur", "belt_no", "phone", "is_active")
    inlines = [PostingInline]

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            return NewUserForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        if obj is None:
            return ("username", "name", "name_ur", "belt_no", "phone", "password1", "password2")
        return super().get_fields(request, obj)
