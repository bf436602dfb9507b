-- Tables of the schema whose rows are kept from some of their readers, or for which policies wait to do so.

SELECT
    relname AS table_name,
    relrowsecurity AS is_enabled,
    relforcerowsecurity AS is_forced
FROM pg_catalog.pg_class
WHERE
    relnamespace = quote_ident(current_schema())::regnamespace
    AND relkind IN ('r', 'p')
    AND (relrowsecurity OR relforcerowsecurity)
ORDER BY table_name
