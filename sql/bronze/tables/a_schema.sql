-- What the schema is for. The number of its layout is compared by healthgen.

DO $$
BEGIN
    EXECUTE format('COMMENT ON SCHEMA %I IS %L', current_schema(), 'Messages as they came, before anybody read them (healthgen ingest). Layout 1.');
END
$$;
