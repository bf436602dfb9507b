-- id: hospital_charge_multiplier_stddev
-- title: Hospitals differ in charges, standard deviation
-- severity: warning
-- description: Standard deviation of the hospitals' multipliers. n counts the hospitals.
-- unit: multiplier
-- low: 0.07
-- high: 0.1
-- min_rows: 100
-- source: reference model: .9-1.2, evenly spread

SELECT
    stddev_samp(charge_multiplier) AS value,
    count(*) AS n
FROM hospitals
