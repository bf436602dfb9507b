-- id: age_unfit_for_role
-- title: Person too young or too old for the role
-- severity: error
-- description: A person is old enough for a role when it begins, and 80 at most when it ends (or today).
--   Nobody learned a profession before the age of 16.

SELECT
    e.staff_id,
    e.sequence,
    e.role,
    s.date_of_birth,
    s.profession_since
FROM employments AS e
JOIN staff AS s USING (staff_id)
JOIN roles AS r USING (role)
CROSS JOIN current_dataset AS d
WHERE
    date_part('year', age(e.valid_from, s.date_of_birth)) < r.min_age
    OR date_part('year', age(coalesce(e.valid_to, d.today), s.date_of_birth)) > 80
    OR date_part('year', age(s.profession_since, s.date_of_birth)) < 16
ORDER BY e.staff_id, e.sequence
