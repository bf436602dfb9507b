-- What events name: hospitals at work with their departments, units and beds, and the names of services,
-- complaints and conditions. One JSON object, in the form of a reference snapshot.

SELECT
    jsonb_build_object(
        'hospitals', (
            SELECT
                jsonb_agg(
                    jsonb_build_object(
                        'hospital_id', h.hospital_id, 'name', h.name, 'state', h.state,
                        'time_zone', h.time_zone
                    )
                    ORDER BY h.hospital_id
                )
            FROM hospitals AS h
            WHERE h.hospital_id IN (SELECT hospital_id FROM units)
        ),
        'departments', (
            SELECT
                jsonb_agg(
                    jsonb_build_object(
                        'department_id', department_id, 'hospital_id', hospital_id, 'service', service,
                        'name', name
                    )
                    ORDER BY department_id
                )
            FROM departments
        ),
        'units', (
            SELECT
                jsonb_agg(
                    jsonb_build_object(
                        'unit_id', unit_id, 'hospital_id', hospital_id, 'department_id', department_id,
                        'name', name, 'care_level', care_level, 'ages', ages,
                        'patients_per_nurse', patients_per_nurse, 'beds', beds
                    )
                    ORDER BY unit_id
                )
            FROM units
        ),
        'beds', (
            SELECT
                jsonb_agg(
                    jsonb_build_object(
                        'bed_id', bed_id, 'unit_id', unit_id, 'hospital_id', hospital_id, 'kind', kind,
                        'room', room, 'label', label
                    )
                    ORDER BY bed_id
                )
            FROM beds
        ),
        'services', (
            SELECT jsonb_agg(jsonb_build_object('service', service, 'name', name) ORDER BY service)
            FROM services
        ),
        'complaints', (
            SELECT
                jsonb_agg(
                    jsonb_build_object('complaint_id', complaint_id, 'name', name) ORDER BY complaint_id
                )
            FROM complaints
        ),
        'conditions', (
            SELECT
                jsonb_agg(
                    jsonb_build_object('condition_id', condition_id, 'name', name, 'icd10_code', icd10_code)
                    ORDER BY condition_id
                )
            FROM conditions
        )
    ) AS reference
