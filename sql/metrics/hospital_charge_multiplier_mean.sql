-- id: hospital_charge_multiplier_mean
-- title: Charge multipliers of hospitals, mean
-- severity: warning
-- description: Mean of the hospitals' multipliers. n counts the hospitals.
-- unit: multiplier
-- low: 1.02
-- high: 1.08
-- min_rows: 100
-- source: reference model: .9-1.2

SELECT
    avg(charge_multiplier) AS value,
    count(*) AS n
FROM hospitals
