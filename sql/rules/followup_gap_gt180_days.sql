-- id: followup_gap_gt180_days
-- title: Follow-up more than 180 days after the visit before it
-- severity: error
-- description: Care for a condition comes in a course that ends. A closed course never reopens.

SELECT
    f.visit_id,
    f.date_of_admission,
    v.visit_id AS visit_before,
    v.date_of_discharge AS discharge_before
FROM visits AS f
JOIN visits AS v ON f.follow_up_of = v.visit_id
WHERE f.date_of_admission - v.date_of_discharge > 180
ORDER BY f.visit_id
