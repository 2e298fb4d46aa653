"""The sealing screens, what a sealed record is at the counter, and files that seal."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import sealing
from accounts.roles import Role
from accounts.seals import SealKey
from alerts.models import Alert, Listing
from audit.models import Event
from convicts.actions import seal
from convicts.models import ConvictRecord
from sheets import files
from tests.alerts.alert_scenes import drain
from tests.cast import make_officer
from tests.convicts.cro_files import ROW, load, row, write
from tests.people_on_file import make_convict, make_listing, make_stay

pytestmark = pytest.mark.django_db

CASE = {"kind": "investigation", "case_ref": "FIR 12/2026 Kohsar"}
LOOK_UP, SEALS = reverse("convicts:look_up"), reverse("convicts:seals")
COLUMNS = [*ROW, "sealed"]


@pytest.fixture
def gul(cast):
    return make_officer("gul", Role.CRO_OPERATOR)


@pytest.fixture
def hira(cast):
    return make_officer("hira", Role.CRO_OPERATOR)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cro.csv"


def page(record, name: str = "seal", *args: int) -> str:
    return reverse(f"convicts:{name}", args=[record.pk, *args])


# --- At the counter ---


def test_a_sealed_record_is_not_there(cast, gul, hira, now):
    """Not by name, not by CNIC, not by reference, not by its address; for the named one it is."""
    record = make_convict(external_ref="CRO-7")
    seal(by=gul, record=record, sealed_as="sexual_offence", at=now)
    for officer, times in ((hira, 0), (gul, 1)):
        client = cast.client(officer)
        for text in ("aslam", "6110112345671", "CRO-7"):
            response = client.post(LOOK_UP, {"text": text, **CASE})
            assert len(response.context["records"]) == times
            assert ("Muhammad Aslam" in response.content.decode()) == bool(times)
    detail = reverse("convicts:detail", args=[record.pk])
    assert cast.client(hira).get(detail).status_code == 404
    assert cast.client(hira).post(detail, CASE).status_code == 404
    html = cast.client(gul).post(detail, CASE).content.decode()
    assert "Sealed (Sexual offence)" in html


def test_a_link_ends_with_the_seal(cast, gul, hira, now):
    """What was found a minute ago and is sealed now does not open."""
    record = make_convict()
    client = cast.client(hira)
    link = {"look": client.post(LOOK_UP, {"text": "aslam", **CASE}).context["link"]}
    detail = reverse("convicts:detail", args=[record.pk])
    assert client.get(detail, link).status_code == 200
    seal(by=gul, record=record, sealed_as="informant", at=now)
    assert client.get(detail, link).status_code == 404
    assert client.post(page(record, "unmask"), link).status_code == 404


# --- The screen ---


def test_sealing_naming_and_lifting_by_screen(cast, gul, hira):
    """From the reference to the seal, the names, their history, and back."""
    record = make_convict(external_ref="CRO-7")
    client = cast.client(gul)
    assert client.post(SEALS, {"external_ref": "CRO-7"}).url == page(record)
    html = client.post(page(record), {"sealed_as": "juvenile"}, follow=True).content.decode()
    assert "The record is sealed. Only you see it now" in html
    html = client.post(
        page(record, "name_officer"), {"service_number": "hira"}, follow=True
    ).content.decode()
    assert "Hira may see this record now." in html
    for words in ("Officer named", "Sealed", "Hira (hira)", "Gul (gul)"):
        assert words in html, words
    assert "CRO-7" in cast.client(hira).get(SEALS).content.decode()
    assert client.post(page(record, "unname", gul.pk)).url == SEALS
    assert client.get(page(record)).status_code == 404
    response = cast.client(hira).post(page(record, "unseal"), follow=True)
    assert "The seal is lifted." in response.content.decode()
    assert ConvictRecord.objects.get().sealed_as == ""


def test_the_screen_shows_no_person(cast, gul, hira):
    """Sealing is no look-up: the number of the file is all that is read."""
    record = make_convict(external_ref="CRO-7")
    client = cast.client(gul)
    with CaptureQueriesContext(connection) as captured:
        html = client.get(page(record)).content.decode()
    assert "CRO-7" in html
    assert "Aslam" not in html
    assert not [one for one in captured if '"convicts_convictrecord"."name"' in one["sql"]]


def test_a_sealed_reference_is_as_good_as_none(cast, gul, hira, now):
    """Typing the reference tells nobody that there is a sealed record."""
    seal(by=gul, record=make_convict(external_ref="CRO-7"), sealed_as="informant", at=now)
    client = cast.client(hira)
    answers = [client.post(SEALS, {"external_ref": ref}) for ref in ("CRO-7", "CRO-8")]
    assert {answer.status_code for answer in answers} == {422}
    errors = [answer.context["form"].errors for answer in answers]
    assert errors[0] == errors[1]


@pytest.mark.parametrize("number", ["", "nobody", "\x00", "x" * 41])
def test_a_wrong_service_number_is_explained(cast, gul, now, number):
    """422 with the reason, and nobody is named."""
    record = seal(by=gul, record=make_convict(), sealed_as="informant", at=now)
    response = cast.client(gul).post(page(record, "name_officer"), {"service_number": number})
    assert response.status_code == 422
    assert response.context["officer_form"].errors
    assert SealKey.objects.count() == 1


def test_a_refusal_is_a_sentence_on_the_page(cast, gul, now):
    """The last one who may lift the seal stays; the page says so."""
    record = seal(by=gul, record=make_convict(), sealed_as="informant", at=now)
    response = cast.client(gul).post(page(record, "unname", gul.pk), follow=True)
    assert "One officer who may lift the seal stays named." in response.content.decode()


def test_the_screen_costs_the_same_however_many_are_named(cast, gul, now):
    """Two officers or twenty: as many questions."""
    record = seal(by=gul, record=make_convict(), sealed_as="informant", at=now)
    client = cast.client(gul)

    def queries(more: range) -> int:
        for number in more:
            officer = make_officer(f"io{number}", Role.INVESTIGATION_OFFICER)
            sealing.name_officer(by=gul, record=record, officer=officer, at=now)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page(record)).status_code == 200
        return len(captured)

    assert queries(range(1)) == queries(range(1, 20))


# --- Files ---


def test_a_file_may_seal(path, gul, hira, cast):
    """In the name of the officer for whom it is loaded; what is published is sealed, too."""
    rows = [row(1, sealed="Juvenile"), row(2, sealed=""), row(3, sealed="sexual offence")]
    outcome = load(write(path, rows, COLUMNS), by=gul)
    assert (outcome.new, outcome.sealed) == (3, 2)
    sealed = dict(ConvictRecord.objects.values_list("external_ref", "sealed_as"))
    assert sealed == {"CRO-1": "juvenile", "CRO-2": "", "CRO-3": "sexual_offence"}
    assert ConvictRecord.objects.visible_to(gul).count() == 3
    assert ConvictRecord.objects.visible_to(hira).count() == 1
    assert set(Listing.objects.values_list("reference", "is_sealed")) == {
        *(("CRO-1", True), ("CRO-2", False), ("CRO-3", True))
    }
    assert Event.objects.filter(action="accounts.sealed", actor_id=gul.pk).count() == 2
    assert load(path, by=gul).unchanged == 3


def test_a_file_lifts_no_seal(path, gul):
    """An officer's seal, or an earlier file's, stays when the next file says nothing of it."""
    load(write(path, [row(1, sealed="juvenile"), row(2)], COLUMNS), by=gul)
    by_hand = ConvictRecord.objects.get(external_ref="CRO-2")
    seal(by=gul, record=by_hand, sealed_as="informant", at=by_hand.recorded_at)
    load(write(path, [row(1, offence="379 PPC"), row(2, offence="379 PPC")]))
    records = ConvictRecord.objects.order_by("external_ref")
    assert [(one.offence, one.sealed_as) for one in records] == [
        *(("379 PPC", "juvenile"), ("379 PPC", "informant"))
    ]
    assert Listing.objects.filter(is_sealed=True, summary="379 PPC").count() == 2


def test_a_file_that_seals_takes_the_alerts_along(path, cast, gul):
    """What the station saw yesterday of a record that is sealed today is gone."""
    load(write(path, [row(2)]))
    cnic = ConvictRecord.objects.get().cnic
    make_stay(cast.hotel, cast.ehsan, cnic=cnic)
    drain()
    assert Alert.objects.visible_to(cast.ayesha).count() == 1
    load(write(path, [row(2, sealed="juvenile")], COLUMNS), by=gul)
    assert not Alert.objects.visible_to(cast.ayesha).exists()
    drain()
    assert Alert.objects.get().is_sealed


@pytest.mark.parametrize("who", [None, "ayesha"])
def test_a_seal_needs_somebody_who_can_lift_it(path, cast, who):
    """Without an officer who may seal the file is not loaded at all."""
    write(path, [row(1), row(2, sealed="juvenile")], COLUMNS)
    with pytest.raises(files.NotAFile, match="The file seals 1 records"):
        load(path, by=getattr(cast, who) if who else None)
    assert not ConvictRecord.objects.exists()


def test_an_unknown_seal_is_a_refused_row(path, gul):
    """The row says what it must be; the others are loaded."""
    outcome = load(write(path, [row(1, sealed="secret"), row(2)], COLUMNS), by=gul)
    assert (outcome.new, outcome.refused) == (1, 1)


def test_the_command_names_the_officer(path, gul, capsys):
    """--by says in whose name; somebody unknown is refused with his number."""
    write(path, [row(1, sealed="juvenile")], COLUMNS)
    with pytest.raises(CommandError, match="Nobody signs in as stranger"):
        call_command("import_convicts", str(path), by="stranger")
    call_command("import_convicts", str(path), by="gul")
    assert "1 records are sealed, and open to Gul (gul) alone." in capsys.readouterr().out
    assert SealKey.objects.get().user == gul


def test_canaries_are_looked_for_by_nobody(path, gul, cast):
    """A file of canaries publishes nothing; loaded again without the word they stay canaries."""
    load(write(path, [row(2)]), are_canaries=True)
    assert ConvictRecord.objects.get().is_canary
    load(write(path, [row(2, offence="379 PPC")]))
    assert ConvictRecord.objects.get().is_canary
    make_stay(cast.hotel, cast.ehsan, cnic=ConvictRecord.objects.get().cnic)
    drain()
    assert not Listing.objects.exists()
    assert not Alert.objects.exists()


def test_a_listing_made_in_the_house_follows_its_record(cast, gul, now):
    """Sealing reaches what is published, at once."""
    listing = make_listing(at=now)
    seal(by=gul, record=ConvictRecord.objects.get(), sealed_as="informant", at=now)
    listing.refresh_from_db()
    assert listing.is_sealed
