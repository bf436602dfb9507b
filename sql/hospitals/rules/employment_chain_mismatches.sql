-- id: employment_chain_mismatches
-- title: Employments of a person that do not follow each other
-- severity: error
-- description: Employments are numbered in order from 1. The first one begins with hiring. A promotion or
--   a new band of experience ends one and begins the next on the following day: a promotion with another
--   role and post, a band with the same ones. Only people of agencies have contracts.

WITH chains AS (
    SELECT
        staff_id,
        sequence,
        post_id,
        role,
        valid_from,
        began_because,
        ended_because,
        row_number() OVER person AS number,
        lag(post_id) OVER person AS last_post,
        lag(role) OVER person AS last_role,
        lag(valid_to) OVER person AS last_day,
        lag(ended_because) OVER person AS last_end,
        lead(began_because) OVER person AS next_begin
    FROM employments
    WINDOW person AS (PARTITION BY staff_id ORDER BY valid_from, sequence)
)

SELECT
    c.staff_id,
    c.sequence,
    c.began_because,
    c.ended_because
FROM chains AS c
JOIN staff AS s USING (staff_id)
WHERE
    c.sequence <> c.number
    OR (c.began_because = 'hired' AND c.last_role IS NOT NULL)
    OR (c.began_because IN ('promoted', 'experience') AND c.began_because IS DISTINCT FROM c.last_end)
    OR (c.began_because IN ('promoted', 'experience') AND c.valid_from <> c.last_day + 1)
    OR (c.ended_because IN ('promoted', 'experience') AND c.ended_because IS DISTINCT FROM c.next_begin)
    OR (c.began_because = 'promoted' AND (c.role = c.last_role OR c.post_id = c.last_post))
    OR (c.began_because = 'experience' AND (c.role <> c.last_role OR c.post_id <> c.last_post))
    OR s.agency <> (c.began_because = 'agency contract')
    OR s.agency <> (c.ended_because = 'contract ended')
ORDER BY c.staff_id, c.sequence
