"""Indexes for the auditor's questions: one officer's days, one case, refusals, lists, looks."""

from django.db import migrations

FORWARD = """
CREATE INDEX audit_event_officer ON audit_event (actor_id, recorded_at DESC, id DESC);
CREATE INDEX audit_event_case ON audit_event (case_ref, recorded_at DESC, id DESC)
    WHERE case_ref <> '';
CREATE INDEX audit_event_not_done ON audit_event (outcome, recorded_at DESC, id DESC)
    WHERE outcome <> 'done';
CREATE INDEX audit_event_shown ON audit_event USING gin (detail jsonb_path_ops)
    WHERE detail ? 'records';
CREATE INDEX audit_event_looks ON audit_event (recorded_at, actor_id) WHERE detail ? 'nth_today';
"""
BACKWARD = """
DROP INDEX audit_event_looks;
DROP INDEX audit_event_shown;
DROP INDEX audit_event_not_done;
DROP INDEX audit_event_case;
DROP INDEX audit_event_officer;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0020_weekly_review")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
