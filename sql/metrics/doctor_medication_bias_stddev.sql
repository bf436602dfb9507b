-- id: doctor_medication_bias_stddev
-- title: Doctors differ in prescribing, standard deviation
-- severity: warning
-- description: Standard deviation of the doctors' bias. n counts the doctors.
-- unit: probability
-- low: 0.038
-- high: 0.062
-- min_rows: 200
-- source: reference model: normal(0, .05) within .10

SELECT
    stddev_samp(medication_bias) AS value,
    count(*) AS n
FROM doctors
