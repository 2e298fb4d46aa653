"""Registrations of tenants and employees: filed, corrected, ended, verified, and what is seen."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.roles import Role
from alerts import list_index
from alerts.models import Alert, Sighting
from audit.models import Event
from filings.models import Receipt, ReportingRule, State
from notifications.models import Text
from tenants import actions, reminders, verification
from tenants.models import Named, Tenancy, Verification, Visit
from tests.alerts.alert_scenes import drain
from tests.cast import make_officer
from tests.hotel_eye.hotel_desk import picture
from tests.people_on_file import make_listing
from tests.tenants.registration_scenes import filled, landlord, register

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"tenants:{name}", args=args)


@pytest.fixture
def obaid(cast):
    return landlord()


@pytest.fixture
def clerk(cast):
    return make_officer("javeria", Role.FRONT_DESK)


def at_counter(cast, clerk, **changes):
    form = {**filled(cast, **changes), "kind": changes.get("kind", "tenant")}
    return cast.client(clerk).post(url("counter"), form)


def part_of(form, *prefixes):
    return {name: value for name, value in form.items() if name.startswith(prefixes)}


def test_a_correction_under_another_is_asked_again(cast, obaid):
    """Who had the page open when somebody corrected it undoes nothing; his typing stands there."""
    tenancy = register(cast, obaid)
    client = cast.client(obaid)
    page = url("correct", tenancy.pk)
    rent = {"dates__rent": "50000", "version": "1"}
    assert client.post(page, filled(cast, **rent)).status_code == 302
    answer = client.post(page, filled(cast, **{**rent, "dates__rent": "60000"}))
    assert answer.status_code == 422
    assert "corrected this registration meanwhile" in answer.content.decode()
    assert 'value="60000"' in answer.content.decode()
    tenancy.refresh_from_db()
    assert (tenancy.rent, tenancy.version) == (50000, 2)


# --- At the counter ---


def test_a_clerk_registers_on_one_page(cast, clerk):
    """All parts at once; the slip has a number, a QR code and everybody's role."""
    answer = at_counter(cast, clerk)
    assert answer.status_code == 302
    tenancy = Tenancy.objects.get()
    assert (tenancy.state, tenancy.way, tenancy.filed_by) == (State.FILED, "counter", clerk)
    assert re.fullmatch(rf"T{tenancy.place_id}-\d\d-000001-\d", tenancy.number)
    assert tenancy.place.address == "12-A, Street 31, F-8/1, Islamabad"
    assert sorted(tenancy.people.values_list("role", "name")) == [
        ("landlord", "Obaidullah"),
        ("member", "Shazia Bibi"),
        ("surety", "Haji Sadiq"),
        ("tenant", "Muhammad Aslam"),
    ]
    page = cast.client(clerk).get(answer.url, follow=True).content.decode()
    assert tenancy.number in page
    assert "data:image/svg+xml" in page


def test_everybody_named_is_a_sighting(cast, clerk):
    """Landlord, tenant, wife and surety: seen at the property, each by his part in it."""
    at_counter(cast, clerk, dates__vehicle_no="lea 19 1234")
    seen = {one.name: one for one in Sighting.objects.all()}
    assert {one.spot for one in seen.values()} == {"landlord", "tenant", "member", "surety"}
    assert {one.station for one in seen.values()} == {cast.kohsar}
    assert seen["Muhammad Aslam"].vehicle_no == "LEA-19-1234"
    assert seen["Obaidullah"].vehicle_no == ""
    assert {one.kind for one in seen.values()} == {"tenant"}


def test_a_tenant_who_is_looked_for_raises_an_alert(cast, clerk):
    """The station where he lives is told; the clerk's page says nothing."""
    make_listing(owning_station=cast.kohsar)
    answer = at_counter(cast, clerk)
    drain()
    assert Alert.objects.get().sighting.name == "Muhammad Aslam"
    page = cast.client(clerk).get(answer.url, follow=True).content.decode()
    assert not re.search(r"alert[^(-]|wanted|offender", page.replace('role="alert"', ""))


def test_sent_twice_it_is_one(cast, clerk):
    """The same form token gives the same registration."""
    token = "0d3d9d3e-7d0a-4c07-a0f4-0c55b3b6a0bb"
    first = at_counter(cast, clerk, form_token=token)
    second = at_counter(cast, clerk, form_token=token)
    assert first.url == second.url
    assert (Tenancy.objects.count(), Receipt.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"place__station": ""}, "Choose the police station of the place"),
        ({"place__station": "999999"}, "is not one of the available choices"),
        ({"holder__cnic": ""}, "Enter the 13 digits of the card"),
        ({"holder__phone": "12"}, "Give a phone number"),
        ({"resident__cnic": "61101-123"}, "A CNIC has 13 digits"),
        ({"resident__cnic": ""}, "or a passport number"),
        ({"resident__passport_no": "AB1234567"}, "not both"),
        ({"resident__cnic": "", "resident__passport_no": "AB1234567"}, "Choose the country"),
        ({"members-0-cnic": "1"}, "A CNIC has 13 digits"),
        ({"surety1-phone": ""}, "This field is required"),
        ({"dates-possession_on": ""}, "This field is required"),
        ({"dates-possession_on": "1901-01-01"}, "too long ago"),
        ({"dates-possession_on": "2999-01-01"}, "more than a year ahead"),
        ({"dates-agreed_until": "2020-01-01"}, "must end after it begins"),
        ({"resident__born": "2999"}, "in the future"),
    ],
)
def test_bad_input_is_said_and_kept(cast, clerk, changes, words):
    """Nothing is filed, and what was typed stands there."""
    answer = at_counter(cast, clerk, **changes)
    assert answer.status_code == 422
    said = answer.content.decode()
    assert words in said
    assert "Mohalla Eidgah" in said
    assert not Tenancy.objects.exists()


@pytest.mark.parametrize("who", ["holder", "members-0", "surety1"])
def test_foreigners_are_named_by_their_passports(cast, clerk, who):
    """A landlord abroad, a wife, a surety: whoever has no card of ours has a passport."""
    foreign = {f"{who}-cnic": "", f"{who}-passport_no": "p0123456"}
    answer = at_counter(cast, clerk, **foreign)
    assert answer.status_code == 422
    assert "Choose the country that issued the passport" in answer.content.decode()
    assert at_counter(cast, clerk, **foreign, **{f"{who}-nationality": "AFG"}).status_code == 302
    one = Tenancy.objects.get().people.get(passport_no="P0123456")
    assert (one.cnic, one.nationality) == ("", "AFG")
    assert Sighting.objects.filter(passport_no="P0123456").count() == 1


def test_an_employee(cast, clerk):
    """The same paper with other names: employer and employee, no dealer."""
    answer = at_counter(cast, clerk, kind="employee")
    assert answer.status_code == 302
    tenancy = Tenancy.objects.get()
    assert tenancy.is_employee
    assert set(tenancy.people.values_list("role", flat=True)) == {
        "employer",
        "employee",
        "member",
        "surety",
    }
    assert Receipt.objects.get().kind == "employee"


def test_a_clerk_sees_his_own_slips_only(cast, clerk):
    """Another clerk's is not there."""
    answer = at_counter(cast, clerk)
    other = make_officer("kamran", Role.KHIDMAT_CLERK, district=cast.kohsar.circle.district)
    assert cast.client(other).get(answer.url).status_code == 404
    assert str(answer.url) not in cast.client(other).get(url("counter")).content.decode()


# --- By the landlord himself ---


def walk(cast, user, form):
    """Every page of the wizard, as a phone sends them; returns the draft."""
    client = cast.client(user)
    answer = client.post(url("begin"), {"kind": "tenant"})
    draft = Tenancy.objects.drafts().get(owner=user)
    parts = {
        "place": ("place-",),
        "holder": ("holder-",),
        "resident": ("resident-",),
        "members": ("members-",),
        "vouchers": ("surety", "dealer"),
        "dates": ("dates-",),
    }
    for part, prefixes in parts.items():
        assert answer.url == url("step", draft.pk, part)
        assert client.get(answer.url).status_code == 200
        answer = client.post(answer.url, part_of(form, *prefixes))
        assert answer.status_code == 302, answer.context["forms"][0].errors
    assert answer.url == url("check", draft.pk)
    return client, draft


def test_one_question_after_the_other(cast, obaid):
    """Six questions, a look at all of it, and the slip."""
    client, draft = walk(cast, obaid, filled(cast))
    page = client.get(url("check", draft.pk)).content.decode()
    assert "Muhammad Aslam" in page
    assert "is due by" in page
    answer = client.post(url("check", draft.pk))
    assert answer.url == url("own", draft.pk)
    tenancy = Tenancy.objects.get()
    assert (tenancy.pk, tenancy.state, tenancy.way) == (draft.pk, State.FILED, "self")
    assert tenancy.typed == {}
    assert tenancy.people.count() == 4
    assert Sighting.objects.count() == 4
    again = client.post(url("check", draft.pk))
    assert again.url == url("own", draft.pk)
    assert client.get(url("step", draft.pk, "place")).url == url("own", draft.pk)
    assert Receipt.objects.count() == 1


def test_a_photograph_of_the_agreement_is_kept(cast, obaid):
    """Sealed, and not lost between the pages."""
    client, draft = walk(cast, obaid, filled(cast))
    client.post(
        url("step", draft.pk, "dates"),
        {**part_of(filled(cast), "dates-"), "dates-agreement": picture()},
    )
    client.post(url("check", draft.pk))
    tenancy = Tenancy.objects.get()
    assert tenancy.agreement.name.startswith("agreements/")
    assert tenancy.agreement.read()[:3] == b"\xff\xd8\xff"


def test_a_correction_of_one_with_a_photograph(cast, obaid):
    """Nothing changed is no correction; a new photograph is one."""
    client, draft = walk(cast, obaid, filled(cast))
    dates = part_of(filled(cast), "dates-")
    client.post(url("step", draft.pk, "dates"), {**dates, "dates-agreement": picture()})
    client.post(url("check", draft.pk))
    tenancy = Tenancy.objects.get()
    corrected(cast, obaid, tenancy)
    tenancy.refresh_from_db()
    assert tenancy.version == 1
    corrected(cast, obaid, tenancy, **{"dates-agreement": picture()})
    tenancy.refresh_from_db()
    assert tenancy.version == 2
    wrong = {"resident-cnic": "1", "dates-agreement": picture()}
    assert "Choose the photograph again" in corrected(cast, obaid, tenancy, **wrong).text


def test_an_agreement_of_a_hundred_years_is_asked_again(cast, obaid, clerk):
    """No page counts beyond the calendar's end."""
    answer = at_counter(cast, clerk, **{"dates__agreed_until": "9999-12-31"})
    assert "more than 99 years ahead" in answer.content.decode()
    tenancy = register(cast, obaid, dates__agreed_until="", dates__agreed_from="")
    client = cast.client(obaid)
    answer = client.post(url("renew", tenancy.pk), {"renew-until": "9999-12-31"})
    assert answer.status_code == 422


def test_renewed_twice_is_once(cast, obaid):
    """A second tap says that it goes on already."""
    tenancy = register(cast, obaid)
    until = {"renew-until": (tenancy.agreed_until + timedelta(days=300)).isoformat()}
    client = cast.client(obaid)
    for _tap in range(2):
        assert client.post(url("renew", tenancy.pk), until).status_code == 302
    tenancy.refresh_from_db()
    assert tenancy.version == 2


def test_an_end_that_is_corrected_is_reminded_of_again(cast, obaid):
    """The new end is another day."""
    tenancy = register(cast, obaid)
    now = timezone.now()
    Tenancy.objects.update(reminded_month_at=now, reminded_week_at=now)
    later = (timezone.localdate() + timedelta(days=500)).isoformat()
    cast.client(obaid).post(url("correct", tenancy.pk), filled(cast, dates__agreed_until=later))
    tenancy.refresh_from_db()
    assert (tenancy.reminded_month_at, tenancy.reminded_week_at) == (None, None)


def test_an_officer_whose_visit_was_called_off_is_told(cast, obaid):
    """What he typed on the doorstep is not answered by 'not found'."""
    tenancy = register(cast, obaid)
    visit = verification.assign(by=cast.ayesha, tenancy=tenancy, to=cast.ayesha, at=timezone.now())
    actions.annul(by=obaid, tenancy=tenancy, because="He never came.", at=timezone.now())
    form = {"outcome": "verified", "words": "The neighbour knows him."}
    answer = cast.client(cast.ayesha).post(url("visit", visit.pk), form, follow=True)
    assert "needed no more" in answer.text
    assert "The neighbour knows him." in answer.text
    assert cast.client(cast.chaudhry).post(url("visit", visit.pk), form).status_code == 404


def test_a_draft_waits_and_goes_on(cast, obaid):
    """What was typed is there on another day; nothing is seen of it by the station."""
    client = cast.client(obaid)
    client.post(url("begin"), {"kind": "tenant"})
    draft = Tenancy.objects.get()
    kept = client.post(url("keep", draft.pk), {"resident-name": "Half a name", "other": "x"})
    assert kept.status_code == 204
    draft.refresh_from_db()
    assert draft.typed == {"resident-name": "Half a name"}
    assert "Half a name" in client.get(url("step", draft.pk, "resident")).content.decode()
    assert client.get(url("check", draft.pk)).url == url("step", draft.pk, "place")
    assert "Begun: a tenant" in client.get(url("mine")).content.decode()
    assert not Tenancy.objects.visible_to(cast.ayesha).exists()
    assert not Sighting.objects.exists()
    client.post(url("throw_away", draft.pk))
    assert not Tenancy.objects.exists()


def test_a_wrong_page_does_not_go_on(cast, obaid):
    """The words stand there, and so does what was typed; it is kept all the same."""
    client = cast.client(obaid)
    client.post(url("begin"), {"kind": "tenant"})
    draft = Tenancy.objects.get()
    answer = client.post(
        url("step", draft.pk, "holder"), {"holder-name": "Obaid", "holder-cnic": "1"}
    )
    assert answer.status_code == 422
    assert "A CNIC has 13 digits" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.typed["holder-name"] == "Obaid"


def test_the_second_time_less_is_typed(cast, obaid):
    """The landlord and the street are known from the last registration."""
    register(cast, obaid)
    client = cast.client(obaid)
    client.post(url("begin"), {"kind": "tenant"})
    draft = Tenancy.objects.drafts().get()
    assert "Obaidullah" in client.get(url("step", draft.pk, "holder")).content.decode()
    assert "F-8/1" in client.get(url("step", draft.pk, "place")).content.decode()


def test_nobody_sees_anothers(cast, obaid):
    """Drafts and registrations of another account are not there."""
    tenancy = register(cast, obaid)
    client = cast.client(obaid)
    client.post(url("begin"), {"kind": "tenant"})
    draft = Tenancy.objects.drafts().get()
    stranger = cast.client(landlord("stranger"))
    for name in ("own", "slip", "correct"):
        assert stranger.get(url(name, tenancy.pk)).status_code == 404
    for name in ("vacate", "renew", "annul"):
        assert stranger.post(url(name, tenancy.pk)).status_code == 404
    for name in ("check", "keep", "throw_away"):
        assert stranger.post(url(name, draft.pk)).status_code == 404
    assert stranger.get(url("step", draft.pk, "place")).status_code == 404


def test_the_slip_verifies_without_a_word_about_anybody(cast, obaid):
    """The QR code leads to a public page that names the station and no person."""
    tenancy = register(cast, obaid)
    client = cast.client(obaid)
    paper = PdfReader(BytesIO(client.get(url("slip", tenancy.pk)).content))
    text = " ".join(page.extract_text() for page in paper.pages)
    assert tenancy.number in text
    assert "Muhammad Aslam" in text
    receipt = Receipt.objects.get()
    public = cast.client(None).get(reverse("documents:paper", args=[receipt.shown_code]))
    assert public.status_code == 200
    said = public.content.decode()
    assert tenancy.number in said
    for one in Named.objects.all():
        for word in (one.name, one.cnic, one.cnic_formatted, str(one.phone) or "\0"):
            assert word not in said
    assert "F-8/1" not in said


# --- In time and late ---


@pytest.mark.parametrize(("days", "late"), [(0, False), (1, False), (3, True)])
def test_late_by_the_rule(cast, obaid, days, late):
    """48 hours from possession in the capital."""
    since = timezone.localdate() - timedelta(days=days)
    tenancy = register(cast, obaid, **{"dates-possession_on": since.isoformat()})
    assert tenancy.is_late is late


def test_a_rule_may_want_sureties(cast, clerk):
    """Where the law asks for one, an empty one is missed in words."""
    ReportingRule.objects.filter(kind="tenant").update(required=["surety1"])
    nobody = {"surety1-name": None, "surety1-cnic": None, "surety1-phone": None}
    assert at_counter(cast, clerk, **nobody).status_code == 422
    ReportingRule.objects.filter(kind="tenant").update(required=[])
    assert at_counter(cast, clerk, **nobody).status_code == 302


# --- Corrected, ended ---


def corrected(cast, user, tenancy, **changes):
    member = tenancy.people.get(role="member")
    form = {**filled(cast, **changes), "members-0-named_id": str(member.pk)}
    form = {name: value for name, value in form.items() if value is not None}
    return cast.client(user).post(url("correct", tenancy.pk), form)


def test_a_correction_is_a_version_with_a_receipt(cast, obaid):
    """Old and new are told; the sightings are screened anew."""
    tenancy = register(cast, obaid)
    drain()
    answer = corrected(cast, obaid, tenancy, **{"dates-rent": "50000", "resident__name": "M Aslam"})
    assert answer.status_code == 302
    tenancy.refresh_from_db()
    assert (tenancy.state, tenancy.version, tenancy.rent) == (State.CORRECTED, 2, 50000)
    receipt = Receipt.objects.of_source(tenancy).last()
    assert receipt.changes == {
        "rent": [45000, 50000],
        "tenant 2: name": ["Muhammad Aslam", "M Aslam"],
    }
    assert Sighting.objects.get(name="M Aslam").screened_at is None
    page = cast.client(obaid).get(url("own", tenancy.pk)).content.decode()
    assert "45000 → 50000" in page


def test_the_same_again_is_no_correction(cast, obaid):
    """The form as it was gives nothing."""
    tenancy = register(cast, obaid)
    corrected(cast, obaid, tenancy)
    tenancy.refresh_from_db()
    assert (tenancy.version, Receipt.objects.count()) == (1, 1)


def test_a_member_leaves_and_another_comes(cast, obaid):
    """Whoever is taken out stays in the book; his sighting ends."""
    tenancy = register(cast, obaid)
    answer = corrected(
        cast,
        obaid,
        tenancy,
        **{
            "members-0-leaves": "on",
            "members-TOTAL_FORMS": "2",
            "members-1-name": "Bilal",
            "members-1-kinship": "child",
        },
    )
    assert answer.status_code == 302
    gone = Named.objects.get(name="Shazia Bibi")
    assert gone.removed_at is not None
    assert Sighting.objects.get(source_id=gone.pk).seen_until is not None
    assert tenancy.people.filter(removed_at=None, name="Bilal").exists()


def test_who_left_is_seen_no_more(cast, obaid):
    """His sightings end with that day; the registration runs no more."""
    tenancy = register(cast, obaid)
    client = cast.client(obaid)
    today = timezone.localdate()
    wrong = client.post(
        url("vacate", tenancy.pk), {"vacate-on": (today - timedelta(days=9)).isoformat()}
    )
    assert wrong.status_code == 422
    assert "cannot have left before that" in wrong.content.decode()
    assert (
        client.post(url("vacate", tenancy.pk), {"vacate-on": today.isoformat()}).status_code == 302
    )
    tenancy.refresh_from_db()
    assert tenancy.vacated_on == today
    assert not Sighting.objects.filter(seen_until=None).exists()
    assert client.get(url("correct", tenancy.pk)).status_code == 200
    again = client.post(url("vacate", tenancy.pk), {"vacate-on": today.isoformat()}, follow=True)
    assert "does not run any more" in again.content.decode()


def test_an_agreement_goes_on(cast, obaid):
    """A new end, a receipt for it, and new reminders."""
    tenancy = register(cast, obaid)
    client = cast.client(obaid)
    earlier = (tenancy.agreed_until - timedelta(days=1)).isoformat()
    refused = client.post(url("renew", tenancy.pk), {"renew-until": earlier})
    assert "must be after the old one" in refused.content.decode()
    until = tenancy.agreed_until + timedelta(days=365)
    assert (
        client.post(url("renew", tenancy.pk), {"renew-until": until.isoformat()}).status_code == 302
    )
    tenancy.refresh_from_db()
    assert (tenancy.agreed_until, tenancy.version) == (until, 2)
    assert Receipt.objects.of_source(tenancy).last().act == "corrected"


def test_annulled_with_a_reason(cast, obaid):
    """It stays in the book; no alert closes."""
    make_listing(owning_station=cast.kohsar)
    tenancy = register(cast, obaid)
    drain()
    client = cast.client(obaid)
    assert "Say in a few words" in client.post(url("annul", tenancy.pk)).content.decode()
    client.post(url("annul", tenancy.pk), {"annul-because": "He never moved in."})
    tenancy.refresh_from_db()
    assert tenancy.state == State.ANNULLED
    drain()
    assert Alert.objects.get().state == Alert.State.RAISED


@pytest.mark.parametrize(
    "nonsense",
    [
        {"vacated_on": "2020-01-01"},
        {"number": ""},
        {"place": None},
        {"agreed_until": "2001-01-01"},
        {"annulled_because": "why"},
        {"version": 0},
    ],
)
def test_the_table_refuses(cast, obaid, nonsense):
    """Half an end, a filing without place or number, an agreement backwards."""
    tenancy = register(cast, obaid)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tenancy.objects.filter(pk=tenancy.pk).update(**nonsense)


# --- The beat ---


def test_an_officer_is_sent_and_says_what_he_found(cast, obaid):
    """Assigned by the moharrar, reported on the doorstep, seen by the landlord."""
    tenancy = register(cast, obaid)
    io = make_officer("nadeem", Role.INVESTIGATION_OFFICER, station=cast.kohsar)
    moharrar = cast.client(cast.bilal)
    page = moharrar.get(url("open", tenancy.pk))
    assert io in list(page.context["assign_form"].fields["officer"].queryset)
    assert moharrar.post(url("assign", tenancy.pk), {"officer": io.pk}).status_code == 302
    visit = Visit.objects.get()
    assert (visit.assigned_to, visit.due_at) == (io, tenancy.verify_due_at)
    officer = cast.client(io)
    assert "12-A, Street 31" in officer.get(f"{url('list')}?show=mine").content.decode()
    doorstep = officer.get(url("visit", visit.pk)).content.decode()
    assert "Muhammad Aslam" in doorstep
    uncited = officer.post(url("visit", visit.pk), {"outcome": "discrepancy"})
    assert uncited.status_code == 422
    assert "Tick what does not agree" in uncited.content.decode()
    found = {"outcome": "discrepancy", "missing": ["others"], "words": "A brother lives there."}
    assert officer.post(url("visit", visit.pk), found).status_code == 302
    tenancy.refresh_from_db()
    assert tenancy.verification == Verification.DISCREPANCY
    told = cast.client(obaid).get(url("own", tenancy.pk)).content.decode()
    assert "Others live there who are not named" in told
    assert "A brother lives there." in told
    corrected(
        cast, obaid, tenancy,
        **{"members-TOTAL_FORMS": "2", "members-1-name": "Akram", "members-1-kinship": "sibling"},
    )  # fmt: skip
    tenancy.refresh_from_db()
    assert tenancy.verification == Verification.NEW


def test_a_visit_is_its_officers_own(cast, obaid):
    """A colleague is refused, a stranger finds nothing, and it is reported once."""
    tenancy = register(cast, obaid)
    io = make_officer("nadeem", Role.INVESTIGATION_OFFICER, station=cast.kohsar)
    visit = verification.assign(by=cast.bilal, tenancy=tenancy, to=io, at=timezone.now())
    assert cast.client(cast.ayesha).get(url("visit", visit.pk)).status_code == 403
    assert cast.client(cast.chaudhry).get(url("visit", visit.pk)).status_code == 404
    report = {"by": io, "visit": visit, "outcome": "verified", "missing": [], "words": ""}
    verification.report(**report, at=timezone.now())
    with pytest.raises(actions.Refused):
        verification.report(**report, at=timezone.now())
    assert cast.client(io).get(url("visit", visit.pk)).status_code == 404


def test_only_officers_of_the_station_are_sent(cast, obaid):
    """Somebody of another station is no choice."""
    tenancy = register(cast, obaid)
    answer = cast.client(cast.bilal).post(url("assign", tenancy.pk), {"officer": cast.chaudhry.pk})
    assert answer.status_code == 422
    assert not Visit.objects.exists()


def test_the_database_keeps_one_open_visit(cast, obaid):
    """And an objection that cites nothing is refused by the table."""
    tenancy = register(cast, obaid)
    now = timezone.now()
    visit = verification.assign(by=cast.bilal, tenancy=tenancy, to=cast.ayesha, at=now)
    again = verification.assign(by=cast.bilal, tenancy=tenancy, to=cast.bilal, at=now)
    assert again.pk == visit.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(
            outcome="discrepancy", visited_at=now, visited_by=cast.bilal
        )


# --- The station's list ---


@pytest.mark.parametrize(
    "show", ["all", "assign", "verify", "overdue", "mine", "differs", "ending", "late"]
)
def test_lists_cost_the_same(cast, obaid, show):
    """As many questions for twelve as for two."""
    client = cast.client(cast.ayesha)

    def count():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{url('list')}?show={show}").status_code == 200
        return len(captured)

    old = timezone.now() - timedelta(days=9)
    make = {"at": old, "dates-agreed_until": (timezone.localdate() + timedelta(days=5)).isoformat(),
            "dates-agreed_from": None}  # fmt: skip
    for _number in range(2):
        verification.assign(
            by=cast.bilal, tenancy=register(cast, obaid, **make), to=cast.ayesha, at=old
        )
    few = count()
    for _number in range(10):
        verification.assign(
            by=cast.bilal, tenancy=register(cast, obaid, **make), to=cast.ayesha, at=old
        )
    assert count() == few


def test_the_list_shows_what_waits(cast, obaid):
    """By station, masked, with lateness; another station sees nothing."""
    tenancy = register(cast, obaid, at=timezone.now() - timedelta(days=9))
    page = cast.client(cast.ayesha).get(f"{url('list')}?show=overdue").content.decode()
    assert tenancy.number in page
    assert "61101-•••••••-1" in page
    assert "61101-1234567-1" not in page
    strange = cast.client(cast.chaudhry)
    assert tenancy.number not in strange.get(url("list")).content.decode()
    assert strange.get(url("open", tenancy.pk)).status_code == 404
    assert cast.client(cast.ehsan).get(url("list")).status_code == 403
    assert Event.objects.filter(action="tenants.opened").count() == 0
    cast.client(cast.ayesha).get(url("open", tenancy.pk))
    assert Event.objects.filter(action="tenants.opened", target_id=tenancy.pk).count() == 1


# --- Reminders ---


def test_reminded_once_a_month_and_once_a_week_before(cast, obaid, time_machine):
    """Without a name; a renewed agreement is reminded of anew."""
    tenancy = register(cast, obaid)
    end = tenancy.agreed_until

    def on(days_before):
        moment = timezone.make_aware(
            timezone.datetime.combine(
                end - timedelta(days=days_before), timezone.datetime.min.time()
            )
        )
        time_machine.move_to(moment + timedelta(hours=10), tick=False)
        reminders.remind(at=timezone.now())
        return Text.objects.count()

    assert [on(40), on(29), on(28), on(6), on(5)] == [0, 1, 1, 2, 2]
    words = Text.objects.first().words
    assert tenancy.number in words
    assert "Aslam" not in words
    actions.renew(by=obaid, tenancy=tenancy, until=end + timedelta(days=400), at=timezone.now())
    end += timedelta(days=400)
    assert on(20) == 3


# --- Nobody learns of a match ---


def as_seen(cast, user, is_wanted):
    """What the landlord's browser gets, in a world where the tenant is looked for or not."""
    with transaction.atomic():
        if is_wanted:
            make_listing(owning_station=cast.kohsar)
        client, draft = walk(cast, user, filled(cast))
        got = []
        for method, address in (
            ("get", url("check", draft.pk)),
            ("post", url("check", draft.pk)),
            ("get", url("own", draft.pk)),
            ("get", url("mine")),
            ("get", url("correct", draft.pk)),
            ("get", "/"),
        ):
            if address == url("own", draft.pk):
                drain()
                assert Alert.objects.count() == int(is_wanted)
            with CaptureQueriesContext(connection) as captured:
                answer = getattr(client, method)(address)
            body = re.sub(
                r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"', "", answer.content.decode()
            )
            body = re.sub(
                r"[0-9a-f]{64}|T\d+-\d\d-\d+-\d|[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", "", body
            )
            body = re.sub(r"base64,[\w+/=]+|<time.*?</time>|/\d+/|\d\d:\d\d", "", body)
            body = re.sub(r'named_id" value="\d+"', "", body)
            got.append((answer.status_code, body, len(captured)))
        transaction.set_rollback(True)
    return got


def test_the_landlord_learns_nothing(cast, obaid):
    """Bytes and number of queries are the same."""
    wanted = as_seen(cast, obaid, True)
    list_index.current().forget()
    innocent = as_seen(cast, obaid, False)
    for one, other in zip(wanted, innocent, strict=True):
        assert one == other
