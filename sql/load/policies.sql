-- The policies of the schema's tables; their expressions call tables of this schema, and no others,
-- by their bare names.

SELECT
    t.relname AS table_name,
    p.polname AS policy_name,
    p.polpermissive AS is_permissive,
    CASE p.polcmd
        WHEN 'r' THEN 'SELECT'
        WHEN 'a' THEN 'INSERT'
        WHEN 'w' THEN 'UPDATE'
        WHEN 'd' THEN 'DELETE'
        ELSE 'ALL'
    END AS command,
    -- Nobody is PUBLIC, whose number is 0.
    (
        SELECT array_agg(r.rolname::text ORDER BY r.rolname)
        FROM pg_catalog.pg_roles AS r
        WHERE r.oid IN (SELECT unnest(p.polroles))
    ) AS roles,
    pg_get_expr(p.polqual, p.polrelid) AS using_expression,
    pg_get_expr(p.polwithcheck, p.polrelid) AS check_expression
FROM pg_catalog.pg_policy AS p
INNER JOIN pg_catalog.pg_class AS t
    ON p.polrelid = t.oid
WHERE t.relnamespace = quote_ident(current_schema())::regnamespace
ORDER BY table_name, policy_name
