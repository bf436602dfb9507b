-- id: messy_clean_value_mismatches
-- title: Recorded clean value that is not in the flat view
-- severity: error
-- description: With the clean values of the record, users can restore the flat views. Reads the first 2,000
--   patients with their visits and bills; the tests compare whole tables.

WITH there AS (
    SELECT
        c.change_id,
        c.clean_value,
        to_jsonb(p) ->> c.column_name AS shown,
        p.patient_id IS NULL AS missing
    FROM messy_changes AS c
    LEFT JOIN patients_flat AS p
        ON c.row_key = p.patient_id AND p.patient_id <= 2000
    WHERE c.table_name = 'patients_flat' AND c.row_key <= 2000 AND c.column_name IS NOT NULL

    UNION ALL

    SELECT
        c.change_id,
        c.clean_value,
        to_jsonb(v) ->> c.column_name AS shown,
        v.visit_id IS NULL AS missing
    FROM messy_changes AS c
    LEFT JOIN visits_flat AS v
        ON c.row_key = v.visit_id AND v.visit_id <= 200099
    WHERE c.table_name = 'visits_flat' AND c.row_key <= 200099 AND c.column_name IS NOT NULL

    UNION ALL

    SELECT
        c.change_id,
        c.clean_value,
        to_jsonb(b) ->> c.column_name AS shown,
        b.billing_id IS NULL AS missing
    FROM messy_changes AS c
    LEFT JOIN billing_flat AS b
        ON c.row_key = b.billing_id AND b.billing_id <= 20009900
    WHERE c.table_name = 'billing_flat' AND c.row_key <= 20009900 AND c.column_name IS NOT NULL
)

SELECT
    change_id,
    clean_value,
    shown
FROM there
WHERE missing OR shown IS DISTINCT FROM clean_value
ORDER BY change_id
