-- id: visits_missing_billing
-- title: Visit without a bill
-- severity: error
-- description: Visits to bills is one to one, and a visit enters the warehouse on the day it is billed; no
--   foreign key can ask for a row on the other side.

SELECT
    v.visit_id,
    v.patient_id,
    v.date_of_discharge
FROM visits AS v
LEFT JOIN billing AS b USING (visit_id)
WHERE b.visit_id IS NULL
ORDER BY v.visit_id
