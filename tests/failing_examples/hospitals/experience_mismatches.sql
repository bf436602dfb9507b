-- The band of an employment with its year in the profession at the beginning and at the end: one year off at each
-- limit, and more years off. Others are exactly at the limits. One without end is in the fifth year today.
CREATE TEMPORARY TABLE failing AS
SELECT staff_id, sequence
FROM (
    VALUES
    (1000011, 1), (1000012, 2), (1000013, 1), (1000014, 1), (1000021, 1), (1000022, 1), (1000023, 2), (1000024, 1),
    (1000034, 2), (1000171, 1), (1000192, 1)
) AS f (staff_id, sequence);
UPDATE staff AS s
SET profession_since = n.since
FROM (
    VALUES
    (1000011, date '1999-12-31'),
    (1000012, '2000-01-02'),
    (1000013, '2009-12-31'),
    (1000014, '2005-01-02'),
    (1000021, '1996-01-01'),
    (1000022, '2008-01-01'),
    (1000023, '2012-01-01'),
    (1000024, '2008-01-01'),
    (1000031, '2010-01-01'),
    (1000032, '2005-01-01'),
    (1000033, '1995-01-01'),
    (1000034, '2010-03-15'),
    (1000171, '2020-03-09'),
    (1000192, '2020-03-15')
) AS n (staff_id, since)
WHERE s.staff_id = n.staff_id;
DELETE FROM employments
WHERE (staff_id, sequence) IN (
    (1000013, 2), (1000014, 2), (1000022, 2), (1000024, 2), (1000031, 2), (1000032, 2), (1000023, 1), (1000012, 1), (1000034, 1)
);
UPDATE employments SET experience = 'junior' WHERE staff_id IN (1000013, 1000022, 1000031);
UPDATE employments SET experience = 'senior' WHERE staff_id = 1000033;
UPDATE employments SET valid_to = '2012-12-31' WHERE staff_id = 1000024;
UPDATE employments SET experience = 'experienced', valid_from = '2025-04-01' WHERE staff_id = 1000034;
UPDATE staff SET profession_since = '2010-03-01' WHERE staff_id = 1900001;
UPDATE employments SET experience = 'experienced' WHERE staff_id = 1900001;
