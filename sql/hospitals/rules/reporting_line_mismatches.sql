-- id: reporting_line_mismatches
-- title: Post that reports to another hospital, or to itself by way of others
-- severity: error
-- description: Each post of a hospital reports to a post of the same one, up to a post that reports to none.

WITH RECURSIVE led AS (
    SELECT
        post_id,
        hospital_id
    FROM posts
    WHERE reports_to IS NULL
    UNION
    SELECT
        p.post_id,
        p.hospital_id
    FROM posts AS p
    JOIN led AS l ON p.reports_to = l.post_id AND p.hospital_id = l.hospital_id
)

SELECT
    p.post_id,
    p.reports_to
FROM posts AS p
LEFT JOIN led AS l USING (post_id)
WHERE l.post_id IS NULL
ORDER BY p.post_id
