-- The nurses 11 to 24 have numbers with a gap and from 0, are hired twice, begin a band after another end, too early
-- and too late, without the row before it, or never. 31 to 44 are promoted for no end, after an end and never, in the
-- same role, at the same post. 51 to 54 begin a band with another role or post. 61 to 64 have a contract, the end of
-- one, a promotion after another end and one too late. One of an agency is hired. 71 and 72 are right.
CREATE TEMPORARY TABLE failing AS
SELECT staff_id, sequence
FROM (
    VALUES
    (1000011, 3), (1000012, 0), (1000012, 1), (1000013, 2), (1000014, 2), (1000021, 2), (1000022, 2), (1000023, 1),
    (1000024, 1), (1000031, 1), (1000031, 2), (1000032, 2), (1000041, 1), (1000042, 2), (1000043, 2), (1000051, 2),
    (1000052, 2), (1000053, 2), (1000054, 2), (1000061, 1), (1000062, 2), (1000063, 2), (1000064, 2), (1900001, 1)
) AS f (staff_id, sequence);
UPDATE employments SET sequence = 3 WHERE staff_id = 1000011 AND sequence = 2;
UPDATE employments SET sequence = sequence - 1 WHERE staff_id = 1000012;
UPDATE employments SET began_because = 'hired' WHERE staff_id = 1000013 AND sequence = 2;
UPDATE employments
SET ended_because = 'resigned'
WHERE staff_id IN (1000013, 1000014, 1000032, 1000063) AND sequence = 1;
UPDATE employments SET valid_to = '2014-12-30' WHERE staff_id IN (1000021, 1000064) AND sequence = 1;
UPDATE employments SET valid_to = '2015-01-01' WHERE staff_id = 1000022 AND sequence = 1;
DELETE FROM employments
WHERE (staff_id, sequence) IN ((1000023, 1), (1000024, 2), (1000041, 2));
UPDATE employments SET sequence = 1 WHERE staff_id = 1000023;
UPDATE employments
SET ended_because = 'promoted'
WHERE staff_id IN (1000031, 1000041, 1000042, 1000043, 1000064, 1000071) AND sequence = 1;
UPDATE employments
SET began_because = 'promoted'
WHERE staff_id IN (1000032, 1000042, 1000043, 1000063, 1000064, 1000071) AND sequence = 2;
UPDATE employments
SET role = 'Nurse manager', post_id = 100181
WHERE staff_id IN (1000032, 1000063, 1000064) AND sequence = 2;
UPDATE employments SET role = 'Nurse manager' WHERE staff_id IN (1000042, 1000051) AND sequence = 2;
UPDATE employments SET role = 'Nurse manager' WHERE staff_id = 1000052 AND sequence = 1;
UPDATE employments SET post_id = 100181 WHERE staff_id IN (1000043, 1000053) AND sequence = 2;
UPDATE employments SET post_id = 100181 WHERE staff_id = 1000054 AND sequence = 1;
UPDATE employments SET role = 'Anesthesiologist', post_id = 100061 WHERE staff_id = 1000071 AND sequence = 1;
UPDATE employments SET began_because = 'agency contract' WHERE staff_id = 1000061 AND sequence = 1;
UPDATE employments SET ended_because = 'contract ended' WHERE staff_id = 1000062 AND sequence = 2;
UPDATE employments SET ended_because = 'resigned' WHERE staff_id = 1000072 AND sequence = 2;
UPDATE employments SET began_because = 'hired' WHERE staff_id = 1900001;
