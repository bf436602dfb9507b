-- id: messy_changes_without_effect
-- title: Recorded fault that changes nothing
-- severity: error
-- description: Nobody can find a fault that does not change the cell.

SELECT
    change_id,
    table_name,
    row_key,
    column_name,
    kind,
    clean_value
FROM messy_changes
WHERE dirty_value = clean_value
ORDER BY change_id
