-- Sessions in a transaction that has read this schema and keeps its first snapshot, such as that of pg_dump.
-- Its next statement would open the new tables, but its old snapshot shows none of their rows. Not included:
-- a transaction that takes a snapshot for each statement, because it has none while it is idle, and a
-- statement that is a transaction of its own, because it has opened all its tables already. The server shows
-- snapshots of other sessions only to members of their role and of pg_read_all_stats.

SELECT
    l.pid,
    a.application_name,
    a.state,
    a.usename AS user_name,
    'has a long transaction that reads' AS what,
    min(c.relname::text) AS relation_name
FROM pg_catalog.pg_locks AS l
INNER JOIN pg_catalog.pg_database AS d
    ON l.database = d.oid
INNER JOIN pg_catalog.pg_class AS c
    ON l.relation = c.oid
INNER JOIN pg_catalog.pg_stat_activity AS a
    ON l.pid = a.pid
WHERE
    l.granted
    AND a.backend_xmin IS NOT NULL
    AND (a.state <> 'active' OR a.xact_start < a.query_start)
    AND d.datname = current_database()
    AND c.relnamespace = quote_ident(current_schema())::regnamespace
    AND c.relkind IN ('r', 'v')
    AND l.pid <> pg_backend_pid()
GROUP BY l.pid, a.application_name, a.state, a.usename
ORDER BY l.pid
