"""The desk's lists, its search, and the page of one complaint."""

import re
import uuid
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Posting, User
from accounts.roles import Role
from accounts.seals import SealKey
from audit.models import Event
from complaints import actions, sealing, waiting
from complaints.models import (
    ENDED,
    OPEN,
    Channel,
    Complaint,
    Entry,
    EntryKind,
    Level,
    Post,
    Respondent,
    State,
)
from documents import numbers
from tests.cast import make_officer
from tests.complaints.complaint_scenes import COMPLAINANT, make_complaint, make_io, make_sdpo

pytestmark = pytest.mark.django_db

URL = "/complaints/"
#: The clock of the lists' tests, in the middle of a month of Karachi.
NOON = datetime.fromisoformat("2026-11-15T12:00:00+05:00")


def tags(response) -> list[str]:
    """The e-tags on a list, in their order."""
    return [line.complaint.e_tag for line in response.context["lines"]]


def shown(client, query="") -> list[str]:
    response = client.get(f"{URL}{query}")
    assert response.status_code == 200
    return tags(response)


# --- Many complaints, each a little different ---

CATEGORIES = ("theft", "family", "nuisance")
REASONS = ("civil", "false", "resolved")


def _complaint(number: int, cast, io: User) -> Complaint:
    """The complaint of this number; states, stations, times and officers take turns."""
    states = [*State]
    state = states[number % len(states)]
    lodged_at = NOON - timedelta(hours=7 * number, minutes=number)
    day = f"{timezone.localtime(lodged_at):%d%m%y}"
    held = state in (State.ASSIGNED, State.VERIFYING) or number % 4 == 1
    decided = state in (*ENDED, State.OBJECTED)
    due_at = lodged_at + timedelta(hours=(24, 72, 336)[number % 3])
    return Complaint(
        **{**COMPLAINANT, "name": f"Person {number}"},
        e_tag=f"{day}-{numbers.with_check_digit(f'{day}{number:07d}')[6:]}",
        category_id=CATEGORIES[number % 3],
        station=cast.margalla if number % 5 == 4 else cast.kohsar,
        level=Level.CIRCLE if number % 11 == 3 else Level.STATION,
        state=state,
        channel=Channel.FRONT_DESK,
        language="en",
        form_token=uuid.uuid4(),
        lodged_at=lodged_at,
        details="Something happened in front of my house.",
        due_at=due_at,
        amber_at=due_at - (due_at - lodged_at) / 4,
        call_due_at=lodged_at + timedelta(hours=24),
        called_at=lodged_at if number % 2 else None,
        fir_due_at=lodged_at + timedelta(hours=24) if number % 3 == 0 else None,
        assigned_at=lodged_at if held else None,
        assigned_by=cast.bilal if held else None,
        assigned_to=(io if number % 2 else cast.ayesha) if held else None,
        decided_at=lodged_at + timedelta(hours=5) if decided else None,
        decided_by=cast.ayesha if decided else None,
        reason=REASONS[number // 9 % 3] if state == State.CLOSED else "",
        referred_to="civil" if state == State.REFERRED else "",
        reason_words="Some words." if decided else "",
        diary_no="17" if state == State.DIARIED else "",
        court="Magistrate" if state == State.DIARIED else "",
        is_late=decided and number % 4 == 0,
        reopened_count=number % 7 == 2,
    )


@pytest.fixture
def many(cast) -> list[Complaint]:
    """A hundred complaints of a month and a half, of two stations."""
    io = make_io(cast)
    # They were posted before the clock of these tests.
    Posting.objects.update(from_on=(NOON - timedelta(days=90)).date())
    rows = [_complaint(number, cast, io) for number in range(100)]
    for row, ago in zip(rows[-20:], range(3, 63, 3), strict=True):
        row.lodged_at -= timedelta(days=ago)
        row.assigned_at = row.lodged_at if row.assigned_at else None
    Complaint.objects.bulk_create(rows)
    return list(Complaint.objects.select_related("station", "assigned_to"))


def _age(row: Complaint) -> timedelta:
    return NOON - row.lodged_at


def _month(row: Complaint) -> str:
    return f"{timezone.localtime(row.lodged_at):%Y-%m}"


def _is_open(row: Complaint) -> bool:
    return row.state in OPEN


DAYS = {0: 1, 1: 2, 2: 3, 3: 7, 7: 30, 30: 10_000}
#: A query, and by which complaints of all it is answered.
BY_HAND = {
    "?tab=open": _is_open,
    "?tab=late": lambda row: _is_open(row) and row.due_at < NOON,
    "?tab=assign": lambda row: _is_open(row) and row.assigned_to is None,
    "?tab=mine": lambda row: _is_open(row) and row.assigned_to and row.assigned_to.pk == row.me,
    "?tab=objected": lambda row: row.state == State.OBJECTED,
    "?tab=all": lambda row: True,
    "?light=red": lambda row: row.light(NOON) == "red",
    "?light=amber": lambda row: row.light(NOON) == "amber",
    "?light=green": lambda row: row.light(NOON) == "green",
    "?tab=all&category=family": lambda row: row.category_id == "family",
    "?tab=all&station=MARGALLA": lambda row: row.station.code == "ISB-MRG",
    "?tab=all&officer=IO": lambda row: (
        row.assigned_to is not None and row.assigned_to.username == "nadeem"
    ),
    "?state=closed": lambda row: row.state == State.CLOSED,
    "?state=waiting": lambda row: row.state == State.WAITING,
    "?reason=civil": lambda row: row.reason == "civil",
    "?month=2026-11": lambda row: _month(row) == "2026-11",
    "?month=2026-10": lambda row: _month(row) == "2026-10",
    "?tab=all&level=2": lambda row: row.level == 2,
    "?reopened=1": lambda row: row.reopened_count > 0,
    "?late=1": lambda row: row.is_late,
    "?call=1": lambda row: _is_open(row) and not row.called_at and row.call_due_at < NOON,
    "?fir=1": lambda row: row.is_fir_late(NOON),
    **{
        f"?age={least}": lambda row, least=least, most=most: (
            _is_open(row) and timedelta(days=least) <= _age(row) < timedelta(days=most)
        )
        for least, most in DAYS.items()
    },
    "?light=red&category=theft&station=KOHSAR": lambda row: (
        row.light(NOON) == "red" and row.category_id == "theft" and row.station.code == "ISB-KSR"
    ),
    "?month=2026-11&reason=resolved&late=1": lambda row: (
        _month(row) == "2026-11" and row.reason == "resolved" and row.is_late
    ),
    # What nobody can understand is not asked.
    "?tab=sideways&light=blue&station=999999&officer=x&month=2026-13": _is_open,
    "?age=5&level=9&late=2&reopened=0": _is_open,
    "?officer=99999999999999999999&category=%00&state=lost&reason=": _is_open,
}


def _walked(client, query) -> list[str]:
    """Every line of the list, page after page."""
    found, address = [], f"{URL}{query}"
    while address:
        response = client.get(address)
        found += tags(response)
        address = response.context["page"].older_url
    return found


def test_each_filter_finds_what_a_look_at_every_row_finds(cast, many):
    """All filters, one by one and together, against the same question asked of each row by hand."""
    io = User.objects.get(username="nadeem")
    places = {"MARGALLA": cast.margalla.pk, "KOHSAR": cast.kohsar.pk, "IO": io.pk}
    wrong = {}
    with time_machine.travel(NOON, tick=False):
        client = cast.client(cast.dania)
        for query, belongs in BY_HAND.items():
            address = query
            for word, pk in places.items():
                address = address.replace(word, str(pk))
            for row in many:
                row.me = cast.dania.pk
            by_hand = sorted(row.e_tag for row in many if belongs(row))
            found = _walked(client, address)
            assert len(found) == len(set(found))
            if sorted(found) != by_hand:
                wrong[query] = (len(found), len(by_hand))
    assert wrong == {}


def test_the_filters_by_hand_are_no_empty_ones(cast, many):
    """The test above compares something with something."""
    for row in many:
        row.me = User.objects.get(username="nadeem").pk
    empty = [query for query, belongs in BY_HAND.items() if not any(map(belongs, many))]
    assert empty == []


def test_open_ones_by_their_time_all_by_their_day(cast, many):
    """The most urgent first, over the edge of a page; on the tab of all the newest first."""
    by_due = {row.e_tag: row.due_at for row in many}
    by_day = {row.e_tag: row.lodged_at for row in many}
    with time_machine.travel(NOON, tick=False):
        client = cast.client(cast.dania)
        urgent, newest = _walked(client, ""), _walked(client, "?tab=all")
    assert len(urgent) > 50
    assert urgent == sorted(urgent, key=by_due.__getitem__)
    assert newest == sorted(newest, key=by_day.__getitem__, reverse=True)


def test_an_officer_has_his_own_list(cast, many):
    """Mine are those that are marked to me; one tab of the supervisors is not there."""
    io = User.objects.get(username="nadeem")
    client = cast.client(io)
    mine = {row.e_tag for row in many if _is_open(row) and row.assigned_to == io and row.level == 1}
    kohsars = {row.e_tag for row in many if row.station == cast.kohsar and row.level == 1}
    assert set(shown(client, "?tab=mine")) == mine & kohsars
    codes = [code for code, _label, _url in client.get(URL).context["filters"].tabs]
    assert codes == ["open", "assign", "mine", "late", "all"]
    desk = cast.client(make_officer("desk", Role.FRONT_DESK))
    assert "mine" not in [code for code, *_rest in desk.get(URL).context["filters"].tabs]


def test_chips_and_their_removal(cast, many):
    """What a link asked stands in words, and goes alone when it is taken away."""
    io = User.objects.get(username="nadeem")
    query = f"?tab=all&category=family&officer={io.pk}&month=2026-11&age=3&call=1"
    filters = cast.client(cast.dania).get(f"{URL}{query}").context["filters"]
    words = dict(filters.chips)
    assert list(words) == ["Nadeem", "November 2026", "Open for 3 to 7 days", "Call overdue"]
    assert "month" not in words["November 2026"]
    assert f"officer={io.pk}" in words["November 2026"]
    assert filters.clear_url == f"{URL}?tab=all"
    html = cast.client(cast.dania).get(f"{URL}{query}").content.decode()
    assert f'name="officer" value="{io.pk}"' in html
    assert '<option value="family" selected>' in html


def test_nobody_is_named_by_his_number(cast, many):
    """A number in the address gives the name of no officer whose complaints one does not see."""
    chips = cast.client(cast.bilal).get(f"{URL}?officer={cast.dania.pk}").context["filters"].chips
    assert [words for words, _url in chips] == ["Another officer"]


def test_on_a_narrow_screen_the_list_comes_first(cast, now):
    """Search and filters are a closed part of the page, open where something is asked."""
    make_complaint(cast.kohsar, at=now)
    client = cast.client(cast.ayesha)
    closed, opened = '<details class="find-or-narrow">', '<details class="find-or-narrow" open>'
    html = client.get(URL).content.decode()
    part = html[html.index(closed) : html.index("</details>", html.index(closed))]
    assert 'data-shortcut="alt+f"' in part
    assert 'name="category"' in part
    assert closed in client.get(f"{URL}?tab=late").content.decode()
    assert opened in client.get(f"{URL}?light=red").content.decode()


def test_the_light_is_said_in_words(cast, now):
    """Red, amber and green have their words and their sign."""
    for hours in (80, 60, 1):
        make_complaint(cast.kohsar, at=now - timedelta(hours=hours))
    html = cast.client(cast.ayesha).get(URL).content.decode()
    assert [html.index(words) for words in ("Past its time", "Due soon", "In time")]


def test_a_hidden_identity_is_not_on_the_list(cast, now):
    """Neither the name nor the number of whoever keeps his identity hidden."""
    make_complaint(cast.kohsar, at=now, is_identity_hidden=True)
    html = cast.client(cast.ayesha).get(URL).content.decode()
    assert "identity hidden" in html
    assert "Rukhsana" not in html


@pytest.mark.parametrize("tab", ["open", "all"])
def test_a_long_list_costs_what_a_short_one_does(cast, many, tab):
    """The number of questions does not grow with the lines; nothing is counted."""
    counts = []
    for size in (2, 60):
        keep = list(Complaint.objects.order_by("pk").values_list("pk", flat=True)[:size])
        client = cast.client(cast.dania)
        if size == 2:
            others = Complaint.objects.exclude(pk__in=keep)
            Complaint.objects.filter(pk__in=others.values("pk")).update(station=cast.clifton)
        else:
            Complaint.objects.update(station=cast.kohsar)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL, {"tab": tab})
        counts.append(len(queries))
        assert not [query for query in queries if "COUNT(" in query["sql"].upper()]
    assert counts[0] == counts[1] <= 14


# --- Who sees what ---


def test_wrong_station_and_missing_permission(cast, now):
    """A stranger's complaint does not exist; whoever has no such work is refused."""
    complaint = make_complaint(cast.kohsar, at=now)
    stranger = cast.client(cast.chaudhry)
    assert shown(stranger) == []
    assert stranger.get(f"{URL}{complaint.pk}/").status_code == 404
    clerk = cast.client(make_officer("clerk", Role.KHIDMAT_CLERK))
    for client in (clerk, cast.client(cast.ehsan)):
        for address in (URL, f"{URL}find/", f"{URL}{complaint.pk}/"):
            assert client.get(address).status_code == 403


def _secret_ones(cast, now) -> list[Complaint]:
    """A sealed one, one above the station, and one about the SHO; bilal is named on none."""
    about = Respondent(name="Ayesha", belt_no="KSR-1", post=Post.STATION)
    User.objects.filter(pk=cast.ayesha.pk).update(belt_no="KSR-1")
    return [
        make_complaint(cast.kohsar, category="sexual", at=now),
        make_complaint(cast.kohsar, category="bribe", at=now),
        make_complaint(cast.kohsar, category="slackness", respondents=(about,), at=now),
    ]


def test_what_is_sealed_or_about_the_police_is_nowhere(cast, now):
    """On no list, in no search, at no address, and in no history of another complaint."""
    secret = _secret_ones(cast, now)
    plain = make_complaint(cast.kohsar, at=now)
    for one in secret:
        actions.link(by=cast.dania, complaint=plain, other=one, words="Kin of hers", at=now)
    client = cast.client(cast.bilal)
    assert shown(client, "?tab=all") == shown(client) == [plain.e_tag]
    for text in ("Rukhsana", "رخسانہ", "03005550199", "61101-9876543-2"):
        assert tags(client.post(f"{URL}find/", {"text": text})) == [plain.e_tag]
    for one in secret:
        assert tags(client.post(f"{URL}find/", {"text": one.e_tag})) == []
        assert client.get(f"{URL}{one.pk}/").status_code == 404
    html = client.get(f"{URL}{plain.pk}/").content.decode()
    assert not [one for one in secret if one.e_tag in html]
    assert "Kin of hers" not in html
    assert secret[0].e_tag in cast.client(cast.ayesha).get(f"{URL}{plain.pk}/").content.decode()


def test_the_officer_complained_of_sees_nothing(cast, now):
    """Although his rung would reach it."""
    hina = make_sdpo(cast)
    User.objects.filter(pk=hina.pk).update(belt_no="SDPO-1")
    about = Respondent(belt_no="SDPO-1", post=Post.STATION)
    complaint = make_complaint(cast.kohsar, category="slackness", respondents=(about,), at=now)
    client = cast.client(hina)
    assert shown(client, "?tab=all") == []
    assert client.get(f"{URL}{complaint.pk}/").status_code == 404
    assert cast.client(cast.dania).get(f"{URL}{complaint.pk}/").status_code == 200


# --- Search ---


@pytest.mark.parametrize(
    "text", ["Rukhsana", "bibi", "رخسانہ", "6110198765432", "61101-9876543-2", "0300 5550199"]
)
def test_search(cast, now, text):
    """By name in either script, by CNIC and phone; recorded without what was typed."""
    complaint = make_complaint(cast.kohsar, at=now)
    make_complaint(cast.kohsar, at=now, name="Other", name_ur="", cnic="", phone="03015550100")
    response = cast.client(cast.bilal).post(f"{URL}find/", {"text": text})
    assert tags(response) == [complaint.e_tag]
    event = Event.objects.get(action="complaints.searched")
    assert (event.actor_id, event.purpose_kind) == (cast.bilal.pk, "complaint")
    assert text not in str(vars(event))
    assert "6110198765432" not in response.content.decode().replace(f'value="{text}"', "")


@pytest.mark.parametrize(
    "text",
    ["bibi rukhsana", "Rukhs", "Bibi Rukh", "Rukhsana, Bibi", "rukhsana 'bibi\\", "رخسانہ ب"],
)
def test_a_name_is_found_by_its_words(cast, now, text):
    """In any order, by their beginnings, whatever stands between them."""
    complaint = make_complaint(cast.kohsar, at=now, name="Rukhsana Bibi", name_ur="رخسانہ بی بی")
    assert tags(cast.client(cast.bilal).post(f"{URL}find/", {"text": text})) == [complaint.e_tag]


@pytest.mark.parametrize("text", ["'''", "\\\\\\", "& | !", "(((", ":*:", "hsana", "Rukhsana Khan"])
def test_a_name_that_nobody_has(cast, now, text):
    """Nor is what looks like a question to the database one."""
    make_complaint(cast.kohsar, at=now, name="Rukhsana Bibi")
    response = cast.client(cast.bilal).post(f"{URL}find/", {"text": text})
    assert (response.status_code, tags(response)) == (200, [])


def test_whole_words_come_before_beginnings(cast, now):
    """Who searches Amin is not shown every Amina, as long as there is an Amin."""
    amina = make_complaint(cast.kohsar, at=now, name="Amina Bibi", name_ur="")
    client = cast.client(cast.bilal)
    assert tags(client.post(f"{URL}find/", {"text": "Amin"})) == [amina.e_tag]
    amin = make_complaint(cast.kohsar, at=now, name="Amin Khan", name_ur="")
    assert tags(client.post(f"{URL}find/", {"text": "Amin"})) == [amin.e_tag]


def test_a_name_of_too_many_says_so(cast, many, monkeypatch):
    """What to add, on every page of it."""
    monkeypatch.setattr("complaints.querysets.MOST_FOUND", 5)
    monkeypatch.setattr("complaints.views.desk.MOST_FOUND", 5)
    response = cast.client(cast.dania).post(f"{URL}find/", {"text": "Person"})
    assert len(tags(response)) == 5
    assert "add the e-tag" in response.content.decode()


def test_search_by_e_tag_leads_to_the_complaint(cast, now):
    """With or without its dash, also in Urdu figures."""
    complaint = make_complaint(cast.kohsar, at=now)
    client = cast.client(cast.bilal)
    urdu = complaint.e_tag.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    for text in (complaint.e_tag, complaint.e_tag.replace("-", ""), urdu):
        response = client.post(f"{URL}find/", {"text": text})
        assert response["Location"] == f"{URL}{complaint.pk}/"


def test_a_hidden_identity_is_found_by_its_e_tag_alone(cast, now):
    """Not by name, CNIC or phone, also by whoever would read his name on the page."""
    hidden = make_complaint(cast.kohsar, at=now, is_identity_hidden=True)
    for user in (make_officer("desk", Role.FRONT_DESK), make_io(cast), cast.ayesha, cast.dania):
        client = cast.client(user)
        for text in ("Rukhsana", "رخسانہ", "6110198765432", "0300 5550199"):
            assert tags(client.post(f"{URL}find/", {"text": text})) == []
        response = client.post(f"{URL}find/", {"text": hidden.e_tag})
        assert response["Location"] == f"{URL}{hidden.pk}/"


def test_a_hidden_identity_is_not_led_to_by_another_complaint(cast, now):
    """What he complained of openly is not laid beside what he complained of in secret."""
    opened = make_complaint(cast.kohsar, at=now)
    far = {"place": "Saddar", "details": "My neighbour throws stones at my windows."}
    hidden = make_complaint(cast.kohsar, at=now, is_identity_hidden=True, **far)
    for user in (make_officer("desk", Role.FRONT_DESK), make_io(cast), cast.ayesha):
        client = cast.client(user)
        assert hidden.e_tag not in page_of(client, opened)
        assert opened.e_tag not in page_of(client, hidden)


def test_search_that_finds_many_shows_all_of_them_page_by_page(cast, many, monkeypatch):
    """The newest first; what is searched for stands in no address."""
    monkeypatch.setattr("complaints.views.desk.FOUND_SIZE", 5)
    client, sent, pages = cast.client(cast.dania), {"text": "Person"}, []
    while True:
        response = client.post(f"{URL}find/", sent)
        body = response.content.decode()
        pages.append(tags(response))
        assert "add the e-tag" not in body
        assert not re.search(r'(href|action)="[^"]*Person', body)
        older = re.search(r'name="before" value="([^"]+)"', body)
        if older is None:
            break
        sent = {"text": "Person", "before": older[1]}
    newest = sorted(many, key=lambda row: (row.lodged_at, row.pk), reverse=True)
    assert [tag for page in pages for tag in page] == [row.e_tag for row in newest]
    assert all(len(page) == 5 for page in pages[:-1])


def test_search_for_nothing(cast):
    """An empty search is refused; a search by GET is no search and shows the empty box."""
    client = cast.client(cast.bilal)
    assert client.post(f"{URL}find/", {"text": ""}).status_code == 422
    page = client.get(f"{URL}find/", {"text": "Rukhsana"})
    assert (page.status_code, page.context["lines"]) == (200, None)
    assert not Event.objects.filter(action="complaints.searched").exists()


# --- One complaint ---


@pytest.fixture
def complaint(cast, now) -> Complaint:
    return make_complaint(cast.kohsar, at=now, safe_hours="10 to 12 in the morning", may_text=False)


def page_of(client, complaint) -> str:
    response = client.get(f"{URL}{complaint.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_of_a_complaint(cast, complaint):
    """Its words, its clocks, the masked complainant, how he may be called; reading is recorded."""
    html = page_of(cast.client(cast.ayesha), complaint)
    for words in (
        *(complaint.e_tag, complaint.details, "Street 12", "Outcome due", "First call due"),
        *("FIR due", "Rukhsana Bibi", "61101-•••••••-2", "10 to 12 in the morning"),
        "No messages",
    ):
        assert words in html
    assert not [number for number in ("6110198765432", "5550199", "9876543") if number in html]
    opened = Event.objects.get(action="complaints.opened")
    assert (opened.target, opened.case_ref) == (complaint.e_tag, complaint.e_tag)


def test_the_history_says_who_did_what(cast, complaint, now):
    """Each line with its officer, its result and its words; the complainant's own are his."""
    io = make_io(cast)
    actions.assign(by=cast.bilal, complaint=complaint, officer=io, at=now)
    actions.call(by=io, complaint=complaint, answered="not_reached", words="No bell", at=now)
    actions.ask(by=io, complaint=complaint, words="Which colour?", at=now)
    actions.answer(complaint=complaint, words="Red", at=now)
    html = page_of(cast.client(cast.ayesha), complaint)
    history = html[html.index('class="timeline"') :]
    words = ("by Bilal", "Nadeem", "Not reached", "No bell", "Which colour?", "by the complainant")
    assert re.search(".*".join(map(re.escape, words)), history, re.DOTALL)


def test_a_citizen_is_not_named_by_the_history(cast, now):
    """Lodged from his own account, with his identity kept hidden."""
    citizen = make_officer("Gulnaz", Role.CITIZEN)
    complaint = make_complaint(
        cast.kohsar, by=citizen, channel=Channel.ONLINE, is_identity_hidden=True, at=now
    )
    html = page_of(cast.client(make_officer("desk", Role.FRONT_DESK)), complaint)
    assert "by the complainant" in html
    assert "Gulnaz" not in html


def test_whose_eyes_see_a_hidden_identity(cast, now):
    """The officer in charge and who marks or decides there; others read that it is hidden."""
    io, other = make_io(cast), make_io(cast, "asad")
    desk = make_officer("desk", Role.FRONT_DESK)
    complaint = make_complaint(cast.kohsar, is_identity_hidden=True, at=now)
    actions.assign(by=cast.bilal, complaint=complaint, officer=io, at=now)
    for user, sees in ((io, True), (cast.ayesha, True), (cast.bilal, True), (other, False)):
        assert ("Rukhsana" in page_of(cast.client(user), complaint)) is sees, user
    html = page_of(cast.client(desk), complaint)
    assert "Rukhsana" not in html
    assert "kept hidden" in html
    for headers in ({}, {"HX-Request": "true"}):
        numbers_url = f"{URL}{complaint.pk}/numbers/"
        html = cast.client(other).post(numbers_url, headers=headers).content.decode()
        assert "Rukhsana" not in html


def test_with_the_identity_is_hidden_what_gives_it_away(cast, now):
    """When he can be called, that he cannot write, the number of his call: his officer's alone."""
    facts = {
        **{"safe_hours": "After the evening prayer", "may_text": False, "is_dictated": True},
        **{"call_reference": "15-77001", "channel": "call_15"},
    }
    complaint = make_complaint(cast.kohsar, by=cast.bilal, at=now, is_identity_hidden=True, **facts)
    no_call = make_complaint(cast.kohsar, at=now, is_identity_hidden=True, may_call=False)
    words = ("After the evening prayer", "No messages", "15-77001", "read back to him")
    for user, sees in ((make_officer("desk", Role.FRONT_DESK), False), (cast.ayesha, True)):
        html = page_of(cast.client(user), complaint)
        assert [one in html for one in words] == [sees] * len(words), user
        assert ("Do not call" in page_of(cast.client(user), no_call)) is sees


def test_showing_the_numbers_is_a_look(cast, now):
    """Recorded with its purpose; also the numbers of those who are accused."""
    accused = Respondent(name="Jamil", cnic="6110133344455", phone="03335550177")
    complaint = make_complaint(cast.kohsar, respondents=(accused,), at=now)
    io = make_io(cast)
    client = cast.client(io)
    assert "61101-•••••••-5" in page_of(client, complaint)
    for headers in ({}, {"HX-Request": "true"}):
        html = client.post(f"{URL}{complaint.pk}/numbers/", headers=headers).content.decode()
        assert "61101-9876543-2" in html
        assert "61101-3334445-5" in html
        assert ("hx-swap-oob" in html) is bool(headers)
    event = Event.objects.filter(action="people.unmasked").first()
    assert (event.actor_id, event.case_ref) == (io.pk, complaint.e_tag)
    assert cast.client(cast.bilal).post(f"{URL}{complaint.pk}/numbers/").status_code == 403
    assert cast.client(cast.chaudhry).post(f"{URL}{complaint.pk}/numbers/").status_code == 404


def test_showing_the_numbers_asks_for_the_factor(cast, complaint):
    """A session that gave no password lately gives one first."""
    client = cast.client(cast.ayesha)
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    response = client.post(f"{URL}{complaint.pk}/numbers/")
    assert response.status_code == 302
    assert "/numbers/" not in response["Location"].split("?")[0]


def test_named_officers_of_a_sealed_one(cast, now):
    """The page says who may see it."""
    make_sdpo(cast)
    sealed = make_complaint(cast.kohsar, category="sexual", at=now)
    html = page_of(cast.client(cast.ayesha), sealed)
    named = SealKey.objects.to(sealed).values_list("user__username", flat=True)
    assert sorted(named) == ["ayesha", "dania", "hina"]
    assert re.search(r"named on the seal.*Hina", html, re.DOTALL)


def test_ended_it_says_how(cast, complaint, now):
    """Reason and words; nothing of its clocks any more."""
    actions.close(
        by=cast.ayesha,
        complaint=complaint,
        reason="false",
        words="The family court decides this.",
        late_because="",
        at=now,
    )
    html = page_of(cast.client(cast.ayesha), complaint)
    assert "The family court decides this." in html
    assert "Outcome due" not in html


def test_markup_in_what_was_typed_stays_words(cast, now):
    """Whatever a complainant writes is text."""
    complaint = make_complaint(cast.kohsar, details="<script>alert(1)</script> and & more", at=now)
    html = page_of(cast.client(cast.ayesha), complaint)
    assert "&lt;script&gt;alert(1)" in html


def test_a_long_history_costs_what_a_short_one_does(cast, complaint, now):
    """Entries and linked complaints are read in questions of a fixed number."""
    client, counts = cast.client(cast.ayesha), []
    for _ in range(2):
        other = make_complaint(cast.kohsar, at=now)
        actions.link(by=cast.ayesha, complaint=complaint, other=other, words="Same", at=now)
        for number in range(8):
            actions.note(by=cast.ayesha, complaint=complaint, words=f"Note {number}", at=now)
        with CaptureQueriesContext(connection) as queries:
            page_of(client, complaint)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 45


# --- Tiles ---


def tiles_of(user) -> dict[str, int]:
    fresh = User.objects.get(pk=user.pk)
    return {str(tile.label): tile.number for tile in waiting.tiles(fresh)}


def test_tiles_count_what_their_lists_show(cast, many):
    """Every number is that of the list it leads to."""
    io = User.objects.get(username="nadeem")
    with time_machine.travel(NOON, tick=False):
        for user in (cast.ayesha, cast.bilal, cast.dania, io):
            client = cast.client(user)
            for tile in waiting.tiles(User.objects.get(pk=user.pk)):
                assert tile.number == len(_walked(client, tile.url.removeprefix(URL))), tile


def test_each_has_his_own_tiles(cast, now):
    """Whoever marks, works, decides, supervises."""
    io, hina = make_io(cast), make_sdpo(cast)
    complaint = make_complaint(cast.kohsar, at=now - timedelta(hours=80))
    make_complaint(cast.kohsar, at=now)
    actions.assign(by=cast.bilal, complaint=complaint, officer=io, at=now)
    assert tiles_of(cast.bilal) == {"To assign": 1}
    assert tiles_of(io) == {"Marked to me": 1, "Calls due": 1}
    heads = {"To assign": 1, "Marked to me": 0, "Calls due": 1, "Past their time": 1}
    assert tiles_of(cast.ayesha) == heads
    assert tiles_of(hina) == {**heads, "Objections": 0}
    with CaptureQueriesContext(connection) as queries:
        list(waiting.tiles(User.objects.get(pk=io.pk)))
    assert len(queries) <= 3


def test_tiles_count_nothing_about_oneself_nor_above(cast, now):
    """An officer's tiles are as silent as his lists about what is not for him."""
    hina = make_sdpo(cast)
    about = Respondent(belt_no="SDPO-1", post=Post.STATION)
    User.objects.filter(pk=hina.pk).update(belt_no="SDPO-1")
    early = now - timedelta(days=30)
    Posting.objects.update(from_on=(now - timedelta(days=60)).date())
    for category, respondents in (("slackness", (about,)), ("slackness", ()), ("sexual", ())):
        make_complaint(cast.kohsar, category=category, respondents=respondents, at=early)
    assert tiles_of(cast.bilal) == {"To assign": 0}
    for user, sees in ((cast.ayesha, 1), (hina, 2), (cast.dania, 3)):
        found = tiles_of(user)
        assert (found["To assign"], found["Past their time"]) == (sees, sees), user


def test_the_ways_in(cast):
    """The bar leads everybody to what is his."""
    bars = {
        cast.bilal: ["Complaints", "New complaint"],
        cast.dania: ["Complaints", "Complaint figures"],
        make_officer("clerk", Role.KHIDMAT_CLERK): ["New complaint"],
        cast.ehsan: ["Lodge a complaint", "My complaints"],
    }
    for user, labels in bars.items():
        html = cast.client(user).get("/").content.decode()
        menu = html[html.index('class="menu-list"') : html.index("</header>")]
        found = re.findall(r"<span>([^<]*omplaint[^<]*)</span>", menu)
        assert found == labels, user


def test_entries_of_a_sealed_one_are_hidden_with_it(cast, complaint, now):
    """A complaint sealed later vanishes from the history of the one it was linked with."""
    other = make_complaint(cast.kohsar, at=now)
    actions.link(by=cast.ayesha, complaint=complaint, other=other, words="Sister", at=now)
    client = cast.client(cast.bilal)
    assert other.e_tag in page_of(client, complaint)
    sealing.seal(by=cast.ayesha, complaint=other, sealed_as="juvenile", at=now)
    html = page_of(client, complaint)
    assert other.e_tag not in html
    assert "Sister" not in html
    assert Entry.objects.filter(complaint=complaint, kind=EntryKind.LINKED).exists()
