-- Options of the schema's tables, views and indexes, such as security_invoker or fillfactor.

SELECT
    CASE c.relkind WHEN 'r' THEN 'TABLE' WHEN 'v' THEN 'VIEW' ELSE 'INDEX' END AS kind,
    c.relname AS object_name,
    o.option_name,
    o.option_value
FROM pg_catalog.pg_class AS c
CROSS JOIN LATERAL pg_options_to_table(c.reloptions) AS o
WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND c.relkind IN ('r', 'v', 'i')
ORDER BY object_name, option_name
