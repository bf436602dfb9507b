CREATE TEMPORARY TABLE failing AS
SELECT DISTINCT ON (table_name) change_id
FROM messy_changes
WHERE column_name IS NOT NULL
ORDER BY table_name ASC, change_id DESC;

UPDATE messy_changes
SET clean_value = concat(clean_value, '?')
WHERE change_id IN (SELECT p.change_id FROM failing AS p);
