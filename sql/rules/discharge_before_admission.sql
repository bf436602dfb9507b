-- id: discharge_before_admission
-- title: Discharge before the admission
-- severity: error
-- description: The length of stay would be negative.
-- enforced_by: ck_visits_discharge_after_admission

SELECT
    visit_id,
    date_of_admission,
    date_of_discharge
FROM visits
WHERE date_of_discharge < date_of_admission
ORDER BY visit_id
