-- Keys, foreign keys and indexes of the fact tables as the catalog defines them, in the order to restore
-- them: keys before the foreign keys that need them. NOT NULL and CHECK are left out: judging a row while it
-- is copied costs less than reading it once more. The index behind a key comes and goes with its constraint.

SELECT
    d.table_name,
    d.definition_name,
    d.kind,
    d.definition,
    d.is_valid,
    row_number() OVER (ORDER BY d.turn, d.table_name, d.definition_name)::integer AS restore_order
FROM (
    SELECT
        t.relname AS table_name,
        c.conname AS definition_name,
        'constraint' AS kind,
        pg_get_constraintdef(c.oid) AS definition,
        c.convalidated AS is_valid,
        CASE c.contype WHEN 'p' THEN 1 WHEN 'u' THEN 2 WHEN 'x' THEN 4 ELSE 5 END AS turn
    FROM pg_catalog.pg_constraint AS c
    INNER JOIN pg_catalog.pg_class AS t
        ON c.conrelid = t.oid
    WHERE
        t.relnamespace = quote_ident(current_schema())::regnamespace
        AND t.relname IN ('patients', 'visits', 'billing')
        AND c.contype IN ('p', 'u', 'f', 'x')
    UNION ALL
    SELECT
        t.relname AS table_name,
        n.relname AS definition_name,
        'index' AS kind,
        pg_get_indexdef(i.indexrelid, 0, TRUE) AS definition,
        i.indisvalid AS is_valid,
        3 AS turn
    FROM pg_catalog.pg_index AS i
    INNER JOIN pg_catalog.pg_class AS t
        ON i.indrelid = t.oid
    INNER JOIN pg_catalog.pg_class AS n
        ON i.indexrelid = n.oid
    WHERE
        t.relnamespace = quote_ident(current_schema())::regnamespace
        AND t.relname IN ('patients', 'visits', 'billing')
        AND NOT EXISTS (
            SELECT 1
            FROM pg_catalog.pg_constraint AS k
            WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x')
        )
) AS d
ORDER BY restore_order
