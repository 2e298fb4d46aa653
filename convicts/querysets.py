from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from matching.text import fold_digits
from people.cnic import CNIC, InvalidCNIC


class ConvictRecordQuerySet(models.QuerySet[Any]):
    """Questions the CRO's counter asks."""

    def visible_to(self, user: Any) -> Self:
        """The CRO's file is one for the country; whoever may see convicts sees all of it."""
        return self if user.may("see_convicts") else self.none()

    def matching(self, text: str) -> Self:
        """Records by CNIC, by CRO reference, or by part of a name in either script."""
        folded = fold_digits(text).strip()
        try:
            return self.filter(cnic=CNIC.parse(folded))
        except InvalidCNIC:
            by_name = Q(upper_name__contains=folded.upper()) | Q(name_ur__contains=folded)
            return self.annotate(upper_name=Upper("name")).filter(by_name | Q(external_ref=folded))
