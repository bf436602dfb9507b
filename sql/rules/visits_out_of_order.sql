-- id: visits_out_of_order
-- title: Visit starts before the patient's previous visit ended
-- severity: error
-- description: The numbers of visits follow their dates, and nobody has two beds at once. A patient may
--   come back on the day of discharge.

WITH stays AS (
    SELECT
        visit_id,
        date_of_admission,
        lag(date_of_discharge) OVER (PARTITION BY patient_id ORDER BY visit_id) AS previous_discharge
    FROM visits
)

SELECT
    visit_id,
    date_of_admission,
    previous_discharge
FROM stays
WHERE date_of_admission < previous_discharge
ORDER BY visit_id
