-- What the schema is for. The number of its layout is compared by healthgen.

DO $$
BEGIN
    EXECUTE format('COMMENT ON SCHEMA %I IS %L', current_schema(), 'Encounters, stays and events as the messages in bronze tell them. Layout 1.');
END
$$;
