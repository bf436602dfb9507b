-- id: hospital_profiles_out_of_range
-- title: Hospital with a profile outside its limits
-- severity: error
-- description: The same-day bias of a hospital is -0.15 to 0.15, its late-payment multiplier 0.7 to 1.5, its
--   charge multiplier 0.9 to 1.2.

SELECT
    hospital_id,
    same_day_bias,
    late_payment_multiplier,
    charge_multiplier
FROM hospitals
WHERE
    same_day_bias NOT BETWEEN -0.15 AND 0.15
    OR late_payment_multiplier NOT BETWEEN 0.7 AND 1.5
    OR charge_multiplier NOT BETWEEN 0.9 AND 1.2
ORDER BY hospital_id
