-- id: leave_mismatches
-- title: Leave of absence outside of a stay, or return without a leave
-- severity: error
-- description: A patient in a bed goes on leave (A21) and comes back (A22), by turns, and is back before
--   being discharged.

WITH leaves AS (
    SELECT
        event_key,
        encounter_id,
        trigger,
        occurred_at,
        coalesce(lag(trigger) OVER events, 'A22') AS earlier,
        lead(trigger) OVER events IS NULL AS is_last
    FROM adt_events
    WHERE trigger IN ('A21', 'A22')
    WINDOW events AS (PARTITION BY encounter_id ORDER BY event_key)
)

SELECT
    l.event_key,
    l.encounter_id,
    l.trigger,
    l.occurred_at,
    e.admitted_at,
    e.left_at
FROM leaves AS l
JOIN encounters AS e USING (encounter_id)
WHERE
    l.trigger = l.earlier
    OR l.occurred_at < coalesce(e.admitted_at, 'infinity')
    OR l.occurred_at > e.left_at
    OR (l.is_last AND l.trigger = 'A21' AND e.left_at IS NOT NULL)
ORDER BY l.event_key
