CREATE TEMPORARY TABLE failing AS SELECT 'Flu' AS name;
UPDATE conditions SET late_unpaid_base = 0.07 WHERE name = 'Flu';
