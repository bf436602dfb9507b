"""A server of the user, given by --dsn or HEALTHGEN_DSN: whether it answers, and whether a load may use it."""

from healthgen_db.config.errors import HealthgenError
from healthgen_db.doctor.section import Section
from healthgen_db.postgres.connection import connect, pooled_sessions, server_version
from healthgen_db.systems import cores

# Newer servers probably work, but no test has run on them.
NEWEST_TESTED = 18
# The sessions of a load beside those of its workers.
BESIDE_WORKERS = 3
_NAME = "healthgen doctor"
# This session reads nothing but catalogs and settings.
_QUERY = """
SELECT
    pg_is_in_recovery() AS standby,
    current_setting('default_transaction_read_only') = 'on' AS reads_only,
    has_database_privilege(current_database(), 'CREATE') AS may_create,
    current_setting('max_connections') AS max_connections,
    (SELECT s.ssl FROM pg_stat_ssl AS s WHERE s.pid = pg_backend_pid()) AS encrypted
"""


def database_section(dsn: str) -> Section:
    """Return what the server says about itself. Host, user and password are left out."""
    section = Section("database")
    if not dsn.strip():
        section.off(
            "--dsn or HEALTHGEN_DSN is empty", "Give a libpq string, or unset it to use the embedded server."
        )
        return section
    try:
        with connect(dsn, application_name=_NAME, autocommit=True) as connection:
            row = connection.execute(_QUERY).fetchone()
            version = server_version(connection)
            major = connection.info.server_version // 10_000
        needed = cores() + BESIDE_WORKERS
        pooled = pooled_sessions(dsn, needed, application_name=_NAME)
    except HealthgenError as error:
        section.facts["answers"] = False
        section.off(str(error))
        return section
    standby, reads_only, may_create, most, encrypted = row or (None,) * 5
    section.facts = {
        "answers": True,
        "version": version,
        "through a pooler": pooled is not None,
        "may create schemas": may_create,
        "standby": standby,
        "encrypted": encrypted,
        "max_connections": most,
    }
    if standby or reads_only:
        section.off("the server is read-only", "Connect to the primary server, or to a role that may write.")
    if not may_create:
        section.off(
            "this role may not create schemas in this database",
            "Ask for: GRANT CREATE ON DATABASE ... TO ...; validate, status and export work without it.",
        )
    if pooled is not None and pooled < needed:
        section.off(
            f"the connection pooler gives {pooled} sessions at the same time, and a load with {cores()} workers needs"
            f" {needed}",
            "Raise its pool size (pgbouncer: default_pool_size)"
            + (", or use fewer --workers." if pooled > BESIDE_WORKERS else "."),
        )
    if major > NEWEST_TESTED:
        section.off(f"PostgreSQL {major} is newer than {NEWEST_TESTED}, the newest that was tested")
    return section
