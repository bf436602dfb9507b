-- id: doctor_same_day_style_stddev
-- title: Doctors differ in same-day discharges, standard deviation
-- severity: warning
-- description: Standard deviation of the doctors' style. n counts the doctors.
-- unit: probability
-- low: 0.055
-- high: 0.085
-- min_rows: 200
-- source: reference model: normal(0, .07) within .15

SELECT
    stddev_samp(same_day_style) AS value,
    count(*) AS n
FROM doctors
