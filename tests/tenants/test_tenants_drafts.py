"""What was begun and not sent: kept, with its hour, reminded of once, and gone without a trace."""

from datetime import datetime, time, timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from notifications.models import Text
from people.sealed import SealedStorage
from tenants import actions, reminders
from tenants.models import Tenancy
from tenants.registration import clock_of
from tests.hotel_eye.hotel_desk import picture
from tests.tenants.registration_scenes import filled, landlord, register

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"tenants:{name}", args=args)


@pytest.fixture
def obaid(cast):
    user = landlord()
    user.phone = "03005550101"
    user.save(update_fields=["phone"])
    return user


def morning(day, hour=10):
    return timezone.make_aware(datetime.combine(day, time(hour)))


def begun(cast, user, at, **typed):
    draft = actions.begin(by=user, kind="tenant", at=at)
    fields = {"place-station": str(cast.kohsar.pk), **typed}
    return actions.keep(draft=draft, typed=fields, clock=clock_of, at=at)


def test_a_draft_has_its_hour(cast, obaid):
    """48 hours from the day of possession, on every page of it and in the list."""
    today = timezone.localdate()
    draft = begun(cast, obaid, timezone.now(), **{"dates-possession_on": today.isoformat()})
    assert draft.due_at == morning(today, 0) + timedelta(hours=48)
    client = cast.client(obaid)
    page = client.get(url("step", draft.pk, "members")).content.decode()
    assert "it is due by" in page
    assert "left" in page
    assert "due" in client.get(url("mine")).content.decode()
    kept = client.post(url("keep", draft.pk), {"dates-possession_on": "yesterday"})
    assert kept.status_code == 204
    draft.refresh_from_db()
    assert (draft.due_at, draft.possession_on) == (None, None)


def test_what_comes_after_it_was_sent_is_dropped(cast, obaid):
    """A page kept late, or in a second tab, changes nothing that was filed."""
    tenancy = register(cast, obaid)
    again = actions.keep(draft=tenancy, typed={"place-area": "X"}, at=timezone.now())
    assert again is tenancy
    tenancy.refresh_from_db()
    assert tenancy.typed == {}


def test_reminded_once_before_its_hour(cast, obaid, time_machine):
    """Not while he types, not twice, not after it; and without anybody's name."""
    day = timezone.localdate()
    time_machine.move_to(morning(day, 9), tick=False)
    since = {"dates-possession_on": day.isoformat(), "resident-name": "Muhammad Aslam"}
    draft = begun(cast, obaid, timezone.now(), **since)
    said = []
    for hours in (1, 16, 20, 24, 40):
        time_machine.move_to(morning(day, 9) + timedelta(hours=hours), tick=False)
        reminders.remind_of_drafts(at=timezone.now())
        said.append(Text.objects.count())
    assert said == [0, 1, 1, 1, 1]
    words = Text.objects.get().words
    assert "Aslam" not in words
    draft.refresh_from_db()
    assert draft.reminded_due_at is not None


def test_who_types_just_now_is_left_alone(cast, obaid, time_machine):
    """An hour after the last letter there is no message; after three there is."""
    day = timezone.localdate()
    time_machine.move_to(morning(day), tick=False)
    begun(
        cast,
        obaid,
        timezone.now(),
        **{"dates-possession_on": (day - timedelta(days=1)).isoformat()},
    )
    assert reminders.remind_of_drafts(at=timezone.now() + timedelta(hours=1)) == 0
    assert reminders.remind_of_drafts(at=timezone.now() + timedelta(hours=3)) == 1


def test_another_tenant_at_the_same_place(cast, obaid):
    """Place and landlord are there already; the first question is who the tenant is."""
    tenancy = register(cast, obaid)
    client = cast.client(obaid)
    answer = client.post(url("begin_alike", tenancy.pk))
    draft = Tenancy.objects.drafts().get()
    assert answer.url == url("step", draft.pk, "resident")
    form = {
        name: value
        for name, value in filled(cast).items()
        if name.startswith(("resident-", "dates-"))
    }
    client.post(url("step", draft.pk, "resident"), form)
    client.post(url("step", draft.pk, "dates"), form)
    page = client.get(url("check", draft.pk)).content.decode()
    assert "12-A, Street 31" in page
    assert "Obaidullah" in page
    assert client.post(url("check", draft.pk)).url == url("own", draft.pk)
    draft.refresh_from_db()
    assert (draft.place.house_no, draft.place.station) == ("12-A", cast.kohsar)
    assert draft.place_id != tenancy.place_id
    stranger = cast.client(landlord("stranger"))
    assert stranger.post(url("begin_alike", tenancy.pk)).status_code == 404


def test_a_photograph_is_kept_though_the_page_is_wrong(
    cast, obaid, django_capture_on_commit_callbacks
):
    """No browser sends it a second time. A newer one takes its place; thrown away it is gone."""
    client = cast.client(obaid)
    client.post(url("begin"), {"kind": "tenant"})
    draft = Tenancy.objects.get()
    wrong = {"dates-possession_on": "", "dates-agreement": picture()}
    answer = client.post(url("step", draft.pk, "dates"), wrong)
    assert answer.status_code == 422
    assert "The photograph that you added" in answer.content.decode()
    draft.refresh_from_db()
    first = draft.agreement.name
    shown = client.get(url("agreement", draft.pk))
    assert b"".join(shown.streaming_content)[:3] == b"\xff\xd8\xff"
    assert shown.headers["Content-Type"] == "image/jpeg"
    with django_capture_on_commit_callbacks(execute=True):
        actions.attach(draft=draft, agreement=ContentFile(b"another", name="card.jpg"))
    assert not SealedStorage().exists(first)
    second = draft.agreement.name
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("throw_away", draft.pk))
    assert not SealedStorage().exists(second)


def test_the_station_sees_the_agreement(cast, obaid):
    """Its officers, on the record; nobody of another station, and no other landlord."""
    tenancy = register(cast, obaid)
    tenancy.agreement.save("card.jpg", ContentFile(b"picture"))
    officer = cast.client(cast.ayesha)
    assert (
        url("open_agreement", tenancy.pk) in officer.get(url("open", tenancy.pk)).content.decode()
    )
    shown = officer.get(url("open_agreement", tenancy.pk))
    assert b"".join(shown.streaming_content) == b"picture"
    assert Event.objects.filter(action="tenants.agreement_seen").count() == 1
    assert cast.client(cast.chaudhry).get(url("open_agreement", tenancy.pk)).status_code == 404
    assert cast.client(landlord("other")).get(url("agreement", tenancy.pk)).status_code == 404
    bare = register(cast, obaid)
    assert officer.get(url("open_agreement", bare.pk)).status_code == 404
