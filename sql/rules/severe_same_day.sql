-- id: severe_same_day
-- title: Severe case discharged on the day of admission
-- severity: error
-- description: A severe case stays at least one night.
-- enforced_by: ck_visits_severe_not_same_day

SELECT
    visit_id,
    severity,
    date_of_admission,
    date_of_discharge
FROM visits
WHERE
    severity = 'Severe'
    AND date_of_discharge = date_of_admission
ORDER BY visit_id
