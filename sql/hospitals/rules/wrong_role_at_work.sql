-- id: wrong_role_at_work
-- title: Act of somebody whose role or licence is not for it
-- severity: error
-- description: Surgeons operate, registered nurses do triage and nursing, emergency physicians, physician
--   assistants and nurse practitioners see patients in the emergency department, and so on; each role has the
--   licence for it. Nurses and doctors are those of other places than the US.

WITH allowed (act, role, licence) AS (
    VALUES
    ('triage', 'Registered nurse', 'RN'),
    ('triage', 'Charge nurse', 'RN'),
    ('emergency nursing', 'Registered nurse', 'RN'),
    ('emergency nursing', 'Charge nurse', 'RN'),
    ('emergency care', 'Emergency physician', 'MD'),
    ('emergency care', 'Physician assistant', 'PA'),
    ('emergency care', 'Nurse practitioner', 'NP'),
    ('admission', 'Physician', 'MD'),
    ('admission', 'Nurse practitioner', 'NP'),
    ('nursing', 'Registered nurse', 'RN'),
    ('nursing', 'Charge nurse', 'RN'),
    ('surgery', 'Surgeon', 'MD'),
    ('anesthesia', 'Anesthesiologist', 'MD'),
    ('anesthesia', 'Nurse anesthetist', 'CRNA'),
    ('operating nursing', 'Registered nurse', 'RN'),
    ('operating nursing', 'Charge nurse', 'RN'),
    ('discharge', 'Physician', 'MD'),
    ('discharge', 'Nurse practitioner', 'NP'),
    ('triage', 'Nurse', 'RN'),
    ('emergency nursing', 'Nurse', 'RN'),
    ('emergency care', 'Doctor', 'MD'),
    ('admission', 'Doctor', 'MD'),
    ('nursing', 'Nurse', 'RN'),
    ('operating nursing', 'Nurse', 'RN'),
    ('discharge', 'Doctor', 'MD')
)

SELECT
    a.encounter_id,
    a.act,
    a.began_at,
    s.role
FROM encounter_staff AS a
JOIN shifts AS s USING (shift_id)
JOIN roles AS r USING (role)
LEFT JOIN allowed AS w
    ON
        a.act = w.act
        AND s.role = w.role
        AND r.licence = w.licence
WHERE w.act IS NULL
ORDER BY a.encounter_id, a.act, a.began_at
