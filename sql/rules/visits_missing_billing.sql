-- id: visits_missing_billing
-- title: Visit without a bill
-- severity: error
-- description: Visits to bills is one to one, and a visit enters the warehouse on the day it is billed; no
--   foreign key can ask for a row on the other side.

WITH unbilled AS MATERIALIZED (
    SELECT v.visit_id
    FROM visits AS v
    LEFT JOIN billing AS b USING (visit_id)
    WHERE b.visit_id IS NULL
)

SELECT
    u.visit_id,
    v.patient_id,
    v.date_of_discharge
FROM unbilled AS u
JOIN visits AS v USING (visit_id)
ORDER BY u.visit_id
