"""Names of schemas: how they are written in SQL, and which names PostgreSQL refuses."""

from psycopg import sql

# PostgreSQL shortens longer names to this size without an error.
IDENTIFIER_BYTES = 63


def quoted(name: str) -> str:
    """Return a name in double quotes, as an identifier in SQL."""
    return sql.Identifier(name).as_string()


def name_fault(schema: str) -> str | None:
    """Return the reason why a schema cannot have this name, or None if it can."""
    faults = {
        "the name is empty": not schema.strip(),
        "the name contains a NUL character": "\0" in schema,
        # Python decodes bytes of the command line that are not UTF-8 as surrogates, which cannot be sent.
        "the name is not text in UTF-8": any("\ud800" <= character <= "\udfff" for character in schema),
        "on a search path, this means the schema with the name of the user": schema == "$user",
        f"longer than {IDENTIFIER_BYTES} bytes": len(schema.encode("utf-8", "replace")) > IDENTIFIER_BYTES,
        "this name belongs to PostgreSQL itself": (
            schema.lower().startswith("pg_") or schema == "information_schema"
        ),
    }
    return next((fault for fault, found in faults.items() if found), None)
