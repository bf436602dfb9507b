-- the last recorded fault of each table has another clean value
-- a patient with the last number that the rule reads, with a visit and a bill; the record says what the views show in
-- one column, which is right, and something else in another
-- further records are of a value that is missing, of rows that do not exist, and of rows that the rule does not read
INSERT INTO patients
SELECT (jsonb_populate_record(p, '{"patient_id": 2000}')).*
FROM patients AS p
WHERE p.patient_id = 1;
INSERT INTO visits
SELECT (jsonb_populate_record(v, '{"patient_id": 2000, "visit_id": 200099, "follow_up_of": null}')).*
FROM visits AS v
WHERE v.visit_id = (SELECT min(w.visit_id) FROM visits AS w);
INSERT INTO billing
SELECT (jsonb_populate_record(b, '{"patient_id": 2000, "visit_id": 200099, "billing_id": 20009900}')).*
FROM billing AS b
WHERE b.billing_id = (SELECT min(c.billing_id) FROM billing AS c);

CREATE TEMPORARY TABLE extra AS
SELECT
    -row_number() OVER () AS change_id,
    x.table_name,
    x.row_key,
    x.column_name,
    'typo' AS kind,
    x.clean_value,
    'x' AS dirty_value,
    x.fails
FROM (
    SELECT 'patients_flat' AS table_name, 2000 AS row_key, 'state' AS column_name, p.state AS clean_value, FALSE AS fails
    FROM patients AS p
    WHERE p.patient_id = 2000
    UNION ALL
    SELECT 'visits_flat', 200099, 'severity', v.severity, FALSE
    FROM visits AS v
    WHERE v.visit_id = 200099
    UNION ALL
    SELECT 'billing_flat', 20009900, 'payment_plan', b.payment_plan, FALSE
    FROM billing AS b
    WHERE b.billing_id = 20009900
    UNION ALL
    VALUES
    ('patients_flat', 2000, 'city', '?', TRUE),
    ('visits_flat', 200099, 'test_results', '?', TRUE),
    ('billing_flat', 20009900, 'payment_status', '?', TRUE),
    ('patients_flat', 2000, 'gender', NULL, TRUE),
    ('patients_flat', 1999, 'city', '?', TRUE),
    ('visits_flat', 199999, 'severity', '?', TRUE),
    ('billing_flat', 19999900, 'payment_plan', '?', TRUE),
    ('patients_flat', 2001, 'city', '?', FALSE),
    ('visits_flat', 200100, 'severity', '?', FALSE),
    ('billing_flat', 20009901, 'payment_plan', '?', FALSE),
    ('patients_flat', 2000, NULL, '?', FALSE)
) AS x;

CREATE TEMPORARY TABLE failing AS
SELECT DISTINCT ON (table_name) change_id
FROM messy_changes
WHERE column_name IS NOT NULL
ORDER BY table_name ASC, change_id DESC;

UPDATE messy_changes
SET clean_value = concat(clean_value, '?')
WHERE change_id IN (SELECT p.change_id FROM failing AS p);
INSERT INTO messy_changes
SELECT change_id, table_name, row_key, column_name, kind, clean_value, dirty_value FROM extra;
INSERT INTO failing SELECT change_id FROM extra WHERE fails;
