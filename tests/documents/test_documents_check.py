"""The public check: genuine, revoked, withheld, unknown; in both languages, naming nobody."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from documents.actions import revoke
from documents.checking import LIMITS, check_of
from documents.models import Paper
from tests.documents.issued import make_paper

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def paper(cast) -> Paper:
    return make_paper(cast, at=NOW)


def look(code: str, language: str = "en") -> tuple[int, str]:
    """What anybody is answered."""
    response = Client(headers={"accept-language": language}).get(
        reverse("documents:paper", args=[code])
    )
    return response.status_code, response.content.decode()


def test_a_genuine_paper(paper, cast):
    """Kind, number, station and day of issue, to be compared; no name at all."""
    status, page = look(paper.shown_code)
    assert status == 200
    for words in ("This paper is genuine", "First Information Report", "412/26", "Kohsar"):
        assert words in page
    assert f"{timezone.localdate(NOW):%Y-%m-%d}" in page
    for name in ("Aslam", cast.bilal.name, cast.bilal.username, paper.digest):
        assert name not in page


@pytest.mark.parametrize("language", ["en", "ur"])
def test_both_languages(paper, language):
    """The page and the names of places."""
    status, page = look(paper.shown_code, language)
    assert status == 200
    assert f'lang="{language}"' in page
    assert {"en": "Kohsar", "ur": "کوہسار"}[language] in page


def test_a_revoked_paper(paper, cast):
    """That it counts no more, and since when; not why, nor by whom."""
    revoke(by=cast.ayesha, paper=paper, because="The informant Aslam lied", at=NOW)
    status, page = look(paper.shown_code)
    assert status == 200
    assert "This paper counts no more" in page
    assert "genuine" not in page
    assert "412/26" in page
    assert "Aslam" not in page
    assert cast.ayesha.name not in page


@pytest.mark.parametrize("is_revoked", [False, True])
def test_a_withheld_paper(paper, cast, is_revoked):
    """That it was issued, or revoked: no kind, no number, no station, no day of issue."""
    if is_revoked:
        revoke(by=cast.ayesha, paper=paper, because="A wrong section", at=NOW)
    Paper.objects.update(is_withheld=True)
    status, page = look(paper.shown_code)
    assert status == 200
    words = "This paper counts no more" if is_revoked else "A paper with this code was issued"
    assert words in page
    for told in ("412/26", "Kohsar", "First Information Report", "genuine", "Issued on"):
        assert told not in page


@pytest.mark.parametrize("code", ["0000-0000-0000", "made-up", "K7QF", "محمد", "%00", "a" * 300])
def test_an_unknown_code(paper, code):
    """404 with words: what to do now."""
    status, page = look(code)
    assert status == 404
    assert "No paper has this code" in page
    assert "412/26" not in page


def test_the_code_is_typed(paper):
    """However it is typed, it leads where the QR code leads."""
    client = Client()
    typed = paper.shown_code.lower().replace("-", " ")
    response = client.post(reverse("documents:check"), {"code": typed}, follow=True)
    assert response.redirect_chain == [(reverse("documents:paper", args=[paper.shown_code]), 302)]
    assert "This paper is genuine" in response.content.decode()


@pytest.mark.parametrize("typed", ["", "12/26", "K7QF-2M9D", "x" * 41, "ILOU" * 3])
def test_what_is_no_code_is_explained(typed):
    """Not looked for: told what a code is."""
    response = Client().post(reverse("documents:check"), {"code": typed})
    assert response.status_code == 422
    assert response.context["form"].errors


def test_machines_are_stopped(paper, monkeypatch):
    """So many a minute from one address, whether they hit or miss."""
    monkeypatch.setitem(LIMITS, "check", "3/m/ip")
    answers = [look(code)[0] for code in (paper.shown_code, "x", "y", paper.shown_code)]
    assert answers == [200, 404, 404, 429]


def test_looking_leaves_no_event(paper, cast):
    """Nobody is looked at: an officer may check a paper like anybody."""
    client = cast.client(cast.ayesha)
    assert client.get(reverse("documents:paper", args=["made-up"])).status_code == 404
    assert client.get(reverse("documents:paper", args=[paper.shown_code])).status_code == 200


@pytest.mark.parametrize(
    ("public_url", "host"),
    [("https://caspp.example", "https://caspp.example"), ("", "http://testserver")],
)
def test_the_address_on_the_paper(paper, settings, public_url, host):
    """Where citizens find CASPP; else where the officer found it."""
    settings.PUBLIC_URL = public_url
    check = check_of(paper, RequestFactory().get("/firs/1/"))
    assert check.address == f"{host}/check/{paper.shown_code}/"
    assert check.page == f"{host.partition('://')[2]}/check/"
    assert check.issued_at == NOW
