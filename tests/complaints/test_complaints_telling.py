"""What the complainant is told at each step: by message, and on his timeline."""

from datetime import timedelta

import pytest
from django.utils import translation

from accounts.seals import Seal
from complaints import actions, sealing, telling
from complaints.models import Answered, Complaint, Entry, EntryKind, Respondent, State
from notifications.models import Text
from tests.complaints.complaint_scenes import make_complaint, make_io, make_sdpo

pytestmark = pytest.mark.django_db

SECRET = "Zebra-crossing"
#: What is on record of a complaint of which everything happened, so that every sentence is whole.
ALL_OF_IT = {
    "reason": "no_evidence",
    "referred_to": "civil",
    "reason_words": "This is 100 % a matter of the family court.",
    "diary_no": "17",
    "court": "Judicial Magistrate, F-8",
    "fir_no": "ISB-KSR-2026-00428",
    "late_because": f"{SECRET} late",
}
SILENT = {
    *(EntryKind.CALLED, EntryKind.ANSWER, EntryKind.FILE, EntryKind.OBJECTED),
    *(EntryKind.RATED, EntryKind.VERIFIED),
}


def _everything_happened(cast, now, **fields) -> Complaint:
    complaint = make_complaint(cast.kohsar, details=f"{SECRET} stolen", at=now, **fields)
    Text.objects.all().delete()
    io = make_io(cast)
    facts = {**ALL_OF_IT, "assigned_to": io, "assigned_by": io, "assigned_at": now}
    Complaint.objects.filter(pk=complaint.pk).update(**facts)
    complaint.refresh_from_db()
    return complaint


def _entry(complaint, kind, now) -> Entry:
    calls = {EntryKind.CALLED, EntryKind.VERIFIED}
    return Entry.objects.create(
        complaint=complaint,
        kind=kind,
        made_at=now,
        words=f"{SECRET} 50 % of it",
        answered=Answered.REACHED if kind in calls else "",
        officer=complaint.assigned_to,
    )


@pytest.mark.parametrize("language", ["en", "ur"])
def test_message_of_each_step(cast, now, language):
    """One for each step that is news to him; none says what the complaint is about."""
    complaint = _everything_happened(cast, now, language=language)
    keys = set()
    for kind in EntryKind:
        entry = _entry(complaint, kind, now)
        telling.tell(complaint, entry)
        telling.tell(complaint, entry)
        if kind in telling.TOLD and kind not in SILENT:
            keys.add(f"complaint entry {entry.pk}")
    sent = list(Text.objects.all())
    assert len(sent) == len(keys) == 12
    assert {text.key for text in sent} == keys
    assert {text.phone for text in sent} == {complaint.phone}
    for text in sent:
        assert complaint.e_tag in text.words
        for word in (SECRET, "family court", complaint.name, complaint.category.name, "%"):
            assert word not in text.words
        # Without these marks an Urdu sentence shows the halves of the number exchanged.
        assert (f"\u200e{complaint.e_tag}\u200e" in text.words) == (language == "ur")


def test_message_is_one_message(cast, now):
    """160 plain letters, however long the names of the officer and his station are."""
    complaint = _everything_happened(cast, now)
    complaint.station.name = "Sector I-10 Industrial Area and Railway Carriage Factory Police Post"
    complaint.assigned_to.name = "Muhammad Abdul-Rahman Chaudhry-Rajput Bahadur Khan Sahibzada"
    for kind in telling.TOLD:
        telling.tell(complaint, _entry(complaint, kind, now))
    said = [text.words for text in Text.objects.all()]
    assert [words for words in said if len(words) > 160 or not words.isascii()] == []
    assert len(said) == 12


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("hidden", ["sealed", "identity", "family"])
def test_message_of_what_nobody_may_find(cast, now, hidden, language):
    """Each step is the same news about a number: not even that it is a complaint."""
    complaint = _everything_happened(
        cast,
        now,
        language=language,
        category={"sealed": "sexual", "family": "domestic"}.get(hidden, "theft"),
        is_identity_hidden=hidden == "identity",
    )
    for kind in telling.TOLD:
        telling.tell(complaint, _entry(complaint, kind, now))
    said = {text.words for text in Text.objects.all()}
    assert len(said) == 1
    (words,) = said
    assert complaint.e_tag in words
    for word in ("omplaint", "olice", "FIR", complaint.station.name, complaint.station.name_ur):
        assert word not in words


@pytest.mark.parametrize("refusal", [{"may_text": False}, {"phone": ""}])
def test_who_must_not_be_sent_anything(cast, now, refusal):
    """No step sends him a message."""
    complaint = make_complaint(cast.kohsar, at=now, **refusal)
    for kind in telling.TOLD:
        telling.tell(complaint, _entry(complaint, kind, now))
    assert not Text.objects.exists()


def test_question_says_where_to_answer(cast, now):
    """The message does not hold the question: it leads to the page that does."""
    io = make_io(cast)
    complaint = make_complaint(cast.kohsar, at=now)
    actions.assign(by=cast.bilal, complaint=complaint, officer=io, at=now)
    actions.ask(by=io, complaint=complaint, words="Who was with you?", at=now)
    words = Text.objects.order_by("pk").last().words
    assert "tracking page" in words
    assert "with you" not in words


def test_who_may_not_be_called_is_not_promised_a_call(cast, now):
    """Neither by message nor on the page."""
    io = make_io(cast)
    complaint = make_complaint(cast.kohsar, may_call=False, at=now)
    complaint = actions.assign(by=cast.bilal, complaint=complaint, officer=io, at=now)
    assert "calls you" not in Text.objects.order_by("pk").last().words
    assert "calls you" not in telling.timeline(complaint, complaint.entries.in_order())[-1].text


@pytest.mark.parametrize("language", ["en", "ur"])
def test_line_of_each_step(cast, now, language):
    """Whole sentences with nothing left to be filled in; what is the police's own is not there."""
    complaint = _everything_happened(cast, now)
    entries = [_entry(complaint, kind, now) for kind in telling.TOLD]
    with translation.override(language):
        lines = telling.timeline(complaint, entries)
    assert len(lines) == len(telling.TOLD)
    for line in lines:
        assert line.title
        for word in ("%(", "%%", f"{SECRET} stolen", f"{SECRET} late", complaint.name):
            assert word not in f"{line.title} {line.text}"


def test_the_polices_own_has_no_line(cast, now):
    """Notes, links, delays, categories, reports and seals are not his to read."""
    complaint = make_complaint(cast.kohsar, at=now)
    own = [kind for kind in EntryKind if kind not in telling.TOLD]
    entries = [_entry(complaint, kind, now) for kind in own]
    assert telling.timeline(complaint, entries) == []
    assert set(own) == {
        *(EntryKind.NOTE, EntryKind.LINKED, EntryKind.CATEGORY, EntryKind.DELAY),
        *(EntryKind.REPORTED, EntryKind.SEALED, EntryKind.NAMED, EntryKind.UNNAMED),
        *(EntryKind.LIFTED, EntryKind.ABOUT),
    }
    told = complaint.entries.for_the_complainant()
    assert [entry.kind for entry in told] == [EntryKind.LODGED]


def test_each_outcome_keeps_its_own_words(cast, now):
    """Closed, reopened and closed again: the first line does not take the second one's reason."""
    hina = make_sdpo(cast)
    complaint = make_complaint(cast.kohsar, at=now)
    close = {"by": cast.ayesha, "late_because": ""}
    first = {"reason": "no_evidence", "words": "A matter of 1 court.", "at": now}
    complaint = actions.close(complaint=complaint, **first, **close)
    complaint = actions.object_to(complaint=complaint, words="He did not listen.", at=now)
    complaint = actions.reopen(by=hina, complaint=complaint, words="Go there.", at=now)
    lines = telling.timeline(complaint, complaint.entries.in_order())
    assert lines[1].text == "A matter of 1 court."
    later = now + timedelta(hours=1)
    second = {"reason": "withdrawn", "words": "You shook hands.", "at": later}
    complaint = actions.close(complaint=complaint, **second, **close)
    lines = telling.timeline(complaint, complaint.entries.in_order())
    assert [lines[1].text, lines[-1].text] == [
        "A matter of 1 court.",
        "Withdrawn by the complainant. You shook hands.",
    ]
    # What is over promises no date any more.
    assert lines[0].text == lines[3].text == ""


def test_a_sealed_line_does_not_repeat_his_words(cast, now):
    """The question stands there, to be answered; what he wrote himself does not."""
    io = make_io(cast)
    complaint = make_complaint(cast.kohsar, at=now)
    complaint = sealing.seal(
        by=cast.ayesha, complaint=complaint, sealed_as=Seal.SEXUAL_OFFENCE, at=now
    )
    complaint = actions.assign(by=cast.ayesha, complaint=complaint, officer=io, at=now)
    actions.ask(by=io, complaint=complaint, words="When may I call?", at=now)
    complaint = actions.answer(complaint=complaint, words="My brother is at work by ten.", at=now)
    said = [step.text for step in telling.timeline(complaint, complaint.entries.in_order())]
    assert "When may I call?" in said
    assert not any("brother" in text for text in said)


def test_only_the_officer_in_charge_works_on_it(cast, now):
    """Marked to another: the line of the first one says his name and no more."""
    first, second = make_io(cast), make_io(cast, "asad")
    complaint = make_complaint(
        cast.kohsar, respondents=(Respondent(name=SECRET),), may_call=False, at=now
    )
    for officer in (first, second):
        complaint = actions.assign(by=cast.bilal, complaint=complaint, officer=officer, at=now)
    texts = [step.text for step in telling.timeline(complaint, complaint.entries.in_order())]
    assert texts[1:] == ["Nadeem", "Asad works on it."]
    assert complaint.state == State.ASSIGNED


def test_a_message_leads_to_the_page(cast, now, settings):
    """Where citizens find CASPP stands in what is to be opened, and in nothing discreet."""
    settings.PUBLIC_URL = "https://caspp.example"
    make_complaint(cast.kohsar, at=now)
    make_complaint(cast.kohsar, category="domestic", at=now)
    plain, discreet = (one.words for one in Text.objects.order_by("pk"))
    assert plain.endswith(" https://caspp.example/complaints/track/")
    assert "caspp" not in discreet
