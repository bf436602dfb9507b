-- Logins that may connect to this database only because PUBLIC may: superusers and owners need no grant.

SELECT r.rolname::text AS role_name
FROM pg_catalog.pg_roles AS r
CROSS JOIN pg_catalog.pg_database AS d
WHERE
    d.datname = current_database()
    AND r.rolcanlogin
    AND NOT r.rolsuper
    AND NOT pg_has_role(r.oid, d.datdba, 'USAGE')
    AND NOT EXISTS (
        SELECT 1
        FROM aclexplode(d.datacl) AS a
        WHERE
            a.privilege_type = 'CONNECT'
            AND CASE WHEN a.grantee = 0 THEN FALSE ELSE pg_has_role(r.oid, a.grantee, 'USAGE') END
    )
ORDER BY role_name
