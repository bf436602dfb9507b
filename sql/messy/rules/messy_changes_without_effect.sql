-- id: messy_changes_without_effect
-- title: Recorded fault that changes nothing
-- severity: error
-- description: A fault that leaves the cell as it is cannot be found, so nobody could score it.

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
