-- id: log_encounter_mismatches
-- title: Event log unlike the encounters: arrival, admission, readiness, departure
-- severity: error
-- description: Without cancelled events, A04 says when a patient registered who was not admitted at once,
--   A01 or A06 when one was admitted, A16 when one was ready to leave, and A03 when and how one left, and
--   of which class. Reads what happened before yesterday, because an event can be recorded later than it
--   occurred.

WITH shown AS (
    SELECT
        encounter_id,
        'registered' AS event,
        registered_at AS at,
        NULL AS class,
        NULL AS disposition
    FROM encounters
    WHERE registered_at IS DISTINCT FROM admitted_at
    UNION ALL
    SELECT
        encounter_id,
        'admitted' AS event,
        admitted_at AS at,
        NULL AS class,
        NULL AS disposition
    FROM encounters
    UNION ALL
    SELECT
        encounter_id,
        'ready' AS event,
        ready_at AS at,
        NULL AS class,
        NULL AS disposition
    FROM encounters
    UNION ALL
    SELECT
        encounter_id,
        'left' AS event,
        left_at AS at,
        class,
        disposition
    FROM encounters
),

told AS (
    SELECT
        a.encounter_id,
        CASE a.trigger
            WHEN 'A04' THEN 'registered'
            WHEN 'A16' THEN 'ready'
            WHEN 'A03' THEN 'left'
            ELSE 'admitted'
        END AS event,
        a.occurred_at AS at,
        CASE WHEN a.trigger = 'A03' THEN a.class END AS class,
        a.disposition
    FROM adt_events AS a
    LEFT JOIN adt_events AS c ON a.event_key = c.cancels
    WHERE
        a.trigger IN ('A01', 'A03', 'A04', 'A06', 'A16')
        AND c.event_key IS NULL
),

compared AS (
    SELECT
        *,
        1 AS of_tables
    FROM shown
    UNION ALL
    SELECT
        *,
        -1 AS of_tables
    FROM told
)

SELECT
    encounter_id,
    event,
    at,
    class,
    disposition,
    sum(of_tables) AS only_in_tables
FROM compared
WHERE at < (SELECT d.today - 1 FROM current_dataset AS d)
GROUP BY encounter_id, event, at, class, disposition
HAVING sum(of_tables) <> 0
ORDER BY encounter_id, event
