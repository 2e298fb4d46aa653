from django.utils.translation import gettext_lazy as _

from audit.forms import PurposeForm
from people.forms import CNICFormField


class DossierForm(PurposeForm):
    """Of whom, and what for."""

    cnic = CNICFormField(label=_("CNIC"))
    field_order = ("cnic",)
