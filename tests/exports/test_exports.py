"""Exports: asked by one, decided by another, marked, hashed, recorded before they leave."""

import csv
import io
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.roles import Role
from accounts.sealing import name_officer
from alerts import screening
from alerts.actions import acknowledge, close
from alerts.models import Alert
from audit.actions import CannotRecord
from audit.models import Event
from caspp.exported import ALERTS
from convicts.actions import seal
from convicts.models import ConvictRecord
from exports import actions
from exports.models import Download, ExportRequest
from tests.cast import make_officer
from tests.people_on_file import make_convict, make_export, make_listing, make_stay, make_watch

YES = {"decision": "approved", "note": ""}


@pytest.fixture
def export(cast):
    """The SHO of Kohsar asks for the watch list of her station, in which one is."""
    make_watch(cast.kohsar, cast.chaudhry, name='=HYPERLINK("http://x","y")')
    make_watch(cast.clifton, cast.chaudhry, name="Of Karachi")
    return make_export(cast.ayesha, station=cast.kohsar)


@pytest.fixture
def approved(cast, export):
    approve(export, cast.dania)
    return export


def approve(export, by):
    actions.decide(by=by, export=export, approve=True, note="", at=timezone.now())


def url(export, act=""):
    return f"/exports/{export.pk}/{act}"


def body(response):
    return b"".join(response.streaming_content)


def lines(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def form(dataset="watch", **changes):
    today = timezone.localdate()
    return {
        "dataset": dataset,
        "since": f"{today - timedelta(days=3)}",
        "until": f"{today}",
        "kind": "court",
        "case_ref": "FIR 12/26",
        "recipient": "Sessions Court Islamabad",
        **changes,
    }


def test_asked_approved_fetched(cast, export):
    """A second person approves it, then who asked has the file; others' rows are not in it."""
    client = cast.client(cast.ayesha)
    assert not client.post(url(export, "download/")).streaming
    cast.client(cast.dania).post(url(export, "decide/"), YES)
    response = client.post(url(export, "download/"))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"] == "no-store"
    first, header, row, last = lines(body(response))
    assert first == last
    assert f"export {export.pk}" in first[0]
    assert "(ayesha)" in first[0]
    assert (header[-1], row[-1]) == ("export", str(export.pk))


def test_formulas_stay_texts_and_numbers_stay_masked(cast, approved):
    """A name that is a formula is a text to a spreadsheet; no whole CNIC leaves."""
    content = body(cast.client(cast.ayesha).post(url(approved, "download/")))
    row = lines(content)[2]
    assert row[1] == '\'=HYPERLINK("http://x","y")'
    assert "61101-•••••••-1" in row
    assert b"6110112345671" not in content
    assert b"witnesses" not in content


def test_the_hash_is_of_the_body_and_known_again(cast, approved):
    """The page, the event and the check of a file all name the hash of what was sent."""
    client = cast.client(cast.ayesha)
    content = body(client.post(url(approved, "download/")))
    digest = sha256(content).hexdigest()
    assert Download.objects.get().sha256 == digest
    assert digest in client.get(url(approved)).content.decode()
    event = Event.objects.get(action="exports.downloaded")
    assert event.detail["sha256"] == digest
    assert event.detail["rows"] == 1
    assert (event.recipient, event.purpose_kind, event.case_ref) == (
        "Sessions Court Islamabad",
        "court",
        "FIR 12/26",
    )
    found = f'href="{url(approved)}">export'
    known = {"sha256": f" {digest.upper()} ", "tab": "inbox"}
    assert found in client.get("/exports/", known).content.decode()
    stranger = cast.client(cast.chaudhry).get("/exports/", known).content.decode()
    assert found not in stranger
    assert "No export that you may see" in stranger


def test_what_cannot_be_recorded_is_not_sent(cast, approved, monkeypatch):
    """The log refuses: no file, and no download counted."""

    def broken(**event):
        raise CannotRecord(event["action"])

    monkeypatch.setattr("exports.actions.record", broken)
    response = cast.client(cast.ayesha).post(url(approved, "download/"))
    assert response.status_code == 503
    assert not Download.objects.exists()


def test_nobody_approves_his_own(cast):
    """A CRO operator may ask and may decide, but is one person."""
    laiba, noor = (make_officer(name, Role.CRO_OPERATOR) for name in ("laiba", "noor"))
    make_convict()
    export = make_export(laiba, dataset="convicts")
    client = cast.client(laiba)
    client.post(url(export, "decide/"), YES)
    export.refresh_from_db()
    assert export.is_waiting
    with pytest.raises(actions.Refused, match="second person"):
        approve(export, laiba)
    cast.client(noor).post(url(export, "decide/"), YES)
    assert cast.client(noor).post(url(export, "download/")).status_code == 404
    assert len(lines(body(client.post(url(export, "download/"))))) == 4


def test_what_a_form_adds_is_not_kept(cast):
    """A decision, or another's name, sent along with the request is nothing."""
    smuggled = {"decision": "approved", "decided_by": cast.dania.pk, "proposed_by": cast.bilal.pk}
    cast.client(cast.ayesha).post("/exports/ask/", form(**smuggled))
    export = ExportRequest.objects.get()
    assert export.is_waiting
    assert (export.proposed_by, export.station) == (cast.ayesha, cast.kohsar)


def test_the_database_refuses_the_same_person_twice(cast, export):
    """Even in raw SQL, whoever asked is not who decided; and a fourth download is none."""
    sql = (
        "UPDATE exports_exportrequest SET decision = 'approved', decided_at = now(),"
        " decided_by_id = %s WHERE id = %s"
    )
    with pytest.raises(IntegrityError, match="two_persons"), transaction.atomic():
        connection.cursor().execute(sql, [cast.ayesha.pk, export.pk])
    connection.cursor().execute(sql, [cast.dania.pk, export.pk])
    with pytest.raises(IntegrityError, match="three_at_most"), transaction.atomic():
        Download.objects.create(
            export=export, number=4, downloaded_at=timezone.now(), rows=1, sha256="a" * 64
        )


def test_deciders_cover_the_place(cast, export):
    """Another district's DPO finds nothing; the log is for the command, and no CRO operator."""
    far = make_officer("far_dpo", Role.DPO, district=cast.clifton.circle.district)
    assert cast.client(far).get(url(export)).status_code == 404
    assert cast.client(far).post(url(export, "decide/"), YES).status_code == 404
    with pytest.raises(actions.Refused, match="not yours"):
        approve(export, far)
    log = make_export(make_officer("auditor", Role.AUDITOR), dataset="log")
    with pytest.raises(actions.Refused, match="not yours"):
        approve(log, make_officer("laiba", Role.CRO_OPERATOR))
    # A DPO covers no country, whatever the request.
    with pytest.raises(actions.Refused, match="not yours"):
        approve(log, cast.dania)
    approve(log, make_officer("igp", Role.COMMAND))


def test_who_reaches_two_stations_needs_the_country(cast, now):
    """Rows of two stations are no one DPO's to give away."""
    cast.ayesha.postings.create(
        role=Role.MOHARRAR, station=cast.clifton, from_on=timezone.localdate()
    )
    cast.client(cast.ayesha).post("/exports/ask/", form("alerts"))
    export = ExportRequest.objects.get()
    assert export.station is None
    with pytest.raises(actions.Refused, match="not yours"):
        approve(export, cast.dania)


def test_the_right_to_the_list_is_asked_for(cast):
    """An SHO asks for no convicts and no log, whatever the form says."""
    client = cast.client(cast.ayesha)
    for dataset in ("convicts", "log"):
        assert client.post("/exports/ask/", form(dataset)).status_code == 422
    assert cast.client(cast.bilal).post("/exports/ask/", form()).status_code == 403
    unsaved = ExportRequest(dataset="log", since=timezone.localdate())
    with pytest.raises(actions.Refused, match="may not"):
        actions.ask(by=cast.ayesha, export=unsaved, at=timezone.now())


def test_a_posting_that_ended_ends_the_export(cast, approved):
    """Approved yesterday, posted elsewhere today: nothing of the old station leaves."""
    yesterday = timezone.localdate() - timedelta(days=1)
    cast.ayesha.postings.update(until_on=yesterday)
    assert cast.client(cast.ayesha).post(url(approved, "download/")).status_code == 403
    cast.ayesha.postings.create(role=Role.SHO, station=cast.clifton, from_on=timezone.localdate())
    client = cast.client(type(cast.ayesha).objects.get(pk=cast.ayesha.pk))
    response = client.post(url(approved, "download/"), follow=True)
    assert "Your posting has changed" in response.content.decode()
    assert not Download.objects.exists()


def test_a_day_and_three_times(cast, approved):
    """It is fetched three times at most, and not after 24 hours."""
    client = cast.client(cast.ayesha)
    for _ in range(3):
        assert body(client.post(url(approved, "download/")))
    assert "three times" in client.post(url(approved, "download/"), follow=True).content.decode()
    assert [one.number for one in approved.downloads.order_by("number")] == [1, 2, 3]
    late = timezone.now() + timedelta(hours=24, seconds=1)
    with pytest.raises(actions.Refused, match="24 hours"):
        actions.download(by=cast.ayesha, export=approved, at=late)


def test_too_many_rows_are_refused_in_words(cast, approved, settings):
    """One row more than allowed: nothing is asked, and nothing leaves."""
    client = cast.client(cast.ayesha)
    settings.EXPORT_ROWS = 1
    assert body(client.post(url(approved, "download/")))
    make_watch(cast.kohsar, cast.chaudhry)
    refused = client.post(url(approved, "download/"), follow=True)
    assert "more than 1 rows" in refused.content.decode()
    assert approved.downloads.count() == 1
    asked = client.post("/exports/ask/", form())
    assert asked.status_code == 422
    assert "more than 1 rows" in asked.content.decode()


@pytest.mark.parametrize(
    ("dataset", "role"),
    [
        ("convicts", Role.CRO_OPERATOR),
        ("watch", Role.CRO_OPERATOR),
        ("log", Role.AUDITOR),
        ("alerts", Role.SHO),
    ],
)
def test_every_list_writes_a_file(cast, dataset, role):
    """Whatever is registered can be asked for, approved and fetched, each act an event."""
    asker = make_officer("asker", role)
    client = cast.client(asker)
    sent = client.post("/exports/ask/", form(dataset))
    assert sent.status_code == 302
    export = ExportRequest.objects.get()
    assert client.get(url(export)).status_code == 200
    cast.client(make_officer("igp", Role.COMMAND)).post(url(export, "decide/"), YES)
    columns = lines(body(client.post(url(export, "download/"))))
    assert all(len(row) == len(columns[1]) for row in columns[1:-1])
    told = Event.objects.about(export).order_by("pk").values_list("action", flat=True)
    assert list(told) == ["exports.requested", "exports.approved", "exports.downloaded"]


def test_a_purpose_is_asked_for(cast):
    """Neither case number nor words: the form says so, and the table would."""
    assert cast.client(cast.ayesha).post("/exports/ask/", form(case_ref="")).status_code == 422
    with pytest.raises(IntegrityError, match="says_why"), transaction.atomic():
        make_export(cast.ayesha, case_ref="")


def test_an_old_proof_is_not_enough(cast, approved):
    """Deciding and fetching ask for a fresh password or factor."""
    client = cast.client(cast.ayesha)
    session = client.session
    for proof in session["account_authentication_methods"]:
        proof["at"] -= 3600
    session.save()
    response = client.post(url(approved, "download/"))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/prove/")
    assert not Download.objects.exists()


def test_a_sealed_record_leaves_with_nobody(cast, now):
    """Whoever is named on it opens it; into a file, which others read, it never gets."""
    laiba, noor = (make_officer(name, Role.CRO_OPERATOR) for name in ("laiba", "noor"))
    make_convict(external_ref="CRO-8")
    hidden = seal(
        by=laiba, record=make_convict(external_ref="CRO-9"), sealed_as="informant", at=now
    )
    assert ConvictRecord.objects.visible_to(laiba).filter(pk=hidden.pk).exists()
    export = make_export(laiba, dataset="convicts")
    approve(export, noor)
    content = body(cast.client(laiba).post(url(export, "download/"))).decode()
    assert "CRO-8" in content
    assert "CRO-9" not in content


def test_a_sealed_alert_leaves_with_nobody(cast, now):
    """The SHO who is named on the record has closed its alert, and exports none."""
    keeper = make_officer("keeper", Role.CRO_OPERATOR)
    listing = make_listing(at=now, external_ref="CRO-9")
    record = ConvictRecord.objects.get(pk=listing.source_id)
    seal(by=keeper, record=record, sealed_as="informant", at=now)
    name_officer(by=keeper, record=record, officer=cast.ayesha, at=now)
    make_stay(cast.hotel, cast.ehsan, at=now - timedelta(hours=1))
    screening.drain(at=now)
    alert = Alert.objects.visible_to(cast.ayesha).get(sealed_listing=listing)
    acknowledge(by=cast.ayesha, alert=alert, at=now)
    close(by=cast.ayesha, alert=alert, outcome=Alert.Outcome.VERIFIED, at=now)
    day = timedelta(days=1)
    asked = cast.ayesha, now - day, now + day
    assert list(ALERTS.rows(*asked)) == []
    Alert.objects.filter(pk=alert.pk).update(sealed_listing=None)
    assert len(list(ALERTS.rows(*asked))) == 1
