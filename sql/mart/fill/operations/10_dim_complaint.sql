-- Complaints.

INSERT INTO dim_complaint (complaint_key, complaint_name)
SELECT
    complaint_id AS complaint_key,
    name AS complaint_name
FROM complaints
UNION ALL
SELECT
    0 AS complaint_key,
    'None' AS complaint_name
