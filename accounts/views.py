"""Signing in and out."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth import logout
from django.contrib.auth.views import LoginView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from accounts.access import public
from accounts.forms import SignInForm
from audit.actions import record


@method_decorator(public("nobody is signed in yet"), name="dispatch")
class SignIn(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """Where the visitor wanted to go, unless that is this very page."""
        url = super().get_redirect_url()
        return "" if urlsplit(url).path == self.request.path else url

    def form_invalid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            record(
                by=None,
                action="accounts.sign_in_failed",
                at=timezone.now(),
                # PostgreSQL keeps no NUL, and whoever tries one is refused like any other.
                detail={"as": form.data.get("username", "").replace("\0", "")[:40]},
            )
        return super().form_invalid(form)

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            record(by=form.get_user(), action="accounts.signed_in", at=timezone.now())
        return response


@public("signing out must work also when the session has already ended")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        with transaction.atomic():
            record(by=request.user, action="accounts.signed_out", at=timezone.now())
            logout(request)
    return redirect("accounts:sign_in")
