-- id: cancellation_mismatches
-- title: Cancelling event that does not fit the event it cancels
-- severity: error
-- description: A11 cancels an admission, A12 a transfer and A13 a discharge, of the same encounter, after
--   it was recorded. An event is cancelled once.

WITH cancelling AS (
    SELECT
        event_key,
        trigger,
        encounter_id,
        recorded_at,
        cancels,
        lag(event_key) OVER (PARTITION BY cancels ORDER BY event_key) AS earlier
    FROM adt_events
    WHERE
        cancels IS NOT NULL
        OR trigger IN ('A11', 'A12', 'A13')
)

SELECT
    c.event_key,
    c.trigger,
    c.cancels,
    e.trigger AS cancelled_trigger
FROM cancelling AS c
LEFT JOIN adt_events AS e ON c.cancels = e.event_key
WHERE
    e.event_key IS NULL
    OR CASE c.trigger
        WHEN 'A11' THEN e.trigger NOT IN ('A01', 'A06')
        WHEN 'A12' THEN e.trigger <> 'A02'
        WHEN 'A13' THEN e.trigger <> 'A03'
        ELSE TRUE
    END
    OR c.encounter_id IS DISTINCT FROM e.encounter_id
    OR c.recorded_at < e.recorded_at
    OR c.earlier IS NOT NULL
ORDER BY c.event_key
