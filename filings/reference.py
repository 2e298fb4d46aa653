"""The reporting rules that are known, from filings/data/; each says where it comes from."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction

from filings.models import ReportingRule
from stations.models import Province

DATA = Path(__file__).resolve().parent / "data" / "rules.csv"
#: A rule of the federation holds in every province.
EVERYWHERE = "*"
_TEXTS = (*("kind", "clock", "title", "title_ur", "section", "penalty", "penalty_ur", "source"),)


@transaction.atomic
def load() -> str:
    """Enter what is missing; a rule that somebody entered or corrected stays as it is."""
    provinces = {one.code: one for one in Province.objects.filter(valid_to=None)}
    of_provinces = ReportingRule.objects.filter(district=None)
    known = set(of_provinces.values_list("kind", "province__code", "valid_from"))
    rules = []
    with DATA.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            from_on = date.fromisoformat(row["valid_from"])
            codes = provinces if row["province"] == EVERYWHERE else [row["province"]]
            rules += [
                ReportingRule(
                    province=provinces[code],
                    hours=int(row["hours"]),
                    wants_nil=bool(row["wants_nil"]),
                    required=[name for name in row["required"].split(";") if name],
                    is_verified=bool(row["is_verified"]),
                    valid_from=from_on,
                    valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                    **{name: row[name] for name in _TEXTS},
                )
                for code in codes
                if (row["kind"], code, from_on) not in known
            ]
    before = ReportingRule.objects.count()
    # Where somebody moved the days of a rule, the one of the file would lie across it.
    ReportingRule.objects.bulk_create(rules, ignore_conflicts=True)
    return f"{ReportingRule.objects.count() - before} new reporting rules."
