-- Identity columns of the schema's tables, and their sequences.

SELECT
    t.relname AS table_name,
    c.attname AS column_name,
    pg_get_serial_sequence(format('%I.%I', current_schema(), t.relname), c.attname) AS sequence_name
FROM pg_catalog.pg_class AS t
INNER JOIN pg_catalog.pg_attribute AS c
    ON t.oid = c.attrelid
WHERE
    t.relnamespace = quote_ident(current_schema())::regnamespace
    AND c.attidentity <> ''
    AND NOT c.attisdropped
ORDER BY table_name, column_name
