-- Stays in emergency departments as silver should have them. The color comes with triage.

SELECT
    r.encounter_id,
    r.arrived_at,
    r.triaged_at,
    r.esi,
    r.early_warning_score,
    r.station_id,
    r.roomed_at,
    r.provider_at,
    r.decision_at,
    r.decision,
    r.departed_at,
    CASE WHEN r.triaged_at IS NOT NULL THEN s.triage_color END AS triage_color
FROM rebuilt_ed_stays AS r
LEFT JOIN sent_ed_stays AS s USING (encounter_id)
