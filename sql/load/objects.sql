-- Every object in the schema, with the object it is part of (NULL for those that stand alone).
-- Left out is what comes and goes with another: row and array types, the indexes and NOT NULL of constraints,
-- identity sequences, the rules behind views; and what is handed on: policies, default privileges.

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
    t.relname AS part_of
FROM pg_catalog.pg_class AS r
LEFT JOIN pg_catalog.pg_index AS i
    ON r.oid = i.indexrelid
LEFT JOIN pg_catalog.pg_class AS t
    ON i.indrelid = t.oid
WHERE
    r.relnamespace = quote_ident(current_schema())::regnamespace
    AND r.relkind <> 'c'
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
    t.relname AS part_of
FROM pg_catalog.pg_attribute AS c
INNER JOIN pg_catalog.pg_class AS t
    ON c.attrelid = t.oid
WHERE
    t.relnamespace = quote_ident(current_schema())::regnamespace
    AND t.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND c.attnum > 0
    AND NOT c.attisdropped

UNION ALL

SELECT
    'constraint' AS kind,
    c.conname AS object_name,
    coalesce(t.relname, y.typname) AS part_of
FROM pg_catalog.pg_constraint AS c
LEFT JOIN pg_catalog.pg_class AS t
    ON c.conrelid = t.oid
LEFT JOIN pg_catalog.pg_type AS y
    ON c.contypid = y.oid
WHERE
    c.connamespace = quote_ident(current_schema())::regnamespace
    AND c.contype <> 'n'

UNION ALL

SELECT
    'trigger' AS kind,
    g.tgname AS object_name,
    t.relname AS part_of
FROM pg_catalog.pg_trigger AS g
INNER JOIN pg_catalog.pg_class AS t
    ON g.tgrelid = t.oid
WHERE
    t.relnamespace = quote_ident(current_schema())::regnamespace
    AND NOT g.tgisinternal

UNION ALL

SELECT
    'rule' AS kind,
    w.rulename AS object_name,
    t.relname AS part_of
FROM pg_catalog.pg_rewrite AS w
INNER JOIN pg_catalog.pg_class AS t
    ON w.ev_class = t.oid
WHERE
    t.relnamespace = quote_ident(current_schema())::regnamespace
    AND w.rulename <> '_RETURN'

UNION ALL

-- Whatever else is in a schema depends on it: functions, types, operators, collations, text search,
-- statistics, extensions, publications of all its tables, and what later versions of Postgres will have.
SELECT
    o.type AS kind,
    replace(replace(o.identity, quote_ident(current_schema()) || '.', ''), 'pg_catalog.', '') AS object_name,
    NULL AS part_of
FROM pg_catalog.pg_depend AS d
CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, d.objsubid) AS o
WHERE
    d.refclassid = 'pg_namespace'::regclass
    AND d.refobjid = quote_ident(current_schema())::regnamespace
    AND d.classid NOT IN ('pg_class'::regclass, 'pg_default_acl'::regclass)

ORDER BY kind, part_of, object_name
