-- Stays in the emergency department, rebuilt from their valid events. A patient departs for the first bed, or
-- leaves.

INSERT INTO new_ed_stays (
    encounter_id,
    arrived_at,
    triaged_at,
    esi,
    early_warning_score,
    station_id,
    roomed_at,
    provider_at,
    decision_at,
    decision, departed_at, triage_color
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
    min(occurred_at) FILTER (WHERE enters_bed OR trigger = 'A03') AS departed_at,
    max(triage_color) AS triage_color
FROM stay_events
GROUP BY encounter_id
HAVING bool_or(trigger = 'A04' AND class = 'emergency');

-- Rows that stay as they are are left alone. The work table was made LIKE this one: it has the same columns.
DELETE FROM ed_stays AS e
USING touched_encounters AS t
WHERE
    e.encounter_id = t.encounter_id
    AND NOT EXISTS (
        SELECT FROM new_ed_stays AS n
        WHERE n.encounter_id = e.encounter_id AND n.* IS NOT DISTINCT FROM e.*
    );

INSERT INTO ed_stays
SELECT * FROM new_ed_stays  -- noqa: AM04
ON CONFLICT (encounter_id) DO NOTHING;
