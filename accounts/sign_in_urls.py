"""The sign-in library's pages, under the names it knows them by, each behind our guard."""

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as key
from django.urls import path
from django.utils.translation import gettext_lazy as _

from accounts import views
from accounts.access import access, public
from accounts.factors import FactorAgainForm
from accounts.permissions import Permission
from accounts.scopes import Scope
from accounts.sessions import Reach

_own = access(Permission.OWN_ACCOUNT, Scope.OWN)
#: Reached before there is a factor: this is where one gets it.
_enrolment = access(Permission.OWN_ACCOUNT, Scope.OWN, reach=Reach.WITHOUT_FACTOR)
_unlock = access(Permission.OWN_ACCOUNT, Scope.OWN, reach=Reach.LOCKED)
_door = public("nobody is signed in yet")


def _form(view: Any, title: Any, lead: Any, button: Any, **more: Any) -> Callable[..., Any]:
    """A page of one short form."""
    words = {"title": title, "lead": lead, "button": button}
    made: Callable[..., Any] = view.as_view(
        template_name="accounts/form.html", extra_context=words, **more
    )
    return made


_PROVE = _("Show that it is you")
_PROVE_LEAD = _("You were away, or what comes next is sensitive. What you were doing goes on.")
_GO_ON = _("Go on")

urlpatterns = [
    path("sign-in/", _door(views.SignIn.as_view()), name="account_login"),
    path("phone/code/", _door(views.PhoneCode.as_view()), name="account_confirm_login_code"),
    path("factor/", _door(views.Factor.as_view()), name="mfa_authenticate"),
    path(
        "prove/",
        _unlock(_form(account.ReauthenticateView, _PROVE, _PROVE_LEAD, _GO_ON)),
        name="account_reauthenticate",
    ),
    path(
        "prove/code/",
        _unlock(
            _form(
                factors.ReauthenticateView, _PROVE, _PROVE_LEAD, _GO_ON, form_class=FactorAgainForm
            )
        ),
        name="mfa_reauthenticate",
    ),
    path(
        "prove/key/",
        _unlock(key.ReauthenticateWebAuthnView.as_view(template_name="accounts/prove_by_key.html")),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "password/",
        _own(
            _form(
                account.PasswordChangeView,
                _("Change your password"),
                _("Twelve characters or more. A sentence is good; names of places are not."),
                _("Change it"),
            )
        ),
        name="account_change_password",
    ),
    path(
        "factors/",
        _enrolment(factors.IndexView.as_view(template_name="accounts/factors.html")),
        name="mfa_index",
    ),
    path(
        "factors/app/",
        _enrolment(views.ConnectApp.as_view()),
        name="mfa_activate_totp",
    ),
    path(
        "factors/app/remove/",
        _own(
            _form(
                app.DeactivateTOTPView,
                _("Disconnect the authenticator app"),
                _("Its codes will not be taken any more."),
                _("Disconnect it"),
            )
        ),
        name="mfa_deactivate_totp",
    ),
    path(
        "factors/recovery/",
        _enrolment(
            recovery_codes.ViewRecoveryCodesView.as_view(template_name="accounts/recovery.html")
        ),
        name="mfa_view_recovery_codes",
    ),
    path(
        "factors/recovery/new/",
        _own(
            _form(
                recovery_codes.GenerateRecoveryCodesView,
                _("New recovery codes"),
                _("The old codes will not be taken any more."),
                _("Make new codes"),
            )
        ),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "factors/keys/",
        _own(key.ListWebAuthnView.as_view(template_name="accounts/keys.html")),
        name="mfa_list_webauthn",
    ),
    path(
        "factors/keys/add/",
        _enrolment(key.AddWebAuthnView.as_view(template_name="accounts/add_key.html")),
        name="mfa_add_webauthn",
    ),
    path(
        "factors/keys/<int:pk>/",
        _own(
            _form(
                key.EditWebAuthnView,
                _("Name this key"),
                _("A name tells your keys apart."),
                _("Save"),
            )
        ),
        name="mfa_edit_webauthn",
    ),
    path(
        "factors/keys/<int:pk>/remove/",
        _own(
            _form(
                views.RemoveKey,
                _("Remove this key"),
                _("It will not be taken any more."),
                _("Remove it"),
            )
        ),
        name="mfa_remove_webauthn",
    ),
]
