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

DELETE FROM ed_stays AS e
USING touched_encounters AS t
WHERE
    e.encounter_id = t.encounter_id
    AND NOT EXISTS (
        SELECT FROM new_ed_stays AS n
        WHERE n.encounter_id = t.encounter_id
    );

INSERT INTO ed_stays AS e (
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
    arrived_at,
    triaged_at,
    esi,
    early_warning_score,
    station_id,
    roomed_at,
    provider_at,
    decision_at,
    decision,
    departed_at,
    triage_color
FROM new_ed_stays
ON CONFLICT (encounter_id) DO UPDATE
    SET
        arrived_at = excluded.arrived_at,
        triaged_at = excluded.triaged_at,
        esi = excluded.esi,
        early_warning_score = excluded.early_warning_score,
        station_id = excluded.station_id,
        roomed_at = excluded.roomed_at,
        provider_at = excluded.provider_at,
        decision_at = excluded.decision_at,
        decision = excluded.decision,
        departed_at = excluded.departed_at,
        triage_color = excluded.triage_color
    WHERE e.* IS DISTINCT FROM excluded.*;
