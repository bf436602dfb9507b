-- All roles of the server, with what healthgen needs to know of its readers: the comment by which it knows
-- them, whether somebody gave them powers or other memberships, and whether they have settings here.

WITH powerful AS (
    SELECT oid AS role_oid
    FROM pg_catalog.pg_roles
    WHERE rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
),

memberships AS (
    SELECT
        m.member AS role_oid,
        array_agg(g.rolname::text ORDER BY g.rolname) AS group_names
    FROM pg_catalog.pg_auth_members AS m
    INNER JOIN pg_catalog.pg_roles AS g
        ON m.roleid = g.oid
    GROUP BY m.member
),

settings_here AS (
    SELECT s.setrole AS role_oid
    FROM pg_catalog.pg_db_role_setting AS s
    INNER JOIN pg_catalog.pg_database AS d
        ON s.setdatabase = d.oid
    WHERE d.datname = current_database()
)

SELECT
    r.rolname::text AS role_name,
    r.rolcanlogin AS can_login,
    shobj_description(r.oid, 'pg_authid') AS comment,
    exists(
        SELECT FROM powerful AS p
        WHERE p.role_oid = r.oid OR pg_has_role(r.oid, p.role_oid, 'MEMBER')
    ) AS has_powers,
    coalesce(m.group_names, '{}') AS member_of,
    s.role_oid IS NOT NULL AS has_settings
FROM pg_catalog.pg_roles AS r
LEFT JOIN memberships AS m
    ON r.oid = m.role_oid
LEFT JOIN settings_here AS s
    ON r.oid = s.role_oid
ORDER BY r.rolname
