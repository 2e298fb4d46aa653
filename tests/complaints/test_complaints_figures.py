"""The supervisor's figures and the monitoring room: every number is the list behind it."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Posting, User
from accounts.roles import Role
from complaints import actions, figures
from complaints.desk_forms import Filters
from complaints.figure_parts import months_until
from complaints.models import Complaint, Respondent
from complaints.narrowing import narrowed, of_tab
from stations.models import Station
from tests.cast import make_officer
from tests.complaints.complaint_scenes import make_complaint, make_io, make_sdpo

pytestmark = pytest.mark.django_db

FIGURES, MONITOR = "/complaints/figures/", "/complaints/monitor/"
_LINK = re.compile(
    r'href="(/complaints/\?[^"]*)">\s*(?:<span class="stat-tile-number figures">)?\s*([\d,]+)\s*<'
)


@pytest.fixture
def scene(cast, now):
    """Complaints of two months at three stations in every state, some about officers, one sealed.

    Returns (cast, the officers who look at figures).
    """
    io = make_io(cast)
    looking = [cast.ayesha, make_sdpo(cast), cast.dania, make_officer("iftikhar", Role.COMMAND)]
    # Two months ago they were at their posts already.
    Posting.objects.update(from_on=timezone.localdate(now) - timedelta(days=120))
    month_ago = timezone.localtime(now).replace(day=1) - timedelta(days=3)
    for hours, stations in (
        (1, [cast.kohsar]),
        (60, [cast.kohsar, cast.margalla]),
        (80, [cast.margalla, cast.clifton]),
        (900, [cast.kohsar]),
    ):
        for station in stations:
            make_complaint(station, at=now - timedelta(hours=hours))
    for number, at in enumerate((now - timedelta(hours=90), month_ago, month_ago)):
        for category in ("fraud", "family", "mobile"):
            one = make_complaint(cast.kohsar, category=category, at=at)
            one = actions.assign(by=cast.ayesha, complaint=one, officer=io, at=at)
            if number:
                _end(one, cast, at + timedelta(hours=100 * number), number == 2)
    _about(cast, now, cast.ayesha, io)
    make_complaint(cast.kohsar, category="sexual", at=now - timedelta(hours=75))
    make_complaint(cast.margalla, category="sexual", at=month_ago)
    return cast, looking


def _end(one, cast, at, is_reopened):
    """One way of ending for each category, all of them late."""
    by = {"by": cast.ayesha, "complaint": one, "late_because": "Witnesses were away.", "at": at}
    if one.category_id == "fraud":
        actions.convert(**by)
    elif one.category_id == "family":
        one = actions.refer(referred_to="civil", words="A court helps.", **by)
        actions.rate(complaint=one, rating=4, at=at)
    else:
        one = actions.close(reason="resolved", words="Returned.", **by)
        one = actions.object_to(complaint=one, words="It is another phone.", at=at)
        if is_reopened:
            actions.reopen(by=cast.dania, complaint=one, words="Look again.", at=at)


def _about(cast, now, *officers):
    """Complaints about these officers, at the level above them and (a slip) at their own."""
    for officer in officers:
        User.objects.filter(pk=officer.pk).update(belt_no=f"B-{officer.pk}")
        one = make_complaint(
            cast.kohsar, category="bribe", at=now - timedelta(hours=30),
            respondents=(Respondent(belt_no=f"B-{officer.pk}", post="station"),),
        )  # fmt: skip
        Complaint.objects.filter(pk=one.pk).update(level=1)


def _numbers(page):
    return [(html.unescape(url), int(number.replace(",", "")))
            for url, number in _LINK.findall(page)]  # fmt: skip


def _rows_of(url, user):
    """What the list itself shows at this address."""
    request = RequestFactory().get(url)
    request.user = User.objects.get(pk=user.pk)
    filters = Filters(request)
    at = timezone.now()
    visible = Complaint.objects.visible_to(request.user)
    return narrowed(of_tab(visible, filters.tab, request.user, at), filters.asked, at)


def test_every_number_is_the_length_of_its_list(scene):
    """For the SHO, the SDPO, the DPO and the command, in this month and the one before."""
    cast, looking = scene
    for user in looking:
        client, known = cast.client(user), {}
        for month in months_until(timezone.now())[:2]:
            page = client.get(FIGURES, {"month": month.code}).content.decode()
            numbers = dict(_numbers(page))
            assert len(numbers) > 20
            for url, number in numbers.items():
                # What is open stands on both pages: it is asked once.
                if url not in known:
                    known[url] = _rows_of(url, user).count()
                assert known[url] == number, (user, url)


def test_what_is_open_is_counted_by_its_light(scene):
    """Counted once more by hand, from the rows that the SHO may see."""
    cast, _looking = scene
    at = timezone.now()
    rows = list(Complaint.objects.visible_to(cast.ayesha).open())
    shown = figures.Figures(cast.ayesha, months_until(at)[0], at=at)
    tiles = {tile.icon: tile.number for tile in shown.tiles}
    assert tiles["alarm-fill"] == sum(one.light(at) == "red" for one in rows) > 0
    assert tiles["file-earmark-x"] == sum(one.is_fir_late(at) for one in rows) > 0
    assert tiles["person-plus"] == sum(one.assigned_to_id is None for one in rows) > 0
    assert shown.open_count.number == len(rows)
    assert sum(column.cell.number for column in shown.ages) == len(rows)


def test_nobody_is_counted_a_complaint_about_himself(scene):
    """Neither open nor in the month; the colleague beside him counts it."""
    cast, _looking = scene
    at = timezone.now()
    month = months_until(at - timedelta(hours=30))[0]
    of_sho = figures.Figures(cast.ayesha, month, at=at)
    lodged = {line.label: line.cells[0].number for line in of_sho.month_tables[0].lines}
    assert lodged["Police demands money"] == 1


def test_a_stranger_to_the_seal_does_not_count_what_is_sealed(scene):
    """The command is not named on the sealed complaints of a station; its SHO is."""
    cast, looking = scene
    page = cast.client(looking[-1]).get(FIGURES).content.decode()
    assert "Rape or sexual assault" not in page
    assert "Rape or sexual assault" in cast.client(cast.ayesha).get(FIGURES).content.decode()


def test_the_month_before_stands_beside(scene):
    """Lodged, how they ended, the late ones and the rating, for two months."""
    cast, _looking = scene
    at = timezone.now()
    shown = figures.Figures(cast.ayesha, months_until(at)[0].before, at=at)
    table = {line.label: [cell.number for cell in line.cells] for line in shown.month_table.lines}
    assert table["FIR"][0] == 2
    assert table["Late"][0] == 5
    assert table["Reopened"][0] == 1
    assert table["Rating"][0] == "4.0"
    assert len(table["Lodged"]) == 2


def test_an_unknown_month_is_this_one(scene, now):
    """Also one that comes yet, and words."""
    cast, _looking = scene
    client = cast.client(cast.ayesha)
    this = f'value="{timezone.localdate(now):%Y-%m}" selected'
    for text in ("2031-01", "x", "2026-13"):
        assert this in client.get(FIGURES, {"month": text}).content.decode()


def test_the_sho_of_one_station_sees_no_table_of_stations(scene):
    """Where there are several there is one, and each is a list."""
    cast, _looking = scene
    assert "table-stations" not in cast.client(cast.ayesha).get(FIGURES).content.decode()
    assert "table-stations" in cast.client(cast.dania).get(FIGURES).content.decode()


def test_the_columns_are_mirrored_in_urdu(scene):
    """The youngest stands on the right; the pieces have the same heights."""
    cast, _looking = scene
    at = timezone.now()
    month = months_until(at)[0]
    plain = figures.Figures(cast.ayesha, month, at=at).ages
    with translation.override("ur"):
        mirrored = figures.Figures(cast.ayesha, month, at=at, is_rtl=True).ages
    for one, other in zip(plain, mirrored, strict=True):
        for bar, its_mirror in zip(one.bars, other.bars, strict=True):
            assert bar.x + its_mirror.x + 56 == 600
            assert (bar.y, bar.height) == (its_mirror.y, its_mirror.height)
            assert bar.y >= 0
    client = cast.client(cast.ayesha)
    client.cookies["django_language"] = "ur"
    assert 'dir="rtl"' in client.get(FIGURES).content.decode()


def test_nothing_to_count(cast):
    """A station without complaints has figures, too."""
    page = cast.client(cast.ayesha).get(FIGURES).content.decode()
    assert "Nothing to count." in page


def test_who_may_see_figures_and_the_room(cast):
    """The SHO has figures and no monitoring room; the moharrar neither."""
    answers = {}
    for user in (cast.bilal, cast.ayesha, cast.dania, cast.ehsan):
        client = cast.client(user)
        answers[user.username] = tuple(client.get(url).status_code for url in (FIGURES, MONITOR))
    assert answers == {
        "bilal": (403, 403), "ayesha": (200, 403), "dania": (200, 200), "ehsan": (403, 403),
    }  # fmt: skip
    assert cast.client(None).get(FIGURES).status_code == 302
    assert cast.client(cast.dania).post(FIGURES).status_code == 405


def test_the_room_lists_the_longest_overdue_first(scene):
    """Of the district's stations only, and nothing that has time."""
    cast, _looking = scene
    page = cast.client(cast.dania).get(MONITOR)
    lines = page.context["lines"]
    due = [line["complaint"].due_at for line in lines]
    assert due == sorted(due)
    assert {line["light"] for line in lines} == {"red", "amber"}
    stations = {line["complaint"].station_id for line in lines}
    assert stations == {cast.kohsar.pk, cast.margalla.pk}
    # What was done last is the newest entry of each.
    for line in lines:
        entries = line["complaint"].entries.order_by("made_at", "pk")
        assert line["last"] == entries.last()
    assert reverse("complaints:detail", args=[lines[0]["complaint"].pk]) in page.content.decode()


def test_the_room_goes_on_after_fifty(cast, now):
    """Page by page, nobody twice and nobody left out; the page that refreshes is the same one."""
    many = [make_complaint(cast.kohsar, at=now - timedelta(days=5)) for _ in range(3)]
    first = many[0]
    rows = []
    for number in range(60):
        one = Complaint.objects.get(pk=first.pk)
        one.pk, one.e_tag = None, f"010126-{number:08d}"
        one.form_token = f"00000000-0000-4000-8000-{number:012d}"
        rows.append(one)
    Complaint.objects.bulk_create(rows)
    client = cast.client(cast.dania)
    page, seen = client.get(MONITOR), []
    seen += [line["complaint"].pk for line in page.context["lines"]]
    following = page.context["page"].older_url
    page = client.get(following)
    seen += [line["complaint"].pk for line in page.context["lines"]]
    assert len(seen) == len(set(seen)) == 63
    assert f'hx-get="{html.escape(following)}"' in page.content.decode()


def test_the_room_keeps_no_session_awake(cast):
    """It asks by itself; who went away is locked out after half an hour."""
    from complaints.views.figures import monitor

    assert monitor.unattended


@pytest.mark.parametrize("url", [FIGURES, MONITOR])
def test_many_complaints_cost_no_more_queries_than_few(cast, now, url):
    """At more stations, of more kinds, with more officers."""
    client = cast.client(cast.dania)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(url).status_code == 200
        return len(caught)

    io = make_io(cast)
    one = make_complaint(cast.kohsar, at=now - timedelta(days=4))
    actions.assign(by=cast.ayesha, complaint=one, officer=io, at=now)
    few = queries()
    for station in Station.objects.filter(circle__district=cast.kohsar.circle.district)[:5]:
        for category in ("theft", "fraud", "family"):
            make_complaint(station, category=category, at=now - timedelta(days=4))
    for name in ("asad", "bano"):
        one = make_complaint(cast.kohsar, at=now - timedelta(days=4))
        actions.assign(by=cast.ayesha, complaint=one, officer=make_io(cast, name), at=now)
    assert queries() == few <= 32
