-- id: patient_state_differs_from_hospital_state
-- title: Patient treated outside the home state
-- severity: error
-- description: Nationwide, every patient's hospitals lie in the patient's state, because few plans pay for
--   care elsewhere. Around one hospital, some patients are asked to come from elsewhere (see
--   local_share_gap_pct).

SELECT
    v.visit_id,
    v.patient_id,
    p.state AS patient_state,
    h.state AS hospital_state
FROM visits AS v
JOIN patients AS p USING (patient_id)
JOIN hospitals AS h USING (hospital_id)
WHERE
    p.state <> h.state
    AND NOT (SELECT coalesce((d.config ->> 'single_hospital')::boolean, FALSE) FROM current_dataset AS d)
ORDER BY v.visit_id
