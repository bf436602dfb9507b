-- The first thing that a stranger reads about the schema.

DO $$
BEGIN
    EXECUTE format(
        'COMMENT ON SCHEMA %I IS %L',
        current_schema(),
        'Star schema for BI tools: start here. fact_ tables are what happened, dim_ tables describe it, '
        || 'and each wide_ view is a fact with the words of its dimensions. A load makes it from the warehouse beside it.'
    );
END
$$;
