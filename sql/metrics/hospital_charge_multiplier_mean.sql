-- id: hospital_charge_multiplier_mean
-- title: Hospitals differ in charges
-- severity: warning
-- description: Mean of the multiplier over hospitals; n counts the hospitals.
-- unit: multiplier
-- low: 1.02
-- high: 1.08
-- min_rows: 100
-- source: reference model: .9-1.2

SELECT
    avg(charge_multiplier) AS value,
    count(*) AS n
FROM hospitals
