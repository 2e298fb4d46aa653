"""The log in months, each event linked into one of 64 hash chains when its act is committed.

Columns, lengths and defaults are those of 0001 and 0003; Django sees one table, as before.
"""

from django.db import migrations

#: Written out, not imported: what a migration did must not change with the code.
COLUMNS = (
    "id", "recorded_at", "at", "actor_id", "actor", "action", "target_type", "target_id", "target",
    "purpose", "purpose_kind", "case_ref", "outcome", "recipient", "detail", "request_id",
    "address", "session", "source",
)


NULLABLE = ("actor_id", "target_id", "address")
TEXTS = [
    column
    for column in COLUMNS
    if column not in ("id", "recorded_at", "at", "actor_id", "target_id", "address")
]


def _text(column):
    if column in ("recorded_at", "at"):
        return f"round(date_part('epoch', NEW.{column}) * 1000000)::bigint"
    name = "host(NEW.address)" if column == "address" else f"NEW.{column}"
    return f"coalesce({name}::text, E'\\x1e')" if column in NULLABLE else name


CANONICAL = (
    "concat_ws(E'\\x1f', "
    + ", ".join(map(_text, COLUMNS))
    + ", concat_ws(',', "
    + ", ".join(f"octet_length(NEW.{column}::text)" for column in TEXTS)
    + "))"
)

FORWARD = f"""
ALTER TABLE audit_event RENAME TO audit_event_before;
ALTER INDEX audit_event_target RENAME TO audit_event_before_target;
ALTER INDEX audit_event_actor RENAME TO audit_event_before_actor;
ALTER INDEX audit_event_newest RENAME TO audit_event_before_newest;
ALTER INDEX audit_event_action RENAME TO audit_event_before_action;
ALTER INDEX audit_event_pkey RENAME TO audit_event_before_pkey;

CREATE SEQUENCE audit_event_serial AS bigint;
CREATE TABLE audit_event (
    id bigint NOT NULL DEFAULT nextval('audit_event_serial'),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    at timestamptz NOT NULL,
    actor_id bigint,
    actor varchar(180) NOT NULL,
    action varchar(60) NOT NULL,
    target_type varchar(60) NOT NULL,
    target_id bigint,
    target varchar(180) NOT NULL,
    purpose varchar(200) NOT NULL,
    purpose_kind varchar(20) NOT NULL,
    case_ref varchar(80) NOT NULL,
    outcome varchar(10) NOT NULL,
    recipient varchar(120) NOT NULL,
    detail jsonb NOT NULL,
    request_id varchar(32) NOT NULL,
    address inet,
    session varchar(16) NOT NULL,
    source varchar(10) NOT NULL,
    PRIMARY KEY (id, recorded_at)
) PARTITION BY RANGE (recorded_at);
ALTER SEQUENCE audit_event_serial OWNED BY audit_event.id;
-- An event is never lost because nobody made its month.
CREATE TABLE audit_event_default PARTITION OF audit_event DEFAULT;

CREATE TABLE audit_head (
    chain smallint PRIMARY KEY,
    seq bigint NOT NULL,
    digest bytea NOT NULL
) WITH (fillfactor = 50);
INSERT INTO audit_head
    SELECT chain, 0, decode(repeat('00', 32), 'hex') FROM generate_series(0, 63) AS chain;
CREATE TABLE audit_link (
    chain smallint NOT NULL,
    seq bigint NOT NULL,
    event_id bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    version smallint NOT NULL,
    digest bytea NOT NULL,
    PRIMARY KEY (chain, seq)
);

CREATE FUNCTION audit_event_link() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    WITH linked AS (
        UPDATE audit_head
        SET seq = seq + 1, digest = sha256(digest || convert_to({CANONICAL}, 'UTF8'))
        WHERE chain = pg_backend_pid() % 64
        RETURNING chain, seq, digest
    )
    INSERT INTO audit_link (chain, seq, event_id, recorded_at, version, digest)
    SELECT chain, seq, NEW.id, NEW.recorded_at, 1, digest FROM linked;
    RETURN NULL;
END $$;
-- At commit: every lock of the act is held by then, so no order of locks can tie a knot, and a
-- chain is held no longer than the commit itself.
CREATE CONSTRAINT TRIGGER audit_event_linked AFTER INSERT ON audit_event
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_event_link();

CREATE FUNCTION audit_event_on_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF abs(extract(epoch FROM clock_timestamp() - NEW.recorded_at)) > 60 THEN
        RAISE EXCEPTION 'recorded_at is the clock of the database, not the application''s'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION audit_make_month(month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    name text := 'audit_event_' || to_char(month, 'YYYYMM');
BEGIN
    IF to_regclass(name) IS NOT NULL THEN RETURN false; END IF;
    EXECUTE format(
        'CREATE TABLE %I PARTITION OF audit_event FOR VALUES FROM (%L) TO (%L)',
        name, date_trunc('month', month::timestamp) AT TIME ZONE 'UTC',
        (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC'
    );
    EXECUTE format(
        'CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT'
        ' EXECUTE FUNCTION audit_event_refuse()', name || '_no_truncate', name
    );
    RETURN true;
END $$;

SELECT audit_make_month(month::date) FROM generate_series(
    (SELECT date_trunc('month', coalesce(min(recorded_at), now()) AT TIME ZONE 'UTC')
     FROM audit_event_before),
    date_trunc('month', now() AT TIME ZONE 'UTC') + interval '3 months',
    interval '1 month'
) AS month;
INSERT INTO audit_event SELECT
    id, recorded_at, at, actor_id, actor, action, target_type, target_id, target, purpose,
    purpose_kind, case_ref, outcome, recipient, detail, request_id, address, session, source
    FROM audit_event_before ORDER BY id;
SELECT setval('audit_event_serial', (SELECT coalesce(max(id), 0) + 1 FROM audit_event), false);
DROP TABLE audit_event_before;
-- Links of the copied events are due now: nothing may be altered while they wait.
SET CONSTRAINTS audit_event_linked IMMEDIATE;
SET CONSTRAINTS audit_event_linked DEFERRED;

CREATE INDEX audit_event_target ON audit_event (target_type, target_id, id DESC);
CREATE INDEX audit_event_actor ON audit_event (actor_id, id DESC);
CREATE INDEX audit_event_newest ON audit_event (recorded_at DESC, id DESC);
CREATE INDEX audit_event_action ON audit_event (action, recorded_at DESC, id DESC);
CREATE TRIGGER audit_event_on_time BEFORE INSERT ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_on_time();
CREATE TRIGGER audit_event_insert_only BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_refuse();
CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse();
CREATE TRIGGER audit_event_default_no_truncate BEFORE TRUNCATE ON audit_event_default
    FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse();
CREATE TRIGGER audit_link_insert_only BEFORE UPDATE OR DELETE ON audit_link
    FOR EACH ROW EXECUTE FUNCTION audit_event_refuse();
CREATE TRIGGER audit_link_no_truncate BEFORE TRUNCATE ON audit_link
    FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse();

"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_what_an_event_must_say")]
    operations = [migrations.RunSQL(FORWARD)]
