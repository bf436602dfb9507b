-- What the schema is for. The number of its layout is compared by healthgen.

DO $$
BEGIN
    EXECUTE format('COMMENT ON SCHEMA %I IS %L', current_schema(), 'What healthgen stream has sent, and the faults it added on purpose. Layout 1.');
END
$$;
