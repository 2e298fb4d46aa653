"""Complaints that may be about the same thing: found, with why, and only what one may see."""

import uuid
from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints import sealing
from complaints.likeness import MOST, are_same_words, is_same_place, like
from complaints.models import Complaint, Post, Respondent
from tests.complaints.complaint_scenes import make_complaint, make_sdpo

#: Somebody else, who saw something else somewhere else.
STRANGER = {
    "name": "Imran Khan",
    "cnic": "6110112345671",
    "phone": "03015550100",
    "place": "Jinnah Super Market",
    "details": "Two boys on a 125 snatched my bag at gunpoint near the bank.",
}


def reasons(complaint, user):
    return {
        one.complaint.e_tag: [str(reason) for reason in one.reasons]
        for one in like(complaint, user)
    }


SAME = [
    (
        "My motorcycle Honda CD-70 was taken from in front of my house.",
        "Honda CD-70 motorcycle taken in front of the house, I saw two men.",
    ),
    (
        "Two boys on a 125 snatched my phone at gunpoint near the bank in F-7",
        "near the F-7 bank two boys on a 125 motorcycle showed a gun and took his phone",
    ),
    (
        "Somebody broke the window of the shop at night and took the cash box and three phones",
        "The shop's window was broken last night, cash box and phones are gone",
    ),
    (
        "میری موٹر سائیکل گھر کے باہر سے چوری ہو گئی",
        "گھر کے باہر کھڑی موٹر سائیکل رات کو چوری ہو گئی",
    ),
    (
        "The neighbours fired in the air during the wedding at 11 pm",
        "Firing in the air at a wedding next to our house around 11 pm",
    ),
]
DIFFERENT = [
    (
        "My motorcycle was taken from in front of my house.",
        "My mobile phone was taken from my pocket in the market.",
    ),
    (
        "Gold bangles were stolen from the cupboard while we were at a wedding",
        "My car was stolen from the parking of the hospital",
    ),
    ("میری موٹر سائیکل گھر کے باہر سے چوری ہو گئی", "بازار میں کسی نے میرا موبائل جیب سے نکال لیا"),
    (
        "The neighbours fired in the air during the wedding at 11 pm",
        "Loud music every night from the restaurant opposite",
    ),
    ("", ""),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_accounts_of_one_thing(one, other):
    """In other words and another order, in both scripts."""
    assert are_same_words(one, other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_accounts_of_two_things(one, other):
    """Alike as complaints are, and yet not the same."""
    assert not are_same_words(one, other)


def test_so_far_and_no_further():
    """Anybody may send in a long account: its first two thousand letters are compared."""
    begins, one, other = (
        " ".join("".join(word) for word in product(letters, repeat=4))
        for letters in ("ghijkl", "abcde", "vwxyz")
    )
    one, other = (begins[:2000] + f" {rest}" for rest in (one, other))
    assert are_same_words(one, other)


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("Street 12, F-7/2", "F-7/2, street no. 12", True),
        ("Street 12, F-7/2", "street ۱۲ f-7/2", True),
        ("Jinnah Super, F-7", "Jinnah Super", True),
        ("Street 12, F-7/2", "Street 40, F-7/2", False),
        ("F-7", "Street 3, F-7", False),
        ("Faisal Mosque", "Jinnah Super", False),
        ("", "", False),
    ],
)
def test_places(one, other, is_one):
    """A number that differs is another place."""
    assert is_same_place(one, other) is is_one


@pytest.mark.django_db
def test_the_same_person(cast, now):
    """By phone or CNIC within ninety days, each with its reason; both count more."""
    complaint = make_complaint(cast.kohsar, at=now)
    by_phone = make_complaint(
        cast.kohsar,
        at=now - timedelta(days=60),
        **{**STRANGER, "phone": "03005550199"},
    )
    both = make_complaint(
        cast.kohsar,
        at=now - timedelta(days=30),
        place="Saddar",
        details="My neighbour throws stones at my windows.",
    )
    make_complaint(cast.kohsar, at=now - timedelta(days=100))
    make_complaint(cast.kohsar, at=now - timedelta(days=20), **STRANGER)
    assert reasons(complaint, cast.ayesha) == {
        both.e_tag: ["same phone", "same CNIC"],
        by_phone.e_tag: ["same phone"],
    }
    assert next(iter(reasons(complaint, cast.ayesha))) == both.e_tag


@pytest.mark.django_db
def test_the_same_event(cast, now):
    """At the same place in these days, or in the same words, and under the same heading."""
    complaint = make_complaint(cast.kohsar, at=now)
    others = {key: STRANGER[key] for key in ("name", "cnic", "phone")}
    seen = make_complaint(
        cast.kohsar,
        at=now - timedelta(hours=20),
        category="vehicle",
        place="F-7/2, street no. 12",
        details="Two men pushed a motorcycle round the corner and rode away.",
        **others,
    )
    said = make_complaint(
        cast.kohsar,
        at=now - timedelta(days=1),
        place="Kohsar market",
        details="The motorcycle was taken from in front of the house of my neighbour.",
        **others,
    )
    make_complaint(cast.kohsar, at=now - timedelta(days=5), **others)
    make_complaint(cast.kohsar, at=now, category="nuisance", **others)
    make_complaint(cast.margalla, at=now, **others)
    assert reasons(complaint, cast.ayesha) == {
        seen.e_tag: ["same place and time"],
        said.e_tag: ["same words"],
    }


@pytest.mark.django_db
def test_five_at_most(cast, now):
    """However many there are."""
    complaint, *_others = [make_complaint(cast.kohsar, at=now) for _ in range(MOST + 3)]
    assert len(like(complaint, cast.ayesha)) == MOST


@pytest.mark.django_db
def test_words_of_so_many(cast, now):
    """Sixty accounts are read; those of the same place are found beyond that, too."""
    complaint = make_complaint(cast.kohsar, at=now)
    others = {key: STRANGER[key] for key in ("name", "cnic", "phone")}
    old = now - timedelta(days=2)
    place, words = {"place": "Saddar"}, {"details": STRANGER["details"]}
    same_words = make_complaint(cast.kohsar, at=old, **others, **place)
    same_place = make_complaint(cast.kohsar, at=old, **others, **words)
    assert set(reasons(complaint, cast.ayesha)) == {same_words.e_tag, same_place.e_tag}
    many = Complaint.objects.get(pk=make_complaint(cast.kohsar, at=now, **STRANGER).pk)
    for number in range(59):
        many.pk, many.e_tag, many.form_token = None, f"010125-{number:08d}", uuid.uuid4()
        many.save(force_insert=True)
    assert set(reasons(complaint, cast.ayesha)) == {same_place.e_tag}


@pytest.mark.django_db
def test_what_one_may_not_see_is_not_suggested(cast, now):
    """Neither a sealed one, nor one about the police, nor another station's."""
    complaint = make_complaint(cast.kohsar, at=now)
    sealed = make_complaint(cast.kohsar, at=now)
    sealing.seal(by=cast.ayesha, complaint=sealed, sealed_as="juvenile", at=now)
    make_complaint(cast.kohsar, category="slackness", at=now)
    make_complaint(cast.margalla, at=now)
    assert reasons(complaint, cast.bilal) == {}
    assert set(reasons(complaint, cast.ayesha)) == {sealed.e_tag}


@pytest.mark.django_db
def test_nothing_about_himself(cast, now):
    """The officer complained of is not led to the complaint by another one."""
    hina = make_sdpo(cast)
    hina.belt_no = "SDPO-1"
    hina.save()
    about_her = make_complaint(
        cast.kohsar,
        category="slackness",
        respondents=(Respondent(belt_no="SDPO-1", post=Post.STATION),),
        at=now,
    )
    complaint = make_complaint(cast.kohsar, category="slackness", at=now)
    assert about_her.respondents.get().user == hina
    assert reasons(complaint, hina) == {}
    assert about_her.e_tag in reasons(complaint, cast.dania)


@pytest.mark.django_db
def test_a_hidden_identity_is_not_found_by_its_number(cast, now):
    """Whoever keeps his identity hidden is not told by what else he complained of."""
    far = {"place": "Saddar", "details": "My neighbour throws stones at my windows."}
    complaint = make_complaint(cast.kohsar, at=now)
    hidden = make_complaint(cast.kohsar, at=now, is_identity_hidden=True, **far)
    assert reasons(complaint, cast.bilal) == {}
    assert reasons(hidden, cast.bilal) == {}


@pytest.mark.django_db
def test_many_cost_what_few_do(cast, now):
    """Two questions for the candidates, however many there are."""
    complaint = make_complaint(cast.kohsar, at=now)
    counts = []
    for _ in range(2):
        for _number in range(4):
            make_complaint(cast.kohsar, at=now)
        user = type(cast.ayesha).objects.get(pk=cast.ayesha.pk)
        fresh = Complaint.objects.with_names().get(pk=complaint.pk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            like(fresh, user)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 4
