-- id: doctor_profiles_out_of_range
-- title: Doctor with a style outside its limits
-- severity: error
-- description: The same-day style of a doctor is -0.15 to 0.15, the medication bias -0.10 to 0.10.

SELECT
    doctor_id,
    same_day_style,
    medication_bias
FROM doctors
WHERE same_day_style NOT BETWEEN -0.15 AND 0.15 OR medication_bias NOT BETWEEN -0.10 AND 0.10
ORDER BY doctor_id
