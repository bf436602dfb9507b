-- How many nights visits lasted, by condition, for first visits and for follow-ups: one row for each
-- number of nights.

SELECT
    c.name AS condition,
    c.category,
    v.follow_up_of IS NOT NULL AS follow_up,
    v.date_of_discharge - v.date_of_admission AS nights,
    count(*) AS visits
FROM visits AS v
JOIN conditions AS c USING (condition_id)
GROUP BY c.condition_id, v.follow_up_of IS NOT NULL, v.date_of_discharge - v.date_of_admission
ORDER BY c.name, follow_up, nights
