"""What is done with a complaint, from its lodging to the supervisor's last word."""

import uuid
from datetime import timedelta

import pytest

from accounts.models import User
from accounts.roles import Role
from accounts.seals import SealKey
from audit.models import Event
from complaints import actions, sealing
from complaints.categories import ComplaintCategory
from complaints.models import Complaint, Entry, EntryKind, Level, Post, Respondent, State
from complaints.policies import Refused
from complaints.tallies import Tally
from documents import numbers
from notifications.models import Text
from tests.cast import make_officer
from tests.complaints.complaint_scenes import make_complaint, make_io, make_sdpo

pytestmark = pytest.mark.django_db


def test_lodging(cast, now):
    """An e-tag with a check digit, the clocks of the category, an entry, an event, a message."""
    complaint = make_complaint(cast.kohsar, by=cast.bilal, at=now)
    assert numbers.is_whole(complaint.e_tag.replace("-", ""))
    assert complaint.due_at - now == timedelta(hours=72)
    assert complaint.fir_due_at - now == timedelta(hours=24)
    assert complaint.amber_at - now == timedelta(hours=54)
    assert complaint.state == State.RECEIVED
    assert Entry.objects.get().kind == EntryKind.LODGED
    assert Event.objects.filter(action="complaints.lodged", target=complaint.e_tag).exists()
    text = Text.objects.get()
    assert text.phone == "03005550199"
    assert complaint.e_tag in text.words


def test_the_same_form_twice_is_one_complaint(cast, now):
    """Also when it comes a second time from somewhere else."""
    token = uuid.uuid4()
    first = make_complaint(cast.kohsar, form_token=token, at=now)
    again = make_complaint(cast.kohsar, form_token=token, at=now)
    assert (first.pk, Complaint.objects.count(), Text.objects.count()) == (again.pk, 1, 1)


def test_serials_follow_each_other(cast, now):
    """One series for the year, whatever the station."""
    tags = [make_complaint(station, at=now).e_tag for station in (cast.kohsar, cast.clifton)]
    serials = [int(tag[7:14]) for tag in tags]
    assert serials[1] - serials[0] == 1


def test_a_day_with_an_officer(cast, now):
    """Assigned, called, asked, answered; each told to the complainant."""
    io = make_io(cast)
    complaint = make_complaint(cast.kohsar, at=now)
    complaint = actions.assign(by=cast.bilal, complaint=complaint, officer=io, at=now)
    assert (complaint.state, complaint.assigned_to) == (State.ASSIGNED, io)
    complaint = actions.call(by=io, complaint=complaint, answered="reached", words="x", at=now)
    assert complaint.called_at == now
    complaint = actions.ask(by=io, complaint=complaint, words="Which colour?", at=now)
    assert complaint.state == State.WAITING
    complaint = actions.answer(complaint=complaint, words="Red", at=now)
    assert complaint.state == State.ASSIGNED
    assert Text.objects.count() == 3
    with pytest.raises(Refused):
        actions.answer(complaint=complaint, words="Again", at=now)


def test_who_is_not_in_charge_does_not_write(cast, now):
    """Another officer is refused; the head is not."""
    io, other = make_io(cast), make_io(cast, "asad")
    complaint = make_complaint(cast.kohsar, at=now)
    actions.assign(by=cast.bilal, complaint=complaint, officer=io, at=now)
    with pytest.raises(Refused, match="marked to"):
        actions.note(by=other, complaint=complaint, words="Mine", at=now)
    actions.note(by=cast.ayesha, complaint=complaint, words="Seen", at=now)


def test_nobody_of_another_station_is_in_charge(cast, now):
    """It is marked to officers of its own station only."""
    stranger = make_io(cast, "stranger", cast.margalla)
    complaint = make_complaint(cast.kohsar, at=now)
    with pytest.raises(Refused, match="cannot be marked"):
        actions.assign(by=cast.bilal, complaint=complaint, officer=stranger, at=now)


def test_late_outcome_says_why(cast, now):
    """Past 24 hours without an FIR for a property crime no outcome goes without a reason."""
    complaint = make_complaint(cast.kohsar, at=now - timedelta(hours=25))
    outcome = {"reason": "false", "words": "Nothing of it is so.", "at": now}
    with pytest.raises(Refused, match="took longer"):
        actions.close(by=cast.ayesha, complaint=complaint, late_because="", **outcome)
    done = actions.close(by=cast.ayesha, complaint=complaint, late_because="Eid", **outcome)
    assert (done.state, done.late_because, done.is_late) == (State.CLOSED, "Eid", False)


def test_objection_reopening_and_the_last_word(cast, now):
    """Closed, objected to, opened again by another; closed, objected to, and it stands."""
    hina = make_sdpo(cast)
    complaint = make_complaint(cast.kohsar, at=now)
    close = {
        "reason": "no_evidence",
        "words": "A matter of a court.",
        "late_because": "",
        "at": now,
    }
    complaint = actions.close(by=cast.ayesha, complaint=complaint, **close)
    complaint = actions.rate(complaint=complaint, rating=1, at=now)
    complaint = actions.object_to(complaint=complaint, words="He did not listen.", at=now)
    assert complaint.state == State.OBJECTED
    with pytest.raises(Refused, match="Another supervisor"):
        actions.reopen(by=cast.ayesha, complaint=complaint, words="No", at=now)
    complaint = actions.reopen(by=hina, complaint=complaint, words="Go there.", at=now)
    assert (complaint.state, complaint.reopened_count) == (State.RECEIVED, 1)
    assert complaint.rating is complaint.decided_by is None
    complaint = actions.close(by=cast.ayesha, complaint=complaint, **close)
    complaint = actions.object_to(complaint=complaint, words="Still.", at=now)
    complaint = actions.uphold(by=hina, complaint=complaint, words="It is civil.", at=now)
    assert complaint.state == State.CLOSED
    with pytest.raises(Refused, match="answered already"):
        actions.object_to(complaint=complaint, words="Once more.", at=now)


def test_diary_is_for_what_is_not_cognizable(cast, now):
    """A theft is no diary entry."""
    entry = {"diary_no": "17", "court": "Magistrate F-8", "words": "Referred", "late_because": ""}
    with pytest.raises(Refused, match="cognizable"):
        actions.diarise(
            by=cast.ayesha, complaint=make_complaint(cast.kohsar, at=now), at=now, **entry
        )
    family = make_complaint(cast.kohsar, category="family", at=now)
    assert actions.diarise(by=cast.ayesha, complaint=family, at=now, **entry).diary_no == "17"


def about_bilal(cast, now, **fields):
    """A complaint about the moharrar of Kohsar."""
    User.objects.filter(pk=cast.bilal.pk).update(belt_no="KSR-7")
    officer = Respondent(name="Bilal", belt_no=" ksr-7 ", post=Post.UNKNOWN)
    fields = {"category": "slackness", **fields}
    return make_complaint(cast.kohsar, respondents=(officer,), at=now, **fields)


CLOSE = {"reason": "proven", "words": "He was warned.", "late_because": ""}


def test_about_the_police(cast, now):
    """Marked to the SDPO, answered by him, verified by another, closed only then."""
    hina, dania = make_sdpo(cast), cast.dania
    complaint = about_bilal(cast, now)
    assert (complaint.level, complaint.respondents.get().user) == (Level.CIRCLE, cast.bilal)
    with pytest.raises(Refused, match="cannot be marked"):
        actions.assign(by=dania, complaint=complaint, officer=cast.ayesha, at=now)
    actions.assign(by=dania, complaint=complaint, officer=hina, at=now)
    close = {**CLOSE, "at": now}
    with pytest.raises(Refused, match="First the officer answers"):
        actions.close(by=dania, complaint=complaint, **close)
    complaint = actions.report(by=hina, complaint=complaint, words="He was asleep.", at=now)
    with pytest.raises(Refused, match="Call the complainant first"):
        actions.close(by=dania, complaint=complaint, **close)
    with pytest.raises(Refused, match="Somebody else"):
        actions.verify(by=hina, complaint=complaint, answered="satisfied", words="", at=now)
    actions.verify(by=dania, complaint=complaint, answered="satisfied", words="", at=now)
    complaint = actions.close(by=dania, complaint=complaint, **close)
    assert complaint.state == State.CLOSED


@pytest.fixture
def answered(cast, now):
    """A complaint about the police that the SDPO has answered."""
    hina = make_sdpo(cast)
    complaint = about_bilal(cast, now)
    actions.assign(by=cast.dania, complaint=complaint, officer=hina, at=now)
    return actions.report(by=hina, complaint=complaint, words="He was asleep.", at=now)


def test_three_calls_in_vain_are_hours_apart(cast, now, answered):
    """Three within a minute are one."""

    def calls(**later):
        at = now + timedelta(**later)
        actions.verify(by=cast.dania, complaint=answered, answered="not_reached", words="", at=at)

    for seconds in range(3):
        calls(seconds=seconds)
    with pytest.raises(Refused, match="three calls"):
        actions.close(by=cast.dania, complaint=answered, at=now, **CLOSE)
    calls(hours=2, seconds=5)
    calls(hours=4, seconds=10)
    assert actions.close(by=cast.dania, complaint=answered, at=now, **CLOSE).decided_by


def test_not_satisfied_is_not_called_away(cast, now, answered):
    """What he said last counts, however often he is not reached after that."""
    for hours, said in enumerate(("not_satisfied", "not_reached", "not_reached", "not_reached")):
        at = now + timedelta(hours=hours * 3)
        actions.verify(by=cast.dania, complaint=answered, answered=said, words="", at=at)
    with pytest.raises(Refused, match="not satisfied"):
        actions.close(by=cast.dania, complaint=answered, at=now, **CLOSE)


def test_nobody_verifies_what_he_answered_himself(cast, now):
    """Also a head who answered what was marked to another."""
    hina = make_sdpo(cast)
    complaint = about_bilal(cast, now)
    actions.assign(by=cast.dania, complaint=complaint, officer=hina, at=now)
    complaint = actions.report(by=cast.dania, complaint=complaint, words="Nothing.", at=now)
    with pytest.raises(Refused, match="Somebody else"):
        actions.verify(by=cast.dania, complaint=complaint, answered="satisfied", words="", at=now)


def test_about_the_police_there_is_no_side_door(cast, now):
    """Neither referred nor diarised, nor made something else; an FIR it may become."""
    hina = make_sdpo(cast)
    complaint = about_bilal(cast, now)
    end = {"words": "Not ours to judge.", "late_because": "", "at": now}
    with pytest.raises(Refused, match="about the police"):
        actions.refer(by=hina, complaint=complaint, referred_to="other", **end)
    with pytest.raises(Refused, match="about the police"):
        actions.diarise(by=hina, complaint=complaint, diary_no="1", court="F-8", **end)
    other = ComplaintCategory.objects.get(code="other")
    with pytest.raises(Refused, match="stays one"):
        actions.recategorise(by=hina, complaint=complaint, category=other, at=now)
    assert actions.convert(by=hina, complaint=complaint, late_because="", at=now).decided_by == hina


def test_an_objection_is_not_moved_away(cast, now):
    """Until a supervisor has answered it stays where it is."""
    make_sdpo(cast)
    complaint = make_complaint(cast.kohsar, at=now)
    close = {"reason": "no_evidence", "words": "Nothing.", "late_because": "", "at": now}
    actions.close(by=cast.ayesha, complaint=complaint, **close)
    complaint = actions.object_to(complaint=complaint, words="There is.", at=now)
    move = {"station": cast.margalla, "words": "Theirs.", "at": now}
    with pytest.raises(Refused, match="supervisor answers first"):
        actions.transfer(by=cast.ayesha, complaint=complaint, **move)
    with pytest.raises(Refused, match="supervisor answers first"):
        actions.convert(by=cast.ayesha, complaint=complaint, late_because="", at=now)


def test_nobody_upholds_his_superior(cast, now):
    """What the DPO decided the SDPO does not confirm."""
    hina = make_sdpo(cast)
    complaint = make_complaint(cast.kohsar, at=now)
    close = {"reason": "no_evidence", "words": "Nothing.", "late_because": "", "at": now}
    actions.close(by=cast.dania, complaint=complaint, **close)
    complaint = actions.object_to(complaint=complaint, words="There is.", at=now)
    with pytest.raises(Refused, match="above you"):
        actions.uphold(by=hina, complaint=complaint, words="It stands.", at=now)


def test_an_fir_that_never_comes_can_be_objected_to(cast, now):
    """Until it has its number; after that it is the court's."""
    complaint = make_complaint(cast.kohsar, at=now)
    complaint = actions.convert(by=cast.ayesha, complaint=complaint, late_because="", at=now)
    objected = actions.object_to(complaint=complaint, words="No number yet.", at=now)
    assert objected.state == State.OBJECTED
    upheld = actions.uphold(by=make_sdpo(cast), complaint=objected, words="It comes.", at=now)
    assert upheld.state == State.CONVERTED
    other = make_complaint(cast.kohsar, at=now)
    actions.convert(by=cast.ayesha, complaint=other, late_because="", at=now)
    other = actions.fir_registered(by=cast.ayesha, complaint=other, fir_no="12/26", at=now)
    with pytest.raises(Refused, match="registered"):
        actions.object_to(complaint=other, words="No.", at=now)


def test_the_state_does_not_settle(cast, now):
    """A cognizable offence is no civil matter, is not settled, and not sent elsewhere."""
    complaint = make_complaint(cast.kohsar, category="sexual", at=now)
    end = {"words": "They shook hands.", "late_because": "", "at": now}
    for reason in ("settled", "civil"):
        with pytest.raises(Refused, match="not one for this kind"):
            actions.close(by=cast.ayesha, complaint=complaint, reason=reason, **end)
    with pytest.raises(Refused, match="cognizable"):
        actions.refer(by=cast.ayesha, complaint=complaint, referred_to="women", **end)


def test_a_reason_given_before_counts_for_nothing(cast, now):
    """Why it took longer is said when it did; for the FIR's hours and for the outcome's."""
    complaint = make_complaint(cast.kohsar, at=now)
    io = make_io(cast)
    with pytest.raises(Refused, match="not over"):
        actions.explain_delay(by=io, complaint=complaint, words="Eid.", at=now)
    missed = now + timedelta(hours=25)
    actions.explain_delay(by=io, complaint=complaint, words="Eid.", at=missed)
    close = {"reason": "no_evidence", "words": "Nothing was found.", "late_because": ""}
    with pytest.raises(Refused, match="took longer"):
        actions.close(by=cast.ayesha, complaint=complaint, at=now + timedelta(hours=80), **close)
    actions.close(by=cast.ayesha, complaint=complaint, at=now + timedelta(hours=26), **close)


def test_another_category_makes_no_clock_longer(cast, now):
    """A kidnapping that is late is not in time as a threat."""
    complaint = make_complaint(cast.kohsar, category="kidnapping", at=now)
    threat = ComplaintCategory.objects.get(code="threat")
    changed = actions.recategorise(by=cast.ayesha, complaint=complaint, category=threat, at=now)
    assert (changed.due_at, changed.amber_at) == (complaint.due_at, complaint.amber_at)
    assert changed.call_due_at == complaint.call_due_at


def test_sealed_by_its_category_its_officer_goes_on(cast, now):
    """Whoever it is marked to, and who changed it, are named on it."""
    io, hina = make_io(cast), make_sdpo(cast)
    complaint = make_complaint(cast.kohsar, at=now)
    actions.assign(by=cast.bilal, complaint=complaint, officer=io, at=now)
    child = ComplaintCategory.objects.get(code="child")
    actions.recategorise(by=cast.ayesha, complaint=complaint, category=child, at=now)
    for officer, sees in ((io, 1), (cast.ayesha, 1), (hina, 1), (cast.bilal, 0)):
        assert Complaint.objects.visible_to(officer).count() == sees


def test_misfiled_it_becomes_one_about_the_police(cast, now):
    """By a supervisor only; from then on the station sees it no longer."""
    hina = make_sdpo(cast)
    complaint = make_complaint(cast.kohsar, category="other", at=now)
    bribe = ComplaintCategory.objects.get(code="bribe")
    with pytest.raises(Refused, match="supervisor makes"):
        actions.recategorise(by=cast.ayesha, complaint=complaint, category=bribe, at=now)
    actions.assign(by=cast.bilal, complaint=complaint, officer=cast.ayesha, at=now)
    changed = actions.recategorise(by=hina, complaint=complaint, category=bribe, at=now)
    assert (changed.level, changed.assigned_to) == (Level.CIRCLE, None)
    assert not Complaint.objects.visible_to(cast.ayesha).exists()


def test_his_real_post_says_how_high_it_goes(cast, now):
    """A DPO's belt number without a post is not his subordinate's to handle."""
    User.objects.filter(pk=cast.dania.pk).update(belt_no="ISB-1")
    officer = Respondent(belt_no="ISB-۱", description="The big man")
    complaint = make_complaint(cast.kohsar, category="bribe", respondents=(officer,), at=now)
    assert (complaint.level, complaint.respondents.get().user) == (Level.COMMAND, cast.dania)
    assert not Complaint.objects.visible_to(cast.dania).exists()
    igp = make_officer("igp", Role.COMMAND)
    User.objects.filter(pk=igp.pk).update(belt_no="IGP-1")
    make_complaint(
        cast.kohsar, category="bribe", respondents=(Respondent(belt_no="igp-1"),), at=now
    )
    assert Complaint.objects.visible_to(igp).count() == 1


def test_who_it_is_about_is_said_later(cast, now):
    """From then on he finds no trace of it, and it moves above him."""
    hina = make_sdpo(cast)
    complaint = make_complaint(cast.kohsar, category="bribe", at=now)
    assert Complaint.objects.visible_to(hina).exists()
    complaint = actions.say_who(by=cast.dania, complaint=complaint, officer=hina, at=now)
    assert complaint.level == Level.DISTRICT
    plain = make_complaint(cast.kohsar, at=now)
    actions.assign(by=cast.bilal, complaint=plain, officer=cast.ayesha, at=now)
    plain = actions.say_who(by=hina, complaint=plain, officer=cast.ayesha, at=now)
    assert plain.assigned_to is None
    assert not Complaint.objects.visible_to(cast.ayesha).exists()
    with pytest.raises(Refused, match="named already"):
        actions.say_who(by=hina, complaint=plain, officer=cast.ayesha, at=now)


def test_a_post_that_changes_hands(cast, now):
    """The new head is named on what is sealed and open; the old one is out of reach."""
    complaint = make_complaint(cast.kohsar, category="sexual", at=now)
    yesterday = now.date() - timedelta(days=2)
    cast.ayesha.postings.update(until_on=yesterday, from_on=yesterday)
    nadia = make_officer("nadia", Role.SHO, station=cast.kohsar)
    gone = User.objects.get(pk=cast.ayesha.pk)
    assert not Complaint.objects.visible_to(gone).exists()
    assert not Complaint.objects.visible_to(nadia).exists()
    assert sealing.name_those_in_office(at=now) == 1
    assert Complaint.objects.visible_to(nadia).get() == complaint


def test_a_seal_is_lifted_and_a_name_taken_off(cast, now):
    """What was sealed by mistake comes out again; what its category seals does not."""
    hina = make_sdpo(cast)
    complaint = make_complaint(cast.kohsar, at=now)
    sealing.seal(by=cast.ayesha, complaint=complaint, sealed_as="juvenile", at=now)
    sealing.unname(by=cast.dania, complaint=complaint, officer=hina, at=now)
    assert not Complaint.objects.visible_to(hina).exists()
    sealing.lift(by=cast.dania, complaint=complaint, at=now)
    assert Complaint.objects.visible_to(cast.bilal).exists()
    other = make_complaint(cast.kohsar, category="sexual", at=now)
    with pytest.raises(Refused, match="category is sealed"):
        sealing.lift(by=cast.dania, complaint=other, at=now)


def test_moved_up_it_is_out_of_sight_below(cast, now):
    """The SDPO sees it until it is the district's."""
    hina = make_sdpo(cast)
    complaint = make_complaint(cast.kohsar, category="bribe", at=now)
    assert Complaint.objects.visible_to(hina).count() == 1
    complaint = actions.raise_level(by=cast.dania, complaint=complaint, words="Kin.", at=now)
    assert complaint.level == Level.DISTRICT
    assert Complaint.objects.visible_to(hina).count() == 0
    assert Complaint.objects.visible_to(cast.dania).count() == 1


def test_sealed_from_birth(cast, now):
    """The heads of its station and circle are named; whoever it is marked to, with that."""
    hina, io = make_sdpo(cast), make_io(cast)
    complaint = make_complaint(cast.kohsar, category="sexual", at=now)
    named = set(SealKey.objects.to(complaint).values_list("user__username", flat=True))
    assert named == {"ayesha", "hina", "dania"}
    stranger = make_officer("hamid", Role.DPO, district=cast.kohsar.circle.district)
    for officer, sees in (
        *((cast.ayesha, 1), (hina, 1), (cast.dania, 1)),
        *((io, 0), (cast.bilal, 0), (stranger, 0)),
    ):
        assert Complaint.objects.visible_to(officer).count() == sees, officer
    actions.assign(by=cast.ayesha, complaint=complaint, officer=io, at=now)
    assert Complaint.objects.visible_to(io).count() == 1
    assert all(complaint.category.name not in text.words for text in Text.objects.all())
    with pytest.raises(Refused, match="of use"):
        sealing.name_officer(by=hina, complaint=complaint, officer=cast.chaudhry, at=now)


def test_sealed_later(cast, now):
    """A plain complaint that turns out to be of a child disappears for the others."""
    complaint = make_complaint(cast.kohsar, at=now)
    assert Complaint.objects.visible_to(cast.bilal).count() == 1
    sealing.seal(by=cast.ayesha, complaint=complaint, sealed_as="juvenile", at=now)
    assert Complaint.objects.visible_to(cast.bilal).count() == 0
    assert Complaint.objects.visible_to(cast.ayesha).count() == 1
    assert Tally.objects.get().lodged == 0


def test_tallies_are_true(cast, now):
    """The database counts each act, by month, station, category and level."""
    first, second = (make_complaint(cast.kohsar, at=now) for _ in range(2))
    make_complaint(cast.kohsar, category="sexual", at=now)
    tally = Tally.objects.get()
    assert (tally.lodged, tally.closed) == (2, 0)
    close = {"reason": "false", "words": "No.", "late_because": "", "at": now}
    actions.close(by=cast.ayesha, complaint=first, **close)
    actions.convert(by=cast.ayesha, complaint=second, late_because="", at=now)
    actions.rate(complaint=first, rating=4, at=now)
    actions.object_to(complaint=first, words="No.", at=now)
    tally.refresh_from_db()
    counted = (tally.lodged, tally.closed, tally.converted, tally.rated, tally.rating_sum)
    assert counted == (2, 0, 1, 1, 4)


def test_a_vacant_post_is_no_hole(cast, now):
    """Without an SHO and an SDPO the district's head is named on what is sealed."""
    lonely = make_officer("lonely", Role.DPO, district=cast.clifton.circle.district)
    complaint = make_complaint(cast.clifton, category="sexual", at=now)
    assert set(SealKey.objects.to(complaint).values_list("user", flat=True)) == {lonely.pk}


def test_entries_are_written_once(cast, now):
    """Nobody changes the history, by whatever way."""
    from django.db import InternalError, transaction

    make_complaint(cast.kohsar, at=now)
    with pytest.raises(InternalError), transaction.atomic():
        Entry.objects.update(words="Something else")
    with pytest.raises(InternalError), transaction.atomic():
        Entry.objects.all().delete()
