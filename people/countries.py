"""Countries that issue passports: ISO 3166 three-letter codes with names in English and Urdu."""

import gettext
from functools import cache

import pycountry
from django.utils.translation import get_language

PAKISTAN = "PAK"


@cache
def _names(language: str) -> dict[str, str]:
    catalog = gettext.translation(
        "iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True
    )
    return {
        country.alpha_3: catalog.gettext(getattr(country, "common_name", country.name))
        for country in pycountry.countries
    }


def name_of(code: str) -> str:
    """The country's name in the reader's language; the code itself when nobody knows it."""
    return _names(get_language() or "en").get(code, code)


def choices() -> list[tuple[str, str]]:
    """Every country as (code, name), by name, Pakistan first."""
    names = _names(get_language() or "en")
    rest = sorted((item for item in names.items() if item[0] != PAKISTAN), key=lambda one: one[1])
    return [(PAKISTAN, names[PAKISTAN]), *rest]


def short_codes() -> list[tuple[str, str]]:
    """Every country as (code, its code of two letters)."""
    return [(country.alpha_3, country.alpha_2) for country in pycountry.countries]
