-- Visits for each condition in each month.
WITH counts AS (
    SELECT
        condition_id,
        date_trunc('month', date_of_admission::timestamp)::date AS month,
        count(*) AS visits,
        count(*) - count(follow_up_of) AS first_visits
    FROM visits
    GROUP BY condition_id, date_trunc('month', date_of_admission::timestamp)
)

SELECT
    d.name AS condition,
    d.category,
    c.month,
    c.visits,
    c.first_visits
FROM counts AS c
JOIN conditions AS d USING (condition_id)
ORDER BY d.name, c.month
