-- eight hospitals: each of the three figures is below its limit, above it, or exactly at it
CREATE TEMPORARY TABLE chosen AS
SELECT
    h.hospital_id,
    profile.*
FROM (SELECT hospital_id, row_number() OVER (ORDER BY hospital_id) AS place FROM hospitals) AS h
JOIN (
    VALUES
    (1, -0.1501, 1.0, 1.0, TRUE), (2, 0.1501, 1.0, 1.0, TRUE), (3, 0.0, 0.6999, 1.0, TRUE),
    (4, 0.0, 1.5001, 1.0, TRUE), (5, 0.0, 1.0, 0.8999, TRUE), (6, 0.0, 1.0, 1.2001, TRUE),
    (7, -0.15, 0.7, 0.9, FALSE), (8, 0.15, 1.5, 1.2, FALSE)
) AS profile (place, bias, late, charge, fails) USING (place);
CREATE TEMPORARY TABLE failing AS SELECT hospital_id FROM chosen WHERE fails;
UPDATE hospitals AS h
SET same_day_bias = chosen.bias, late_payment_multiplier = chosen.late, charge_multiplier = chosen.charge
FROM chosen
WHERE h.hospital_id = chosen.hospital_id;
