-- id: same_day_not_allowed
-- title: First visit ends on its first day for a condition that needs a stay
-- severity: error
-- description: A first visit ends on its first day only if the condition allows it. Nobody starts
--   chemotherapy or the treatment of a stroke and goes home. Follow-ups may end on their first day.

SELECT
    v.visit_id,
    c.name AS condition_name,
    v.date_of_admission
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE
    v.follow_up_of IS NULL
    AND v.date_of_discharge = v.date_of_admission
    AND NOT c.same_day_possible
ORDER BY v.visit_id
