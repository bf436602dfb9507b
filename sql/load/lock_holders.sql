-- Sessions of this database that hold an advisory lock, and its key.
-- pg_locks shows a 64-bit key as two halves, the upper one in classid, and objsubid 1.

SELECT
    l.pid,
    a.application_name,
    to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS TZ') AS since,
    (l.classid::bigint << 32) | l.objid::bigint AS lock_key
FROM pg_catalog.pg_locks AS l
INNER JOIN pg_catalog.pg_database AS d
    ON l.database = d.oid
LEFT JOIN pg_catalog.pg_stat_activity AS a
    ON l.pid = a.pid
WHERE
    l.locktype = 'advisory'
    AND l.granted
    AND l.objsubid = 1
    AND d.datname = current_database()
    AND l.pid <> pg_backend_pid()
ORDER BY l.pid
