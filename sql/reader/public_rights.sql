-- What every role of the server may do, because it is granted to PUBLIC: connect to databases, make temporary
-- tables, use and create in schemas of this database, make large objects, write into the write-ahead log. In
-- Postgres' own schemas nobody may create, so they are left out.

SELECT
    'DATABASE' AS kind,
    d.datname::text AS object_name,
    a.privilege_type AS privilege
FROM pg_catalog.pg_database AS d
CROSS JOIN LATERAL aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) AS a
WHERE a.grantee = 0 AND d.datallowconn

UNION ALL

SELECT
    'SCHEMA' AS kind,
    n.nspname::text AS object_name,
    a.privilege_type AS privilege
FROM pg_catalog.pg_namespace AS n
CROSS JOIN LATERAL aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) AS a
WHERE a.grantee = 0 AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'

UNION ALL

SELECT
    'FUNCTION' AS kind,
    p.oid::regprocedure::text AS object_name,
    a.privilege_type AS privilege
FROM pg_catalog.pg_proc AS p
CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
WHERE
    a.grantee = 0
    AND p.pronamespace = 'pg_catalog'::regnamespace
    AND p.proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'pg_logical_emit_message')

ORDER BY kind, object_name, privilege
