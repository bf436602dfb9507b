-- id: los_prediction_mismatches
-- title: Prediction for somebody who was not an inpatient of the hospital at that moment
-- severity: error
-- description: A prediction is for an inpatient in the house, and hours_so_far are those since the admission.
--   A model predicts only what comes after all that it learned from. Earlier datasets had other encounters,
--   so only the predictions of the current dataset are checked.

SELECT
    p.model_id,
    p.encounter_id,
    p.predicted_at,
    m.as_of,
    e.class,
    e.admitted_at,
    e.left_at,
    p.hours_so_far
FROM current_dataset AS c
JOIN los_predictions AS p ON c.dataset_id = p.dataset_id
JOIN los_models AS m USING (model_id)
LEFT JOIN encounters AS e USING (encounter_id)
WHERE
    p.predicted_at < m.as_of
    OR e.encounter_id IS NULL
    OR e.class <> 'inpatient'
    OR p.hospital_id <> e.hospital_id
    OR p.predicted_at >= e.left_at
    OR p.predicted_at < e.admitted_at
    OR trunc(extract(EPOCH FROM p.predicted_at - e.admitted_at) / 60 - p.hours_so_far::numeric * 60) <> 0
ORDER BY p.model_id, p.encounter_id, p.predicted_at
