-- Keys, foreign keys and indexes of the tables that a load fills, in the order to restore them: keys before
-- the foreign keys that need them. NOT NULL and CHECK are not included, because checking a row while it is
-- copied costs less than reading it again later. The index of a key is not included, because it is created
-- and dropped with its constraint. Foreign keys of other tables that refer to these tables are included,
-- because they depend on the keys. The setting healthgen.tables has the names of the tables:
-- SELECT set_config('healthgen.tables', '{patients,visits,billing}', FALSE).

WITH found AS (
    SELECT
        c.conrelid AS table_oid,
        c.conname AS constraint_name,
        'constraint' AS kind,
        pg_get_constraintdef(c.oid) AS definition,
        c.convalidated AS is_valid,
        CASE c.contype WHEN 'p' THEN 1 WHEN 'u' THEN 2 WHEN 'x' THEN 4 ELSE 5 END AS turn,
        format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname) AS drop_statement
    FROM pg_catalog.pg_constraint AS c
    WHERE
        (
            c.conrelid IN (SELECT unnest(current_setting('healthgen.tables')::regclass[]))
            AND c.contype IN ('p', 'u', 'f', 'x')
        )
        OR c.confrelid IN (SELECT unnest(current_setting('healthgen.tables')::regclass[]))

    UNION ALL

    SELECT
        i.indrelid AS table_oid,
        n.relname AS constraint_name,
        'index' AS kind,
        pg_get_indexdef(i.indexrelid, 0, TRUE) AS definition,
        i.indisvalid AS is_valid,
        3 AS turn,
        format('DROP INDEX %s', i.indexrelid::regclass) AS drop_statement
    FROM pg_catalog.pg_index AS i
    INNER JOIN pg_catalog.pg_class AS n
        ON i.indexrelid = n.oid
    WHERE
        i.indrelid IN (SELECT unnest(current_setting('healthgen.tables')::regclass[]))
        AND NOT EXISTS (
            SELECT 1
            FROM pg_catalog.pg_constraint AS k
            WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x')
        )
)

SELECT
    table_oid::regclass::text AS table_name,
    constraint_name,
    kind,
    definition,
    row_number() OVER (ORDER BY turn, table_oid::regclass::text, constraint_name)::integer AS restore_order,
    is_valid,
    drop_statement
FROM found
ORDER BY restore_order
