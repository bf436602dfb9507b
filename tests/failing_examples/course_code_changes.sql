-- Codes that only follow-ups have go to one-time second visits of five courses, and to one first visit. They are wrong
-- a day before the day from which they are allowed, and if they are only allowed after another code or for another
-- condition, whose follow-ups also have the code of the fifth course.
CREATE TEMPORARY TABLE chosen AS
SELECT
    row_number() OVER (ORDER BY v.visit_id) AS number,
    v.visit_id,
    f.condition_id,
    f.icd10_code,
    v.date_of_admission - f.date_of_admission AS days
FROM visits AS v
JOIN visits AS f ON v.follow_up_of = f.visit_id
WHERE f.follow_up_of IS NULL AND v.date_of_admission > f.date_of_admission
ORDER BY v.visit_id
LIMIT 5;
INSERT INTO chosen
SELECT 6, v.visit_id, v.condition_id, v.icd10_code, 0
FROM visits AS v
WHERE
    v.follow_up_of IS NULL
    AND NOT EXISTS (SELECT FROM visits AS later WHERE later.follow_up_of = v.visit_id)
ORDER BY v.visit_id
LIMIT 1;
CREATE TEMPORARY TABLE failing AS SELECT visit_id FROM chosen WHERE number IN (2, 4, 5, 6);
CREATE TEMPORARY TABLE elsewhere AS
SELECT min(n.condition_id) AS condition_id, c.icd10_code
FROM conditions AS n
JOIN chosen AS c ON c.number = 5
WHERE NOT EXISTS (
    SELECT FROM diagnosis_codes AS own WHERE own.condition_id = n.condition_id AND own.icd10_code = c.icd10_code
)
GROUP BY c.icd10_code;
INSERT INTO diagnosis_codes (condition_id, icd10_code, description, follow_up_only)
SELECT condition_id, 'U99.' || number, 'Invented', TRUE FROM chosen
UNION ALL
SELECT condition_id, 'U98', 'Invented', FALSE FROM chosen WHERE number = 4
UNION ALL
SELECT condition_id, icd10_code, 'Invented', TRUE FROM elsewhere
UNION ALL
SELECT condition_id, 'U99.5', 'Invented', TRUE FROM elsewhere;
INSERT INTO follow_up_codes (condition_id, icd10_code, follow_up_code, after_days)
SELECT condition_id, icd10_code, 'U99.' || number, days + CASE number WHEN 1 THEN 0 WHEN 2 THEN 1 ELSE -1 END
FROM chosen
WHERE number <= 3
UNION ALL
SELECT condition_id, 'U98', 'U99.4', 0 FROM chosen WHERE number = 4
UNION ALL
SELECT condition_id, icd10_code, 'U99.5', 0 FROM elsewhere;
UPDATE visits AS v SET icd10_code = 'U99.' || chosen.number FROM chosen WHERE v.visit_id = chosen.visit_id;
