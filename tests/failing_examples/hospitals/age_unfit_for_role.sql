-- One is a day too young, one will be, one is 81 on the last day, one on today, and one began to work at 15. Those
-- whose birthday it is are old enough, and 80 is allowed.
CREATE TEMPORARY TABLE failing AS
SELECT staff_id, sequence
FROM (
    VALUES
    (1000061, 1), (1000061, 2), (1000121, 1), (1000171, 1), (1000191, 1), (1000192, 1), (1000201, 2)
) AS f (staff_id, sequence);
UPDATE employments SET valid_from = '2022-12-31' WHERE staff_id = 1000171;
UPDATE staff SET date_of_birth = '1982-01-02' WHERE staff_id = 1000121;
UPDATE staff SET date_of_birth = '1944-03-05' WHERE staff_id = 1000191;
UPDATE staff SET date_of_birth = '2006-04-02', profession_since = '2023-04-01' WHERE staff_id = 1000192;
UPDATE staff SET date_of_birth = '1944-03-09' WHERE staff_id = 1000201;
UPDATE employments SET valid_from = '2006-01-01' WHERE staff_id = 1000061 AND sequence = 1;
UPDATE staff SET date_of_birth = '1983-01-01', profession_since = '1998-12-31' WHERE staff_id = 1000061;
UPDATE staff SET date_of_birth = '1944-03-10' WHERE staff_id = 1000202;
UPDATE staff SET date_of_birth = '1981-01-01', profession_since = '1997-01-01' WHERE staff_id = 1000071;
