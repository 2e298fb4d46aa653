import pytest, random
from django.test import Client
from complaints import steps
from complaints.drafts import Draft
from tests.complaints.test_complaints_lodging import answers, begun, page, walk, code
from tests.guards import bad_input
pytestmark = pytest.mark.django_db
BAD = [*bad_input.BAD, "24:00", "23:59:59.999999", "²", "½", "１２", "௧", "yes", "over", "3.5", "1,000.50", "0001-01-01", "9999-12-31", "0300-5550199", "34"]
def test_fuzz(cast, settings):
    settings.DEMO = True
    rnd = random.Random(7)
    client = begun(); client.raise_request_exception = True
    n = 0
    for category in ("robbery", "bribe"):
        client = begun()
        walk(client, answers(cast, category))
        answers0 = Draft.objects.latest("made_at")
        kept = answers0.answers_json
        for step in steps.STEPS:
            for bad in BAD:
                for _ in range(1):
                    Draft.objects.filter(pk=answers0.pk).update(answers_json=answers0.answers_json) if 0 else None
                    d = Draft.objects.get(pk=answers0.pk); d.answers_json = kept; d.save()
                    names = step.form.names()
                    good = answers(cast, category).get(step.slug, {})
                    sent = dict(good)
                    for name in rnd.sample(names, min(len(names), rnd.choice([1, 2, 9]))): sent[name] = bad
                    if rnd.random() < .1: sent["then"] = bad
                    if step.slug == "check": sent.pop("is_true", None)
                    client.post("/complaints/new/keep/", sent)
                    r = client.get(page(step.slug)); assert r.status_code in (200, 302)
                    r = client.get(page("check"), follow=True); assert r.status_code == 200; assert "<script>alert" not in r.text
                    d = Draft.objects.get(pk=answers0.pk); d.answers_json = kept; d.save()
                    r = client.post(page(step.slug), sent); assert r.status_code in (200, 302, 422), r.status_code
                    if r.status_code != 302: assert "<script>alert" not in r.text
                    r = client.get(page("check"), follow=True); assert r.status_code == 200
                    n += 1
    print(n)
