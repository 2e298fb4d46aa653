"""Everything that is known of one person, as far as its reader may see it, and how much is not."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event
from complaints.models import Complaint
from convicts import filing
from convicts.models import Associate, Conviction, ConvictRecord, Standing
from dossier.pages import Dossier
from dossier.registry import Subject, sources
from firs import custody
from hotel_eye.models import Guest
from tests.alerts.alert_scenes import drain
from tests.cast import make_officer
from tests.complaints.complaint_scenes import make_complaint, make_io
from tests.firs.fir_scenes import accused, make_case
from tests.people_on_file import WANTED, make_convict, make_listing, make_stay, make_watch

pytestmark = pytest.mark.django_db
URL = reverse("dossier:of_cnic")
CASE = {"kind": "investigation", "case_ref": "FIR 12/2026 Kohsar"}
HIS = Subject(cnic=WANTED["cnic"])


def parts(user, subject=HIS) -> dict[str, tuple[int, int]]:
    """(shown, withheld) of each kind of which there is anything."""
    dossier = Dossier(subject, type(user).objects.get(pk=user.pk), at=timezone.now())
    return {part.source.name: (part.found.count, part.found.withheld) for part in dossier.known}


def test_every_app_says_what_it_holds():
    """Whoever adds an app with people in it adds its part."""
    names = {one.name for one in sources()}
    assert names >= {
        *("complaints", "firs", "records", "convictions", "standings", "watches", "stays"),
        *("alerts", "looks"),
    }


@pytest.fixture
def life(cast, now):
    """A man of whom everything is known: on file, in a case, in a hotel with a companion."""
    gul = make_officer("gul", Role.CRO_OPERATOR)
    listing = make_listing(external_ref="CRO-77")
    record = ConvictRecord.objects.get(pk=listing.source_id)
    filing.note(
        by=gul, record=record, at=now,
        row=Conviction(court="Sessions Court", sections="392 PPC", crime_head="robbery",
                       decided_on=date(2020, 5, 2), sentenced_to="prison", months=36),
    )  # fmt: skip
    row = Standing(status="released", since_on=date(2023, 5, 2), reference="Letter 5/23")
    filing.note(by=gul, record=record, row=row, at=now)
    filing.note(by=gul, record=record, row=Associate(kind="friend", name="Billa"), at=now)
    io = make_io(cast)
    other = accused("Sher Khan", cnic="3740512345671")
    his = accused(WANTED["name"], cnic=WANTED["cnic"])
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now, parts=[his, other])
    make_stay(cast.hotel, cast.ehsan)
    make_watch(cast.kohsar, io)
    drain()
    return record, fir, io


def test_whose_station_it_is_sees_it_all(cast, life):
    """Case, stay, alert, watch: of his own station; the CRO's file is for the country."""
    _record, _fir, io = life
    assert parts(io) == {
        "records": (1, 0),
        "convictions": (1, 0),
        "standings": (1, 0),
        "watches": (1, 0),
        "firs": (1, 0),
        "stays": (1, 0),
        "alerts": (1, 0),
    }


def test_elsewhere_it_is_counted_and_not_shown(cast, life):
    """An officer of another station learns how much there is, and not what."""
    stranger = make_officer("stranger", Role.INVESTIGATION_OFFICER, station=cast.clifton)
    told = parts(stranger)
    assert (told["firs"], told["stays"], told["watches"]) == ((0, 1), (0, 1), (0, 1))
    page = cast.client(stranger).post(URL, {**CASE, "cnic": WANTED["cnic"]})
    assert page.status_code == 200
    assert cast.hotel.name not in page.text
    assert "Sher Khan" not in page.text
    assert "withheld" in page.text


def test_nobody_sealed_is_counted(cast, life):
    """Neither shown nor withheld: it is not there."""
    record, fir, _io = life
    stranger = make_officer("stranger", Role.INVESTIGATION_OFFICER, station=cast.clifton)
    ConvictRecord.objects.filter(pk=record.pk).update(sealed_as="informant")
    type(fir).objects.filter(pk=fir.pk).update(sealed_as="juvenile")
    told = parts(stranger)
    assert not {"records", "convictions", "standings", "firs", "looks"} & set(told)


def test_who_was_with_him(cast, life):
    """Co-accused and associates, each once, in the picture and in words."""
    _record, _fir, io = life
    page = cast.client(io).post(URL, {**CASE, "cnic": WANTED["cnic"]})
    ties = {tie.name: tie.ties for tie in page.context["dossier"].ties}
    assert ties == {"Sher Khan": ("accused with him",), "Billa": ("Friend",)}
    assert page.text.count("<circle") == 3


def test_room_mates(cast, now):
    """Whoever took the room with him."""
    stay = make_stay(cast.hotel, cast.ehsan)
    guest = Guest(
        stay=stay, hotel=stay.hotel, name="Rashid", cnic="3520212345671", kinship="friend"
    )
    guest.save()
    io = make_io(cast)
    page = cast.client(io).post(URL, {**CASE, "cnic": WANTED["cnic"]})
    assert [tie.name for tie in page.context["dossier"].ties] == ["Rashid"]


def test_who_hides_his_identity_is_not_found(cast, now, life):
    """A complainant who wants to stay unknown is unknown here, too."""
    complaint = make_complaint(cast.kohsar, at=now, cnic=WANTED["cnic"])
    _record, _fir, io = life
    assert parts(io)["complaints"] == (1, 0)
    Complaint.objects.filter(pk=complaint.pk).update(is_identity_hidden=True)
    assert "complaints" not in parts(io)


# --- The page ---


def test_it_is_a_look(cast, life):
    """One event with its purpose before anything is read; the number stands in no address."""
    _record, _fir, io = life
    client = cast.client(io)
    assert client.get(URL).status_code == 200
    for wrong in ({"cnic": "123"}, {"cnic": WANTED["cnic"], "case_ref": ""}):
        answer = client.post(URL, {**CASE, **wrong})
        assert answer.status_code == 422
    assert not Event.objects.filter(action="dossier.opened").exists()
    client.post(URL, {**CASE, "cnic": WANTED["cnic"]})
    event = Event.objects.get(action="dossier.opened")
    assert (event.purpose_kind, event.case_ref) == ("investigation", CASE["case_ref"])
    assert WANTED["cnic"] not in f"{event.detail}{event.target}"


def test_from_the_record(cast, life):
    """By the look that opened it, and by no address alone; it is told on the next dossier."""
    record, _fir, io = life
    client = cast.client(io)
    address = reverse("dossier:of_record", args=["cro", record.pk])
    detail = reverse("convicts:detail", args=[record.pk])
    assert client.get(address)["Location"] == detail
    link = client.post(detail, CASE).context["link"]
    page = client.get(address, {"look": link})
    assert page.status_code == 200
    assert page.context["record"] == record
    assert parts(io)["looks"] == (2, 0)
    for unknown in (("nothing", record.pk), ("cro", record.pk + 1)):
        assert client.get(reverse("dossier:of_record", args=unknown)).status_code == 404


def test_the_auditor_finds_who_opened_it(cast, life):
    """By the records of the person, though the log holds no number; an invented one rings."""
    record, fir, io = life
    ConvictRecord.objects.filter(pk=record.pk).update(is_canary=True)
    cast.client(io).post(URL, {**CASE, "cnic": WANTED["cnic"]})
    shown = Event.objects.filter(action="dossier.shown", actor_id=io.pk)
    told = {event.detail["type"]: event.detail["records"] for event in shown}
    assert told["convicts.convictrecord"] == [record.pk]
    assert told["firs.fir"] == [fir.pk]
    assert {"hotel_eye.guest", "alerts.alert"} <= set(told)
    assert Event.objects.filter(action="audit.canary_read", target_id=record.pk).exists()


def test_under_all_of_his_numbers(cast, life, now):
    """Two records that officers laid together are one person's: what hangs on the other is his."""
    record, _fir, io = life
    other = make_convict(external_ref="CRO-78", name="Md Aslam", cnic="3520211111113")
    bare = make_convict(external_ref="CRO-79", name="Aslam", cnic="")
    ConvictRecord.objects.filter(pk__in=(other.pk, bare.pk)).update(merged_into=record)
    make_stay(cast.hotel, cast.ehsan, cnic="3520211111113", room="301")
    told = parts(io)
    assert (told["records"], told["stays"]) == ((3, 0), (2, 0))
    assert parts(io, Subject(cnic="3520211111113")) == told


def test_without_a_cnic_by_his_record_alone(cast, now):
    """What hangs on the record, and nobody else's without a number."""
    record = make_convict(external_ref="CRO-1", cnic="")
    make_convict(external_ref="CRO-2", cnic="")
    io = make_io(cast)
    subject = Subject(record=("convicts.convictrecord", record.pk))
    assert parts(io, subject) == {"records": (1, 0)}


def test_as_many_questions_for_much(cast, life, django_assert_max_num_queries, now):
    """However much is known."""
    _record, _fir, io = life
    client = cast.client(io)
    asked = {**CASE, "cnic": WANTED["cnic"]}
    client.post(URL, asked)
    with django_assert_max_num_queries(90) as few:
        client.post(URL, asked)
    for number in range(4):
        his = accused(WANTED["name"], cnic=WANTED["cnic"])
        fir = make_case(cast.kohsar, cast.ayesha, io, at=now, parts=[his])
        custody.abscond(by=io, fir=fir, accused=fir.accused_rows.get(), words="Fled", at=now)
        make_stay(cast.hotel, cast.ehsan, room=f"30{number}")
    with django_assert_max_num_queries(90) as many:
        client.post(URL, asked)
    assert len(many) == len(few)


@pytest.mark.parametrize("role", [Role.HOTEL_OPERATOR, Role.MOHARRAR, Role.AUDITOR])
def test_not_for_everybody(cast, role):
    """Least of all for a hotel."""
    user = cast.ehsan if role == Role.HOTEL_OPERATOR else make_officer("other", role)
    assert cast.client(user).get(URL).status_code in (403, 404)
