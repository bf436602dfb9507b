"""The SQL statements that create the views, from their files: a header with comments, then one query."""

import re

from psycopg import sql
from sqlalchemy import TextClause, text

from healthgen_db.config.resources import resource

COMMENT_LINE = re.compile(r"^-- (?P<name>\w+): (?P<comment>.+)$", re.MULTILINE)


def view_clauses(view: str, *, replace: bool = False) -> list[TextClause]:
    """Return the statements that create the view, and its comment and those of its columns.

    replace: replace a view with the same columns. Privileges and views that depend on it stay.
    """
    header, query = _header_and_query(view)
    create = sql.SQL("CREATE OR REPLACE VIEW {} AS {}" if replace else "CREATE VIEW {} AS {}")
    statements = [create.format(sql.Identifier(view), sql.SQL(query))]
    for line in COMMENT_LINE.finditer(header):
        if line["name"] == view:
            template, name = "COMMENT ON VIEW {} IS {}", sql.Identifier(view)
        else:
            template, name = "COMMENT ON COLUMN {} IS {}", sql.Identifier(view, line["name"])
        statements.append(sql.SQL(template).format(name, sql.Literal(line["comment"])))
    # In SQLAlchemy's text(), a colon is the start of a parameter.
    return [text(statement.as_string().replace(":", r"\:")) for statement in statements]


def view_queries() -> dict[str, str]:
    """Return the query of every view, by name."""
    names = sorted(path.stem for path in resource("sql", "views").glob("*.sql"))
    return {name: _header_and_query(name)[1] for name in names}


def _header_and_query(view: str) -> tuple[str, str]:
    header, query = resource("sql", "views", f"{view}.sql").read_text(encoding="utf-8").split("\n\n", 1)
    return header, query.rstrip()
