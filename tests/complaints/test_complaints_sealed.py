"""A sensitive complaint appears to nobody but the officers named on it.

On no list, in no search, count, tile, export, message or figure, under no address, by no act: for
every role, at its own station and above. Beside it stands a plain complaint that is seen, so that
what finds nothing is known to be awake. A complaint about the police is gone through in the same
way, for whom it complains of and his station.
"""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission
from accounts.roles import OUTSIDE_ROLES, Role
from audit.models import Event
from complaints import actions, exported, seen, waiting
from complaints.acts import ACTS
from complaints.models import Complaint, Post, Respondent
from complaints.tallies import Tally
from firs.actions import draft_from
from firs.models import FIR
from notifications.models import Text
from tests.cast import make_officer
from tests.complaints.complaint_scenes import make_attachment, make_complaint

pytestmark = pytest.mark.django_db

NAME, NAME_UR, CNIC, PHONE = "Zulaikha Parizad", "زلیخا پری زاد", "6110177766552", "03451234987"
PLACE, WORDS = "Behind the old brick kiln", "He waited for me behind the old brick kiln."
HER = {
    "name": NAME,
    "name_ur": NAME_UR,
    "relative_name": "Parizad Khan",
    "cnic": CNIC,
    "phone": PHONE,
    "place": PLACE,
    "details": WORDS,
}
#: Whatever of the complaint would tell that it exists.
TRACES = (NAME, NAME_UR, "Parizad", CNIC[5:12], PHONE[4:], PLACE, "brick kiln")
TABS = ("open", "assign", "mine", "objected", "late", "all")


@pytest.fixture
def company(cast, scene) -> dict[str, User]:
    """One of every role where the complaint is; posted after it came, so nobody named them."""
    circle = cast.kohsar.circle
    units = {Role.SDPO: {"circle": circle}, Role.DPO: {"district": circle.district}}
    return {role: make_officer(f"one_{role}", role, **units.get(role, {})) for role in Role}


@pytest.fixture
def scene(cast, now):
    """A plain complaint, a sealed one, and one about the police, since yesterday."""
    yesterday = now - timedelta(hours=23)
    plain = make_complaint(cast.kohsar, at=yesterday)
    # Its heads are named when it is lodged: Ayesha, and the DPO where there is no SDPO yet.
    sealed = make_complaint(cast.kohsar, category="sexual", at=yesterday, **HER)
    User.objects.filter(pk=cast.bilal.pk).update(belt_no="KSR-7")
    officer = Respondent(name="Bilal", belt_no="KSR-7", post=Post.STATION)
    about_police = make_complaint(
        cast.kohsar, category="bribe", respondents=(officer,), at=yesterday, **HER
    )
    return {"plain": plain, "sealed": sealed, "police": about_police}


def hidden_from(role: str, scene) -> list[Complaint]:
    """What this role must find no trace of: its rung decides about complaints about the police."""
    above = (Role.SDPO, Role.DPO, Role.COMMAND)
    return [scene["sealed"]] if role in above else [scene["sealed"], scene["police"]]


def pages_of(client, complaint: Complaint) -> dict[str, str]:
    """Everything a person can look at that might tell of this complaint."""
    addresses = [
        "/",
        *(f"{reverse('complaints:list')}?tab={tab}" for tab in TABS),
        f"{reverse('complaints:list')}?tab=all&category={complaint.category_id}",
        reverse("complaints:figures"),
        reverse("complaints:monitor"),
        reverse("complaints:mine"),
        reverse("firs:drafts"),
        reverse("complaints:detail", args=[complaint.pk]),
    ]
    shown = {address: client.get(address) for address in addresses}
    for text in (complaint.e_tag, CNIC, PHONE, "Parizad", NAME_UR):
        found = client.post(reverse("complaints:find"), {"text": text})
        shown[f"search for {text}"] = found
    return {where: answer.text for where, answer in shown.items() if answer.status_code == 200}


def without_what_he_typed(html: str) -> str:
    """His own search words stand in the box again; they are his."""
    return re.sub(r"<(input|textarea)\b[^>]*>", "", html)


@pytest.mark.parametrize("role", list(Role))
def test_no_page_shows_a_trace(cast, company, scene, role):
    """Neither her name, number, place or words, nor the number of the complaint."""
    client = cast.client(company[role])
    hidden = hidden_from(role, scene)
    found = [
        (where, trace)
        for complaint in hidden
        for where, html in pages_of(client, complaint).items()
        for trace in (complaint.e_tag, *(TRACES if len(hidden) == 2 else ()))
        if trace in without_what_he_typed(html)
    ]
    assert found == []


def test_the_walk_is_awake(cast, company, scene):
    """The plain one is seen where it should be; the named officer sees the sealed one there."""
    shown = pages_of(cast.client(company[Role.MOHARRAR]), scene["plain"])
    lists = [where for where, html in shown.items() if scene["plain"].e_tag in html]
    assert len(lists) >= 4
    shown = pages_of(cast.client(cast.ayesha), scene["sealed"])
    lists = [where for where, html in shown.items() if scene["sealed"].e_tag in html]
    assert len(lists) >= 6
    assert any(NAME in html for html in shown.values())


@pytest.mark.parametrize("role", [role for role in Role if role not in OUTSIDE_ROLES])
def test_no_count_counts_it(cast, company, scene, role):
    """Tiles, lists, tallies and figures are those of the complaints that are seen."""
    officer = company[role]
    visible = 0
    if officer.may(Permission.SEE_COMPLAINTS):
        visible = 1 if len(hidden_from(role, scene)) == 2 else 2
    assert Complaint.objects.visible_to(officer).count() == visible
    if officer.may(Permission.SEE_COMPLAINTS):
        assert max((tile.number for tile in waiting.tiles(officer)), default=0) <= visible
    tallied = sum(one.lodged for one in Tally.objects.visible_to(officer))
    assert tallied == (visible if officer.may(Permission.SEE_COMPLAINT_FIGURES) else 0)


@pytest.mark.parametrize("role", [role for role in Role if role not in OUTSIDE_ROLES])
def test_no_address_opens_it(cast, company, scene, role):
    """Its page, its numbers, its file and every act: as if it did not exist."""
    client = cast.client(company[role])
    for complaint in hidden_from(role, scene):
        attachment = make_attachment(complaint.pk, timezone.now())
        answers = [
            client.get(reverse("complaints:detail", args=[complaint.pk])),
            client.get(reverse("complaints:attachment", args=[complaint.pk, attachment.pk])),
            client.post(reverse("complaints:unmask", args=[complaint.pk])),
            client.post(reverse("firs:from_complaint", args=[complaint.pk])),
            *(client.post(reverse(f"complaints:{act.name}", args=[complaint.pk])) for act in ACTS),
        ]
        assert {answer.status_code for answer in answers} <= {403, 404}
        link = client.post(
            reverse("complaints:link", args=[scene["plain"].pk]),
            {"e_tag": complaint.e_tag, "words": "The same thing, I think."},
        )
        assert link.status_code in (403, 422)


@pytest.mark.parametrize("role", [Role.SHO, Role.SDPO, Role.DPO, Role.COMMAND])
def test_no_export_holds_it(cast, company, scene, role):
    """Not even for who is named: a file has other readers."""
    start, end = timezone.now() - timedelta(days=40), timezone.now()
    for officer in (company[role], cast.ayesha):
        stream = StringIO()
        csv.writer(stream).writerows(exported.COMPLAINTS.rows(officer, start, end))
        assert scene["plain"].e_tag in stream.getvalue()
        assert scene["sealed"].e_tag not in stream.getvalue()
        assert not [trace for trace in TRACES if trace in stream.getvalue()]


def test_no_message_tells_of_it(cast, scene):
    """To her phone: that there is news about a number. What it is about is in none."""
    make_officer("io", Role.INVESTIGATION_OFFICER, station=cast.kohsar)
    officer = User.objects.get(username="io")
    actions.assign(by=cast.ayesha, complaint=scene["sealed"], officer=officer, at=timezone.now())
    words = [one.words for one in Text.objects.filter(phone=PHONE)]
    about = [one for one in words if scene["sealed"].e_tag in one]
    assert len(about) == 2
    secret = ("omplaint", "olice", "Kohsar", "exual", *TRACES)
    assert not [one for one in about if any(word in one for word in secret)]


def test_no_suggestion_gives_it_away(cast, company, scene):
    """The same phone complains of a theft: the moharrar is not told of the other complaint."""
    theft = make_complaint(cast.kohsar, **{**HER, "details": "My bag was taken at the market."})
    page = cast.client(company[Role.MOHARRAR]).get(reverse("complaints:detail", args=[theft.pk]))
    assert page.status_code == 200
    assert scene["sealed"].e_tag not in page.text
    page = cast.client(cast.ayesha).get(reverse("complaints:detail", args=[theft.pk]))
    assert scene["sealed"].e_tag in page.text


def test_the_auditor_finds_it_only_when_named(cast, company, scene):
    """Who asks the log about her CNIC learns nothing of it."""
    found = [one.target_id for one in seen.records_of(CNIC, company[Role.AUDITOR])]
    assert scene["sealed"].pk not in found
    assert scene["sealed"].pk in [one.target_id for one in seen.records_of(CNIC, cast.ayesha)]


def test_its_fir_is_as_sealed_as_it_is(cast, company, scene):
    """Made an FIR, it has not come out."""
    draft = draft_from(
        by=cast.ayesha, complaint=scene["sealed"], late_because="Hospital", at=timezone.now()
    )
    for role in (Role.MOHARRAR, Role.INVESTIGATION_OFFICER, Role.SHO):
        assert not FIR.objects.visible_to(company[role]).filter(pk=draft.pk).exists()
        page = cast.client(company[role]).get(reverse("firs:draft", args=[draft.pk]))
        assert page.status_code == 404
    assert FIR.objects.visible_to(cast.ayesha).filter(pk=draft.pk).exists()


def test_whom_it_complains_of_never_sees_it(cast, scene, now):
    """Also when he is promoted above its level and it is nobody's secret any more."""
    posting = cast.bilal.postings.get()
    posting.until_on = timezone.localdate() - timedelta(days=1)
    posting.save()
    promoted = User.objects.get(pk=cast.bilal.pk)
    promoted.postings.create(
        role=Role.DPO,
        district=cast.kohsar.circle.district,
        from_on=timezone.localdate() - timedelta(days=1),
    )
    promoted = User.objects.get(pk=cast.bilal.pk)
    visible = Complaint.objects.visible_to(promoted)
    assert scene["plain"] in visible
    assert scene["police"] not in visible
    answer = cast.client(promoted).get(reverse("complaints:detail", args=[scene["police"].pk]))
    assert answer.status_code == 404


def test_the_log_names_it_by_number_only(cast, scene):
    """What is written of it says no name and no word of hers."""
    cast.client(cast.ayesha).get(reverse("complaints:detail", args=[scene["sealed"].pk]))
    events = Event.objects.filter(target_type="complaints.complaint")
    written = " ".join(f"{one.target} {one.purpose} {one.detail}" for one in events)
    assert scene["sealed"].e_tag in written
    assert not [trace for trace in TRACES if trace in written]
