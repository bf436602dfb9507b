-- id: childbirth_age_out_of_range
-- title: Childbirth before 25 or after 50
-- severity: error
-- description: Mothers are 25 to 50 years old at every childbirth visit, including the follow-up.

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
