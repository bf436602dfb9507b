-- id: doctors_per_hospital
-- title: Doctors per hospital
-- severity: warning
-- description: All doctors divided by all hospitals; n counts the hospitals. Every state has at least the
--   published number for each of its hospitals.
-- unit: doctors
-- low: 4.7
-- high: 5.3
-- min_rows: 20
-- source: reference model: 1,200 doctors for 250 hospitals

SELECT
    (SELECT count(*) FROM doctors) / nullif(count(*), 0)::numeric AS value,
    count(*) AS n
FROM hospitals
