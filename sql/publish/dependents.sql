-- Objects of other schemas that depend on the tables, views and functions of this schema:
-- views (through their rule), foreign keys, functions whose body is parsed SQL, publications, ...
-- They still depend on the schema after it is renamed, so they would be dropped with the old dataset.
-- Without MATERIALIZED, PostgreSQL 15 found our objects again for each row of pg_depend: up to half a minute.

WITH ours AS MATERIALIZED (
    SELECT
        'pg_class'::regclass AS classid,
        oid AS objid
    FROM pg_catalog.pg_class
    WHERE relnamespace = quote_ident(current_schema())::regnamespace
    UNION ALL
    SELECT
        'pg_proc'::regclass AS classid,
        oid AS objid
    FROM pg_catalog.pg_proc
    WHERE pronamespace = quote_ident(current_schema())::regnamespace
    UNION ALL
    SELECT
        'pg_type'::regclass AS classid,
        oid AS objid
    FROM pg_catalog.pg_type
    WHERE typnamespace = quote_ident(current_schema())::regnamespace
),

found AS MATERIALIZED (
    SELECT
        d.classid,
        d.objid,
        d.objsubid
    FROM pg_catalog.pg_depend AS d
    INNER JOIN ours AS o
        ON d.refclassid = o.classid AND d.refobjid = o.objid
    WHERE d.deptype IN ('n', 'a')
),

views AS (
    SELECT
        r.oid AS rule_oid,
        CASE v.relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END AS kind,
        format('%I.%I', n.nspname, v.relname) AS view_name
    FROM pg_catalog.pg_rewrite AS r
    INNER JOIN pg_catalog.pg_class AS v
        ON r.ev_class = v.oid
    INNER JOIN pg_catalog.pg_namespace AS n
        ON v.relnamespace = n.oid
    WHERE v.relkind IN ('v', 'm')
)

SELECT
    coalesce(v.kind || ' ' || v.view_name, pg_describe_object(d.classid, d.objid, d.objsubid)) AS dependent,
    CASE d.classid WHEN 'pg_publication_rel'::regclass THEN NULL ELSE a.names[1] END AS schema_name
FROM found AS d
LEFT JOIN views AS v
    ON d.classid = 'pg_rewrite'::regclass AND d.objid = v.rule_oid
CROSS JOIN LATERAL pg_identify_object_as_address(d.classid, d.objid, d.objsubid) AS a (kind, names, arguments)
WHERE
    a.kind <> 'domain constraint'
    -- An extension is named as an object of its schema. Its members and their parts go with it.
    AND NOT EXISTS (
        SELECT 1
        FROM pg_catalog.pg_depend AS e
        WHERE e.classid = d.classid AND e.objid = d.objid AND e.deptype = 'e'
    )
    AND NOT EXISTS (
        SELECT 1
        FROM pg_catalog.pg_depend AS p
        INNER JOIN pg_catalog.pg_depend AS e
            ON p.refclassid = e.classid AND p.refobjid = e.objid
        WHERE p.classid = d.classid AND p.objid = d.objid AND p.deptype IN ('a', 'i') AND e.deptype = 'e'
    )
    AND (a.names[1] <> current_schema() OR d.classid = 'pg_publication_rel'::regclass)
ORDER BY dependent
