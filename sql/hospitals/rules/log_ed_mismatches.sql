-- id: log_ed_mismatches
-- title: Event log unlike the stays in the emergency department
-- severity: error
-- description: The updates A08 say when a patient was triaged and how urgent the case is, when and at
--   which station the patient was placed, when a provider came, and what was decided. Reads what happened
--   before yesterday.

WITH shown AS (
    SELECT
        encounter_id,
        'triage' AS event,
        triaged_at AS at,
        esi,
        early_warning_score,
        NULL AS station_id,
        NULL AS decision
    FROM ed_stays
    UNION ALL
    SELECT
        encounter_id,
        'roomed' AS event,
        roomed_at AS at,
        NULL AS esi,
        NULL AS early_warning_score,
        station_id,
        NULL AS decision
    FROM ed_stays
    UNION ALL
    SELECT
        encounter_id,
        'provider' AS event,
        provider_at AS at,
        NULL AS esi,
        NULL AS early_warning_score,
        NULL AS station_id,
        NULL AS decision
    FROM ed_stays
    UNION ALL
    SELECT
        encounter_id,
        'decision' AS event,
        decision_at AS at,
        NULL AS esi,
        NULL AS early_warning_score,
        NULL AS station_id,
        decision
    FROM ed_stays
),

compared AS (
    SELECT
        *,
        1 AS of_tables
    FROM shown
    UNION ALL
    SELECT
        encounter_id,
        update AS event,
        occurred_at AS at,
        esi,
        early_warning_score,
        bed_id AS station_id,
        decision,
        -1 AS of_tables
    FROM adt_events
    WHERE update <> 'expected discharge'
)

SELECT
    encounter_id,
    event,
    at,
    sum(of_tables) AS only_in_tables
FROM compared
WHERE at < (SELECT d.today - 1 FROM current_dataset AS d)
GROUP BY encounter_id, event, at, esi, early_warning_score, station_id, decision
HAVING sum(of_tables) <> 0
ORDER BY encounter_id, event
