-- Encounters as the ADT log tells them. The README of this folder says which events count.

WITH valid AS (
    SELECT e.*
    FROM adt_events AS e
    WHERE
        e.trigger NOT IN ('A05', 'A11', 'A12', 'A13', 'A20')
        AND NOT EXISTS (
            SELECT FROM adt_events AS c
            WHERE c.cancels = e.event_key
        )
)

SELECT
    encounter_id,
    (array_agg(class ORDER BY event_key DESC) FILTER (WHERE class IS NOT NULL))[1] AS class,
    coalesce(
        min(occurred_at) FILTER (WHERE trigger = 'A04'),
        min(occurred_at) FILTER (WHERE trigger IN ('A01', 'A06'))
    ) AS registered_at,
    max(occurred_at) FILTER (WHERE trigger IN ('A01', 'A06')) AS admitted_at,
    max(occurred_at) FILTER (WHERE trigger = 'A16') AS ready_at,
    max(occurred_at) FILTER (WHERE trigger = 'A03') AS left_at,
    (
        array_agg(expected_discharge_on ORDER BY event_key DESC)
        FILTER (WHERE update = 'expected discharge')
    )[1] AS expected_discharge_on,
    max(disposition) AS disposition
FROM valid
GROUP BY encounter_id
ORDER BY encounter_id
