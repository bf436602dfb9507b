-- Stays in the emergency department as the ADT log tells them. A patient departs for the first bed, or
-- leaves.

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
    min(occurred_at) FILTER (WHERE trigger = 'A04') AS arrived_at,
    min(occurred_at) FILTER (WHERE update = 'triage') AS triaged_at,
    max(esi) AS esi,
    max(early_warning_score) AS early_warning_score,
    max(bed_id) FILTER (WHERE update = 'roomed') AS station_id,
    min(occurred_at) FILTER (WHERE update = 'roomed') AS roomed_at,
    min(occurred_at) FILTER (WHERE update = 'provider') AS provider_at,
    min(occurred_at) FILTER (WHERE update = 'decision') AS decision_at,
    max(decision) AS decision,
    min(occurred_at) FILTER (
        WHERE trigger IN ('A02', 'A03') OR (trigger IN ('A01', 'A06') AND bed_id IS NOT NULL)
    ) AS departed_at
FROM valid
GROUP BY encounter_id
HAVING bool_or(trigger = 'A04' AND class = 'emergency')
ORDER BY encounter_id
