-- id: childbirth_first_visit_not_delivery
-- title: First childbirth visit without a delivery
-- severity: error
-- description: A patient's first childbirth visit is the delivery. Lactation support or a postpartum
--   checkup comes after it.

SELECT
    v.visit_id,
    v.patient_id,
    t.name AS treatment
FROM visits AS v
JOIN conditions AS c USING (condition_id)
JOIN treatments AS t USING (treatment_id)
WHERE
    c.name = 'Childbirth'
    AND v.follow_up_of IS NULL
    AND t.name NOT IN ('Delivery', 'Cesarean Section')
ORDER BY v.visit_id
