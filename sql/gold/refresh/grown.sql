-- Tables of silver, the first schema of the search path, that have grown by half since they were last
-- analyzed. The planner would take them for small, and choose plans that are slow for many rows.

SELECT c.relname
FROM pg_catalog.pg_class AS c
WHERE
    c.relnamespace = to_regnamespace(quote_ident(current_schema()))
    AND c.relkind = 'r'
    AND pg_relation_size(c.oid) / current_setting('block_size')::integer > greatest(c.relpages, 8) * 1.5
ORDER BY c.relname
