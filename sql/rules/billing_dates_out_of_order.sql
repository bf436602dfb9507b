-- id: billing_dates_out_of_order
-- title: Bill written before that of the patient's previous visit
-- severity: error
-- description: A patient's bills keep the order of the visits. So a later today only adds visits at the
--   end.

WITH bills AS (
    SELECT
        visit_id,
        billing_date,
        lag(billing_date) OVER (PARTITION BY patient_id ORDER BY visit_id) AS previous_date
    FROM billing
)

SELECT
    visit_id,
    billing_date,
    previous_date
FROM bills
WHERE billing_date < previous_date
ORDER BY visit_id
