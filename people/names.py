"""Names as Pakistan writes them: a name, and whose son, daughter or wife. Never first and last."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Relation(models.TextChoices):
    """How the relative's name on the identity card is to be read."""

    SON_OF = "S", _("s/o")
    DAUGHTER_OF = "D", _("d/o")
    WIFE_OF = "W", _("w/o")


class Gender(models.TextChoices):
    """As on the identity card."""

    MALE = "M", _("Male")
    FEMALE = "F", _("Female")
    OTHER = "X", _("Transgender")


def relation_line(relation: str, relative_name: str) -> str:
    """'s/o Ghulam Rasool', or '' when no relative is known."""
    if not relative_name:
        return ""
    label = Relation(relation).label if relation else _("relative:")
    return f"{label} {relative_name}"
