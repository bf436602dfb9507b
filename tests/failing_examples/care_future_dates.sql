-- implies: registered_after_origin

-- one patient registers, one leaves and one dies tomorrow; three others do so today, which is allowed
-- none of them has a visit, so that all visits are in care
CREATE TEMPORARY TABLE chosen AS
SELECT patient_id, row_number() OVER (ORDER BY patient_id) AS place
FROM patients
WHERE patient_id NOT IN (SELECT v.patient_id FROM visits AS v)
ORDER BY patient_id
LIMIT 6;
CREATE TEMPORARY TABLE failing AS SELECT patient_id FROM chosen WHERE place <= 3;
UPDATE patients AS p
SET
    registered_on = CASE chosen.place WHEN 1 THEN d.today + 1 WHEN 4 THEN d.today ELSE registered_on END,
    left_on = CASE chosen.place WHEN 2 THEN d.today + 1 WHEN 5 THEN d.today END,
    date_of_death = CASE chosen.place WHEN 3 THEN d.today + 1 WHEN 6 THEN d.today END
FROM chosen
CROSS JOIN current_dataset AS d
WHERE p.patient_id = chosen.patient_id;
