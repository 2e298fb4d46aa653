"""Field mixins for tables that describe a person. `people` has no table of its own."""

import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from matching import Identity
from people import countries
from people.cnic import CNIC
from people.fields import CNICField, PassportField, PhoneField
from people.names import Gender, Relation, relation_line
from people.passport import PassportNumber
from people.phone import Phone


class Person(models.Model):
    """Identity as it was written down: Roman and Urdu names, relative, documents, birth, home.

    Everything may be missing but the name; the table that uses it says what it insists on.
    """

    name = models.CharField(_("Name"), max_length=120)
    name_ur = models.CharField(_("Name in Urdu"), max_length=120, blank=True)
    relation = models.CharField(
        _("Relation"), max_length=1, choices=Relation.choices, blank=True, default=""
    )
    relative_name = models.CharField(_("Father's or husband's name"), max_length=120, blank=True)
    relative_name_ur = models.CharField(
        _("Father's or husband's name in Urdu"), max_length=120, blank=True
    )
    cnic = CNICField(_("CNIC"), blank=True, default="")
    passport_no = PassportField(_("Passport number"), blank=True, default="")
    nationality = models.CharField(_("Nationality"), max_length=3, blank=True, default="")
    gender = models.CharField(_("Gender"), max_length=1, choices=Gender.choices, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("Year of birth"), null=True, blank=True)
    date_of_birth = models.DateField(_("Date of birth"), null=True, blank=True)
    district = models.CharField(_("District"), max_length=60, blank=True)
    phone = PhoneField(_("Phone"), blank=True, default="")

    IDENTITY_FIELDS = (
        "name",
        "name_ur",
        "relation",
        "relative_name",
        "relative_name_ur",
        "cnic",
        "passport_no",
        "nationality",
        "gender",
        "birth_year",
        "date_of_birth",
        "district",
        "phone",
    )

    class Meta:
        abstract = True

    def identity_values(self) -> dict[str, Any]:
        """The identity fields by name, to be copied onto another table or printed."""
        return {field: getattr(self, field) for field in self.IDENTITY_FIELDS}

    def identity(self) -> Identity:
        """The same person as the matching package reads him."""
        return Identity(**self.identity_values())

    @property
    def relation_line(self) -> str:
        return relation_line(self.relation, self.relative_name)

    @property
    def relation_line_ur(self) -> str:
        return relation_line(self.relation, self.relative_name_ur)

    @property
    def cnic_formatted(self) -> str:
        return CNIC(self.cnic).formatted() if self.cnic else ""

    @property
    def cnic_masked(self) -> str:
        return CNIC(self.cnic).masked() if self.cnic else ""

    @property
    def passport_masked(self) -> str:
        return PassportNumber(self.passport_no).masked() if self.passport_no else ""

    @property
    def phone_masked(self) -> str:
        return Phone(self.phone).masked() if self.phone else ""

    @property
    def nationality_name(self) -> str:
        return countries.name_of(self.nationality) if self.nationality else ""

    @property
    def gender_label(self) -> str:
        return str(Gender(self.gender).label) if self.gender else ""

    @property
    def birth(self) -> datetime.date | int | None:
        """The date of birth where it is known, else the year."""
        return self.date_of_birth or self.birth_year


def born_in(date_of_birth: datetime.date | None, birth_year: int | None) -> int | None:
    """The year of birth, from the date where there is one."""
    return date_of_birth.year if date_of_birth else birth_year
