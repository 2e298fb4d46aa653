"""What a station had begun to write before the last release is still there after it."""

from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse

from accounts.seals import SealKey
from firs.models import FIR
from tests.complaints.complaint_scenes import make_io
from tests.firs.fir_scenes import make_draft

pytestmark = pytest.mark.django_db

CARRIED_OVER = import_module("firs.migrations.0002_police_station").DRAFTS_BECOME_FIRS
#: What a draft of then and an FIR of today both hold, as the migration names it.
SAME = CARRIED_OVER.partition("SELECT\n")[2].partition("'draft'")[0].strip().rstrip(",")
BEFORE = 5_000


@pytest.fixture
def old_drafts(cast, now):
    """The table as it was, with two drafts in it; keys that no FIR has."""
    plain = make_draft(cast.kohsar, cast.bilal, at=now, narrative="میری گاڑی چوری ہو گئی۔")
    told = {"narrative": "He came at night.", "sealed_as": "sexual_offence"}
    sealed = make_draft(cast.kohsar, cast.bilal, at=now, **told)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE firs_draft ON COMMIT DROP AS SELECT {SAME},"
            " '457/380 PPC'::varchar AS sections, 'Rang 15 at once.'::text AS steps_taken,"
            " E'Aslam of Tarlai\\n\\nTwo unknown men'::text AS accused FROM firs_fir;"
            " UPDATE firs_draft SET id = id + %s",
            [BEFORE],
        )
    SealKey.objects.filter(record_id=sealed.pk).delete()
    officer = make_io(cast, "noor")
    SealKey.objects.create(
        record_label="firs.draft", record_id=sealed.pk + BEFORE, user=officer, given_at=now
    )
    return plain, sealed, officer


def test_drafts_become_drafts_of_firs(cast, old_drafts):
    """Every word of them, under their keys; nobody sees more of a sealed one than before."""
    plain, sealed, officer = old_drafts
    with connection.cursor() as cursor:
        cursor.execute(CARRIED_OVER)

    carried = FIR.objects.get(pk=plain.pk + BEFORE)
    for column in SAME.replace("\n", " ").split(", "):
        name = column.strip()
        if name != "id":
            assert getattr(carried, name) == getattr(plain, name), name
    assert (carried.state, carried.language, carried.serial) == ("draft", "ur", None)
    assert carried.steps_taken == "Rang 15 at once.\n457/380 PPC"
    assert carried.section_codes == []
    lines = list(carried.accused_rows.order_by("pk").values_list("description", "is_known"))
    assert lines == [("Aslam of Tarlai", False), ("Two unknown men", False)]

    page = cast.client(cast.bilal).get(reverse("firs:draft", args=[carried.pk]))
    assert page.status_code == 200
    assert "Two unknown men" in page.text
    hidden = FIR.objects.get(pk=sealed.pk + BEFORE)
    assert (hidden.sealed_as, hidden.language) == ("sexual_offence", "en")
    assert list(SealKey.objects.to(hidden).values_list("user", flat=True)) == [officer.pk]
    assert cast.client(cast.bilal).get(reverse("firs:draft", args=[hidden.pk])).status_code == 404
    # The next one that is begun takes the next key.
    assert make_draft(cast.kohsar, cast.bilal, at=carried.made_at).pk > hidden.pk
