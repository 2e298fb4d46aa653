"""Signing in and out, and a person's own account."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account import views as library
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.core import ratelimit
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.base import views as factor_views
from allauth.mfa.totp import views as app_views
from allauth.mfa.webauthn import views as key_views
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import texts
from accounts.access import access, public
from accounts.citizens import account_of
from accounts.demonstration import code_for
from accounts.factors import as_digits
from accounts.forms import PhoneForm, SignInForm
from accounts.permissions import Permission
from accounts.scopes import Scope
from accounts.sessions import NOTICE, Reach
from audit.actions import record


class SignIn(library.LoginView):  # type: ignore[misc]
    """The door for everybody with a password."""

    template_name = "accounts/sign_in.html"
    form_class = SignInForm

    def get_next_url(self) -> str | None:
        """Where the visitor wanted to go, unless that is this very page."""
        url: str | None = super().get_next_url()
        return reverse("home") if url and urlsplit(url).path == self.request.path else url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"next": self.get_next_url() or ""}


class Factor(factor_views.AuthenticateView):  # type: ignore[misc]
    """The second step of signing in; a demonstration shows the code that is asked for."""

    template_name = "accounts/factor.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"demo_code": code_for(self.stage.login.user)}
        return super().get_context_data(**kwargs) | shown


class ConnectApp(app_views.ActivateTOTPView):  # type: ignore[misc]
    """The picture an authenticator app reads, and the first code it shows."""

    template_name = "accounts/app.html"

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)
        as_digits(form.fields["code"])
        return form


class RemoveKey(key_views.RemoveWebAuthnView):  # type: ignore[misc]
    """Takes a security key away, unless the person's work asks for a factor and it is the last."""

    def form_valid(self, form: Any) -> HttpResponse:
        if not get_factor_adapter().can_delete_authenticator(self.object):
            error = get_factor_adapter().error_messages["cannot_delete_authenticator"]
            form.add_error(None, error)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return super().form_valid(form)


class PhoneCode(library.ConfirmLoginCodeView):  # type: ignore[misc]
    """The code a citizen got on his phone."""

    template_name = "accounts/phone_code.html"

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)
        if "code" in form.fields:
            as_digits(form.fields["code"])
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        phone = self._process.state.get("phone", "")
        return super().get_context_data(**kwargs) | {
            "phone": phone,
            "can_resend": self._process.can_resend,
            "demo_text": texts.last_to(phone),
        }


@public("nobody is signed in yet")
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """Where a citizen asks for a code; every number gets the same next page."""
    if request.user.is_authenticated:
        return redirect("home")
    form = PhoneForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        number = str(form.cleaned_data["phone"])
        refusal = _send_code(request, number)
        if refusal is None:
            return redirect("account_confirm_login_code")
        form.add_error(None, refusal)
    status = 422 if form.is_bound else 200
    return render(request, "accounts/phone.html", {"form": form}, status=status)


def _send_code(request: HttpRequest, number: str) -> str | None:
    """Begin the sign-in by phone; returns why it cannot begin now, in words."""
    if not ratelimit.consume(request, action="request_login_code", key=number):
        return _("Too many codes were asked for. Wait five minutes and try again.")
    try:
        LoginCodeVerificationProcess.initiate(
            request=request, user=account_of(number), phone=number
        )
    except texts.CannotSend:
        return _("We cannot send messages at the moment. Try later, or come to the front desk.")
    return None


@public("signing out must work also when the session has already ended")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        with transaction.atomic():
            record(by=request.user, action="accounts.signed_out", at=timezone.now())
            UserSession.objects.filter(session_key=request.session.session_key).delete()
    # Also whoever stands half way in, before the second step, begins again.
    logout(request)
    return redirect(settings.LOGIN_URL)


@access(Permission.OWN_ACCOUNT, Scope.OWN, reach=Reach.BEFORE_NOTICE)
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest) -> HttpResponse:
    """What this system is for and that all is recorded; police say yes to it at each sign-in."""
    onward = request.GET.get("next", "")
    if request.method == "POST":
        with transaction.atomic():
            record(by=request.user, action="accounts.notice_accepted", at=timezone.now())
        request.session[NOTICE] = True
        is_ours = url_has_allowed_host_and_scheme(onward, {request.get_host()})
        return redirect(onward if is_ours else "home")
    return render(request, "accounts/notice.html")


@access(Permission.OWN_ACCOUNT, Scope.OWN)
@require_GET
def unlocked(request: HttpRequest) -> HttpResponse:
    """What a covered page asks to learn that it may show itself again."""
    return render(request, "accounts/unlocked.html")


@access(Permission.OWN_ACCOUNT, Scope.OWN)
@require_GET
def own_sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in, newest first."""
    found = UserSession.objects.purge_and_list(request.user)
    found.sort(key=lambda one: one.last_seen_at, reverse=True)
    return render(request, "accounts/sessions.html", {"sessions": found})


@access(Permission.OWN_ACCOUNT, Scope.OWN)
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions, from here or elsewhere."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    with transaction.atomic():
        record(
            by=request.user,
            action="accounts.own_session_ended",
            at=timezone.now(),
            detail={"address": session.ip},
        )
        session.end()
    messages.success(request, _("That session is over."))
    return redirect("accounts:sessions")
