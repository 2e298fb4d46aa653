from typing import Any, Self

from django.db.models import Q
from django.db.models.functions import Upper

from accounts.permissions import Permission
from accounts.seals import SealedQuerySet
from matching.text import fold_digits
from people.cnic import CNIC, InvalidCNIC


class ConvictRecordQuerySet(SealedQuerySet):
    """Questions the CRO's counter asks."""

    def visible_to(self, user: Any, permission: str = Permission.SEE_CONVICTS) -> Self:
        """The CRO's file is one for the country; what is sealed is for the named officers only."""
        return self.open_to(user) if user.may(permission) else self.none()

    def matching(self, text: str) -> Self:
        """Records by CNIC, by CRO reference, or by part of a name in either script."""
        folded = fold_digits(text).strip()
        try:
            return self.filter(cnic=CNIC.parse(folded))
        except InvalidCNIC:
            by_name = Q(upper_name__contains=folded.upper()) | Q(name_ur__contains=folded)
            return self.annotate(upper_name=Upper("name")).filter(by_name | Q(external_ref=folded))
