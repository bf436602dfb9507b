-- id: hospital_late_payment_stddev
-- title: Hospitals differ in late payment, standard deviation
-- severity: warning
-- description: Standard deviation of the hospitals' multipliers. n counts the hospitals.
-- unit: multiplier
-- low: 0.16
-- high: 0.30
-- min_rows: 100
-- source: reference model: lognormal(0, .25) within .7-1.5

SELECT
    stddev_samp(late_payment_multiplier) AS value,
    count(*) AS n
FROM hospitals
