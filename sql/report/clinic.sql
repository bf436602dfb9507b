-- The visits of the clinic's flat table by age and gender. No rows if the dataset is not that of a clinic.
SELECT
    age,
    gender,
    count(*) AS visits,
    count(*) FILTER (WHERE follow_up) AS follow_ups
FROM clinic_visits
WHERE
    EXISTS (
        SELECT 1 FROM current_dataset AS d
        WHERE d.config ->> 'population' = 'clinic'
    )
GROUP BY age, gender
ORDER BY age, gender
