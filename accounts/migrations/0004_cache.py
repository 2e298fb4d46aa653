"""The cache is a table: used codes and rate limits outlive a restart and count for all processes."""

from django.db import migrations

FORWARD = """
CREATE TABLE accounts_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX accounts_cache_expires ON accounts_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_sessions_end_with_what_they_stood_on")]
    operations = [migrations.RunSQL(FORWARD, "DROP TABLE accounts_cache")]
