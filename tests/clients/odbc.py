"""ODBC, as Power BI, Tableau and Excel can use it: tables, keys and a query through psqlODBC.

apt-get install odbc-postgresql unixodbc
uv run --with pyodbc python -m tests.clients.odbc "$(uv run healthgen db url --reader)"
"""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pyodbc  # type: ignore[import-not-found]  # only for this script

from tests.clients.star import given, read_star

QUESTION = """
    SELECT payer_name, count(*) AS bills, sum(owed_usd) AS owed_usd
    FROM wide_bill GROUP BY payer_name ORDER BY owed_usd DESC
"""


def main() -> None:
    """Compare what ODBC's catalog functions say with the catalog, and ask a question."""
    url, schema = given(__doc__)
    star = read_star(url, schema)
    parts = urlsplit(url)
    connection = pyodbc.connect(
        driver="PostgreSQL Unicode",
        server=parts.hostname,
        port=parts.port,
        database=parts.path[1:],
        uid=parts.username,
        pwd=unquote(parts.password or ""),
    )
    cursor = connection.cursor()

    kinds = {row.table_name: row.table_type for row in cursor.tables(schema=schema)}
    assert kinds == dict.fromkeys(star.tables, "TABLE") | dict.fromkeys(star.views, "VIEW"), kinds
    print(f"SQLTables: {len(star.tables)} tables and {len(star.views)} views")

    columns = {
        (row.table_name, row.column_name): row.remarks
        for name in kinds
        for row in cursor.columns(table=name, schema=schema)
    }
    assert columns.keys() == star.columns.keys(), columns.keys() ^ star.columns.keys()
    told = sum(columns[name] == text for name, text in star.columns.items())
    print(f"SQLColumns: {len(columns)} columns; psqlODBC hands on the comments of {told}")

    keys = {
        table: [row.column_name for row in cursor.primaryKeys(table, schema=schema)] for table in star.tables
    }
    assert keys == {table: [column] for table, column in star.primary_keys.items()}, keys
    print(f"SQLPrimaryKeys: {len(keys)} keys of one column")

    found = {
        (row.fktable_name, row.fkcolumn_name, row.pktable_name, row.pkcolumn_name)
        for table in star.tables
        for row in cursor.foreignKeys(foreignTable=table, foreignSchema=schema)
    }
    assert found == star.foreign_keys, found ^ star.foreign_keys
    print(f"SQLForeignKeys: {len(found)} foreign keys")

    rows = cursor.execute(QUESTION).fetchall()
    assert rows, "no bill"
    print(
        f"a query finds {len(rows)} payers, such as {rows[0].payer_name}: {rows[0].owed_usd:,} US dollars owed"
    )
    try:
        cursor.execute("DELETE FROM fact_bill")
    except pyodbc.Error as error:
        print(f"a DELETE is refused: {error.args[1].splitlines()[0]}")
    else:
        raise AssertionError("the reader can delete rows")


if __name__ == "__main__":
    main()
