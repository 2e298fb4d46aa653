"""The pages of FIRs: begun, registered, listed, found, opened, and every act on them."""

import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import User
from accounts.permissions import Permission
from accounts.roles import Role
from audit import looks
from audit.models import Event
from firs import actions, investigating, narrowing
from firs.acts import ACTS
from firs.models import (
    FIR,
    Accused,
    CasePaper,
    DiaryEntry,
    Entry,
    FIRSection,
    Mobile,
    State,
    Victim,
    Witness,
)
from firs.querysets import FIRQuerySet, stations_of
from people.sealed import SealedStorage
from tests.cast import make_officer
from tests.firs.act_inputs import BY_NAME, INPUTS
from tests.firs.every_act import at_work, cases, each_act
from tests.firs.fir_scenes import (
    SAID,
    accused,
    make_case,
    make_draft,
    make_fir,
    make_photo,
    sections,
    thing,
    vehicle,
    victim,
    witness,
)
from tests.firs.on_screen import held_by, send, still_there
from tests.firs.stages import Stages

pytestmark = pytest.mark.django_db

cases, at_work = cases, at_work

NEW, LIST, FIND = (reverse(f"firs:{name}") for name in ("new", "list", "find"))
TOKEN = "7c0f8f6e-0000-4000-8000-000000000000"
MINUTE = "%Y-%m-%dT%H:%M"


def page_of(fir, name="case"):
    return reverse(f"firs:{name}", args=[fir.pk])


def io_of(cast, username="nadeem"):
    return make_officer(username, Role.INVESTIGATION_OFFICER, station=cast.kohsar)


def said(answer):
    return [str(one) for one in get_messages(answer.wsgi_request)]


def local(moment):
    return timezone.localtime(moment).strftime(MINUTE)


# --- Begun from nothing ---


def written(now, **typed):
    """What the clerk types of somebody who came to the gate."""
    return {
        "reported_at": local(now - timedelta(minutes=20)),
        "occurred_from": local(now - timedelta(hours=5)),
        "language": "ur",
        "name": "Ghulam Abbas",
        "name_ur": "غلام عباس",
        "relation": "S",
        "relative_name": "Ghulam Rasool",
        "cnic": "61101-1234567-1",
        "phone": "0300-5550177",
        "address": "House 9, Street 12, F-7/2",
        "offence": "چھینا جھپٹی",
        "place": "Street 12, F-7/2",
        "distance_km": "2.5",
        "direction": "W",
        "beat": "3",
        "narrative": SAID,
        "picked_sections": ["ppc-34", "ppc-392"],
        "accused-0-name": "Asif Bashir",
        "accused-0-cnic": "42101-1234567-1",
        "victims-0-name": "Noor Muhammad",
        "victims-0-age": "61",
        "victims-0-harm": "hurt",
        "witnesses-0-name": "Tariq Mehmood",
        "vehicles-0-registration_no": "RIA-1234",
        "vehicles-0-make": "Honda CD 70",
        "mobiles-0-make": "Infinix Hot 40",
        "mobiles-0-imei": "35-693803-564380-9",
        "things-0-description": "A wallet",
        **typed,
    }


def test_a_new_fir(cast, now):
    """Everything is typed once: the form, everybody in it, and what was carried off."""
    browser = cast.client(cast.bilal)
    answer = send(browser, NEW, written(now))
    fir = FIR.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page_of(fir, "draft"))
    assert (fir.station, fir.complaint, fir.state, fir.made_by) == (
        *(cast.kohsar, None, State.DRAFT),
        cast.bilal,
    )
    assert (fir.name_ur, fir.cnic, fir.narrative) == ("غلام عباس", "6110112345671", SAID)
    assert (f"{fir.distance_km}", fir.direction, fir.beat) == ("2.5", "W", "3")
    assert [one.section_id for one in fir.section_rows.order_by("pk")] == ["ppc-34", "ppc-392"]
    assert fir.accused_rows.get().cnic == "4210112345671"
    assert (fir.victims.get().harm, fir.victims.get().birth_year) == ("hurt", now.year - 61)
    assert fir.witnesses.get().name == "Tariq Mehmood"
    assert (fir.vehicles.get().registration_key, fir.mobiles.get().imei) == (
        *("RIA1234", "356938035643809"),
    )
    assert fir.stolen_things.get().added_by == cast.bilal
    assert Event.objects.get(action="firs.drafted").target_id == fir.pk
    page = browser.get(page_of(fir, "draft"))
    kept = {name: value for name, value in written(now).items() if name != "reported_at"}
    assert still_there(page.text, kept) == {}


def test_sent_twice_it_is_one_draft(cast, now):
    """A second press of the button, or the Back key: one draft, one accused, one number."""
    browser = cast.client(cast.bilal)
    sent = {**held_by(browser.get(NEW).text), **written(now)}
    first, again = browser.post(NEW, sent), browser.post(NEW, sent)
    assert first["Location"] == again["Location"] == page_of(FIR.objects.get(), "draft")
    assert FIR.objects.get().accused_rows.count() == 1
    send(browser, NEW, written(now))
    assert FIR.objects.count() == 2
    for draft in FIR.objects.order_by("pk"):
        send(browser, page_of(draft, "register"), SIGNED)
    assert list(FIR.objects.order_by("pk").values_list("serial", flat=True)) == [1, 2]


def test_two_sendings_at_one_moment(cast, now, monkeypatch):
    """Neither sees the other's draft: the table lets one in, and both get that one."""
    draft = make_draft(cast.kohsar, cast.bilal, at=now, form_token=TOKEN)
    monkeypatch.setattr(FIRQuerySet, "first", lambda _rows: None)
    assert make_draft(cast.kohsar, cast.bilal, at=now, form_token=TOKEN) == draft


def test_whose_station(cast, now):
    """A clerk begins it at his own; the DPO at any of his district; an IO at none."""
    browser = cast.client(cast.bilal)
    assert list(browser.get(NEW).context["form"].fields["station"].queryset) == [cast.kohsar]
    answer = send(browser, NEW, written(now, station=cast.margalla.pk))
    assert (answer.status_code, FIR.objects.count()) == (422, 0)
    offered = cast.client(cast.dania).get(NEW).context["form"].fields["station"].queryset
    assert {cast.kohsar, cast.margalla} <= set(offered)
    assert cast.clifton not in offered
    assert cast.client(io_of(cast)).get(NEW).status_code == 403
    assert NEW not in cast.client(io_of(cast, "tariq")).get(LIST).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"narrative": ""},
        {"name": ""},
        {"offence": ""},
        {"reported_at": "2099-01-01T10:00"},
        {"reported_at": ""},
        {"occurred_from": "2099-01-01T10:00"},
        {"occurred_to": "2001-01-01T10:00"},
        {"cnic": "61101-1"},
        {"phone": "none"},
        {"form_token": "x"},
        {"picked_sections": ["ppc-34", "ppc-none"]},
        {"accused-0-name": "", "accused-0-alias": "کالا"},
        {"vehicles-0-registration_no": ""},
        {"mobiles-0-imei": "356938035643800"},
        {"victims-0-age": "old"},
        {"things-0-value": "-5"},
    ],
    ids=lambda wrong: "-".join(wrong),
)
def test_wrong_input_comes_back_whole(cast, now, wrong):
    """422; every row and section that was typed stands there; nothing is begun."""
    typed = written(now, **wrong)
    page = send(cast.client(cast.bilal), NEW, typed)
    assert page.status_code == 422
    kept = typed | ({"picked_sections": ["ppc-34"]} if "picked_sections" in wrong else {})
    assert still_there(page.text, kept) == {}
    assert "error-summary" in page.text
    assert not FIR.objects.exists()
    mended = {**held_by(page.text), **dict.fromkeys(wrong, ""), **written(now)}
    mended |= {"form_token": TOKEN} if "form_token" in wrong else {}
    assert cast.client(cast.bilal).post(NEW, mended).status_code == 302


def test_the_rows_are_counted_by_the_form(cast, now):
    """What a browser never sends: no count, a wrong one, one of thousands."""
    browser = cast.client(cast.bilal)
    for count in ("", "x", "41", "999999999"):
        page = send(browser, NEW, written(now, **{"accused-TOTAL_FORMS": count}))
        assert page.status_code == 422, count
    assert not FIR.objects.exists()


# --- Registered ---

SIGNED = {"is_read_over": "on", "signed_as": "thumb", "despatched_at": ""}


def test_the_register_page_reads_it_over(cast, now):
    """As it will stand in the book, with everybody in it; the look is recorded."""
    parts = [accused(), victim(age=34), witness(), vehicle(), thing()]
    draft = make_draft(cast.kohsar, cast.bilal, at=now, parts=parts)
    page = cast.client(cast.bilal).get(page_of(draft, "register"))
    assert page.context["missing"] == []
    for words in (SAID, "Asif Bashir", "Zulaikha Parizad", "Tariq Mehmood", "RIA-1234"):
        assert words in page.text, words
    assert [one.pk for one in page.context["sections"]] == ["ppc-379"]
    assert "1234567" not in page.text
    event = Event.objects.filter(action="firs.draft_opened").latest("pk")
    assert event.target_id == draft.pk


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        ({"under": ()}, "sections"),
        ({"place": ""}, "place of occurrence"),
        ({"address": ""}, "residence of the informant"),
        ({"occurred_from": None}, "date and hour of occurrence"),
    ],
)
def test_what_is_missing_is_said(cast, now, draft, words):
    """Before the button is pressed, and when it is pressed all the same."""
    one = make_draft(cast.kohsar, cast.bilal, at=now, **draft)
    browser = cast.client(cast.bilal)
    page = browser.get(page_of(one, "register"))
    assert page.context["missing"] == [words]
    assert words in page.text
    page = send(browser, page_of(one, "register"), SIGNED)
    assert page.status_code == 422
    assert f"Still to be written: {words}." in page.text
    assert still_there(page.text, SIGNED) == {}
    assert FIR.objects.get().is_draft
    assert not DiaryEntry.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"is_read_over": []},
        {"signed_as": []},
        {"signed_as": "in blood"},
        {"despatched_at": "2099-01-01T10:00"},
        {"despatched_at": "2001-01-01T10:00"},
        {"despatched_at": "soon"},
        {"seen": "yesterday"},
    ],
    ids=lambda wrong: "-".join(f"{name} {value}" for name, value in wrong.items()),
)
def test_not_registered(cast, now, wrong):
    """Not read over, not signed, or an hour out of order: no number, and the rest stays typed."""
    draft = make_draft(cast.kohsar, cast.bilal, at=now)
    typed = {**SIGNED, **wrong}
    page = send(cast.client(cast.bilal), page_of(draft, "register"), typed)
    assert page.status_code == 422
    kept = {name: value for name, value in typed.items() if value not in ([], "in blood")}
    assert still_there(page.text, kept) == {}
    assert FIR.objects.get().is_draft


def test_registered(cast, now):
    """The number is said at once; the draft's address leads to the case."""
    draft = make_draft(cast.kohsar, cast.bilal, at=now, parts=[accused()])
    left_at = local(now - timedelta(minutes=5))
    browser = cast.client(cast.bilal)
    answer = send(browser, page_of(draft, "register"), {**SIGNED, "despatched_at": left_at})
    fir = FIR.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page_of(fir))
    number = f"1/{now:%y}"
    assert (fir.number, fir.signed_as, local(fir.despatched_at)) == (number, "thumb", left_at)
    page = browser.get(page_of(fir))
    assert f"FIR {number} is registered. Print its four copies now." in page.text
    assert page_of(fir, "print") in page.text
    for name in ("draft", "register"):
        assert browser.get(page_of(fir, name))["Location"] == page_of(fir)
    again = browser.post(page_of(fir, "register"), SIGNED)
    assert (again["Location"], FIR.objects.get().serial) == (page_of(fir), 1)


def test_save_and_register_in_one_step(cast, now):
    """The button below the form saves what was typed and leads on; without the right it is none."""
    draft = make_draft(cast.kohsar, cast.bilal, at=now)
    browser = cast.client(cast.bilal)
    answer = send(browser, page_of(draft, "draft"), {"offence": "Robbery", "register": "yes"})
    assert answer["Location"] == page_of(draft, "register")
    assert FIR.objects.get().offence == "Robbery"
    page = cast.client(cast.dania).get(page_of(draft, "draft"))
    assert (page.context["may_register"], page.context["form"] is None) == (False, False)


def test_a_draft_that_was_changed_meanwhile(cast, now):
    """Whoever read another text does not sign this one; he reads it as it is by now."""
    draft = make_draft(cast.kohsar, cast.bilal, at=now)
    bilal, ayesha = cast.client(cast.bilal), cast.client(cast.ayesha)
    read = {**held_by(bilal.get(page_of(draft, "register")).text), **SIGNED}
    send(ayesha, page_of(draft, "draft"), {"narrative": "There were three of them."})
    page = bilal.post(page_of(draft, "register"), read)
    assert page.status_code == 422
    assert "Ayesha has saved this draft meanwhile" in page.text
    assert "There were three of them." in page.text
    assert still_there(page.text, SIGNED) == {}
    assert FIR.objects.get().is_draft
    assert bilal.post(page_of(draft, "register"), held_by(page.text)).status_code == 302
    assert FIR.objects.get().narrative == "There were three of them."


def test_a_draft_that_was_laid_aside(cast, now):
    """Nothing is registered that somebody laid aside."""
    draft = make_draft(cast.kohsar, cast.bilal, at=now)
    actions.discard(by=cast.ayesha, fir=draft, at=now)
    page = send(cast.client(cast.bilal), page_of(draft, "register"), SIGNED)
    assert (page.status_code, "This draft is laid aside" in page.text) == (422, True)


# --- The lists ---


@pytest.fixture
def stages(cast, now):
    return Stages(cast, now)


def numbers_on(browser, address, **asked):
    """The numbers on a list, in its order."""
    return [line.fir.number for line in browser.get(address, asked).context["lines"]]


def test_the_tabs(stages):
    """Each has what its name says, for whom it is work; what is due first stands first there."""
    marked, unmarked = stages.marked(), stages.registered()
    untraced, tried = stages.untraced(), stages.in_court()
    late = stages.mark(stages.registered(), stages.second)
    stages.draft()
    every = [one.number for one in (late, tried, untraced, unmarked, marked)]
    shown = {
        "open": [one.number for one in (late, unmarked, marked)],
        "unassigned": [unmarked.number],
        "untraced": [untraced.number],
        # Forty days are more than any challan has.
        "late": [one.number for one in (marked, unmarked, late)],
        "all": every,
    }
    sho = stages.cast.client(stages.ayesha)
    assert {tab: numbers_on(sho, LIST, tab=tab) for tab in shown} == shown
    assert numbers_on(sho, LIST) == shown["open"]
    assert [code for code, _label, _url in sho.get(LIST).context["filters"].tabs] == [
        *("open", "mine", "late", "unassigned", "untraced", "all"),
    ]
    io, clerk = stages.cast.client(stages.io), stages.cast.client(stages.bilal)
    assert numbers_on(io, LIST, tab="mine") == [marked.number]
    # A tab that is not one's own is the first one.
    assert numbers_on(clerk, LIST, tab="mine") == shown["open"]
    assert numbers_on(clerk, LIST, tab="nonsense") == shown["open"]
    assert len(clerk.get(reverse("firs:drafts")).context["page"]) == 1


def test_the_filters(cast, now):
    """By section, head, state, station and year, together and with the tab."""
    stolen = make_fir(cast.kohsar, cast.bilal, at=now, parts=[vehicle()])
    killed = make_fir(cast.kohsar, cast.bilal, at=now, under=("ppc-302", "ppc-34"))
    other = make_fir(cast.margalla, cast.chaudhry, at=now)
    dpo = cast.client(cast.dania)

    def shown(**asked):
        return {line.fir for line in dpo.get(LIST, asked).context["lines"]}

    assert shown(tab="all") == {stolen, killed, other}
    assert shown(section="ppc-34") == {killed}
    assert shown(head="vehicle_theft") == {stolen}
    assert shown(state="registered", station=cast.margalla.pk) == {other}
    assert shown(year=now.year) == {stolen, killed, other}
    assert shown(year=now.year - 1) == set()
    assert shown(section="ppc-379", station=cast.kohsar.pk, tab="open") == {stolen}
    # What cannot be understood is not asked.
    for nonsense in ({"year": "99999999999"}, {"section": "x"}, {"station": "0"}, {"state": "?"}):
        assert shown(**nonsense) == {stolen, killed, other}
    page = dpo.get(LIST, {"section": "ppc-34", "tab": "all"})
    addresses = [address for _code, _label, address in page.context["filters"].tabs]
    assert all("section=ppc-34" in address for address in addresses)
    assert page.context["filters"].clear_url == f"{LIST}?tab=all"
    # With one station there is nothing to choose from.
    form = cast.client(cast.bilal).get(LIST).context["filters"].form
    assert form.fields["station"].widget.is_hidden


def test_a_section_that_was_deleted_finds_no_more(cast, now):
    """The list goes by the sections of today."""
    fir = make_fir(cast.kohsar, cast.bilal, at=now, under=("ppc-379", "ppc-34"))
    investigating.delete_section(
        by=cast.ayesha, fir=fir, section=sections("ppc-34")[0], because="He was alone.", at=now
    )
    browser = cast.client(cast.bilal)
    assert numbers_on(browser, LIST, section="ppc-34") == []
    assert numbers_on(browser, LIST, section="ppc-379") == [fir.number]


def test_an_empty_list_says_so(cast):
    page = cast.client(cast.bilal).get(LIST)
    assert "No case is on this list" in page.text


def test_hidden_and_sealed_on_the_lists(cast, now):
    """Whoever hides is named on no list; what is sealed stands on none but the named officers'."""
    hidden = make_fir(
        cast.kohsar, cast.bilal, at=now, name="Rukhsana Bibi", is_identity_hidden=True
    )
    sealed = make_fir(cast.kohsar, cast.bilal, at=now, parts=[victim(age=9)])
    clerk, stranger = cast.client(cast.bilal), cast.client(io_of(cast))
    assert numbers_on(clerk, LIST) == [sealed.number, hidden.number]
    assert numbers_on(stranger, LIST) == [hidden.number]
    for browser in (clerk, stranger):
        for address in (LIST, page_of(hidden), reverse("firs:drafts")):
            assert "Rukhsana" not in browser.get(address).text
    assert stranger.get(page_of(sealed)).status_code == 404


def queries(browser, address, data=None):
    """How many questions a page asks the database, once the caches are warm."""

    def ask():
        return browser.get(address) if data is None else browser.post(address, data)

    ask()
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


def test_many_cases_cost_as_much_as_one(stages):
    """Lists, the search and one case ask as many questions however much there is."""
    first = stages.marked()
    stages.state(first)
    stages.write(first)
    stages.remand(stages.arrest(first))
    stages.move(stages.recover(first), "at_court")
    sho = stages.cast.client(stages.ayesha)
    addresses = [f"{LIST}?tab={tab}" for tab in narrowing.TABS]
    asked = [(address, None) for address in addresses] + [
        (FIND, {"text": "Ghulam"}),
        (page_of(first), None),
        (page_of(first, "diaries"), None),
    ]
    before = [queries(sho, *one) for one in asked]
    for _number in range(3):
        more = stages.marked()
        stages.abscond(more)
    stages.untraced()
    stages.move(stages.recover(first), "at_lab")
    for one in (accused("Naveed Akhtar"), victim("Sadia", age=40), witness("Noor")):
        investigating.add_party(by=stages.io, fir=first, party=one, at=stages.tick())
    for _number in range(3):
        stages.write(first)
    after = [queries(sho, *one) for one in asked]
    assert after == before


# --- Found ---


@pytest.mark.parametrize("people", [Accused, Victim, Witness])
def test_the_index_of_names_serves_for_ones_own_stations(cast, people):
    """A name is not looked for among all Khans of the country: the index knows the station."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = people.objects.filter(stations_of(cast.ayesha)).explain()
    assert re.search(r"Scan on firs_\w+_names.*\n *Index Cond: \(station_id = ANY", plan)
    assert stations_of(make_officer("chief", Role.COMMAND)) == Q()


def found_by(browser, text):
    answer = browser.post(FIND, {"text": text})
    assert answer.status_code == 200
    return [line.fir for line in answer.context["lines"]]


@pytest.fixture
def searched(cast, now):
    """A case with everything by which one is found, and one beside it with nothing of that."""
    parts = [
        accused("Naveed Akhtar", name_ur="نوید اختر", cnic="4210112345671", phone="03451112223"),
        witness("Tariq Mehmood", cnic="3520212345675"),
        victim("Sadia Kanwal", age=34, phone="03335550123"),
        vehicle(chassis_no="MH-1234567", chassis_key="MH1234567", engine_no="E987654",
                engine_key="E987654"),
        Mobile(make="Infinix", imei="356938035643809", imei_2="490154203237518"),
    ]  # fmt: skip
    fir = make_fir(
        cast.kohsar, cast.bilal, at=now, parts=parts, name="Ghulam Abbas", name_ur="غلام عباس"
    )
    make_fir(
        cast.kohsar, cast.bilal, at=now, name="Rukhsana Bibi", cnic="6110198765432",
        phone="03005550199", parts=[accused("Zahid Khan", cnic="")],
    )  # fmt: skip
    return fir


@pytest.mark.parametrize(
    "text",
    [
        "{number}", "{serial}/{year}", " ۱ / {year} ",
        "61101-1234567-1", "6110112345671", "۶۱۱۰۱-۱۲۳۴۵۶۷-۱",
        "42101-1234567-1", "35202-1234567-5",
        "0300-5550177", "+92 300 5550177", "03451112223", "0333 5550123",
        "RIA-1234", "ria 1234", "RIA1234", "MH-1234567", "mh1234567", "E987654",
        "356938035643809", "490154203237518", "35-693803-564380-9",
        "Ghulam Abbas", "ghulam", "Abbas", "غلام عباس", "عباس",
        "Naveed", "نوید", "Tariq Mehmood", "Sadia", "Sad", "kanwal sadia",
    ],
)  # fmt: skip
def test_found(cast, searched, text):
    """By its number, by whoever stands in it, and by what was carried off; in both scripts."""
    text = text.format(number=searched.number, serial=searched.serial, year=searched.year)
    assert found_by(cast.client(cast.bilal), text) == [searched]


@pytest.mark.parametrize(
    "text",
    ["999/26", "4210199999991", "03009999999", "LEA-9999", "356938035643817", "Ghulam Haider",
     "غلام حیدر", "% %", "***", "' OR 1=1", "12345"],
)  # fmt: skip
def test_not_found(cast, searched, text):
    """Whatever is not in a case finds none, and says so."""
    answer = cast.client(cast.bilal).post(FIND, {"text": text})
    assert (answer.status_code, answer.context["lines"]) == (200, [])
    assert "No case is found" in answer.text


def test_what_is_searched_for_stands_in_no_address(cast, searched, monkeypatch):
    """Neither in a link, nor in the form's own, nor in the log; by GET nothing is searched."""
    monkeypatch.setattr("firs.views.cases.FOUND_SIZE", 1)
    make_fir(cast.kohsar, cast.bilal, at=timezone.now(), name="Ghulam Haider")
    browser = cast.client(cast.bilal)
    page = browser.post(FIND, {"text": "Ghulam"})
    addresses = unquote(" ".join(part.split('"')[0] for part in page.text.split('href="')[1:]))
    addresses += " ".join(part.split('"')[0] for part in page.text.split('action="')[1:])
    assert "hulam" not in addresses
    assert [line.fir.name for line in page.context["lines"]] == ["Ghulam Haider"]
    older = browser.post(FIND, {"text": "Ghulam", "before": page.context["page"].older_key})
    assert [line.fir for line in older.context["lines"]] == [searched]
    assert browser.get(FIND, {"text": "Ghulam"}).context["lines"] is None
    event = Event.objects.filter(action="firs.searched").latest("pk")
    assert (event.actor_id, event.target_id, event.detail) == (cast.bilal.pk, None, {})


@pytest.mark.parametrize("text", ["", "Gh", "x" * 121])
def test_too_short_or_too_long_to_search(cast, text):
    """Said at the top, with what was typed."""
    page = cast.client(cast.bilal).post(FIND, {"text": text})
    assert page.status_code == 422
    assert "error-summary" in page.text
    assert still_there(page.text, {"text": text}) == {}


def test_more_is_found_than_is_looked_through(cast, searched, monkeypatch):
    monkeypatch.setattr("firs.views.cases.MOST_FOUND", 1)
    page = cast.client(cast.bilal).post(FIND, {"text": "Ghulam"})
    assert "More are found: add a number." in page.text


def test_what_is_out_of_reach_is_not_found(cast, searched):
    """Another station's, a sealed one's, one's own: nothing. Above the station: found."""
    now = timezone.now()
    assert found_by(cast.client(cast.chaudhry), "Naveed") == []
    assert found_by(cast.client(cast.dania), "Naveed") == [searched]
    sealed = make_fir(
        cast.kohsar, cast.bilal, at=now, name="Naseem", parts=[victim("Mahnoor", age=9)]
    )
    io = io_of(cast)
    for text in ("Naseem", "Mahnoor", sealed.number):
        assert found_by(cast.client(cast.bilal), text) == [sealed]
        assert found_by(cast.client(io), text) == []
    own = make_fir(cast.kohsar, cast.bilal, at=now, parts=[accused("Nadeem Khan", user=io)])
    assert found_by(cast.client(io), "Nadeem Khan") == []
    assert found_by(cast.client(cast.bilal), "Nadeem Khan") == [own]


def test_who_hides_is_not_found(cast, now):
    """Neither by name nor by number; by whom he accuses the case is."""
    fir = make_fir(
        cast.kohsar, cast.bilal, at=now, name="Rukhsana Bibi", cnic="6110198765432",
        phone="03005550199", is_identity_hidden=True, parts=[accused("Zahid Khan")],
    )  # fmt: skip
    browser = cast.client(cast.bilal)
    for text in ("Rukhsana", "61101-9876543-2", "0300-5550199"):
        assert found_by(browser, text) == []
    assert found_by(browser, "Zahid") == [fir]


# --- One case ---


@pytest.fixture
def case(cast, now):
    """A case that is marked to nadeem, with everybody in it."""
    parts = [
        accused(phone="03451112223"),
        witness(phone="03335550123"),
        victim(age=34, cnic="3520212345675"),
        vehicle(),
        thing(),
    ]
    return make_case(cast.kohsar, cast.bilal, io_of(cast), at=now, parts=parts)


NUMBERS = ("61101-1234567-1", "42101-1234567-1", "35202-1234567-5")
PHONES = ("5550177", "1112223", "5550123")


def test_the_case_is_shown_with_masked_numbers(cast, case):
    """Everybody and everything; of no number the middle; reading it is recorded."""
    page = cast.client(cast.bilal).get(page_of(case))
    for words in (
        *(case.number, SAID, "Ghulam Abbas", "Asif Bashir", "Tariq Mehmood", "Zulaikha Parizad"),
        *("RIA-1234", "Gold bangles", "379 PPC", "Nadeem", "61101-•••••••-1", "42101-•••••••-1"),
    ):
        assert words in page.text, words
    assert "1234567" not in page.text
    assert not [phone for phone in PHONES if phone in page.text]
    event = Event.objects.filter(action="firs.opened").latest("pk")
    assert (event.actor_id, event.target_id, event.case_ref) == (
        *(cast.bilal.pk, case.pk),
        str(case),
    )


def test_showing_the_numbers_is_an_act(cast, case):
    """Of everybody in the case, for whoever investigates, once more recorded with its case."""
    browser = cast.client(case.investigator)
    assert page_of(case, "unmask") in browser.get(page_of(case)).text
    page = browser.post(page_of(case, "unmask"))
    assert page.status_code == 200
    for number in (*NUMBERS, "03005550177", "03451112223", "03335550123"):
        assert number in page.text, number
    event = Event.objects.get(action="people.unmasked")
    assert (event.actor_id, event.case_ref) == (case.investigator.pk, str(case))
    assert "1234567" not in browser.get(page_of(case)).text
    assert page_of(case, "unmask") not in cast.client(cast.bilal).get(page_of(case)).text
    assert cast.client(cast.bilal).post(page_of(case, "unmask")).status_code == 403
    assert cast.client(cast.chaudhry).post(page_of(case, "unmask")).status_code == 404


def test_showing_the_numbers_asks_for_the_factor(cast, case):
    """A session that gave no password lately gives one first, and nothing is shown."""
    browser = cast.client(cast.ayesha)
    session = browser.session
    session["account_authentication_methods"] = []
    session.save()
    answer = browser.post(page_of(case, "unmask"))
    assert answer.status_code == 302
    assert "/numbers/" not in answer["Location"].split("?")[0]
    assert not Event.objects.filter(action="people.unmasked").exists()


def test_a_day_has_so_many_looks(cast, case, monkeypatch):
    """Past the budget the case stays as it was, and it is said."""

    def over(**_look):
        raise looks.OverBudget("So many looks are enough for a day.")

    monkeypatch.setattr("firs.views.cases.looks.looking", over)
    answer = cast.client(cast.ayesha).post(page_of(case, "unmask"), follow=True)
    assert answer.redirect_chain == [(page_of(case), 302)]
    assert "So many looks are enough" in answer.text
    assert "1234567" not in answer.text


def test_a_hidden_identity_is_shown_to_nobody_who_reads(cast, now):
    """Nor is it when the numbers are shown."""
    io = io_of(cast)
    fir = make_case(
        cast.kohsar, cast.bilal, io, at=now, name="Rukhsana Bibi", is_identity_hidden=True
    )
    for page in (cast.client(io).get(page_of(fir)), cast.client(io).post(page_of(fir, "unmask"))):
        assert "identity is kept hidden" in page.text
        for words in ("Rukhsana", "1234567", "5550177", "House 9"):
            assert words not in page.text, words


def test_what_was_signed_stands_beside_what_was_learnt(stages):
    """Sections added and deleted, a correction, and the history, each with its date and reason."""
    fir = stages.marked()
    investigating.add_sections(
        by=stages.io, fir=fir, sections=sections("ppc-411"), because="The buyer was found.",
        at=stages.tick(),
    )  # fmt: skip
    investigating.delete_section(
        by=stages.ayesha, fir=fir, section=sections("ppc-379")[0], because="It was no theft.",
        at=stages.tick(),
    )  # fmt: skip
    investigating.correct(
        by=stages.bilal, fir=fir, row="Row 4", stands="F-7/2", reads="F-7/3",
        because="A slip of the pen.", at=stages.tick(),
    )  # fmt: skip
    page = stages.cast.client(stages.bilal).get(page_of(fir))
    for words in ("The buyer was found.", "It was no theft.", "F-7/3", "A slip of the pen."):
        assert words in page.text, words
    assert [one["title"] for one in page.context["timeline"]][-3:] == [
        *("Section added", "Section deleted", "Correction"),
    ]
    assert FIRSection.objects.get(fir=fir, section="ppc-379").removed_because == "It was no theft."


def test_a_line_about_another_case_only_for_who_sees_it(stages):
    """The number of a sealed case stands on no page of a stranger."""
    fir, other = stages.marked(), stages.marked(parts=[victim(age=9)])
    investigating.link(by=stages.io, fir=fir, other=other, words="One night.", at=stages.tick())
    shown = stages.cast.client(stages.io).get(page_of(fir)).text
    assert (str(other) in shown, "One night." in shown) == (True, True)
    hidden = stages.cast.client(stages.second).get(page_of(fir)).text
    assert (str(other) in hidden, "One night." in hidden) == (False, False)


def test_named_on_the_seal(stages):
    """The page of a sealed case says who sees it."""
    fir = stages.marked(parts=[victim(age=9)])
    page = stages.cast.client(stages.ayesha).get(page_of(fir))
    assert {one.username for one in page.context["named"]} == {
        *("ayesha", "bilal", "dania", "hina", "nadeem"),
    }
    assert "Officers named on the seal" in page.text


# --- The police's own ---


def test_the_diaries_are_for_who_investigates_and_who_supervises(stages):
    """Neither the clerk nor his page knows what stands in them; each reading is recorded."""
    fir = stages.marked()
    stages.write(fir)
    stages.state(fir)
    stages.report(fir, "complete")
    words = ("The place was inspected.", "I saw him run away.")
    for officer in (stages.io, stages.second, stages.ayesha, stages.sdpo, stages.cast.dania):
        browser = stages.cast.client(officer)
        page = browser.get(page_of(fir, "diaries"))
        assert all(one in page.text for one in words), officer
        assert page_of(fir, "diaries") in browser.get(page_of(fir)).text
        event = Event.objects.filter(action="firs.diaries_read").latest("pk")
        assert (event.actor_id, event.case_ref) == (officer.pk, str(fir))
    clerk = stages.cast.client(stages.bilal)
    assert clerk.get(page_of(fir, "diaries")).status_code == 403
    case = clerk.get(page_of(fir)).text
    assert page_of(fir, "diaries") not in case
    assert not [one for one in (*words, "the diary says the rest") if one in case]
    assert stages.cast.client(stages.cast.chaudhry).get(page_of(fir, "diaries")).status_code == 404


def test_the_right_is_that_of_the_place(stages):
    """Who investigates elsewhere and keeps the books here reads here what a clerk reads."""
    fir = stages.marked()
    stages.report(fir, "complete")
    yesterday = timezone.localdate() - timedelta(days=1)
    both = make_officer("both", Role.INVESTIGATION_OFFICER, station=stages.cast.margalla)
    both.postings.create(role=Role.MOHARRAR, station=stages.kohsar, from_on=yesterday)
    browser = stages.cast.client(User.objects.get(pk=both.pk))
    page = browser.get(page_of(fir))
    assert page.status_code == 200
    assert page_of(fir, "diaries") not in page.text
    assert "the diary says the rest" not in page.text
    assert browser.get(page_of(fir, "diaries")).status_code == 404


def test_a_picture_of_a_paper(cast, case, now):
    """As a picture, for who reads diaries; looking is recorded; no other way leads to it."""
    paper = make_photo(case, "site_plan", at=now, content=b"jpeg of a plan")
    address = reverse("firs:picture", args=[case.pk, paper.pk])
    for officer in (case.investigator, cast.ayesha, cast.dania):
        answer = cast.client(officer).get(address)
        assert (answer["Content-Type"], answer.getvalue()) == ("image/jpeg", b"jpeg of a plan")
        event = Event.objects.filter(action="firs.paper_opened").latest("pk")
        assert (event.actor_id, event.target_id) == (officer.pk, paper.pk)
    assert address in cast.client(case.investigator).get(page_of(case)).text
    assert address not in cast.client(cast.bilal).get(page_of(case)).text
    assert cast.client(cast.bilal).get(address).status_code == 403
    other = make_case(cast.kohsar, cast.bilal, case.investigator, at=now)
    without = CasePaper(paper="cdr", words="None was asked for.")
    investigating.add_paper(by=case.investigator, fir=case, paper=without, at=now)
    browser = cast.client(case.investigator)
    for fir, one in ((other, paper), (case, without)):
        address = reverse("firs:picture", args=[fir.pk, one.pk])
        assert browser.get(address).status_code == 404
    assert isinstance(paper.picture.storage, SealedStorage)


def photograph():
    drawn = BytesIO()
    Image.new("RGB", (80, 60), "white").save(drawn, "JPEG", comment=b"secret place")
    return drawn.getvalue()


def test_a_photograph_is_drawn_anew(cast, case):
    """Nothing but what is seen in it is kept; what is no photograph is refused in words."""
    browser, address = cast.client(case.investigator), page_of(case, "paper")
    typed = {"paper_kind": "medical", "words": "The doctor's own copy"}
    for content, name in ((b"%PDF-1.4", "x.pdf"), (b"GIF89a", "x.jpg"), (b"", "x.jpg")):
        page = browser.post(address, {**typed, "picture": SimpleUploadedFile(name, content)})
        assert page.status_code == 422
        assert still_there(page.text, typed) == {}
    assert not case.papers.exists()
    sent = SimpleUploadedFile("IMG_4211.jpg", photograph(), "image/jpeg")
    assert browser.post(address, {**typed, "picture": sent}).status_code == 302
    paper = case.papers.get()
    kept = paper.picture.open().read()
    assert (paper.size, b"secret place" in kept, "IMG" in paper.picture.name) == (
        *(len(kept), False),
        False,
    )
    assert Image.open(BytesIO(kept)).size == (80, 60)


# --- Every act ---


#: Acts that ask who has the case: nobody else does them.
HIS = [
    act
    for act in ACTS
    if act.permission == Permission.INVESTIGATE_FIRS and act.name not in ("review",)
]


@each_act
def test_filled_in_wrongly(at_work, act):
    """The wrong is said, whatever else was typed is there, and nothing is written."""
    fir, who = at_work.ready[act.name]
    browser, address = at_work.clients[who], page_of(fir, act.name)
    assert act in browser.get(page_of(fir)).context["acts"][act.part]
    page = browser.get(address)
    assert page.context["refusal"] is None
    wrong = wrong_in(page.context["form"])
    assert wrong or act.name == "lift"
    if not wrong:
        return
    typed = {**held_by(page.text), **INPUTS[act.name].typed(fir), **wrong}
    before = Entry.objects.count()
    page = browser.post(address, typed)
    assert page.status_code == 422
    assert "error-summary" in page.text
    # A browser never fills in again which file was chosen.
    typed.pop("picture", None)
    assert still_there(page.text, typed) == {}
    assert (Entry.objects.count(), FIR.objects.get(pk=fir.pk)) == (before, fir)


def wrong_in(form):
    """The first fields filled in wrongly: a choice that nobody offers, too many words."""
    for name, field in form.fields.items():
        if getattr(field, "max_length", None):
            return {name: "x" * (field.max_length + 1)}
    return {name: "999999999" for name, field in form.fields.items() if hasattr(field, "choices")}


@each_act
def test_nothing_filled_in(at_work, act):
    """Sent empty, no act is done but the one that asks for nothing."""
    fir, who = at_work.ready[act.name]
    before = Entry.objects.count()
    answer = at_work.clients[who].post(page_of(fir, act.name))
    assert answer.status_code == (302 if act.name == "lift" else 422)
    assert (Entry.objects.count() == before) is (act.name != "lift")


@each_act
def test_not_in_a_case_that_is_over(at_work, act):
    """Decided, it is closed to everything but its property and its seal."""
    refusal = at_work.refused(act, at_work.over, at_work.ready[act.name][1])
    known = {
        "seal": "",
        "move": "Nothing of this case lies in the malkhana.",
        "name_officer": "This case is not sealed.",
        "unname": "This case is not sealed.",
        "lift": "This case is not sealed.",
    }
    assert refusal == known.get(act.name, refusal)
    assert refusal or act.name == "seal"


@pytest.mark.parametrize("act", HIS, ids=lambda act: act.name)
def test_not_by_another_officer(at_work, act):
    """Who does not have the case writes nothing in it; nor does anybody before it is marked."""
    fir, who = at_work.ready[act.name]
    assert who == at_work.io
    assert at_work.refused(act, fir, at_work.second) == "This case is marked to Nadeem."
    marked_to_nobody = at_work.refused(act, at_work.unmarked, at_work.io)
    assert marked_to_nobody == "The case is marked to nobody yet."


def test_not_by_a_stranger(at_work):
    """Another station's officer finds no case; who has no such work is refused."""
    before = Entry.objects.count()
    far = make_officer("far", Role.DPO, district=at_work.cast.clifton.circle.district)
    above, sho = at_work.cast.client(far), at_work.cast.client(at_work.cast.chaudhry)
    desk = at_work.cast.client(make_officer("desk", Role.FRONT_DESK))
    for name, (fir, _who) in at_work.ready.items():
        act = BY_NAME[name]
        is_above = act.permission in (Permission.SUPERVISE_FIRS, Permission.SEAL)
        stranger = above if is_above else sho
        for method in ("get", "post"):
            assert getattr(stranger, method)(page_of(fir, name)).status_code == 404, name
            assert getattr(desk, method)(page_of(fir, name)).status_code == 403, name
    assert Entry.objects.count() == before


@pytest.mark.parametrize("act", [act for act in ACTS if act.step_up], ids=lambda act: act.name)
def test_seals_ask_for_the_factor(at_work, act):
    """A session that gave no password lately gives one first."""
    fir, who = at_work.ready[act.name]
    browser = at_work.cast.client(who)
    session = browser.session
    session["account_authentication_methods"] = []
    session.save()
    for answer in (browser.get(page_of(fir, act.name)), browser.post(page_of(fir, act.name))):
        assert answer.status_code == 302
        assert page_of(fir, act.name) not in answer["Location"].split("?")[0]
    assert FIR.objects.get(pk=fir.pk).sealed_as == fir.sealed_as


def test_what_was_done_is_said(at_work):
    """In the words of the act, on the page of the case."""
    fir, who = at_work.ready["assign"]
    browser = at_work.clients[who]
    answer = browser.post(page_of(fir, "assign"), INPUTS["assign"].typed(fir), follow=True)
    assert "The case is marked to the officer." in answer.text
    assert answer.redirect_chain == [(page_of(fir), 302)]


def test_each_is_offered_what_is_his_work(at_work):
    """On the page of one case: the officer who has it, the head, the clerk, those above."""

    def offered(to, fir):
        parts = at_work.clients[to].get(page_of(fir)).context["acts"]
        return {act.name for acts in parts.values() for act in acts}

    plain = at_work.ready["nominate"][0]
    his = offered(at_work.io, plain)
    assert {"arrest", "case_diary", "report", "recover"} <= his
    assert not {"assign", "sign", "reach_court", "transfer", "move"} & his
    assert offered(at_work.second, plain) == {"depart"}
    assert offered(at_work.bilal, plain) == {"depart", "correct"}
    assert offered(at_work.sdpo, plain) == {"transfer"}
    assert "sign" in offered(at_work.ayesha, at_work.ready["sign"][0])
    assert "sign" not in offered(at_work.ayesha, plain)


def test_a_case_at_every_stage(at_work):
    """Its page tells where it stands, to each who may see it."""
    by_stage = {INPUTS[name].case: fir for name, (fir, _who) in at_work.ready.items()}
    assert len(by_stage) > 10
    for fir in (*by_stage.values(), at_work.unmarked, at_work.over):
        for who in (at_work.ayesha, at_work.sdpo):
            page = at_work.clients[who].get(page_of(fir))
            assert (page.status_code, fir.state_label in page.text) == (200, True)
