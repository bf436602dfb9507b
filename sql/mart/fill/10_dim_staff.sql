-- People by employment. Doctors who are not in table staff (all of them without operations) have one row,
-- from the first possible admission on. The order of the numbers makes a doctor's key its doctor_id then.
-- employments.valid_to is the last day; here it is the day after, so that periods touch and never overlap.

INSERT INTO dim_staff (
    staff_key,
    staff_id,
    version,
    doctor_id,
    staff_name,
    staff_gender,
    staff_birth_date,
    profession_since_date,
    staff_group,
    staff_role,
    is_nurse,
    specialty_name,
    experience,
    fte,
    is_agency,
    home_hospital_name,
    home_department_name,
    home_unit_name,
    team,
    valid_from,
    valid_to,
    is_current,
    began_because,
    ended_because
)
WITH versions AS (
    SELECT
        s.staff_id,
        e.sequence AS version,
        s.doctor_id,
        coalesce(d.name, s.first_name || ' ' || s.last_name) AS staff_name,
        s.gender,
        s.date_of_birth,
        s.profession_since,
        r.staff_group,
        e.role,
        r.is_nurse,
        coalesce(p.name, 'None') AS specialty_name,
        e.experience,
        e.fte,
        s.agency AS is_agency,
        h.name AS home_hospital_name,
        coalesce(m.name, 'None') AS home_department_name,
        coalesce(u.name, 'None') AS home_unit_name,
        coalesce(o.team, 'None') AS team,
        e.valid_from,
        e.valid_to + 1 AS valid_to,
        e.began_because,
        coalesce(e.ended_because, 'None') AS ended_because
    FROM employments AS e
    JOIN staff AS s USING (staff_id)
    JOIN roles AS r USING (role)
    JOIN hospitals AS h ON e.hospital_id = h.hospital_id
    LEFT JOIN posts AS o USING (post_id)
    LEFT JOIN departments AS m ON o.department_id = m.department_id
    LEFT JOIN units AS u ON o.unit_id = u.unit_id
    LEFT JOIN doctors AS d ON s.doctor_id = d.doctor_id
    LEFT JOIN specialties AS p ON d.specialty_id = p.specialty_id
    UNION ALL
    SELECT
        NULL AS staff_id,
        1 AS version,
        d.doctor_id,
        d.name AS staff_name,
        'None' AS gender,
        NULL AS date_of_birth,
        NULL AS profession_since,
        'medical' AS staff_group,
        'Doctor' AS role,
        FALSE AS is_nurse,
        p.name AS specialty_name,
        'None' AS experience,
        NULL AS fte,
        FALSE AS is_agency,
        'None' AS home_hospital_name,
        'None' AS home_department_name,
        'None' AS home_unit_name,
        'None' AS team,
        c.start AS valid_from,
        NULL AS valid_to,
        'None' AS began_because,
        'None' AS ended_because
    FROM doctors AS d
    JOIN specialties AS p USING (specialty_id)
    CROSS JOIN current_dataset AS c
    WHERE NOT EXISTS (
        SELECT 1 FROM staff AS s
        WHERE s.doctor_id = d.doctor_id
    )
)

SELECT
    row_number() OVER (ORDER BY v.staff_id NULLS FIRST, v.doctor_id, v.version) AS staff_key,
    v.staff_id,
    v.version,
    v.doctor_id,
    v.staff_name,
    v.gender AS staff_gender,
    v.date_of_birth AS staff_birth_date,
    v.profession_since AS profession_since_date,
    v.staff_group,
    v.role AS staff_role,
    v.is_nurse,
    v.specialty_name,
    v.experience,
    v.fte,
    v.is_agency,
    v.home_hospital_name,
    v.home_department_name,
    v.home_unit_name,
    v.team,
    v.valid_from,
    v.valid_to,
    v.valid_from <= c.today AND (v.valid_to IS NULL OR c.today < v.valid_to) AS is_current,
    v.began_because,
    v.ended_because
FROM versions AS v
CROSS JOIN current_dataset AS c
UNION ALL
SELECT
    0 AS staff_key,
    NULL AS staff_id,
    0 AS version,
    NULL AS doctor_id,
    'None' AS staff_name,
    'None' AS staff_gender,
    NULL AS staff_birth_date,
    NULL AS profession_since_date,
    'None' AS staff_group,
    'None' AS staff_role,
    NULL AS is_nurse,
    'None' AS specialty_name,
    'None' AS experience,
    NULL AS fte,
    NULL AS is_agency,
    'None' AS home_hospital_name,
    'None' AS home_department_name,
    'None' AS home_unit_name,
    'None' AS team,
    NULL AS valid_from,
    NULL AS valid_to,
    NULL AS is_current,
    'None' AS began_because,
    'None' AS ended_because
