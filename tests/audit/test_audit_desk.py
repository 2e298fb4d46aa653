"""The auditor's questions to the log: narrowed, who saw this person, what did this officer see."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from alerts import screening
from alerts.models import Alert
from audit import looks, people_seen, words
from audit.actions import record
from audit.models import Event
from audit.purposes import Purpose, PurposeKind
from convicts.actions import seal
from hotel_eye.models import Guest
from tests.audit.log_scenes import event, keep, last_weeks, look, on, wall
from tests.cast import make_officer
from tests.people_on_file import WANTED, make_convict, make_listing, make_stay

pytestmark = pytest.mark.django_db

LOG, WHO, OFFICER = (reverse(f"audit:{name}") for name in ("events", "ask_who_saw", "ask_officer"))
CASE = {"kind": "court", "case_ref": "Writ 7/2026"}
FOR_A_CASE = Purpose(PurposeKind.INVESTIGATION, case_ref="FIR 12/2026")


@pytest.fixture
def mansoor(cast):
    return make_officer("mansoor", Role.AUDITOR)


@pytest.fixture
def auditor(cast, mansoor):
    return cast.client(mansoor)


@pytest.fixture
def gul(cast):
    return make_officer("gul", Role.CRO_OPERATOR)


def asked(browser, **question):
    """The answer to a question typed into the log's form."""
    return browser.post(LOG, question, follow=True)


def rows(response) -> list[str]:
    """Actions of the page, without the auditor's own reading."""
    return [one.action for one in response.context["page"] if not one.action.startswith("audit.")]


# --- The log ---


@pytest.fixture
def written(cast, gul, now):
    """An officer opened one record twice, a colleague was refused, and an old search."""
    one = make_convict(external_ref="CRO-77")
    with_case = {"by": gul, "at": now, "purpose": FOR_A_CASE}
    record(action="convicts.opened", target=one, **with_case)
    record(action="people.unmasked", target=one, **with_case)
    record(by=cast.bilal, action="access.refused", at=now, outcome="refused")
    keep([look(gul, "convicts.looked_up", now - timedelta(days=40), "")])
    return one


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ({}, ["access.refused", "people.unmasked", "convicts.opened", "convicts.looked_up"]),
        ({"officer": "GUL"}, ["people.unmasked", "convicts.opened", "convicts.looked_up"]),
        ({"action": "opening"}, ["convicts.opened"]),
        ({"action": "people.unmasked"}, ["people.unmasked"]),
        ({"outcome": "refused"}, ["access.refused"]),
        ({"case_ref": "FIR 12/2026"}, ["people.unmasked", "convicts.opened"]),
        ({"until": "10"}, ["convicts.looked_up"]),
        ({"since": "10", "officer": "gul"}, ["people.unmasked", "convicts.opened"]),
        ({"record_type": "convicts.convictrecord", "record": "it"},
         ["people.unmasked", "convicts.opened"]),
        ({"officer": "bilal", "action": "opening"}, []),
    ],
)  # fmt: skip
def test_narrowed(auditor, written, question, found):
    """By officer, act, period, outcome, record and case; together, too."""
    days_ago = timezone.localdate() - timedelta(days=10)
    typed = {"it": str(written.pk), "10": days_ago.isoformat()}
    response = asked(auditor, **{name: typed.get(one, one) for name, one in question.items()})
    assert rows(response) == found


def test_the_question_is_recorded_and_not_in_the_address(auditor, written, gul):
    """The address holds numbers; the log's own event says by what it was narrowed."""
    response = auditor.post(LOG, {"officer": "gul", "case_ref": "FIR 12/2026"})
    address = response["Location"]
    assert "gul" not in address
    assert "FIR" not in address
    auditor.get(address)
    event = Event.objects.filter(action="audit.read").latest("pk")
    assert event.detail["asked"]["actor"] == str(gul.pk)
    assert set(event.detail["asked"]) == {"actor", "case"}


def test_the_question_stands_in_the_form_again(auditor, written):
    """What was asked can be asked again, narrower."""
    page = asked(auditor, officer="gul", case_ref="FIR 12/2026")
    assert page.context["form"]["officer"].value() == "gul"
    assert page.context["form"]["case_ref"].value() == "FIR 12/2026"


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({"officer": "nobody"}, "officer"),
        ({"case_ref": "FIR 99/1999"}, "case_ref"),
        ({"record": "5"}, "record_type"),
        ({"record_type": "alerts.alert"}, "record"),
        ({"since": "2026-02-02", "until": "2026-02-01"}, "until"),
        ({"action": "no.such"}, "action"),
    ],
)
def test_what_cannot_be_asked_is_said(auditor, question, field):
    """A question without an answer comes back with a sentence, and was recorded all the same."""
    response = auditor.post(LOG, question)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert Event.objects.get(action="audit.read").detail["asked"] == {"refused": [field]}


def test_an_event_in_a_sentence(auditor, gul, now):
    """Who did what, why, and from where, in words; a code nobody named stands as it is."""
    one = make_convict(external_ref="CRO-77")
    record(by=gul, action="convicts.opened", at=now, target=one, purpose=FOR_A_CASE)
    words_only = Purpose(PurposeKind.PREVENTION, words="Seen at the bus stand")
    shown = {"records": [1, 2, 3]}
    record(by=gul, action="convicts.shown", at=now, purpose=words_only, detail=shown)
    record(by=gul, action="tests.happened", at=now)
    page = auditor.get(LOG).text
    assert "\u2068Gul (gul)\u2069" in page
    html = page.replace("\u2068", "").replace("\u2069", "")
    assert "Gul (gul) opened a convict record: CRO-77" in html
    assert "Gul (gul) was shown convict records (3 people)" in html
    assert "Gul (gul) tests.happened" in html
    assert "FIR 12/2026" in html
    assert "no case" in html
    assert "Seen at the bus stand" in html


@pytest.mark.parametrize(
    "query",
    [
        {"since": "yesterday"},
        {"since": "0001-01-01", "until": "9999-12-31"},
        {"case": "9" * 18},
        {"case": "x"},
        {"type": "alerts.alert"},
        {"type": "nothing", "record": "1"},
        {"outcome": "\x00"},
        {"until": "2026-02-30"},
    ],
)
def test_a_strange_question_is_no_error(auditor, query):
    """What cannot be read in an address asks for nothing."""
    assert auditor.get(LOG, query).status_code == 200


def test_pages_keep_the_question(auditor, gul):
    """The second page of a narrowed log is narrowed, too."""
    start = wall(last_weeks(1)[0].monday, 9)
    keep(event(gul, "alerts.opened", start + timedelta(minutes=n)) for n in range(60))
    keep([event(gul, "alerts.closed", start)])
    page = asked(auditor, officer="gul", action="alerts.opened").context["page"]
    assert len(page) == 50
    assert rows(auditor.get(page.older_url)) == ["alerts.opened"] * 10


# --- Who saw this person? ---


def ask_who(browser, text, **more):
    return browser.post(WHO, {"text": text, **CASE, **more}, follow=True)


@pytest.fixture
def aslam(cast, now):
    """On file, looked for, seen at a hotel, and an alert about it."""
    make_listing(at=now, external_ref="CRO-77")
    make_stay(cast.hotel, cast.ehsan, at=now)
    screening.drain(at=now)
    return Alert.objects.get()


def test_who_saw_this_person(cast, auditor, gul, aslam):
    """By his CNIC: the record, the alert, the stay, and the lists in which he was shown."""
    counter, desk, officer = (cast.client(one) for one in (gul, cast.ehsan, cast.ayesha))
    link = counter.post(
        reverse("convicts:look_up"), {"text": "Aslam", "kind": "court", "case_ref": "Bail 3/26"}
    ).context["link"]
    convict = Event.objects.get(action="convicts.shown").detail["records"][0]
    counter.get(reverse("convicts:detail", args=[convict]), {"look": link})
    officer.get(reverse("alerts:detail", args=[aslam.pk]))
    desk.get(reverse("hotel_eye:stay", args=[Guest.objects.get().stay_id]))
    make_convict(name="Somebody Else", cnic="3520298765431")
    response = ask_who(auditor, "۶۱۱۰۱-۱۲۳۴۵۶۷-۱")
    seen = [one.action for one in response.context["page"]]
    assert set(seen) >= {
        *("convicts.shown", "convicts.opened", "alerts.raised", "alerts.opened"),
        *("hotel_eye.checked_in", "hotel_eye.stay_opened"),
    }
    # The search itself is about nobody yet; what it showed is.
    assert "convicts.looked_up" not in seen
    assert "Bail 3/26" in response.text
    assert rows(ask_who(auditor, "CRO-77")) == ["convicts.opened", "convicts.shown"]
    assert rows(ask_who(auditor, str(aslam.pk), record_type="alerts.alert")) == [
        "alerts.opened",
        "alerts.raised",
    ]
    assert rows(ask_who(auditor, "3520298765431")) == []
    assert "Found on no record" in ask_who(auditor, "4210112345679").text


def test_asking_is_itself_a_look(auditor, mansoor, aslam):
    """With a purpose, against the day's budget; the log holds a digest and not the number."""
    assert auditor.post(WHO, {"text": WANTED["cnic"]}).status_code == 422
    assert not Event.objects.filter(action="audit.asked_who_saw").exists()
    first = ask_who(auditor, WANTED["cnic"])
    ask_who(auditor, "61101-1234567-1")
    events = Event.objects.filter(action="audit.asked_who_saw").order_by("pk")
    assert [looks.nth_today(one) for one in events] == [1, 2]
    assert events[0].detail["person"] == events[1].detail["person"]
    assert looks.purpose_of(events[0]) == Purpose("court", case_ref="Writ 7/2026")
    mine = Event.objects.filter(actor_id=mansoor.pk)
    said = " ".join(f"{one.detail} {one.target} {one.purpose} {one.case_ref}" for one in mine)
    assert "1234567" not in said
    assert "1234567" not in str(first.redirect_chain)


def test_over_budget_asks_nothing(auditor, mansoor, monkeypatch):
    """The auditor has a day's budget like everybody."""
    monkeypatch.setattr(looks, "LOOK_UPS_A_DAY", 1)
    assert ask_who(auditor, WANTED["cnic"]).status_code == 200
    response = ask_who(auditor, WANTED["cnic"])
    assert response.status_code == 429
    assert Event.objects.filter(action="audit.over_budget", actor_id=mansoor.pk).count() == 1


def test_the_answer_is_for_who_asked(cast, auditor, mansoor, aslam):
    """Each reading of it is an event with its purpose; another auditor asks for himself."""
    address = ask_who(auditor, WANTED["cnic"]).redirect_chain[-1][0]
    other = cast.client(make_officer("second", Role.AUDITOR))
    assert other.get(address).status_code == 404
    auditor.get(address)
    read = Event.objects.filter(action="audit.read_who_saw")
    assert [(one.actor_id, one.case_ref) for one in read] == [(mansoor.pk, "Writ 7/2026")] * 2


def test_a_sealed_record_is_found_by_whoever_is_named_on_it(cast, auditor, gul, now):
    """Nobody learns by way of the log that somebody has a record under seal."""
    hidden = make_convict(external_ref="CRO-HIDDEN")
    seal(by=gul, record=hidden, sealed_as="juvenile", at=now)
    for text in (WANTED["cnic"], "CRO-HIDDEN"):
        assert ask_who(auditor, text).context["found"] == []
        assert [one.target_id for one in people_seen.records_of(text, by=gul)] == [hidden.pk]


def test_no_answer_where_the_number_is_no_number(auditor):
    """The number of an alert has digits only."""
    response = auditor.post(WHO, {"text": "Aslam", "record_type": "alerts.alert", **CASE})
    assert response.status_code == 422
    assert "text" in response.context["form"].errors


# --- What did this officer see? ---


@pytest.fixture
def week_of_gul(gul):
    """Two records on Monday, one of them twice, one without a case; a search on Tuesday."""
    week = last_weeks(1)[0]
    one, other = make_convict(), make_convict()
    monday = wall(week.monday, 10)
    tuesday = monday + timedelta(days=1)
    keep(
        [
            event(gul, "accounts.signed_in", monday),
            look(gul, "convicts.opened", monday, **on(one)),
            look(gul, "people.unmasked", monday + timedelta(minutes=1), **on(one)),
            look(gul, "convicts.opened", monday + timedelta(minutes=2), "", **on(other)),
            look(gul, "convicts.looked_up", tuesday),
            look(gul, "convicts.looked_up", tuesday + timedelta(days=20)),
        ]
    )
    return week


def test_what_this_officer_saw(auditor, gul, week_of_gul):
    """Totals by kind, people, looks without a case, and the days."""
    week = week_of_gul
    typed = {"officer": "gul", "since": week.monday, "until": week.sunday}
    response = auditor.post(OFFICER, typed, follow=True)
    context = response.context
    assert (context["looks"], context["people"], context["bare"]) == (4, 2, 1)
    assert dict(context["totals"]) == {
        words.Kind.SEARCH.label: 1,
        words.Kind.OPENING.label: 2,
        words.Kind.UNMASKING.label: 1,
        words.Kind.COMING.label: 1,
    }
    assert context["days"] == {week.monday: 3, week.monday + timedelta(days=1): 1}
    assert [(bar.looks, bar.height) for bar in context["bars"]] == [(3, 120.0), (1, 40.0)]
    assert len(context["page"]) == 5
    assert "<rect" in response.text
    event = Event.objects.get(action="audit.read_officer")
    assert (event.target_id, event.detail["since"]) == (gul.pk, week.monday.isoformat())
    assert "gul" not in response.redirect_chain[-1][0]


def test_a_period_is_a_year_at_most(auditor, gul):
    """By the form, and by whoever writes the address himself."""
    typed = {"officer": "gul", "since": "2020-01-01", "until": "2026-01-01"}
    assert auditor.post(OFFICER, typed).status_code == 422
    address = reverse("audit:officer", args=[gul.pk])
    period = auditor.get(address, {"since": "2020-01-01", "until": "2026-01-01"}).context["period"]
    assert (period.until - period.since).days == 27
    assert auditor.get(address, {"since": "0001-01-01", "until": "0001-01-01"}).status_code == 200
    assert auditor.get(address, {"until": "9999-12-31"}).status_code == 200


def test_an_officer_costs_the_same_with_many_events(auditor, gul, django_assert_max_num_queries):
    """No query for each event."""
    start = wall(last_weeks(1)[0].monday, 9)
    keep(look(gul, "convicts.looked_up", start + timedelta(minutes=n)) for n in range(60))
    address = reverse("audit:officer", args=[gul.pk])
    auditor.get(address)
    with django_assert_max_num_queries(22):
        auditor.get(address)


# --- Whose desk it is ---


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDITOR])
def test_nobody_else_reads_the_log(cast, gul, role):
    """Nor asks it, nor the reviews; the administrator least of all."""
    browser = cast.client(make_officer("stranger", role))
    pages = [LOG, WHO, OFFICER, reverse("audit:weeks"), reverse("audit:officer", args=[gul.pk])]
    assert {browser.get(page).status_code for page in pages} == {403}
    assert {browser.post(page).status_code for page in pages} == {403}
    assert not Event.objects.filter(action__startswith="audit.").exists()
