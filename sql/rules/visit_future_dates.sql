-- id: visit_future_dates
-- title: Admission or discharge after today
-- severity: error
-- description: A planned stay is not a visit. Nothing in the dataset lies after its today.

SELECT
    visit_id,
    date_of_admission,
    date_of_discharge
FROM visits
WHERE greatest(date_of_admission, date_of_discharge) > (SELECT d.today FROM current_dataset AS d)
ORDER BY visit_id
