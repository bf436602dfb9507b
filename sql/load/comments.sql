-- Comments on the schema, its tables and views, and their columns.

SELECT
    'SCHEMA' AS kind,
    NULL::name AS object_name,
    NULL::name AS column_name,
    obj_description(oid, 'pg_namespace') AS words
FROM pg_catalog.pg_namespace
WHERE oid = quote_ident(current_schema())::regnamespace

UNION ALL

SELECT
    CASE WHEN d.objsubid > 0 THEN 'COLUMN' WHEN c.relkind = 'r' THEN 'TABLE' ELSE 'VIEW' END AS kind,
    c.relname AS object_name,
    a.attname AS column_name,
    d.description AS words
FROM pg_catalog.pg_description AS d
INNER JOIN pg_catalog.pg_class AS c
    ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid
LEFT JOIN pg_catalog.pg_attribute AS a
    ON d.objoid = a.attrelid AND d.objsubid = a.attnum AND a.attnum > 0
WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND c.relkind IN ('r', 'v')

ORDER BY object_name, column_name
