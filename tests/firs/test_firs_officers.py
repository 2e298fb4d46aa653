"""An officer who is accused in an FIR of his station is shut out of it by his belt number."""

import pytest
from django.urls import reverse

from accounts.models import User
from complaints.policies import Refused
from firs import actions, investigating
from firs.models import FIR
from tests.firs.fir_scenes import accused, sections
from tests.firs.on_screen import held_by
from tests.firs.stages import Stages, named

pytestmark = pytest.mark.django_db


@pytest.fixture
def stages(cast, now) -> Stages:
    stages = Stages(cast, now)
    User.objects.filter(pk=stages.second.pk).update(belt_no="812")
    User.objects.filter(pk=stages.io.pk).update(belt_no="407")
    return stages


def reads(user: User, fir: FIR) -> bool:
    return FIR.objects.visible_to(User.objects.get(pk=user.pk)).filter(pk=fir.pk).exists()


def test_in_a_draft(stages):
    """Typed in his row; taken out again he reads it again; a number of nobody is refused."""
    fir = stages.draft(parts=[accused()])
    client, address = stages.cast.client(stages.bilal), reverse("firs:draft", args=[fir.pk])
    row = "accused-0-belt_no"
    good = held_by(client.get(address).text)
    page = client.post(address, {**good, row: "99999"})
    assert page.status_code == 422
    assert "No one officer of the district has the belt number 99999." in page.text
    assert client.post(address, {**good, row: "812"}).status_code == 302
    assert named(fir).user == stages.second
    assert not reads(stages.second, fir)
    good = held_by(client.get(address).text)
    assert good[row] == ["812"]
    assert client.post(address, {**good, "place": "Street 14"}).status_code == 302
    assert named(fir).user == stages.second
    good = held_by(client.get(address).text)
    assert client.post(address, {**good, row: ""}).status_code == 302
    assert named(fir).user is None


def test_in_a_new_fir(stages):
    """Refused before anything is saved, so that the form can be sent again."""
    given = {
        "name": "Ghulam Abbas", "offence": "Hurt", "place": "F-7", "reported_at": stages.at,
        "address": "House 9", "narrative": "He hit me.",
    }  # fmt: skip
    one = accused()
    one.belt_no = "99999"
    fir = FIR(station=stages.kohsar, **given)
    given = {"by": stages.bilal, "sections": sections("ppc-379"), "at": stages.tick()}
    with pytest.raises(Refused, match="belt number 99999"):
        actions.begin(fir=fir, parts=[one], **given)
    assert (fir.pk, one.pk) == (None, None)
    one.belt_no = "812"
    assert named(actions.begin(fir=fir, parts=[one], **given)).user == stages.second


def test_one_who_is_nominated(stages):
    """Not while he has the case: it is marked to another officer first."""
    fir = stages.marked()
    sent = {"name": "Nadeem Akhtar", "belt_no": "407"}
    address = reverse("firs:nominate", args=[fir.pk])
    page = stages.cast.client(stages.io).post(address, sent)
    assert page.status_code == 422
    assert "Nadeem has this case: it is marked to another officer first." in page.text
    fir = stages.mark(fir, stages.second)
    assert stages.cast.client(stages.second).post(address, sent).status_code == 302
    assert fir.accused_rows.get(user=stages.io).name == "Nadeem Akhtar"
    assert not reads(stages.io, fir)
    assert stages.io not in investigating.officers_for(fir, at=stages.tick())


def test_one_who_turns_out_to_be_an_officer(stages):
    """Learnt later, his number does the same."""
    fir = stages.marked()
    sent = {"accused": named(fir).pk, "belt_no": "812"}
    answer = stages.cast.client(stages.io).post(reverse("firs:learn", args=[fir.pk]), sent)
    assert answer.status_code == 302
    assert named(fir).user == stages.second
    assert not reads(stages.second, fir)


def test_a_correction_shows_no_number_whole(stages):
    """Until the page is unmasked, as everybody's number on it."""
    fir = stages.marked()
    investigating.correct(
        by=stages.bilal, fir=fir, row="CNIC", stands="61101-1234567-1", reads="61101-7654321-9",
        because="The phone is 03451234567.", at=stages.tick(),
    )  # fmt: skip
    client = stages.cast.client(stages.io)
    page = client.get(reverse("firs:case", args=[fir.pk])).text
    for number in ("1234567-1", "7654321-9", "03451234567"):
        assert number not in page
    assert "CNIC" in page
    assert "61101-7654321-9" in client.post(reverse("firs:unmask", args=[fir.pk])).text
