"""The CRO's counter: nobody is looked up without a reason, and the reason comes first."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from audit.models import Event
from convicts.models import ConvictRecord
from tests.cast import make_officer
from tests.people_on_file import INNOCENT, make_convict

pytestmark = pytest.mark.django_db

URL = reverse("convicts:look_up")
PURPOSE = "FIR 12/2026 Kohsar"


@pytest.fixture
def counter(cast):
    """The browser at the counter."""
    return cast.client(make_officer("gul", Role.CRO_OPERATOR))


@pytest.fixture
def records():
    """Aslam, and Kashif whose name is known in Urdu, too."""
    return (
        make_convict(external_ref="CRO-77"),
        make_convict(**{**INNOCENT, "name_ur": "کاشف محمود"}, external_ref="CRO-78"),
    )


def detail(record: ConvictRecord) -> str:
    return reverse("convicts:detail", args=[record.pk])


def look_up(client, text: str, purpose: str = PURPOSE):
    return client.post(URL, {"text": text, "purpose": purpose})


def found(response) -> list[str]:
    return [record.external_ref for record in response.context["records"] or ()]


SEARCHES = [
    ("6110112345671", ["CRO-77"]),
    ("61101-1234567-1", ["CRO-77"]),
    ("۶۱۱۰۱ ۱۲۳۴۵۶۷ ۱", ["CRO-77"]),
    ("aslam", ["CRO-77"]),
    ("MUHAMMAD ASL", ["CRO-77"]),
    ("kashif m", ["CRO-78"]),
    ("محمد", ["CRO-77"]),
    ("کاشف", ["CRO-78"]),
    ("CRO-78", ["CRO-78"]),
    ("CRO-7", []),
    ("6110112345672", []),
    ("%%%", []),
    ("___", []),
    ("' OR ''='", []),
    ("ghulam", []),
]


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize(("text", "expected"), SEARCHES)
def test_look_up(counter, text, expected):
    """By CNIC in any spelling, by whole reference, by part of a name in either script."""
    response = look_up(counter, text)
    assert response.status_code == 200
    assert found(response) == expected
    assert ("No record found" in response.content.decode()) == (not expected)


@pytest.mark.usefixtures("records")
def test_the_list_masks_the_cnic(counter):
    """A list is read over a shoulder."""
    html = look_up(counter, "aslam").content.decode()
    assert "61101-•••••••-1" in html
    assert "1234567" not in html


BAD = [
    ("", PURPOSE, "text"),
    ("as", PURPOSE, "text"),
    ("x" * 121, PURPOSE, "text"),
    ("asl\x00am", PURPOSE, "text"),
    ("aslam", "", "purpose"),
    ("aslam", "   ", "purpose"),
    ("aslam", "FIR", "purpose"),
    ("aslam", "x" * 201, "purpose"),
]


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize(("text", "purpose", "field"), BAD)
def test_without_a_purpose_nobody_is_looked_up(counter, text, purpose, field):
    """The form says what is missing; nothing is searched, recorded or shown."""
    response = look_up(counter, text, purpose)
    assert response.context["form"].errors.keys() == {field}
    assert response.context["records"] is None
    assert "Muhammad Aslam" not in response.content.decode()
    assert not Event.objects.filter(action="convicts.looked_up").exists()


@pytest.mark.usefixtures("records")
def test_the_event_is_written_before_the_first_result_is_read(counter):
    """First the insert into the audit, then the question to the file, and no CNIC in the log."""
    with CaptureQueriesContext(connection) as captured:
        look_up(counter, "61101-1234567-1")
    sql = [query["sql"] for query in captured]
    written = next(i for i, one in enumerate(sql) if 'INSERT INTO "audit_event"' in one)
    read = next(i for i, one in enumerate(sql) if 'FROM "convicts_convictrecord"' in one)
    assert written < read
    event = Event.objects.get(action="convicts.looked_up")
    assert (event.actor.split()[0], event.purpose) == ("Gul", PURPOSE)
    assert "1234567" not in f"{event.detail}{event.target}"


@pytest.mark.usefixtures("records")
def test_without_the_event_nothing_is_read(counter, monkeypatch):
    """When the audit fails there is no result."""

    def fail(**_kwargs):
        raise RuntimeError("no audit")

    monkeypatch.setattr("convicts.views.record", fail)
    with (
        CaptureQueriesContext(connection) as captured,
        pytest.raises(RuntimeError, match="no audit"),
    ):
        look_up(counter, "aslam")
    assert not any('FROM "convicts_convictrecord"' in query["sql"] for query in captured)


def test_a_record_opens_with_the_purpose_of_the_look_up(counter, records):
    """The stated reason is kept with the opening, and shown on the page."""
    look_up(counter, "aslam")
    html = counter.get(detail(records[0])).content.decode()
    assert "61101-1234567-1" in html
    assert PURPOSE in html
    event = Event.objects.get(action="convicts.opened")
    assert (event.purpose, event.target_id) == (PURPOSE, records[0].pk)


def test_without_a_purpose_the_way_leads_back(counter, records):
    """A record opened by its address alone is not shown and not recorded as seen."""
    response = counter.get(detail(records[0]))
    assert (response.status_code, response.url) == (302, URL)
    assert not Event.objects.filter(action="convicts.opened").exists()


def test_a_number_nobody_has_is_not_found(counter):
    """No record, no page."""
    assert counter.get(reverse("convicts:detail", args=[10**12])).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("ayesha", 403), ("dania", 403), ("ehsan", 403), (None, 302)]
)
def test_the_file_is_for_the_counter(cast, records, who, status):
    """Officers meet a convict through an alert, not by browsing."""
    client = cast.client(getattr(cast, who) if who else None)
    assert client.get(URL).status_code == status
    assert look_up(client, "aslam").status_code == status
    assert client.get(detail(records[0])).status_code == status


def test_visible_to_is_empty_for_who_may_not(cast, records):
    """The question itself knows who asks."""
    gul = make_officer("gul", Role.CRO_OPERATOR)
    assert ConvictRecord.objects.visible_to(gul).count() == len(records)
    assert not ConvictRecord.objects.visible_to(cast.ayesha).exists()


def test_a_long_list_is_cut_and_says_so(counter):
    """Fifty at most, for one price."""

    def count() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            response = look_up(counter, "aslam")
        return len(captured), len(response.context["records"])

    look_up(counter, "aslam")
    for _ in range(2):
        make_convict()
    few = count()
    for _ in range(50):
        make_convict()
    assert few[1] == 2
    assert count() == (few[0], 50)
    assert "These are the first 50." in look_up(counter, "aslam").content.decode()
