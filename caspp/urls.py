"""Every address of CASPP."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from accounts.access import public
from accounts.views import sign_out
from caspp import views

handler400 = "caspp.views.bad_request"
handler500 = "caspp.views.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("alerts/", include("alerts.urls")),
    path("hotels/", include("hotel_eye.urls")),
    path("api/v1/", include("hotel_eye.api.addresses")),
    path("tenants/", include("tenants.urls")),
    path("convicts/", include("convicts.urls")),
    path("complaints/", include("complaints.urls")),
    path("firs/", include("firs.urls")),
    path("check/", include("documents.urls")),
    path("exports/", include("exports.urls")),
    path("dossier/", include("dossier.urls")),
    path("stations/", include("stations.urls")),
    path("audit/", include("audit.urls")),
    path("", include("screen.urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("accounts.sign_in_urls")),
    path(
        "language/",
        public("the sign-in page has a language, too")(set_language),
        name="set_language",
    ),
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("csp-report", views.csp_report, name="csp_report"),
    # The administration has no doors of its own: coming and going is recorded in one place.
    path("admin/login/", views.administration_sign_in, name="administration_sign_in"),
    path("admin/logout/", sign_out, name="administration_sign_out"),
    path("admin/", admin.site.urls),
]
