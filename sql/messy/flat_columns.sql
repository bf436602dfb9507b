-- The columns of the flat views with their comments, in order: the messy tables are made after them.

SELECT
    v.relname AS table_name,
    obj_description(v.oid, 'pg_class') AS table_comment,
    c.attname AS column_name,
    col_description(v.oid, c.attnum) AS column_comment
FROM pg_catalog.pg_class AS v
INNER JOIN pg_catalog.pg_attribute AS c
    ON v.oid = c.attrelid
WHERE
    v.relnamespace = quote_ident(current_schema())::regnamespace
    AND v.relname IN ('patients_flat', 'visits_flat', 'billing_flat')
    AND c.attnum > 0
ORDER BY v.relname, c.attnum
