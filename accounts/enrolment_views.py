"""Where an enrolment link leads: its owner chooses a password, then signs in like everybody."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from accounts import actions
from accounts.access import public
from accounts.life_forms import ChoosePasswordForm
from accounts.links import tokens


@method_decorator(public("whoever opens a link has no password yet"), name="dispatch")
class Enrol(PasswordResetConfirmView):
    """The token goes from the address into the session at once, so that no other site sees it."""

    template_name = "accounts/enrol.html"
    form_class = ChoosePasswordForm  # type: ignore[assignment]
    token_generator = tokens

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(*args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def get_user(self, uidb64: str) -> Any:
        user = super().get_user(uidb64)
        return None if user is not None and user.signs_in_by_phone else user

    def form_valid(self, form: Any) -> HttpResponse:
        token = self.request.session.pop(INTERNAL_RESET_SESSION_TOKEN, "")
        try:
            actions.choose_password(
                user=form.user,
                token=token,
                password=form.cleaned_data["new_password1"],
                at=timezone.now(),
            )
        except actions.Refused:
            # Used in another window meanwhile: the same address now says what to do.
            return redirect(self.request.path)
        messages.success(self.request, _("Your password is set. Sign in with it."))
        return redirect("account_login")

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> Any:
        if not self.validlink:
            kwargs["status"] = 410
        return super().render_to_response(context, **kwargs)
