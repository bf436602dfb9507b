-- Sessions that lock out writers of a table or view of this schema, or wait for such a lock. Also sessions
-- that write into its load history or analyze it, because SHARE waits for them. Each session is shown with
-- the first such relation by name. A prepared transaction holds locks without a session, so its pid is NULL.

SELECT
    l.pid,
    a.application_name,
    a.state,
    a.usename AS user_name,
    min(c.relname::text) AS relation_name,
    CASE WHEN bool_or(l.granted) THEN 'has locked' ELSE 'waits to lock' END AS what
FROM pg_catalog.pg_locks AS l
INNER JOIN pg_catalog.pg_database AS d
    ON l.database = d.oid
INNER JOIN pg_catalog.pg_class AS c
    ON l.relation = c.oid
LEFT JOIN pg_catalog.pg_stat_activity AS a
    ON l.pid = a.pid
WHERE
    (
        l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
        OR (
            l.mode IN ('RowExclusiveLock', 'ShareUpdateExclusiveLock')
            AND c.relname IN ('datasets', 'validation_runs', 'validation_results')
        )
    )
    AND d.datname = current_database()
    AND c.relnamespace = quote_ident(current_schema())::regnamespace
    AND c.relkind IN ('r', 'v')
    AND l.pid IS DISTINCT FROM pg_backend_pid()
GROUP BY l.pid, a.application_name, a.state, a.usename
ORDER BY l.pid
