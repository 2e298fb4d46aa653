"""The file of a convict: opened by two persons, written in dated rows, followed by the listing."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from alerts import screening
from alerts.actions import Refused
from alerts.models import Alert, Listing
from audit.history import history_of
from audit.models import Event
from convicts import filing
from convicts.heads import Heads
from convicts.models import (
    Alias,
    Conviction,
    ConvictRecord,
    Gang,
    Membership,
    Opening,
    Photograph,
    Standing,
    Status,
)
from convicts.notes import NOTES, parts_of
from tests.cast import make_officer
from tests.people_on_file import WANTED, make_convict, make_listing, make_stay

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def gul(cast):
    return make_officer("gul", Role.CRO_OPERATOR)


@pytest.fixture
def hira(cast):
    return make_officer("hira", Role.CRO_OPERATOR)


def unsaved(**fields):
    return ConvictRecord(
        external_ref="CRO-9001", category_id="convict", status=Status.IN_PRISON, **WANTED, **fields
    )


def standing(status=Status.IN_PRISON, days_ago=10, **fields):
    since = TODAY - timedelta(days=days_ago)
    return Standing(status=status, since_on=since, reference="Letter 5/26", **fields)


def conviction(**fields):
    values = {
        "court": "Sessions Court Islamabad",
        "sections": "392 PPC",
        "section_codes": ["ppc-392"],
        "crime_head": "robbery",
        "decided_on": date(2024, 5, 2),
        "sentenced_to": Conviction.Kind.PRISON,
        "months": 36,
    }
    return Conviction(**{**values, **fields})


def opened(gul, now, *rows):
    rows = rows or (standing(),)
    return filing.open_record(by=gul, record=unsaved(), rows=rows, at=now)


def on_file(gul, hira, now, *rows):
    record = opened(gul, now, *rows)
    answer = {"approve": True, "note": ""}
    return filing.decide_opening(by=hira, opening=record.opening, at=now, **answer)


def listing_of(record):
    rows = Listing.objects.filter(source="convicts.convictrecord", source_id=record.pk)
    return rows.filter(withdrawn_at=None).first()


def events(record):
    return list(Event.objects.about(record).order_by("pk").values_list("action", flat=True))


# --- In and out of the file ---


def test_nobody_gets_into_the_file_by_one_person(gul, hira, now):
    """Entered he is looked for by nobody and found by nobody; approved he is both."""
    record = opened(gul, now)
    assert listing_of(record) is None
    assert not ConvictRecord.objects.visible_to(hira).exists()
    yes = {"opening": record.opening, "approve": True, "note": "", "at": now}
    with pytest.raises(Refused, match="second person"):
        filing.decide_opening(by=gul, **yes)
    filing.decide_opening(by=hira, **yes)
    assert listing_of(record).name == WANTED["name"]
    assert ConvictRecord.objects.visible_to(hira).get() == record
    assert events(record) == ["convicts.opening_proposed", "convicts.opening_approved"]


def test_the_database_holds_the_two_persons(gul, now):
    """Under raw SQL, too, nobody approves what he entered."""
    record = opened(gul, now)
    with pytest.raises(IntegrityError, match="two_persons"), transaction.atomic():
        Opening.objects.filter(record=record).update(
            decision="approved", decided_by=gul, decided_at=now
        )


def test_refused_he_never_comes_in(gul, hira, now):
    """A refusal says why; the record is kept, and nothing more is noted in it."""
    record = opened(gul, now)
    no = {"opening": record.opening, "approve": False, "at": now}
    with pytest.raises(Refused, match="why"):
        filing.decide_opening(by=hira, note="", **no)
    filing.decide_opening(by=hira, note="This is another man.", **no)
    assert listing_of(record) is None
    with pytest.raises(Refused, match="refused"):
        filing.note(by=gul, record=record, row=Alias(name="Kalu"), at=now)


def test_somebody_else_decides_nothing(cast, gul, now):
    """An SHO is no second person of the CRO's file."""
    record = opened(gul, now)
    with pytest.raises(Refused):
        filing.decide_opening(by=cast.ayesha, opening=record.opening, approve=True, note="", at=now)


def test_withdrawn_by_two_he_stops_alerting_at_once(cast, gul, hira, now):
    """His listing goes and the open alert closes with the reason."""
    make_stay(cast.hotel, cast.ehsan, at=now - timedelta(hours=1))
    record = on_file(gul, hira, now)
    screening.drain(at=timezone.now())
    assert Alert.objects.get().state == Alert.State.RAISED
    withdrawal = filing.propose_withdrawal(by=gul, record=record, reason="Twice on file", at=now)
    with pytest.raises(Refused, match="already"):
        filing.propose_withdrawal(by=hira, record=record, reason="Twice", at=now)
    filing.decide_withdrawal(by=hira, withdrawal=withdrawal, approve=True, note="", at=now)
    assert listing_of(record) is None
    alert = Alert.objects.get()
    assert (alert.state, alert.outcome) == (Alert.State.CLOSED, Alert.Outcome.WITHDRAWN)
    with pytest.raises(Refused, match="withdrawn"):
        filing.note(by=gul, record=record, row=Alias(name="Kalu"), at=now)


def test_approved_he_is_found_where_he_is_now(cast, gul, hira, now):
    """Published, he alerts on the guest who is in the house already."""
    make_stay(cast.hotel, cast.ehsan, at=now - timedelta(hours=1))
    screening.drain(at=timezone.now())
    assert not Alert.objects.exists()
    on_file(gul, hira, now)
    screening.drain(at=timezone.now())
    assert Alert.objects.get().station == cast.kohsar


# --- Rows ---


def test_the_last_state_counts(gul, hira, now):
    """Released, then acquitted on appeal: nobody looks for him; the day decides, not the order."""
    record = on_file(gul, hira, now)
    filing.note(by=gul, record=record, row=standing(Status.RELEASED, 2), at=now)
    record.refresh_from_db()
    assert record.status == Status.RELEASED
    filing.note(by=gul, record=record, row=standing(Status.ON_BAIL, 5), at=now)
    record.refresh_from_db()
    assert record.status == Status.RELEASED
    filing.note(by=gul, record=record, row=standing(Status.ACQUITTED, 1), at=now)
    record.refresh_from_db()
    assert (record.status, listing_of(record)) == (Status.ACQUITTED, None)


def test_acquitted_he_stops_alerting_at_once(cast, gul, now):
    """Of an imported record, too: the alert closes as no longer looked for."""
    listing = make_listing(at=now - timedelta(days=1), external_ref="CRO-5")
    make_stay(cast.hotel, cast.ehsan, at=now - timedelta(hours=1))
    screening.drain(at=timezone.now())
    record = ConvictRecord.objects.get(pk=listing.source_id)
    filing.note(by=gul, record=record, row=standing(Status.ACQUITTED, 0), at=now)
    assert listing_of(record) is None
    assert Alert.objects.get().outcome == Alert.Outcome.WITHDRAWN


def test_a_wrong_row_is_struck_out_and_stays(gul, hira, now):
    """Struck out the state before counts again; nobody strikes a row twice, or the only one."""
    record = on_file(gul, hira, now)
    first = record.standings.get()
    with pytest.raises(Refused, match="first"):
        filing.strike(by=gul, row=first, because="Wrong letter", at=now)
    wrong = filing.note(by=gul, record=record, row=standing(Status.DECEASED, 1), at=now)
    assert listing_of(record) is None
    filing.strike(by=hira, row=wrong, because="His brother died", at=now)
    record.refresh_from_db()
    assert record.status == Status.IN_PRISON
    assert listing_of(record) is not None
    with pytest.raises(Refused, match="already"):
        filing.strike(by=hira, row=wrong, because="Again", at=now)
    lines = parts_of(record, gul)[0].lines
    assert [line.row.is_struck for line in lines] == [False, True]


def test_who_was_declared_dead_by_mistake_is_looked_for_again(gul, now):
    """A later letter says so; a record of the CRO's file falls back on what the file says."""
    listing = make_listing(at=now - timedelta(days=1), external_ref="CRO-5")
    record = ConvictRecord.objects.get(pk=listing.source_id)
    filing.note(by=gul, record=record, row=standing(Status.DECEASED, 3), at=now)
    assert listing_of(record) is None
    filing.note(by=gul, record=record, row=standing(Status.ABSCONDING, 0), at=now)
    assert listing_of(record) is not None


def test_an_alias_finds_him(cast, gul, hira, now):
    """Known as somebody else he is met under that name by what else is known of him."""
    record = on_file(gul, hira, now)
    filing.note(by=gul, record=record, row=Alias(name="Akram Langra"), at=now)
    assert listing_of(record).aliases == ["Akram Langra"]
    alias = record.aliases.get()
    filing.strike(by=gul, row=alias, because="Another man's", at=now)
    assert listing_of(record).aliases == []


def test_what_he_was_convicted_of_is_told(gul, hira, now):
    """The alert says it, and the gravest offence is his head."""
    record = on_file(gul, hira, now)
    row = filing.note(by=gul, record=record, row=conviction(), at=now)
    record.refresh_from_db()
    assert (record.crime_head, listing_of(record).summary) == ("robbery", "392 PPC")
    murder = conviction(sections="302 PPC", crime_head="murder", months=None, sentenced_to="life")
    filing.note(by=gul, record=record, row=murder, at=now)
    record.refresh_from_db()
    assert record.crime_head == "murder"
    filing.strike(by=gul, row=murder, because="Acquitted of it", at=now)
    filing.strike(by=gul, row=row, because="Another man's", at=now)
    record.refresh_from_db()
    assert (record.crime_head, listing_of(record).summary) == ("", "")


def test_corrected_is_remembered(gul, hira, now):
    """What stood there before is in the history, by whom it was changed; he is met anew."""
    record = on_file(gul, hira, now)
    before = listing_of(record).content_hash
    filing.correct(by=gul, record=record, changes={"name": "Muhammad Akram"}, at=now)
    assert listing_of(record).content_hash != before
    copies = history_of(ConvictRecord).objects.filter(pgh_obj=record.pk)
    names = copies.values_list("name", flat=True)
    assert WANTED["name"] in names
    # Nothing changed is nothing done.
    done = len(events(record))
    filing.correct(by=gul, record=record, changes={"name": "Muhammad Akram"}, at=now)
    assert len(events(record)) == done


def test_a_new_gang_is_made_once(gul, hira, now):
    """The first member brings the gang, the second finds it."""
    record = on_file(gul, hira, now)
    other = make_convict(external_ref="CRO-6")
    filing.note(by=gul, record=record, row=Membership(gang=Gang(name="Bolan group")), at=now)
    known = Gang.objects.get()
    filing.note(by=gul, record=other, row=Membership(gang=known), at=now)
    assert known.memberships.count() == 2


RAW = [
    "UPDATE convicts_alias SET name = 'Other'",
    "UPDATE convicts_alias SET noted_by_id = NULL",
    "DELETE FROM convicts_alias",
    "UPDATE convicts_standing SET status = 'acquitted'",
    "DELETE FROM convicts_standing",
    "DELETE FROM convicts_opening",
    "UPDATE convicts_standing SET struck_at = now()",
    "UPDATE convicts_convictrecord SET withdrawn_at = now()",
]


@pytest.mark.parametrize("sql", RAW)
def test_what_was_noted_stays(gul, hira, now, sql):
    """Whoever writes past the program meets the same refusal."""
    record = on_file(gul, hira, now)
    filing.note(by=gul, record=record, row=Alias(name="Kalu"), at=now)
    with pytest.raises(Exception, match=r"law|protect|violates|Cannot"), transaction.atomic():
        connection.cursor().execute(sql)


def test_nothing_is_noted_without_its_event(gul, hira, now, monkeypatch):
    """The row and its event stand or fall together."""
    record = on_file(gul, hira, now)

    def fail(**_kwargs):
        raise RuntimeError("no log")

    monkeypatch.setattr("convicts.filing.record_event", fail)
    with pytest.raises(RuntimeError):
        filing.note(by=gul, record=record, row=Alias(name="Kalu"), at=now)
    assert not record.aliases.exists()


# --- Heads ---

HEADS = [
    ("302/34 PPC", "murder"),
    ("365-A PPC (kidnapping for ransom)", "ransom"),
    ("337-A(i), 337-F(i) PPC", "hurt"),
    ("457/380 PPC", "burglary"),
    ("9(c) CNSA 1997", "special"),
    ("13/20/65 Arms Ordinance 1965", "special"),
    ("25 Sindh Arms Act 2013", "special"),
    ("۳۹۲ PPC", "robbery"),
    ("theft", ""),
    ("", ""),
]


@pytest.mark.parametrize(("offence", "head"), HEADS)
def test_heads_of_what_files_say(db, offence, head):
    """The gravest section that is cited decides; words without a number say nothing."""
    assert Heads.load().of(offence) == head


# --- On the screen ---


def look(client, record):
    """The page as the officer opens it, and the link it carries."""
    page = client.post(
        reverse("convicts:detail", args=[record.pk]),
        {"kind": "records", "case_ref": "Letter 5/26"},
    )
    return page, page.context["link"]


INPUTS = {
    "standing": {"status": "released", "since_on": f"{TODAY}", "reference": "Letter 9/26"},
    "conviction": {
        "picked_sections": ["ppc-392"],
        "court": "Sessions Court Islamabad",
        "decided_on": "2024-05-02",
        "sentenced_to": "prison",
        "months": "36",
        "fir_number": "12",
        "fir_year": "2024",
    },
    "method": {"method": "armed-shop", "words": "Petrol pumps at night"},
    "gang": {"gang_name": "Bolan group", "part": "leader"},
    "associate": {"kind": "receiver", "name": "Akram the dealer"},
    "mark": {"kind": "scar", "place": "face", "words": "Left cheek"},
    "fingerprints": {"henry": "15 M 19 U OOI 14 / L 1 U III"},
    "alias": {"name": "کالا"},
    "address": {"kind": "hide_out", "address": "Chak 12", "district": "Attock"},
}


@pytest.mark.parametrize(
    "note", [note for note in NOTES if not note.has_file], ids=lambda n: n.name
)
def test_every_kind_is_noted_on_its_page(cast, gul, hira, now, note):
    """The row stands in the file and on the page; an empty form says what is missing."""
    record = on_file(gul, hira, now)
    client = cast.client(gul)
    address = reverse(note.url_name, args=[record.pk])
    assert client.get(address).status_code == 302
    _page, link = look(client, record)
    assert client.get(address, {"look": link}).status_code == 200
    empty = client.post(address, {})
    assert empty.status_code == 422
    sent = client.post(address, INPUTS[note.name])
    assert sent.status_code == 302, sent.context["form"].errors
    row = note.of(record).first()
    assert row.noted_by == gul
    page, _link = look(client, record)
    title, _text = note.words(row)
    assert title.split(" · ")[0] in page.content.decode()


def test_a_photograph_is_seen_by_the_look_only(cast, gul, hira, now):
    """Its address alone shows nothing, and each opening is an event."""
    record = on_file(gul, hira, now)
    picture = ContentFile(b"\xff\xd8\xff\xe0 a picture", name="x.jpg")
    row = Photograph(view="front", picture=picture)
    kept = filing.note(by=gul, record=record, row=row, at=now)
    client = cast.client(gul)
    address = reverse("convicts:photograph", args=[record.pk, kept.pk])
    assert client.get(address).status_code == 404
    _page, link = look(client, record)
    shown = client.get(address, {"look": link})
    assert (shown.status_code, shown.content[:3]) == (200, b"\xff\xd8\xff")
    assert events(record)[-1] == "convicts.photograph_opened"


def test_a_page_asks_the_same_questions_of_a_full_file(
    cast, gul, hira, now, django_assert_max_num_queries
):
    """As many queries with forty rows as with one."""
    record = on_file(gul, hira, now)
    client = cast.client(gul)
    look(client, record)
    with django_assert_max_num_queries(60) as few:
        look(client, record)
    for number in range(12):
        filing.note(by=gul, record=record, row=Alias(name=f"Name {number}"), at=now)
        filing.note(by=gul, record=record, row=conviction(case_no=f"{number}"), at=now)
        filing.note(by=gul, record=record, row=Membership(gang=Gang(name=f"Gang {number}")), at=now)
    with django_assert_max_num_queries(60) as many:
        look(client, record)
    assert len(many) == len(few)


def test_opened_decided_and_withdrawn_on_the_screen(cast, gul, hira, now):
    """The pages of both persons, from the empty form to the withdrawn record."""
    client, other = cast.client(gul), cast.client(hira)
    form = {
        "external_ref": "CRO-9002",
        **{"name": "Nadeem Akhtar", "name_ur": "ندیم اختر", "category": "convict"},
        **{"aliases": "Kala, Deema", "height_cm": "172"},
        "standing-status": "in_prison",
        "standing-since_on": f"{TODAY}",
        "standing-reference": "Letter 7/26",
    }
    wrong = client.post(reverse("convicts:open"), {**form, "external_ref": "", "height_cm": "17"})
    assert wrong.status_code == 422
    assert "Nadeem Akhtar" in wrong.content.decode()
    sent = client.post(reverse("convicts:open"), form)
    assert sent["Location"] == reverse("convicts:openings")
    record = ConvictRecord.objects.get(external_ref="CRO-9002")
    assert record.aliases.count() == 2
    page, _link = look(client, record)
    assert not page.context["may_decide_opening"]
    page, link = look(other, record)
    assert page.context["may_decide_opening"]
    decide = reverse("convicts:decide_opening", args=[record.pk])
    other.post(f"{decide}?look={link}", {"decision": "approved", "note": ""})
    assert listing_of(record) is not None
    client.post(reverse("convicts:withdraw", args=[record.pk]), {"because": "Twice on file"})
    decide = reverse("convicts:decide_withdrawal", args=[record.pk])
    other.post(decide, {"decision": "approved", "note": ""})
    record.refresh_from_db()
    assert record.withdrawn_because == "Twice on file"
    assert listing_of(record) is None


def test_corrected_on_the_screen(cast, gul, hira, now):
    """The form shows what stands there by a look only, and keeps what is wrong in it."""
    record = on_file(gul, hira, now)
    client = cast.client(gul)
    address = reverse("convicts:correct", args=[record.pk])
    assert client.get(address).status_code == 302
    _page, link = look(client, record)
    shown = client.get(f"{address}?look={link}")
    values = {
        name: shown.context["form"][name].value() or "" for name in shown.context["form"].fields
    }
    bad = client.post(f"{address}?look={link}", {**values, "cnic": "123"})
    assert bad.status_code == 422
    said = {"name": "Muhammad Akram", "height_cm": "181", "aliases_as_given": "Kalu، Sheru, Kalu"}
    client.post(f"{address}?look={link}", {**values, **said})
    record.refresh_from_db()
    assert (record.name, record.height_cm) == ("Muhammad Akram", 181)
    assert record.aliases_as_given == listing_of(record).aliases == ["Kalu", "Sheru"]
    assert record.birth_year == WANTED["birth_year"]


def test_two_correct_at_once_what_each_of_them_saw(cast, gul, hira, now):
    """A form that was opened earlier takes back nothing that a colleague corrected meanwhile."""
    record = on_file(gul, hira, now)
    address = reverse("convicts:correct", args=[record.pk])
    forms = []
    for officer in (gul, hira):
        client = cast.client(officer)
        _page, link = look(client, record)
        shown = client.get(f"{address}?look={link}").context["form"]
        forms.append((client, {name: shown[name].value() or "" for name in shown.fields}))
    (first, values), (second, others) = forms
    first.post(address, {**values, "name": "Muhammad Akram"})
    second.post(address, {**others, "height_cm": "181"})
    record.refresh_from_db()
    assert (record.name, record.height_cm) == (WANTED["name"], 181)


def test_a_decision_without_a_choice_keeps_its_words(cast, gul, hira, now):
    """The page comes back with what was typed."""
    record = on_file(gul, hira, now)
    gone = filing.propose_withdrawal(by=gul, record=record, reason="Another man", at=now)
    client = cast.client(hira)
    _page, link = look(client, record)
    address = reverse("convicts:decide_withdrawal", args=[record.pk])
    answer = client.post(f"{address}?look={link}", {"note": "Ask Rawalpindi first"})
    assert answer.status_code == 422
    assert "Ask Rawalpindi first" in answer.content.decode()
    gone.refresh_from_db()
    assert gone.is_waiting


def test_struck_out_on_the_screen(cast, gul, hira, now):
    """A reason is a must; what is not there is not found."""
    record = on_file(gul, hira, now)
    alias = filing.note(by=gul, record=record, row=Alias(name="Kalu"), at=now)
    client = cast.client(gul)
    address = reverse("convicts:strike", args=[record.pk, "alias", alias.pk])
    assert client.post(address, {"because": ""}).status_code == 422
    client.post(address, {"because": "Another man's"})
    alias.refresh_from_db()
    assert alias.struck_by == gul
    for kind, row in (("nothing", alias.pk), ("mark", alias.pk)):
        other = reverse("convicts:strike", args=[record.pk, kind, row])
        assert client.get(other).status_code == 404
