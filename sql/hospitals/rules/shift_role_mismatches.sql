-- id: shift_role_mismatches
-- title: Shift unlike its post or unlike the employment of the person
-- severity: error
-- description: A shift has the role of the person, with the licence of the post if the person is of another
--   team. It is in the unit of the post, unless the person was sent elsewhere (float). own means somebody of
--   the team of the post, agency somebody from an agency. Only nurses of units are in charge.

SELECT
    s.shift_id,
    s.staff_id,
    s.role,
    s.source
FROM shifts AS s
JOIN hospitals AS h USING (hospital_id)
JOIN posts AS p USING (post_id)
JOIN roles AS r ON s.role = r.role
JOIN roles AS n ON p.role = n.role
LEFT JOIN employments AS e
    ON
        s.staff_id = e.staff_id
        AND (s.planned_start AT TIME ZONE h.time_zone)::date >= e.valid_from
        AND ((s.planned_start AT TIME ZONE h.time_zone)::date <= e.valid_to) IS NOT FALSE
LEFT JOIN posts AS o ON e.post_id = o.post_id
WHERE
    s.role <> coalesce(e.role, p.role)
    OR (r.licence IS DISTINCT FROM n.licence AND o.team IS DISTINCT FROM p.team)
    OR (s.unit_id IS DISTINCT FROM p.unit_id AND s.source IS DISTINCT FROM 'float')
    OR (s.source = 'own' AND (o.team <> p.team OR o.unit_id IS DISTINCT FROM p.unit_id))
    OR (s.source = 'agency') <> (e.post_id IS NULL)
    OR (
        s.in_charge
        AND s.source <> 'float'
        AND p.team NOT IN ('ward nurses', 'emergency nurses', 'operating nurses')
    )
ORDER BY s.shift_id
