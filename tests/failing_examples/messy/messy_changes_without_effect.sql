CREATE TEMPORARY TABLE failing AS
SELECT change_id
FROM messy_changes
WHERE kind = 'case' AND table_name = 'visits_flat'
ORDER BY change_id
LIMIT 1;

UPDATE messy_changes
SET dirty_value = clean_value
WHERE change_id IN (SELECT p.change_id FROM failing AS p);
