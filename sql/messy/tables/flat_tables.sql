-- A messy table for each flat view: the same name, columns and comments, but every column is text and may
-- be null. The messy schema is first on the search path, the schema of the views is second.

DO $$
DECLARE
    flat record;
    described record;
BEGIN
    FOR flat IN
        SELECT
            v.oid,
            v.relname,
            obj_description(v.oid, 'pg_class') AS words,
            string_agg(format('%I text', c.attname), ', ' ORDER BY c.attnum) AS columns
        FROM pg_catalog.pg_class AS v
        INNER JOIN pg_catalog.pg_attribute AS c
            ON v.oid = c.attrelid AND c.attnum > 0
        WHERE
            v.relnamespace = quote_ident((current_schemas(FALSE))[2])::regnamespace
            AND v.relname IN ('patients_flat', 'visits_flat', 'billing_flat')
        GROUP BY v.oid, v.relname
    LOOP
        EXECUTE format('CREATE TABLE %I (%s)', flat.relname, flat.columns);
        EXECUTE format(
            'COMMENT ON TABLE %I IS %L',
            flat.relname,
            'Messy copy: all columns are text, and some rows are in the table twice. messy_changes lists all faults. '
            || flat.words
        );
        FOR described IN
            SELECT
                c.attname,
                col_description(flat.oid, c.attnum) AS words
            FROM pg_catalog.pg_attribute AS c
            WHERE c.attrelid = flat.oid AND c.attnum > 0
        LOOP
            EXECUTE format('COMMENT ON COLUMN %I.%I IS %L', flat.relname, described.attname, described.words);
        END LOOP;
    END LOOP;
END
$$;

DO $$
BEGIN
    EXECUTE format(
        'COMMENT ON SCHEMA %I IS %L',
        current_schema(),
        'Messy text copies of the flat tables, created by healthgen for exercises: no row describes a real person.'
    );
END
$$
