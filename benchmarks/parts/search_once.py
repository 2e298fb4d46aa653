"""What officers type into the one box of the CRO's file; asked by `two_sizes`."""

import random
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any

import django
from django.db.models import F

from benchmarks.parts import visitors
from benchmarks.parts.import_once import peak_mb
from benchmarks.parts.visitors import Ask, Questions, Visitor

SEED = 15
#: So many people are known to whoever asks: each is asked for in turn.
KNOWN = 100
#: One of so many was convicted of something that stands in his file.
EVERY = 4
SHOWN = r'class="face-name"'
CASE = {"kind": "investigation", "case_ref": "FIR 12/2026 Kohsar"}


class Officer(Visitor):
    """An officer, with people on file to ask for."""

    def __init__(self, username: str) -> None:
        from django.urls import reverse

        from convicts.models import ConvictRecord

        super().__init__(username)
        self.url = reverse("convicts:look_up")
        visible = ConvictRecord.objects.visible_to(self.user).exclude(cnic="").order_by("pk")
        keys = list(visible.values_list("pk", flat=True))
        random.Random(username).shuffle(keys)
        self.people = list(ConvictRecord.objects.filter(pk__in=keys[:KNOWN]))

    def typing(self, text: Any, *known: str) -> Ask:
        """Types what ``text`` makes of the n-th person, and chooses what else is known of him."""

        def ask(number: int) -> Any:
            one = self.people[number % len(self.people)]
            filters = {name: getattr(one, name) for name in known}
            response = self.client.post(self.url, {**CASE, "text": text(one), **filters})
            assert response.status_code == 200, (text(one), response.status_code)
            return response

        return ask


def _misspelt(name: str) -> str:
    """As somebody hears it: doubled letters single, vowels exchanged."""
    return name.replace("aa", "a").replace("ee", "i").replace("oo", "u").replace("ss", "s")


def _telling(name: str) -> str:
    """The longest word of a name."""
    return max(name.split(), key=len)


def questions() -> Questions:
    """(name, what to ask for the n-th time)."""
    for who in ("cro", "io"):
        officer = Officer(who)
        for page, ask in _of(officer):
            yield f"{who}: {page}", ask


def _of(officer: Officer) -> Questions:
    yield "a CNIC", officer.typing(lambda one: one.cnic)
    yield "part of a CNIC", officer.typing(lambda one: one.cnic[5:12])
    yield "five digits", officer.typing(lambda one: one.cnic[:5])
    yield "a phone", officer.typing(lambda one: one.phone)
    yield "a reference", officer.typing(lambda one: one.external_ref)
    yield "an FIR", officer.typing(lambda one: "FIR {}/{}".format(*_fir(one.pk - one.pk % EVERY)))
    yield "a name", officer.typing(lambda one: one.name)
    yield "a misspelt name", officer.typing(lambda one: _misspelt(one.name))
    yield "part of a name", officer.typing(lambda one: _telling(one.name))
    yield "a name in Urdu", officer.typing(lambda one: one.name_ur or one.name)
    yield (
        "part of a name in Urdu",
        officer.typing(lambda one: _telling(one.name_ur or one.name)),
    )
    yield "with the father's", officer.typing(lambda one: f"{one.name} {one.relative_name}")
    yield "a name in a district", officer.typing(lambda one: one.name, "district")
    known = ("district", "crime_head", "status")
    yield "a district and a head", officer.typing(lambda _one: "", *known)


def _fir(pk: int) -> tuple[int, int]:
    """Number and year of the FIR in which the holder of this record was convicted."""
    return pk % 20_000 + 1, 2000 + pk % 25


def _convict() -> None:
    """A conviction in every so-manieth file; those of the CRO's file are noted by hand."""
    from django.utils import timezone

    from accounts.models import User
    from convicts.models import Conviction, ConvictRecord

    by, at = User.objects.order_by("pk").first(), timezone.now()
    keys = ConvictRecord.objects.annotate(rest=F("pk") % EVERY).filter(rest=0)
    rows = (
        Conviction(
            record_id=pk, fir_number=_fir(pk)[0], fir_year=_fir(pk)[1], court="Sessions Court",
            sections="392 PPC", crime_head="robbery", decided_on=at.date(), sentenced_to="prison",
            months=36, noted_by=by, noted_at=at,
        )
        for pk in keys.values_list("pk", flat=True)
    )  # fmt: skip
    while some := list(islice(rows, 5_000)):
        Conviction.objects.bulk_create(some)


def load(share: float, rows: int) -> list[dict[str, Any]]:
    """The cast of the demonstration, and so many records by the importer itself."""
    from django.db import connection

    from audit import looks
    from convicts.importing import import_file
    from synthetic import convicts

    # Nobody asks so often in a day as this measurement does.
    looks.LOOK_UPS_A_DAY, looks.LOOK_UPS_A_DAY_OF = 10**6, {}
    visitors.load(share)
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "cro.csv"
        convicts.write(path, rows=rows, seed=SEED)
        started = time.monotonic()
        import_file(path, path.with_suffix(".rejected.csv"))
        seconds = time.monotonic() - started
    _convict()
    with connection.cursor() as cursor:
        # CRO files have no phone; officers note it.
        cursor.execute(
            "UPDATE convicts_convictrecord"
            " SET phone = '030' || lpad((id * 7919 % 100000000)::text, 8, '0')"
        )
        cursor.execute("VACUUM ANALYZE")
    told = {"what": "convicts", "rows": rows, "seconds": round(seconds)}
    return [{**told, "rows_per_second": round(rows / seconds), "peak_mb": round(peak_mb())}]


def main(share: float, rows: int) -> None:
    django.setup()
    visitors.answer(questions(), load(share, rows), SHOWN)


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
