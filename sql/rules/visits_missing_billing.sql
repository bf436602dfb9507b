-- id: visits_missing_billing
-- title: Visit without a bill
-- severity: error
-- description: Every visit has one bill, and it enters the warehouse on the day of the bill. A foreign key
--   cannot ask for a row on the other side.

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
