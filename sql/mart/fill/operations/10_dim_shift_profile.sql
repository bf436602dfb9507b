-- Combinations that occur in shifts. Plans are no facts, so their status has no row.
-- The order "C" is the same on every server.

INSERT INTO dim_shift_profile (
    shift_profile_key,
    shift_type,
    shift_starts,
    is_on_call,
    shift_role,
    shift_staff_group,
    is_nurse_shift,
    shift_source,
    shift_status
)
WITH profiles AS (
    SELECT DISTINCT
        shift_type,
        role,
        source,
        status
    FROM shifts
    WHERE status <> 'planned'
)

SELECT
    row_number() OVER (
        ORDER BY
            p.role COLLATE "C",
            p.shift_type COLLATE "C",
            p.source COLLATE "C" NULLS FIRST,
            p.status COLLATE "C"
    ) AS shift_profile_key,
    p.shift_type,
    to_char(t.starts, 'HH24:MI') AS shift_starts,
    t.on_call AS is_on_call,
    p.role AS shift_role,
    r.staff_group AS shift_staff_group,
    r.is_nurse AS is_nurse_shift,
    coalesce(p.source, 'None') AS shift_source,
    p.status AS shift_status
FROM profiles AS p
JOIN roles AS r USING (role)
JOIN shift_types AS t USING (shift_type)
UNION ALL
SELECT
    0 AS shift_profile_key,
    'None' AS shift_type,
    'None' AS shift_starts,
    NULL AS is_on_call,
    'None' AS shift_role,
    'None' AS shift_staff_group,
    NULL AS is_nurse_shift,
    'None' AS shift_source,
    'None' AS shift_status
