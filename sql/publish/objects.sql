-- All objects in the schema, and the settings of its tables and views. part_of is the object that it belongs
-- to. detail is the value of a setting, so that a changed value counts as another object. Objects that are
-- created and dropped with another object are not included: row and array types, the indexes and NOT NULL of
-- constraints, identity sequences, the rules of views. Grants and default privileges are not included,
-- because a reload carries them over. An extension is one object, without its members.

WITH relations AS (
    SELECT r.*
    FROM pg_catalog.pg_class AS r
    WHERE
        r.relnamespace = quote_ident(current_schema())::regnamespace
        AND NOT EXISTS (
            SELECT 1
            FROM pg_catalog.pg_depend AS d
            WHERE d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.deptype = 'e'
        )
)

SELECT
    CASE r.relkind
        WHEN 'r' THEN 'table'
        WHEN 'p' THEN 'table'
        WHEN 'f' THEN 'foreign table'
        WHEN 'v' THEN 'view'
        WHEN 'm' THEN 'materialized view'
        WHEN 'S' THEN 'sequence'
        ELSE 'index'
    END AS kind,
    r.relname AS object_name,
    t.relname AS part_of,
    NULL AS detail
FROM relations AS r
LEFT JOIN pg_catalog.pg_index AS i
    ON r.oid = i.indexrelid
LEFT JOIN pg_catalog.pg_class AS t
    ON i.indrelid = t.oid
WHERE
    r.relkind <> 'c'
    AND NOT EXISTS (
        SELECT 1
        FROM pg_catalog.pg_depend AS d
        WHERE
            d.classid = 'pg_class'::regclass
            AND d.objid = r.oid
            AND d.deptype = 'i'
            AND d.refclassid IN ('pg_class'::regclass, 'pg_constraint'::regclass)
    )

UNION ALL

SELECT
    'column' AS kind,
    c.attname AS object_name,
    t.relname AS part_of,
    NULL AS detail
FROM pg_catalog.pg_attribute AS c
INNER JOIN relations AS t
    ON c.attrelid = t.oid
WHERE
    t.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND c.attnum > 0
    AND NOT c.attisdropped

UNION ALL

SELECT
    'constraint' AS kind,
    c.conname AS object_name,
    coalesce(t.relname, y.typname) AS part_of,
    NULL AS detail
FROM pg_catalog.pg_constraint AS c
LEFT JOIN relations AS t
    ON c.conrelid = t.oid
LEFT JOIN pg_catalog.pg_type AS y
    ON c.contypid = y.oid
WHERE
    c.connamespace = quote_ident(current_schema())::regnamespace
    AND c.contype <> 'n'
    AND (c.conrelid = 0 OR t.oid IS NOT NULL)

UNION ALL

SELECT
    'trigger' AS kind,
    g.tgname AS object_name,
    t.relname AS part_of,
    NULL AS detail
FROM pg_catalog.pg_trigger AS g
INNER JOIN relations AS t
    ON g.tgrelid = t.oid
WHERE NOT g.tgisinternal

UNION ALL

SELECT
    'rule' AS kind,
    w.rulename AS object_name,
    t.relname AS part_of,
    NULL AS detail
FROM pg_catalog.pg_rewrite AS w
INNER JOIN relations AS t
    ON w.ev_class = t.oid
WHERE w.rulename <> '_RETURN'

UNION ALL

-- Everything else in a schema depends on it: functions, types, operators, collations, text search,
-- statistics, extensions, publications of all its tables, and what later versions of PostgreSQL will have.
SELECT
    o.type AS kind,
    replace(replace(o.identity, quote_ident(current_schema()) || '.', ''), 'pg_catalog.', '') AS object_name,
    NULL AS part_of,
    NULL AS detail
FROM pg_catalog.pg_depend AS d
CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, d.objsubid) AS o
WHERE
    d.refclassid = 'pg_namespace'::regclass
    AND d.refobjid = quote_ident(current_schema())::regnamespace
    AND d.classid NOT IN ('pg_class'::regclass, 'pg_default_acl'::regclass)
    AND NOT EXISTS (
        SELECT 1
        FROM pg_catalog.pg_depend AS e
        WHERE e.classid = d.classid AND e.objid = d.objid AND e.deptype = 'e'
    )

UNION ALL

SELECT
    'policy' AS kind,
    p.polname AS object_name,
    t.relname AS part_of,
    NULL AS detail
FROM pg_catalog.pg_policy AS p
INNER JOIN relations AS t
    ON p.polrelid = t.oid

UNION ALL

SELECT
    'row security of' AS kind,
    NULL AS object_name,
    relname AS part_of,
    NULL AS detail
FROM relations
WHERE relrowsecurity OR relforcerowsecurity

UNION ALL

SELECT
    'option' AS kind,
    o.option_name AS object_name,
    c.relname AS part_of,
    o.option_value AS detail
FROM relations AS c
CROSS JOIN LATERAL pg_options_to_table(c.reloptions) AS o

UNION ALL

SELECT
    'comment on' AS kind,
    NULL AS object_name,
    'the schema' AS part_of,
    obj_description(oid, 'pg_namespace') AS detail
FROM pg_catalog.pg_namespace
WHERE
    oid = quote_ident(current_schema())::regnamespace
    -- PostgreSQL itself has put this comment on the schema public.
    AND obj_description(oid, 'pg_namespace') <> 'standard public schema'

UNION ALL

SELECT
    'comment on' AS kind,
    a.attname AS object_name,
    c.relname AS part_of,
    d.description AS detail
FROM pg_catalog.pg_description AS d
INNER JOIN relations AS c
    ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid
LEFT JOIN pg_catalog.pg_attribute AS a
    ON d.objoid = a.attrelid AND d.objsubid = a.attnum AND a.attnum > 0

ORDER BY kind, part_of, object_name
