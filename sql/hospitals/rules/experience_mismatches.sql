-- id: experience_mismatches
-- title: Experience unlike the years in the profession
-- severity: error
-- description: junior has less than 5 years in the profession, senior 15 or more. A new row of employments
--   begins on the day on which that changes, but not during the contract of an agency.

WITH bands AS (
    SELECT
        e.staff_id,
        e.sequence,
        e.experience,
        s.profession_since,
        e.valid_from,
        CASE WHEN e.post_id IS NULL THEN e.valid_from ELSE coalesce(e.valid_to, d.today) END AS last_day,
        s.profession_since + interval '5 years' AS experienced_from,
        s.profession_since + interval '15 years' AS senior_from
    FROM employments AS e
    JOIN staff AS s USING (staff_id)
    CROSS JOIN current_dataset AS d
)

SELECT
    staff_id,
    sequence,
    experience,
    profession_since,
    valid_from
FROM bands
WHERE
    (experience = 'experienced' AND valid_from < experienced_from)
    OR (experience = 'senior' AND valid_from < senior_from)
    OR (experience = 'junior' AND greatest(valid_from, last_day) >= experienced_from)
    OR (experience = 'experienced' AND greatest(valid_from, last_day) >= senior_from)
ORDER BY staff_id, sequence
