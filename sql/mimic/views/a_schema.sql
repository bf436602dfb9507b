-- The first thing that a stranger reads about the schema.

DO $$
BEGIN
    EXECUTE format(
        'COMMENT ON SCHEMA %I IS %L',
        current_schema(),
        'The hospitals as tables of MIMIC-IV, for queries written for it. They are views without keys: '
        || 'BI tools find keys in the warehouse and in its star (healthgen load --mart).'
    );
END
$$;
