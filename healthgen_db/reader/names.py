"""The names of the roles. Roles belong to a whole server, so the names contain the database and the schema."""

import hashlib
import json
import re

from healthgen_db.postgres.identifiers import IDENTIFIER_BYTES, quoted

PREFIX = "healthgen_reader"
MOST_LOGINS = 999
_NUMBER_BYTES = len(f"_{MOST_LOGINS}")
_DIGEST_DIGITS = 8


def group_name(database: str, schema: str) -> str:
    """Return the name of the group role. It needs no quotes, and two warehouses never have the same one."""
    plain = f"{PREFIX}_{database}_{schema}"
    longest = IDENTIFIER_BYTES - _NUMBER_BYTES
    # Database a_b with schema c must not have the same name as database a with schema b_c; and a schema class_01 must
    # not have the same name as a login of the schema class.
    clear = "_" not in database and re.search(r"_\d{2,3}$", schema) is None
    if clear and re.fullmatch("[a-z0-9_]+", plain) and len(plain) <= longest:
        return plain
    digest = hashlib.sha256(json.dumps([database, schema]).encode()).hexdigest()[:_DIGEST_DIGITS]
    cleaned = re.sub("[^a-z0-9_]+", "_", plain.lower())[: longest - 1 - _DIGEST_DIGITS]
    return f"{cleaned.rstrip('_')}_{digest}"


def login_name(group: str, number: int) -> str:
    """Return the name of a login of the group, such as healthgen_reader_healthgen_healthcare_01."""
    return f"{group}_{number:02d}"


def login_number(group: str, name: str) -> int | None:
    """Return the number of a login of the group; None for the name of another role."""
    found = re.fullmatch(rf"{re.escape(group)}_(\d{{2,3}})", name)
    return int(found[1]) if found else None


def group_mark(database: str, schema: str) -> str:
    """Return the comment of the group. A role with such a name and another comment is not healthgen's."""
    return f"Readers of schema {quoted(schema)} in database {quoted(database)}. Made by healthgen."


def login_mark(database: str, schema: str) -> str:
    """Return the comment of a login."""
    return f"Reads schema {quoted(schema)} in database {quoted(database)}. Made by healthgen."
