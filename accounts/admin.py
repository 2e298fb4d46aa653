from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group

from accounts.models import User
from audit.admin import RecordedAdmin

# Roles come from postings; groups would be a second, dead way to say the same. Factors and sessions
# are their owner's, and nobody here has an e-mail address.
for model in (Group, EmailAddress, Authenticator, UserSession):
    admin.site.unregister(model)


@admin.register(User)
class UserAdmin(RecordedAdmin):
    """To be found by, where reference data names a person. Accounts are two persons' affair."""

    list_display = ("username", "name", "belt_no", "is_active")
    search_fields = ("username", "name", "belt_no")
    fields = ("username", "name", "name_ur", "belt_no", "phone", "is_active")

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False
