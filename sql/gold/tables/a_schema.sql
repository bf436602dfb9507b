-- What the schema is for. The number of its layout is compared by healthgen.

DO $$
BEGIN
    EXECUTE format('COMMENT ON SCHEMA %I IS %L', current_schema(), 'KPIs of the hospitals, computed from silver. Layout 1.');
END
$$;
