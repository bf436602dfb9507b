-- id: visits_before_start
-- title: Visit starts before the first possible admission of the dataset
-- severity: error
-- description: The hospitals open on the dataset's start. Every rate per year counts from there.

SELECT
    visit_id,
    date_of_admission
FROM visits
WHERE date_of_admission < (SELECT d.start FROM current_dataset AS d)
ORDER BY visit_id
