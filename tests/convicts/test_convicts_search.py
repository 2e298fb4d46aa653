"""One box for the whole file: numbers in part, misspelt names, what else is known of him."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.roles import Role
from convicts import filing, searching
from convicts.models import Alias, Conviction, ConvictRecord, Mark, Method, MethodUsed
from convicts.searching import Filters, search
from tests.cast import make_officer
from tests.people_on_file import INNOCENT, WANTED, make_convict

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 27)
URL = reverse("convicts:look_up")
CASE = {"kind": "investigation", "case_ref": "FIR 12/2026 Kohsar"}


def refs(text: str, **filters: object) -> list[str]:
    found = search(text, Filters(**filters), visible=ConvictRecord.objects.in_file(), today=TODAY)
    return [one.external_ref for one in found.records]


@pytest.fixture
def aslam():
    return make_convict(external_ref="CRO-77", phone="03001234567", name_ur="")


@pytest.fixture
def kashif():
    return make_convict(**{**INNOCENT, "name_ur": "کاشف محمود"}, external_ref="CRO-78")


MISSPELT = [
    "Mohammad Aslam",
    "Muhamad Aslum",
    "Aslam",
    "aslam muhammad",
    "محمد اسلم",
    "محمد أسلم",
    "اسلم",
    "Aslam Ghulam Rasool",
    "Aslam Rasul",
]


@pytest.mark.usefixtures("aslam", "kashif")
@pytest.mark.parametrize("typed", MISSPELT)
def test_a_name_is_found_as_it_sounds(typed):
    """In either script, however it is spelt, with the father's behind it or without."""
    assert refs(typed)[0] == "CRO-77"


@pytest.mark.usefixtures("aslam", "kashif")
def test_an_urdu_name_is_found_by_a_misspelt_urdu_one():
    """A letter that sounds alike is the usual slip of a keyboard."""
    assert refs("کاشیف محمود") == ["CRO-78"]


def test_the_nearest_stands_first():
    """Who has all words, and no others; then who has most of them."""
    make_convict(external_ref="both", name="Nadeem Akhtar", relative_name="", cnic="")
    make_convict(external_ref="one", name="Nadeem Khattak", relative_name="", cnic="")
    make_convict(external_ref="more", name="Nadeem Akhtar Gujjar", relative_name="", cnic="")
    assert refs("Nadim Akhter") == ["both", "more", "one"]


NUMBERS = [
    ("6110112345671", ["CRO-77"]),
    ("61101-1234567-1", ["CRO-77"]),
    ("12345", ["CRO-77"]),
    ("1234567", ["CRO-77"]),
    ("61101", ["CRO-77"]),
    ("98765", ["CRO-78"]),
    ("1234", []),
    ("0300-1234567", ["CRO-77"]),
    ("CRO-78", ["CRO-78"]),
    ("99999", []),
]


@pytest.mark.usefixtures("aslam", "kashif")
@pytest.mark.parametrize(("typed", "expected"), NUMBERS)
def test_numbers_whole_and_in_part(typed, expected):
    """A CNIC from five digits on, a phone, a reference."""
    assert refs(typed) == expected


def test_by_the_fir_of_a_conviction(cast, aslam, kashif, now):
    """'12/24' and '12/2024' are one number; a struck-out judgment finds nobody."""
    gul = make_officer("gul", Role.CRO_OPERATOR)
    row = Conviction(
        court="Sessions Court", sections="392 PPC", crime_head="robbery", fir_number=12,
        fir_year=2024, decided_on=date(2024, 5, 2), sentenced_to="fine",
    )  # fmt: skip
    row = filing.note(by=gul, record=aslam, row=row, at=now)
    assert refs("12/24") == refs("12/2024") == ["CRO-77"]
    filing.strike(by=gul, row=row, because="Another man's", at=now)
    assert refs("12/24") == []


def test_by_an_alias(cast, aslam, now):
    """Noted today he is found by it today; struck out he is not."""
    gul = make_officer("gul", Role.CRO_OPERATOR)
    assert refs("Langra Pathan") == []
    alias = filing.note(by=gul, record=aslam, row=Alias(name="Langra Pathan"), at=now)
    assert refs("Langra Pathan") == ["CRO-77"]
    filing.strike(by=gul, row=alias, because="Another man's", at=now)
    assert refs("Langra Pathan") == []


def test_by_a_name_of_the_file(aslam):
    """Other names that the CRO's file gave are heard as those that were noted."""
    aslam.aliases_as_given = ["Kalu Badshah"]
    aslam.hear()
    aslam.save()
    assert refs("kaloo badsha") == ["CRO-77"]


def test_what_else_is_known_narrows(cast, aslam, kashif, now):
    """By itself, and beside a name."""
    gul = make_officer("gul", Role.CRO_OPERATOR)
    method = Method.objects.create(code="test-way", crime_head="robbery", name="X", name_ur="X")
    filing.note(by=gul, record=aslam, row=Mark(kind="scar", place="face"), at=now)
    filing.note(by=gul, record=aslam, row=MethodUsed(method=method), at=now)
    for filters in (
        {"district": "Islamabad"},
        {"age_from": 45, "age_to": 48},
        {"mark": "scar"},
        {"mark": "scar", "mark_place": "face"},
        {"method": "test-way"},
        {"status": "absconding", "district": "Islamabad"},
    ):
        assert refs("", **filters) == ["CRO-77"], filters
    for filters in ({"mark": "scar", "mark_place": "back"}, {"gender": "F"}, {"age_to": 20}):
        assert refs("", **filters) == [], filters
    assert refs("aslam", district="Lahore") == []


def test_filters_alone_are_a_question(cast, aslam):
    """Nothing at all is none, and says what to do."""
    client = cast.client(make_officer("gul", Role.CRO_OPERATOR))
    asked = client.post(URL, {**CASE, "text": "", "district": "ISB"})
    assert [one.external_ref for one in asked.context["records"]] == ["CRO-77"]
    none = client.post(URL, {**CASE, "text": ""})
    assert none.status_code == 422
    assert none.context["form"].errors.keys() == {"text"}
    wrong = client.post(URL, {**CASE, "text": "", "age_from": "40", "age_to": "30"})
    assert wrong.context["form"].errors.keys() == {"age_to"}
    assert 'value="40"' in wrong.text


def test_a_common_name_is_cut_and_says_so(monkeypatch):
    """More than one page of one name."""
    monkeypatch.setattr(searching, "MOST_SHOWN", 2)
    for number in range(3):
        make_convict(external_ref=f"T-{number}", cnic=f"611011234567{number}")
    found = search("aslam", Filters(), visible=ConvictRecord.objects.all(), today=TODAY)
    assert (len(found.records), found.is_cut) == (2, True)


@pytest.mark.parametrize("typed", ["aslam", "6110112345671", "12345", "0300-1234567", "12/24"])
def test_as_many_questions_for_many(cast, aslam, typed, django_assert_max_num_queries):
    """However many are found."""
    client = cast.client(make_officer("gul", Role.CRO_OPERATOR))
    client.post(URL, {**CASE, "text": typed})
    with django_assert_max_num_queries(60) as few:
        client.post(URL, {**CASE, "text": typed})
    for number in range(2, 12):
        make_convict(
            external_ref=f"T-{number}", cnic=f"61101123456{number:02d}", phone="03001234567"
        )
    with django_assert_max_num_queries(60) as many:
        client.post(URL, {**CASE, "text": typed})
    assert len(many) <= len(few)


ROLES = [Role.INVESTIGATION_OFFICER, Role.SHO, Role.SDPO, Role.DPO, Role.COMMAND]


@pytest.mark.parametrize("role", ROLES)
def test_a_working_officer_searches_the_file_and_no_more(cast, aslam, role):
    """He looks up and opens; he neither writes, nor screens lists, nor decides."""
    units = {
        Role.SDPO: {"circle": cast.kohsar.circle},
        Role.DPO: {"district": cast.kohsar.circle.district},
    }
    officer = make_officer("officer", role, **units.get(role, {}))
    client = cast.client(officer)
    found = client.post(URL, {**CASE, "text": "aslam"})
    assert [one.external_ref for one in found.context["records"]] == ["CRO-77"]
    detail = reverse("convicts:detail", args=[aslam.pk])
    page = client.get(detail, {"look": found.context["link"]})
    assert page.status_code == 200
    assert not page.context["may_write"]
    for name in ("open", "openings", "lists", "imports", "doubles"):
        assert client.get(reverse(f"convicts:{name}")).status_code == 403, name
    assert client.get(reverse("convicts:note_alias", args=[aslam.pk])).status_code == 403


@pytest.mark.parametrize("role", [Role.MOHARRAR, Role.FRONT_DESK, Role.KHIDMAT_CLERK, Role.AUDITOR])
def test_others_do_not(cast, role):
    """Whoever only writes down what he is told needs no convict's file."""
    client = cast.client(make_officer("officer", role))
    assert client.get(URL).status_code == 403


def test_nobody_sealed_is_found(cast, aslam):
    """By name, number, alias, filter; as if he were not there."""
    ConvictRecord.objects.filter(pk=aslam.pk).update(sealed_as="informant")
    io = make_officer("io", Role.INVESTIGATION_OFFICER)
    client = cast.client(io)
    for asked in (
        {"text": "aslam"},
        {"text": WANTED["cnic"]},
        {"text": "12345"},
        {"district": "ISB"},
    ):
        page = client.post(URL, {**CASE, **asked})
        assert page.context["records"] == [], asked
    assert client.get(reverse("convicts:detail", args=[aslam.pk])).status_code == 404
