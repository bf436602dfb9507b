// What DBeaver and other programs on JDBC read of a schema: DatabaseMetaData of PostgreSQL's own driver.
// jdbc.py runs this file and compares its lines with the catalog.

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;

public class Introspection {
    public static void main(String[] arguments) throws SQLException {
        String schema = arguments[3];
        try (Connection connection = DriverManager.getConnection(arguments[0], arguments[1], arguments[2])) {
            DatabaseMetaData catalog = connection.getMetaData();
            print("table", catalog.getTables(null, schema, "%", new String[] {"TABLE", "VIEW"}),
                "TABLE_NAME", "TABLE_TYPE", "REMARKS");
            print("column", catalog.getColumns(null, schema, "%", "%"), "TABLE_NAME", "COLUMN_NAME", "REMARKS");
            ResultSet tables = catalog.getTables(null, schema, "%", new String[] {"TABLE"});
            while (tables.next()) {
                String table = tables.getString("TABLE_NAME");
                print("primary", catalog.getPrimaryKeys(null, schema, table), "TABLE_NAME", "COLUMN_NAME");
                print("foreign", catalog.getImportedKeys(null, schema, table),
                    "FKTABLE_NAME", "FKCOLUMN_NAME", "PKTABLE_NAME", "PKCOLUMN_NAME");
            }
        }
    }

    /** Prints a line for each row: the kind, and the values of the columns, with tabs between them. */
    private static void print(String kind, ResultSet rows, String... columns) throws SQLException {
        while (rows.next()) {
            StringBuilder line = new StringBuilder(kind);
            for (String column : columns) {
                line.append('\t').append(rows.getString(column));
            }
            System.out.println(line);
        }
    }
}
