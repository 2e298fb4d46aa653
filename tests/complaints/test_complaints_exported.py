"""What leaves of complaints as a file, what the auditor finds, and who edits the categories."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.roles import Role
from audit import people_seen
from audit.models import Event
from complaints import actions, exported, seen
from complaints.categories import ComplaintCategory
from complaints.models import Respondent
from exports.registry import datasets_for
from tests.cast import make_officer
from tests.complaints.complaint_scenes import COMPLAINANT, make_complaint, make_io

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def rows_for(user, now):
    dataset = exported.COMPLAINTS
    return [
        dict(zip(dataset.columns, row, strict=True))
        for row in dataset.rows(user, now - DAY, now + DAY)
    ]


def found_by(text, by):
    return [one.target_id for one in people_seen.records_of(text, by=by)]


# --- The export ---


def test_one_row_for_each_complaint(cast, now):
    """Where, by when, how it ended, and whose work it was."""
    io = make_io(cast)
    complaint = make_complaint(cast.kohsar, at=now)
    actions.assign(by=cast.bilal, complaint=complaint, officer=io, at=now)
    close = {"reason": "no_evidence", "words": "For the court.", "late_because": "", "at": now}
    actions.close(by=cast.ayesha, complaint=complaint, **close)
    actions.rate(complaint=complaint, rating=4, at=now)
    (row,) = rows_for(cast.ayesha, now)
    assert row["e_tag"] == complaint.e_tag
    assert (row["category"], row["station"], row["state"]) == ("theft", "Kohsar", "closed")
    assert (row["reason"], row["rating"], row["officer"]) == ("no_evidence", 4, str(io))
    assert (row["lodged_at"], row["decided_at"]) == (now.isoformat(), now.isoformat())


def test_no_word_of_who_complained(cast, now):
    """No name, number, address or story in any column."""
    make_complaint(cast.kohsar, address="House 9, Street 12", at=now)
    (row,) = rows_for(cast.ayesha, now)
    text = " ".join(map(str, row.values()))
    told = [str(value) for value in COMPLAINANT.values() if len(str(value)) > 1]
    for words in (*told, "House 9", "motorcycle", "F-7/2"):
        assert words not in text


def test_sealed_complaints_stay(cast, now):
    """Also when who asks is named on them: a file has other readers."""
    plain = make_complaint(cast.kohsar, at=now)
    make_complaint(cast.kohsar, category="sexual", at=now)
    assert [row["e_tag"] for row in rows_for(cast.ayesha, now)] == [plain.e_tag]


def test_the_period_and_the_station(cast, now):
    """Lodged within it, at one's own stations."""
    here = make_complaint(cast.kohsar, at=now)
    make_complaint(cast.kohsar, at=now - 2 * DAY)
    there = make_complaint(cast.margalla, at=now)
    make_complaint(cast.clifton, at=now)
    assert [row["e_tag"] for row in rows_for(cast.ayesha, now)] == [here.e_tag]
    assert {row["e_tag"] for row in rows_for(cast.dania, now)} == {here.e_tag, there.e_tag}


def test_who_may_ask_for_it(cast):
    """It is on the list of those who see the figures."""
    asked_by = {
        user.username: exported.COMPLAINTS in datasets_for(user)
        for user in (cast.ayesha, cast.dania, cast.bilal, make_io(cast))
    }
    assert asked_by == {"ayesha": True, "dania": True, "bilal": False, "nadeem": False}


# --- The auditor's question ---


@pytest.mark.parametrize("text", ["61101-9876543-2", "6110198765432", "0300-5550199"])
def test_found_by_number(cast, now, text):
    """By CNIC or phone, however it is typed."""
    complaint = make_complaint(cast.kohsar, at=now)
    make_complaint(cast.kohsar, cnic="6110100000001", phone="03005550111", at=now)
    assert found_by(text, make_officer("gul", Role.AUDITOR)) == [complaint.pk]


def test_found_by_e_tag_and_as_respondent(cast, now):
    """By the number of the complaint, and by that of whom it names."""
    auditor = make_officer("gul", Role.AUDITOR)
    named = Respondent(name="Asif", cnic="4210112345671")
    complaint = make_complaint(cast.kohsar, respondents=(named,), at=now)
    assert found_by(complaint.e_tag, auditor) == [complaint.pk]
    assert found_by("42101-1234567-1", auditor) == [complaint.pk]
    assert found_by("Rukhsana Bibi", auditor) == []


def test_sealed_ones_are_found_by_who_is_named(cast, now):
    """And described to nobody."""
    sealed = make_complaint(cast.kohsar, category="sexual", at=now)
    assert found_by("6110198765432", make_officer("gul", Role.AUDITOR)) == []
    assert found_by("6110198765432", cast.ayesha) == [sealed.pk]
    hidden = make_complaint(cast.kohsar, is_identity_hidden=True, at=now)
    plain = make_complaint(cast.kohsar, at=now)
    names = list(people_seen.described(seen.LABEL, [sealed.pk, hidden.pk, plain.pk]))
    assert [(one.target_id, one.name) for one in names] == [(plain.pk, "Rukhsana Bibi")]


def test_nobody_finds_the_complaint_about_himself(cast, now):
    """Not even an auditor."""
    auditor = make_officer("gul", Role.AUDITOR)
    complaint = make_complaint(cast.kohsar, at=now)
    Respondent.objects.create(complaint=complaint, name="Gul", user=auditor)
    assert found_by(complaint.e_tag, auditor) == []


# --- Reference data ---


def test_the_administrator_edits_a_category(cast):
    """Its clocks, on record; its code stays."""
    browser = cast.client(make_officer("admin", Role.ADMINISTRATOR))
    theft = ComplaintCategory.objects.get(code="theft")
    address = reverse("admin:complaints_complaintcategory_change", args=["theft"])
    page = browser.get(address)
    typed = {
        name: "" if value is None else value
        for name, value in page.context["adminform"].form.initial.items()
    }
    for name in ("is_emergency", "asks_property", "against_police", "is_verified"):
        if not typed.get(name):
            typed.pop(name, None)
    answer = browser.post(address, {**typed, "code": "other-code", "hours": 48})
    assert answer.status_code == 302, answer.context["errors"]
    changed = ComplaintCategory.objects.get(code="theft")
    assert (changed.hours, changed.name) == (48, theft.name)
    event = Event.objects.get(action="admin.changed")
    assert event.target == str(theft)


def test_nobody_else_edits_a_category(cast):
    """An SHO does not set his own clock."""
    address = reverse("admin:complaints_complaintcategory_change", args=["theft"])
    assert cast.client(cast.ayesha).get(address).status_code in (302, 403, 404)
