-- six doctors: each of the two figures is below its limit, above it, or exactly at it
CREATE TEMPORARY TABLE chosen AS
SELECT
    d.doctor_id,
    profile.*
FROM (SELECT doctor_id, row_number() OVER (ORDER BY doctor_id) AS place FROM doctors) AS d
JOIN (
    VALUES
    (1, -0.1501, 0.0, TRUE), (2, 0.1501, 0.0, TRUE), (3, 0.0, -0.1001, TRUE), (4, 0.0, 0.1001, TRUE),
    (5, -0.15, -0.1, FALSE), (6, 0.15, 0.1, FALSE)
) AS profile (place, style, bias, fails) USING (place);
CREATE TEMPORARY TABLE failing AS SELECT doctor_id FROM chosen WHERE fails;
UPDATE doctors AS d
SET same_day_style = chosen.style, medication_bias = chosen.bias
FROM chosen
WHERE d.doctor_id = chosen.doctor_id;
