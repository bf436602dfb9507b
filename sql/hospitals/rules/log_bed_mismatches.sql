-- id: log_bed_mismatches
-- title: Event log unlike the stays in beds
-- severity: error
-- description: Without cancelled events, A01, A06 and A02 name the bed that a patient enters, and A14 and
--   A15 say when it was requested. Some requests are still open, or remain without a bed. Reads what
--   happened before yesterday.

WITH compared AS (
    SELECT
        encounter_id,
        'entered' AS event,
        entered_at AS at,
        bed_id,
        1 AS of_tables
    FROM bed_stays
    UNION ALL
    SELECT
        encounter_id,
        'requested' AS event,
        requested_at AS at,
        NULL AS bed_id,
        1 AS of_tables
    FROM bed_stays
    UNION ALL
    SELECT
        a.encounter_id,
        CASE WHEN a.trigger IN ('A14', 'A15') THEN 'requested' ELSE 'entered' END AS event,
        a.occurred_at AS at,
        a.bed_id,
        -1 AS of_tables
    FROM adt_events AS a
    LEFT JOIN adt_events AS c ON a.event_key = c.cancels
    WHERE
        c.event_key IS NULL
        AND (
            (a.trigger IN ('A01', 'A02', 'A06') AND a.bed_id IS NOT NULL)
            OR a.trigger IN ('A14', 'A15')
        )
)

SELECT
    encounter_id,
    event,
    at,
    bed_id,
    sum(of_tables) AS only_in_tables
FROM compared
WHERE at < (SELECT d.today - 1 FROM current_dataset AS d)
GROUP BY encounter_id, event, at, bed_id
HAVING CASE event WHEN 'entered' THEN sum(of_tables) <> 0 ELSE sum(of_tables) > 0 END
ORDER BY encounter_id, event
