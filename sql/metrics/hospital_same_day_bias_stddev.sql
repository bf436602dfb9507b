-- id: hospital_same_day_bias_stddev
-- title: Hospitals differ in same-day discharges, standard deviation
-- severity: warning
-- description: Standard deviation of the hospitals' bias. n counts the hospitals.
-- unit: probability
-- low: 0.05
-- high: 0.09
-- min_rows: 100
-- source: reference model: normal(0, .075) within .15

SELECT
    stddev_samp(same_day_bias) AS value,
    count(*) AS n
FROM hospitals
