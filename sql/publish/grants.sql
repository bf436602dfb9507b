-- Privileges of all roles except the current one on the schema, its relations and their columns.
-- Owners are included, so that they keep their privileges after a reload by another role.
-- grantee is NULL for PUBLIC. column_name is NULL for privileges on the whole object.

WITH lists AS (
    SELECT
        'SCHEMA' AS kind,
        nspname AS object_name,
        NULL::name AS column_name,
        coalesce(nspacl, acldefault('n', nspowner)) AS privileges
    FROM pg_catalog.pg_namespace
    WHERE oid = quote_ident(current_schema())::regnamespace
    UNION ALL
    SELECT
        'SEQUENCE' AS kind,
        relname AS object_name,
        NULL AS column_name,
        coalesce(relacl, acldefault('s', relowner)) AS privileges
    FROM pg_catalog.pg_class
    WHERE relnamespace = quote_ident(current_schema())::regnamespace AND relkind = 'S'
    UNION ALL
    SELECT
        'TABLE' AS kind,
        relname AS object_name,
        NULL AS column_name,
        coalesce(relacl, acldefault('r', relowner)) AS privileges
    FROM pg_catalog.pg_class
    WHERE relnamespace = quote_ident(current_schema())::regnamespace AND relkind IN ('r', 'v', 'm', 'f', 'p')
    UNION ALL
    SELECT
        'TABLE' AS kind,
        t.relname AS object_name,
        c.attname AS column_name,
        c.attacl AS privileges
    FROM pg_catalog.pg_attribute AS c
    INNER JOIN pg_catalog.pg_class AS t
        ON c.attrelid = t.oid
    WHERE t.relnamespace = quote_ident(current_schema())::regnamespace AND NOT c.attisdropped
)

SELECT
    l.kind,
    l.object_name,
    l.column_name,
    r.rolname AS grantee,
    a.privilege_type AS privilege,
    a.is_grantable AS grantable
FROM lists AS l
CROSS JOIN LATERAL aclexplode(l.privileges) AS a
LEFT JOIN pg_catalog.pg_roles AS r
    ON a.grantee = r.oid
WHERE r.rolname IS DISTINCT FROM current_user
ORDER BY l.kind, l.object_name, l.column_name, grantee, privilege
