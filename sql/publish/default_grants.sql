-- Privileges that new objects in the schema get by default (ALTER DEFAULT PRIVILEGES IN SCHEMA), and whether
-- the current role may set them: a member of the role that does not inherit (NOINHERIT) may not.

SELECT
    o.rolname AS creator,
    CASE d.defaclobjtype
        WHEN 'r' THEN 'TABLES'
        WHEN 'S' THEN 'SEQUENCES'
        WHEN 'f' THEN 'FUNCTIONS'
        WHEN 'T' THEN 'TYPES'
    END AS kind,
    r.rolname AS grantee,
    a.privilege_type AS privilege,
    a.is_grantable AS grantable,
    pg_has_role(d.defaclrole, 'USAGE') AS may_set
FROM pg_catalog.pg_default_acl AS d
INNER JOIN pg_catalog.pg_roles AS o
    ON d.defaclrole = o.oid
CROSS JOIN LATERAL aclexplode(d.defaclacl) AS a
LEFT JOIN pg_catalog.pg_roles AS r
    ON a.grantee = r.oid
WHERE d.defaclnamespace = quote_ident(current_schema())::regnamespace
ORDER BY creator, kind, grantee, privilege
