"""What somebody looks like (hulia), in words that can be asked for."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Build(models.TextChoices):
    SLIM = "slim", _("Slim")
    MEDIUM = "medium", _("Medium")
    MUSCULAR = "muscular", _("Muscular")
    HEAVY = "heavy", _("Heavy")


class Complexion(models.TextChoices):
    FAIR = "fair", _("Fair")
    WHEATISH = "wheatish", _("Wheatish")
    DARK = "dark", _("Dark")


class Hair(models.TextChoices):
    BLACK = "black", _("Black")
    BROWN = "brown", _("Brown")
    GREY = "grey", _("Grey")
    WHITE = "white", _("White")
    HENNA = "henna", _("Dyed with henna")
    BALD = "bald", _("Bald")


class Eyes(models.TextChoices):
    BLACK = "black", _("Black")
    BROWN = "brown", _("Brown")
    LIGHT = "light", _("Light (green, blue or grey)")


class FacialHair(models.TextChoices):
    SHAVEN = "shaven", _("Shaven")
    MOUSTACHE = "moustache", _("Moustache")
    SHORT_BEARD = "short_beard", _("Short beard")
    LONG_BEARD = "long_beard", _("Long beard")


class Description(models.Model):
    """Looks that do not change from one day to the next; each may be unknown."""

    #: In centimetres, without shoes.
    height_cm = models.PositiveSmallIntegerField(_("Height in cm"), null=True, blank=True)
    build = models.CharField(
        _("Build"), max_length=10, choices=Build.choices, blank=True, default="", db_default=""
    )
    complexion = models.CharField(
        _("Complexion"),
        max_length=10,
        choices=Complexion.choices,
        blank=True,
        default="",
        db_default="",
    )
    hair = models.CharField(
        _("Hair"), max_length=10, choices=Hair.choices, blank=True, default="", db_default=""
    )
    eyes = models.CharField(
        _("Eyes"), max_length=10, choices=Eyes.choices, blank=True, default="", db_default=""
    )
    facial_hair = models.CharField(
        _("Beard"), max_length=12, choices=FacialHair.choices, blank=True, default="", db_default=""
    )

    LOOKS = ("height_cm", "build", "complexion", "hair", "eyes", "facial_hair")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_height_of_a_person",
                condition=Q(height_cm=None) | Q(height_cm__range=(50, 250)),
                violation_error_message=_("Give the height in centimetres, such as 172."),
            )
        ]

    @property
    def looks(self) -> list[tuple[str, str]]:
        """(label, words) of what is known."""
        found = []
        for name in self.LOOKS:
            if getattr(self, name):
                field: Any = self._meta.get_field(name)
                label = str(field.verbose_name)
                shown = getattr(self, f"get_{name}_display", lambda name=name: getattr(self, name))
                found.append((label, str(shown())))
        return found
