"""Every act through its page: done, refused, filled in wrongly, asked for by the wrong person."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accounts.models import User
from accounts.permissions import Permission
from accounts.roles import Role
from accounts.seals import SealKey
from complaints import actions, sealing
from complaints.acts import ACTS, acts_for, rights_on
from complaints.models import Complaint, EntryKind, Level, Post, Respondent, State
from tests.cast import make_officer
from tests.complaints.complaint_scenes import make_complaint, make_io, make_sdpo

pytestmark = pytest.mark.django_db

WORDS = "This is long enough to be a reason."


def url(complaint, act=""):
    return f"/complaints/{complaint.pk}/{act and f'{act}/'}"


def said(response) -> list[str]:
    """The messages that wait for the next page."""
    return [str(message) for message in response.wsgi_request._messages]


def kinds(complaint) -> list[str]:
    return list(complaint.entries.in_order().values_list("kind", flat=True))


def on_page(client, complaint) -> list[str]:
    return [panel.act.path for panel in client.get(url(complaint)).context["panels"]]


def offered(user, complaint, at) -> list[str]:
    """What the page of this person offers, without drawing it."""
    fresh = User.objects.get(pk=user.pk)
    now_so = Complaint.objects.with_names().get(pk=complaint.pk)
    return [act.path for act in acts_for(fresh, now_so, rights_on(now_so, fresh), at)]


def picture() -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(content, "JPEG")
    return SimpleUploadedFile("lock.jpg", content.getvalue(), "image/jpeg")


# --- Scenes: a complaint in the state that the act asks for ---


def plain(cast, now) -> Complaint:
    return make_complaint(cast.kohsar, at=now)


def marked(cast, now) -> Complaint:
    """Marked to the investigation officer nadeem."""
    io = User.objects.filter(username="nadeem").first() or make_io(cast)
    return actions.assign(by=cast.bilal, complaint=plain(cast, now), officer=io, at=now)


def late(cast, now) -> Complaint:
    """Marked to nadeem, and past its time."""
    complaint = make_complaint(cast.kohsar, at=now - timedelta(hours=80))
    io = User.objects.filter(username="nadeem").first() or make_io(cast)
    return actions.assign(by=cast.bilal, complaint=complaint, officer=io, at=now)


def of_family(cast, now) -> Complaint:
    """Not cognizable."""
    return make_complaint(cast.kohsar, category="family", at=now)


def about_police(cast, now) -> Complaint:
    """Marked to the SDPO hina."""
    hina = User.objects.filter(username="hina").first() or make_sdpo(cast)
    complaint = make_complaint(cast.kohsar, category="slackness", at=now)
    return actions.assign(by=cast.dania, complaint=complaint, officer=hina, at=now)


def answered(cast, now) -> Complaint:
    complaint = about_police(cast, now)
    hina = User.objects.get(username="hina")
    return actions.report(by=hina, complaint=complaint, words="He was asleep.", at=now)


def verified(cast, now) -> Complaint:
    complaint = answered(cast, now)
    return actions.verify(
        by=cast.dania, complaint=complaint, answered="satisfied", words="", at=now
    )


def objected(cast, now) -> Complaint:
    complaint = actions.close(
        by=cast.ayesha,
        complaint=plain(cast, now),
        reason="false",
        words="Nothing of it is so.",
        late_because="",
        at=now,
    )
    return actions.object_to(complaint=complaint, words="He did not listen.", at=now)


def sealed(cast, now) -> Complaint:
    """Its heads are named: ayesha, hina, dania."""
    complaint = plain(cast, now)
    return sealing.seal(by=cast.ayesha, complaint=complaint, sealed_as="juvenile", at=now)


def of_sealed_category(cast, now) -> Complaint:
    return make_complaint(cast.kohsar, category="sexual", at=now)


#: Act, scene, who does it, what is filled in, the state afterwards, the line in the history.
DONE: list[tuple[str, Any, str, dict[str, Any], str, str]] = [
    ("assign", plain, "bilal", {"officer": "NADEEM"}, State.ASSIGNED, EntryKind.ASSIGNED),
    ("call", marked, "nadeem", {"answered": "reached"}, State.ASSIGNED, EntryKind.CALLED),
    ("note", marked, "nadeem", {"words": "Seen the place"}, State.ASSIGNED, EntryKind.NOTE),
    ("ask", marked, "nadeem", {"words": "Which colour?"}, State.WAITING, EntryKind.QUESTION),
    ("attach", marked, "nadeem", {"attachment": "PICTURE"}, State.ASSIGNED, EntryKind.FILE),
    ("delay", late, "nadeem", {"words": WORDS}, State.ASSIGNED, EntryKind.DELAY),
    ("report", about_police, "hina", {"words": WORDS}, State.VERIFYING, EntryKind.REPORTED),
    (
        *("verify", answered, "dania"),
        *({"answered": "satisfied", "words": ""}, State.VERIFYING, EntryKind.VERIFIED),
    ),
    ("close", plain, "ayesha", {"reason": "false", "words": WORDS}, State.CLOSED, EntryKind.CLOSED),
    (
        *("close", verified, "dania"),
        *({"reason": "proven", "words": WORDS}, State.CLOSED, EntryKind.CLOSED),
    ),
    (
        *("refer", of_family, "ayesha"),
        *({"referred_to": "cyber", "words": WORDS}, State.REFERRED, EntryKind.REFERRED),
    ),
    (
        *("diarise", of_family, "ayesha"),
        {"diary_no": "17", "court": "Magistrate F-8", "words": WORDS},
        *(State.DIARIED, EntryKind.DIARIED),
    ),
    (
        "link",
        plain,
        "ayesha",
        {"other": "OTHER", "words": "Same"},
        State.RECEIVED,
        EntryKind.LINKED,
    ),
    ("category", plain, "ayesha", {"category": "vehicle"}, State.RECEIVED, EntryKind.CATEGORY),
    ("category", marked, "hina", {"category": "bribe"}, State.RECEIVED, EntryKind.CATEGORY),
    ("say-who", plain, "dania", {"officer": "ayesha"}, State.RECEIVED, EntryKind.ABOUT),
    ("say-who", about_police, "hina", {"officer": "dania"}, State.RECEIVED, EntryKind.ABOUT),
    (
        *("transfer", marked, "ayesha"),
        *({"station": "MARGALLA", "words": WORDS}, State.RECEIVED, EntryKind.TRANSFERRED),
    ),
    ("raise", about_police, "hina", {"words": WORDS}, State.RECEIVED, EntryKind.RAISED),
    ("reopen", objected, "hina", {"words": WORDS}, State.RECEIVED, EntryKind.REOPENED),
    ("uphold", objected, "hina", {"words": WORDS}, State.CLOSED, EntryKind.UPHELD),
    ("seal", plain, "ayesha", {"sealed_as": "juvenile"}, State.RECEIVED, EntryKind.SEALED),
    ("name-officer", sealed, "ayesha", {"officer": "bilal"}, State.RECEIVED, EntryKind.NAMED),
    ("unname", sealed, "dania", {"officer": "ayesha"}, State.RECEIVED, EntryKind.UNNAMED),
    ("lift", sealed, "dania", {}, State.RECEIVED, EntryKind.LIFTED),
]
IDS = [f"{act}-{scene.__name__}" for act, scene, *_rest in DONE]
#: Out of his own sight by his own act.
GONE = {("transfer", marked), ("raise", about_police), ("say-who", about_police)}


@pytest.fixture
def people(cast) -> dict[str, User]:
    """Everybody who acts, by name."""
    nadeem, hina = make_io(cast), make_sdpo(cast)
    return {"nadeem": nadeem, "hina": hina, **{one: getattr(cast, one) for one in CAST}}


CAST = ("ayesha", "bilal", "chaudhry", "dania")


def filled(data, cast, now) -> dict[str, Any]:
    """The form as it is sent: with keys of this test's rows where words stand for them."""
    stand_ins = {
        "NADEEM": lambda: User.objects.get(username="nadeem").pk,
        "PICTURE": picture,
        "OTHER": lambda: make_complaint(cast.kohsar, at=now).e_tag,
        "MARGALLA": lambda: cast.margalla.pk,
    }
    return {
        name: stand_ins[value]() if value in stand_ins else value for name, value in data.items()
    }


@pytest.mark.parametrize(("act", "scene", "who", "data", "state", "kind"), DONE, ids=IDS)
def test_done(cast, people, now, act, scene, who, data, state, kind):
    """It is offered, done, said, and in the history; then one is back where one sees something."""
    complaint = scene(cast, now)
    client = cast.client(people[who])
    assert act in offered(people[who], complaint, now)
    response = client.post(url(complaint, act), filled(data, cast, now))
    is_gone = (act, scene) in GONE
    back = "/complaints/" if is_gone else url(complaint)
    assert (response.status_code, response["Location"]) == (302, back)
    entry = complaint.entries.order_by("-pk").first()
    assert (entry.kind, entry.made_by) == (kind, people[who])
    complaint.refresh_from_db()
    assert complaint.state == state
    table = {one.path: one for one in ACTS}
    assert said(response) == [str(table[act].said)]
    seen = Complaint.objects.visible_to(User.objects.get(pk=people[who].pk))
    assert seen.filter(pk=complaint.pk).exists() is not is_gone


@pytest.mark.parametrize(("act", "scene", "who", "data", "state", "kind"), DONE, ids=IDS)
def test_not_by_a_stranger_nor_by_whoever_has_no_such_work(
    cast, people, now, act, scene, who, data, state, kind
):
    """Another station's officer: it does not exist. Somebody without the right: refused."""
    complaint = scene(cast, now)
    before = kinds(complaint)
    sent = filled(data, cast, now)
    stranger = make_officer("elsewhere", Role.SHO, station=cast.margalla)
    above = make_officer("far", Role.DPO, district=cast.clifton.circle.district)
    permission = next(one.permission for one in ACTS if one.path == act)
    heads = (Permission.SUPERVISE_COMPLAINTS, Permission.SEAL)
    wrong = above if permission in heads else stranger
    assert cast.client(wrong).post(url(complaint, act), sent).status_code == 404
    desk = cast.client(make_officer("desk", Role.FRONT_DESK))
    assert desk.post(url(complaint, act), sent).status_code == 403
    assert cast.client(cast.ehsan).post(url(complaint, act), sent).status_code == 403
    assert cast.client(people[who]).get(url(complaint, act)).status_code == 405
    assert kinds(complaint) == before


#: The seal is lifted by a form with nothing in it: one row less to fill in wrongly.
TO_FILL_IN = {f"{row[0]}-{row[1].__name__}": row[:4] for row in DONE if row[0] != "lift"}


@pytest.mark.parametrize(
    ("act", "scene", "who", "data"), TO_FILL_IN.values(), ids=TO_FILL_IN.keys()
)
def test_filled_in_wrongly(cast, people, now, act, scene, who, data):
    """The page comes back with that form open, its mistakes on top, and what was typed."""
    complaint = scene(cast, now)
    before = kinds(complaint)
    client = cast.client(people[who])
    typed = {"words": "no"} if "words" in data else {}
    response = client.post(url(complaint, act), {**typed, "extra": "x" * 5000})
    assert response.status_code == 422
    panels = [panel for panel in response.context["panels"] if panel.is_open]
    assert [panel.act.path for panel in panels] == [act]
    html = response.content.decode()
    assert "data-error-summary" in html
    assert f'<details class="act" id="{act}" open>' in html
    assert kinds(complaint) == before


@pytest.mark.parametrize(
    ("act", "scene", "who", "data", "why"),
    [
        ("assign", objected, "ayesha", {"officer": "NADEEM"}, "not satisfied"),
        ("ask", plain, "nadeem", {"words": "Which?"}, "Received"),
        ("report", marked, "nadeem", {"words": WORDS}, "Only a complaint about the police"),
        ("verify", about_police, "dania", {"answered": "satisfied"}, "no answer to verify"),
        ("verify", answered, "hina", {"answered": "satisfied"}, "Somebody else"),
        ("close", about_police, "dania", {"reason": "false", "words": WORDS}, "First the officer"),
        ("close", answered, "dania", {"reason": "false", "words": WORDS}, "Call the complainant"),
        ("close", objected, "ayesha", {"reason": "false", "words": WORDS}, "A supervisor answers"),
        ("refer", objected, "ayesha", {"referred_to": "cyber", "words": WORDS}, "A supervisor"),
        ("refer", plain, "ayesha", {"referred_to": "cyber", "words": WORDS}, "cognizable"),
        ("diarise", plain, "ayesha", {"court": "F-8", "words": WORDS}, "cognizable"),
        ("diarise", about_police, "dania", {"court": "F-8", "words": WORDS}, "about the police"),
        ("delay", marked, "nadeem", {"words": WORDS}, "not over"),
        ("category", objected, "ayesha", {"category": "vehicle"}, "A supervisor answers"),
        ("transfer", objected, "ayesha", {"words": WORDS}, "A supervisor answers"),
        ("say-who", objected, "hina", {"officer": "ayesha"}, "A supervisor answers"),
        ("raise", plain, "hina", {"words": WORDS}, "Only a complaint about the police"),
        ("reopen", plain, "hina", {"words": WORDS}, "Nobody has objected"),
        ("seal", sealed, "ayesha", {"sealed_as": "juvenile"}, "sealed already"),
        ("name-officer", plain, "ayesha", {"officer": "bilal"}, "not sealed"),
        ("name-officer", sealed, "ayesha", {"officer": "chaudhry"}, "of use"),
        ("name-officer", sealed, "ayesha", {"officer": "ayesha"}, "named already"),
        ("unname", plain, "dania", {}, "not sealed"),
        ("unname", sealed, "dania", {"officer": "dania"}, "may lift the seal stays"),
        ("lift", plain, "dania", {}, "not sealed"),
        ("lift", of_sealed_category, "dania", {}, "Change the category first"),
    ],
)
def test_refused(cast, people, now, act, scene, who, data, why):
    """A sentence says why, and nothing is done; what was typed is there still.

    The act is not offered where that is known beforehand.
    """
    complaint = scene(cast, now)
    before = kinds(complaint)
    client = cast.client(people[who])
    assert (act in offered(people[who], complaint, now)) is (scene is sealed and act != "seal")
    response = client.post(url(complaint, act), filled(data, cast, now))
    assert response.status_code == 422
    panel = opened(response)
    assert (panel.act.path, panel.form.data.get("words")) == (act, data.get("words"))
    assert why in panel.form.non_field_errors()[0]
    html = response.content.decode()
    assert f'<details class="act" id="{act}" open>' in html
    assert html.count(panel.form.non_field_errors()[0].replace("'", "&#x27;")) >= 1
    assert kinds(complaint) == before


def opened(response) -> Any:
    """The one act that stands open on the page."""
    (panel,) = [one for one in response.context["panels"] if one.is_open]
    return panel


@pytest.mark.parametrize(("done", "why"), [("assign", "marked to Asad"), ("convert", "has ended")])
def test_words_are_not_lost_to_somebody_who_was_faster(cast, people, now, done, why):
    """It was marked to another officer, or ended, while one was typing."""
    complaint, asad = marked(cast, now), make_io(cast, "asad")
    facts = {"assign": {"officer": asad}, "convert": {"late_because": ""}}[done]
    getattr(actions, done)(by=cast.ayesha, complaint=complaint, at=now, **facts)
    words = "She came to the station and told us who it was."
    response = cast.client(people["nadeem"]).post(url(complaint, "note"), {"words": words})
    assert response.status_code == 422
    html = response.content.decode()
    assert re.search(f"data-error-summary.*{why}.*{words}</textarea>", html, re.DOTALL)


def test_who_is_not_in_charge_is_told_who_is(cast, people, now):
    """Another officer of the station reads it, and works on his own."""
    complaint = marked(cast, now)
    asad = make_io(cast, "asad")
    assert on_page(cast.client(asad), complaint) == []
    response = cast.client(asad).post(url(complaint, "note"), {"words": "Mine"})
    assert opened(response).form.non_field_errors() == ["This complaint is marked to Nadeem."]


def test_what_has_ended_takes_no_more(cast, people, now):
    """But that it belongs to another one can still be said."""
    complaint = plain(cast, now)
    actions.convert(by=cast.ayesha, complaint=complaint, late_because="", at=now)
    assert on_page(cast.client(cast.ayesha), complaint) == ["link", "seal"]
    assert offered(people["nadeem"], complaint, now) == []


def test_the_usual_next_acts_come_first(cast, people, now):
    """Marking what came in, calling what is marked, verifying an answer, answering an objection."""
    first = {
        plain: (cast.ayesha, "assign"),
        marked: (people["nadeem"], "call"),
        answered: (cast.dania, "verify"),
        verified: (cast.dania, "verify"),
        objected: (people["hina"], "reopen"),
    }
    for scene, (user, act) in first.items():
        assert offered(user, scene(cast, now), now)[0] == act, scene


def test_what_is_offered_can_be_done(cast, people, now):
    """For everybody and every scene: no act on the page is refused when its form is right."""
    for scene in (plain, marked, of_family, about_police, answered, verified, objected, sealed):
        complaint = scene(cast, now)
        for user in people.values():
            fresh = User.objects.get(pk=user.pk)
            if not Complaint.objects.visible_to(fresh).filter(pk=complaint.pk).exists():
                continue
            rights = rights_on(complaint, fresh)
            for act in acts_for(fresh, complaint, rights, now):
                visible = Complaint.objects.visible_to(fresh, act.permission)
                assert visible.filter(pk=complaint.pk).exists(), (scene, user, act.name)
                assert act.refuse(complaint, fresh, now) is None


def test_the_officers_who_are_offered(cast, people, now):
    """Those of the station, each with his work; nobody of elsewhere, and he is not taken either."""
    marked(cast, now)
    complaint = plain(cast, now)
    page = cast.client(cast.bilal).get(url(complaint))
    form = next(one.form for one in page.context["panels"] if one.act.name == "assign")
    assert [label for _pk, label in form.fields["officer"].choices] == [
        "Ayesha: 0 open",
        "Nadeem: 1 open",
    ]
    response = cast.client(cast.bilal).post(url(complaint, "assign"), {"officer": cast.chaudhry.pk})
    assert response.status_code == 422


def test_what_is_sealed_is_not_counted_for_others(cast, people, now):
    """The number behind an officer's name does not tell that there is a sealed complaint."""
    hidden = make_complaint(cast.kohsar, category="sexual", at=now)
    actions.assign(by=cast.ayesha, complaint=hidden, officer=people["nadeem"], at=now)
    complaint = plain(cast, now)
    labels = {}
    for user in (cast.bilal, cast.ayesha):
        page = cast.client(user).get(url(complaint))
        form = next(one.form for one in page.context["panels"] if one.act.name == "assign")
        labels[user.username] = dict(form.fields["officer"].choices)[people["nadeem"].pk]
    assert labels == {"bilal": "Nadeem: 0 open", "ayesha": "Nadeem: 1 open"}


@pytest.mark.parametrize(("scene", "who"), [(plain, "ayesha"), (verified, "dania")])
def test_reasons_of_its_kind_only(cast, people, now, scene, who):
    """'Proven' is for a complaint about the police, 'settled' for one of the public."""
    complaint = scene(cast, now)
    client = cast.client(people[who])
    wrong = "proven" if scene is plain else "settled"
    response = client.post(url(complaint, "close"), {"reason": wrong, "words": WORDS})
    assert response.status_code == 422
    assert f'value="{wrong}"' not in response.content.decode()


def test_past_its_time_it_is_said_why(cast, people, now):
    """Every ending asks for it then, and only then."""
    complaint = make_complaint(cast.kohsar, at=now - timedelta(hours=80))
    client = cast.client(cast.ayesha)
    outcome = {"reason": "false", "words": WORDS}
    response = client.post(url(complaint, "close"), outcome)
    assert response.status_code == 422
    panel = next(one for one in response.context["panels"] if one.is_open)
    assert list(panel.form.errors) == ["late_because"]
    client.post(url(complaint, "close"), {**outcome, "late_because": "The road was closed."})
    complaint.refresh_from_db()
    assert (complaint.state, complaint.late_because) == (State.CLOSED, "The road was closed.")
    early = plain(cast, now)
    client.post(url(early, "close"), {**outcome, "late_because": "Smuggled in"})
    early.refresh_from_db()
    assert (early.state, early.late_because) == (State.CLOSED, "")


def form_of(name, complaint, user, at, *sent) -> Any:
    """The form of one act, as its view makes it."""
    act = next(one for one in ACTS if one.name == name)
    return act.form_for(complaint, User.objects.get(pk=user.pk), at, *sent)


def test_the_complainant_gets_a_reason_in_words(cast, now):
    """A few letters are no reason."""
    complaint = plain(cast, now)
    for words in ("Too short", " " * 40, ""):
        sent = {"reason": "false", "words": words}
        assert list(form_of("close", complaint, cast.ayesha, now, sent).errors) == ["words"]


def test_links_only_with_what_one_sees(cast, people, now):
    """Another station's, a sealed one, and a slip of the pen: each is said."""
    complaint = plain(cast, now)
    elsewhere = make_complaint(cast.margalla, at=now)
    secret = make_complaint(cast.kohsar, category="bribe", at=now)
    for typed, why in (
        (elsewhere.e_tag, "You see no complaint"),
        (secret.e_tag, "You see no complaint"),
        ("261126-00000000", "no e-tag"),
        ("12", "no e-tag"),
    ):
        form = form_of("link", complaint, cast.ayesha, now, {"other": typed, "words": "Same"})
        assert why in form.errors["other"][0]


def test_a_suggestion_is_linked_with_one_button(cast, people, now):
    """What the page suggests it offers to link; then it is suggested no more."""
    complaint, other = plain(cast, now), plain(cast, now)
    client = cast.client(cast.ayesha)
    page = client.get(url(complaint))
    assert [one.complaint for one in page.context["suggestions"]] == [other]
    assert f'name="other" value="{other.e_tag}"' in page.content.decode()
    client.post(url(complaint, "link"), {"other": other.e_tag, "words": "same phone"})
    page = client.get(url(complaint))
    assert (page.context["suggestions"], len(page.context["linked"])) == ([], 1)


def test_what_is_no_picture_is_not_attached(cast, people, now):
    """The form says what is wrong with the file."""
    complaint = marked(cast, now)
    file = SimpleUploadedFile("bill.jpg", b"MZ not a picture", "image/jpeg")
    response = cast.client(people["nadeem"]).post(url(complaint, "attach"), {"attachment": file})
    assert response.status_code == 422
    assert not complaint.attachments.exists()


def categories(user, complaint, at) -> set[str]:
    """The categories that somebody is offered for it."""
    form = form_of("category", complaint, user, at)
    return set(form.fields["category"].queryset.values_list("code", flat=True))


def test_a_supervisor_makes_it_one_about_the_police(cast, people, now):
    """The station cannot; and nobody makes one about the police something else."""
    complaint, about = plain(cast, now), about_police(cast, now)
    response = cast.client(cast.ayesha).post(url(complaint, "category"), {"category": "bribe"})
    assert response.status_code == 422
    assert "bribe" not in categories(cast.ayesha, complaint, now)
    assert {"bribe", "vehicle"} <= categories(people["hina"], complaint, now)
    assert "bribe" in categories(people["hina"], about, now)
    assert "vehicle" not in categories(people["hina"], about, now)


def test_about_an_officer_above_it_leaves_the_supervisors_sight(cast, people, now):
    """The list comes then, and not a page that does not exist."""
    complaint = actions.say_who(
        by=people["hina"], complaint=plain(cast, now), officer=cast.dania, at=now
    )
    client = cast.client(people["hina"])
    response = client.post(url(complaint, "category"), {"category": "bribe"})
    assert (response.status_code, response["Location"]) == (302, "/complaints/")
    complaint.refresh_from_db()
    assert complaint.level == Level.COMMAND


def test_said_whom_it_is_about_he_finds_no_trace(cast, people, now):
    """Also one who may not sign in now; and nobody who is no officer is written down."""
    complaint = plain(cast, now)
    client = cast.client(people["hina"])
    for typed in ("nobody-77", cast.ehsan.username):
        response = client.post(url(complaint, "say-who"), {"officer": typed})
        assert "No officer has this service number." in response.content.decode()
    User.objects.filter(pk=people["nadeem"].pk).update(is_active=False)
    for typed in ("ayesha", "nadeem"):
        client.post(url(complaint, "say-who"), {"officer": typed})
    assert cast.client(cast.ayesha).get(url(complaint)).status_code == 404
    assert complaint.respondents.filter(user__in=[cast.ayesha, people["nadeem"]]).count() == 2
    again = client.post(url(complaint, "say-who"), {"officer": "ayesha"})
    assert "named already" in opened(again).form.non_field_errors()[0]


def test_taken_off_the_seal_he_sees_it_no_longer(cast, people, now):
    """Those who are named stand there to choose from."""
    complaint = sealed(cast, now)
    client = cast.client(cast.dania)
    page = client.get(url(complaint)).content.decode()
    assert '<option value="ayesha">Ayesha (ayesha)</option>' in page
    assert 'value="bilal"' not in page
    assert client.post(url(complaint, "unname"), {"officer": "bilal"}).status_code == 422
    client.post(url(complaint, "unname"), {"officer": "ayesha"})
    assert cast.client(cast.ayesha).get(url(complaint)).status_code == 404


def test_lifted_everybody_of_the_station_sees_it(cast, people, now):
    """A plain complaint again."""
    complaint = sealed(cast, now)
    cast.client(cast.dania).post(url(complaint, "lift"))
    assert cast.client(cast.bilal).get(url(complaint)).status_code == 200


def test_who_holds_seals_elsewhere_holds_none_here(cast, people, now):
    """The records office seals convicts all over the country; complaints are not its work."""
    cro = make_officer("cro", Role.CRO_OPERATOR)
    for complaint in (sealed(cast, now), plain(cast, now)):
        for act in ("unname", "lift"):
            assert cast.client(cro).post(url(complaint, act), {}).status_code == 404


def test_an_offence_is_not_settled(cast, people, now):
    """What the State prosecutes is no family matter; what is no offence may be."""
    for scene, offers in ((plain, False), (of_family, True)):
        form = form_of("close", scene(cast, now), cast.ayesha, now)
        reasons = dict(form.fields["reason"].choices)
        assert ("settled" in reasons, "civil" in reasons) == (offers, offers)


def test_the_page_offers_what_can_be_done(cast, people, now):
    """Panel by panel, in their order, each closed."""
    for scene, who in ((plain, "ayesha"), (late, "nadeem"), (sealed, "dania"), (objected, "hina")):
        complaint = scene(cast, now)
        assert on_page(cast.client(people[who]), complaint) == offered(people[who], complaint, now)


def test_raised_again_until_nobody_is_above(cast, people, now):
    """From the SDPO to the DPO, from him to command."""
    complaint = about_police(cast, now)
    cast.client(people["hina"]).post(url(complaint, "raise"), {"words": WORDS})
    complaint.refresh_from_db()
    assert complaint.level == Level.DISTRICT
    assert cast.client(people["hina"]).get(url(complaint)).status_code == 404
    cast.client(cast.dania).post(url(complaint, "raise"), {"words": WORDS})
    igp = make_officer("igp", Role.COMMAND)
    assert "raise" not in offered(igp, complaint, now)


def test_named_he_sees_it(cast, people, now):
    """And nobody is named by a number that signs nobody in."""
    complaint = sealed(cast, now)
    client = cast.client(cast.ayesha)
    response = client.post(url(complaint, "name-officer"), {"officer": "nobody-77"})
    assert response.status_code == 422
    assert cast.client(cast.bilal).get(url(complaint)).status_code == 404
    client.post(url(complaint, "name-officer"), {"officer": "bilal"})
    assert cast.client(cast.bilal).get(url(complaint)).status_code == 200
    assert SealKey.objects.to(complaint).filter(user=cast.bilal).exists()


def test_the_officer_complained_of_does_nothing(cast, people, now):
    """His rung reaches it, and still he can neither see nor act."""
    hina = people["hina"]
    User.objects.filter(pk=hina.pk).update(belt_no="SDPO-1")
    about = Respondent(belt_no="SDPO-1", post=Post.STATION)
    complaint = make_complaint(cast.kohsar, category="slackness", respondents=(about,), at=now)
    client = cast.client(hina)
    for act in ACTS:
        status = 404 if hina.may(act.permission) else 403
        assert client.post(url(complaint, act.path), {"words": WORDS}).status_code == status


def test_sealing_asks_for_the_factor(cast, people, now):
    """Sealing and naming are done by somebody who has just shown who he is."""
    complaint = plain(cast, now)
    client = cast.client(cast.ayesha)
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    client.post(url(complaint, "seal"), {"sealed_as": "juvenile"})
    complaint.refresh_from_db()
    assert not complaint.is_sealed


def test_an_act_costs_what_it_costs(cast, people, now):
    """However long the history is."""
    complaint, counts = marked(cast, now), []
    client = cast.client(people["nadeem"])
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.post(url(complaint, "note"), {"words": "Seen"})
        counts.append(len(queries))
        for number in range(8):
            actions.note(by=cast.ayesha, complaint=complaint, words=f"Note {number}", at=now)
    assert counts[0] == counts[1]
