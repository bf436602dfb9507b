-- id: childbirth_age_out_of_range
-- title: Childbirth before 25 or after 50
-- severity: error
-- description: The model's mothers are 25 to 50 at every childbirth visit, the follow-up included.

SELECT
    v.visit_id,
    v.patient_id,
    v.age
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE
    c.name = 'Childbirth'
    AND v.age NOT BETWEEN 25 AND 50
ORDER BY v.visit_id
