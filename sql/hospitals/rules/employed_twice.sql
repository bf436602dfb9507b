-- id: employed_twice
-- title: Person in two employments at a time, or post with two people
-- severity: error
-- description: A person has one employment at a time, and one person at a time holds a post.

WITH dated AS (
    SELECT
        staff_id,
        sequence,
        post_id,
        valid_from,
        max(coalesce(valid_to, 'infinity')) OVER (
            PARTITION BY staff_id
            ORDER BY valid_from, sequence
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS person_until,
        max(coalesce(valid_to, 'infinity')) OVER (
            PARTITION BY post_id
            ORDER BY valid_from, staff_id, sequence
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS post_until
    FROM employments
)

SELECT
    staff_id,
    sequence,
    post_id,
    valid_from
FROM dated
WHERE
    valid_from <= person_until
    OR (post_id IS NOT NULL AND valid_from <= post_until)
ORDER BY staff_id, sequence
