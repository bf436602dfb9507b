-- id: first_visit_los_out_of_range
-- title: First stay shorter or longer than its condition allows
-- severity: error
-- description: The length of the first stay lies in the condition's range, such as 5 to 10 days for a
--   stroke.

SELECT
    v.visit_id,
    c.name AS condition_name,
    v.date_of_discharge - v.date_of_admission AS los_days,
    c.los_min,
    c.los_max
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE
    v.follow_up_of IS NULL
    AND v.date_of_discharge - v.date_of_admission NOT BETWEEN c.los_min AND c.los_max
ORDER BY v.visit_id
