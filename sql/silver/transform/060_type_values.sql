-- Fields become values of the right types. A value of a wrong form, or a code that nobody knows, becomes null
-- here; the next file finds it, as its field says something and its value does not.

INSERT INTO events (
    message_number, message_id, event_key, trigger, occurred_at, recorded_at, hospital_id, encounter_id,
    patient_id, last_name, first_name, date_of_birth, gender, zipcode, state, class, service,
    bed_id, from_bed_id, arrival_mode, admission_source, complaint_id, condition_id, bed_reason, outlier,
    update, esi, early_warning_score, triage_color, decision, disposition, expected_discharge_on, bed_status,
    cancels, staff_id
)
SELECT
    f.message_number,
    f.message_id,
    CASE WHEN is_key(f.message_id) THEN f.message_id::bigint END AS event_key,
    CASE
        WHEN
            f.trigger IN (
                'A01', 'A02', 'A03', 'A04', 'A05', 'A06', 'A07', 'A08', 'A11', 'A12', 'A13', 'A14', 'A15',
                'A16', 'A20', 'A21', 'A22'
            )
            THEN f.trigger
    END AS trigger,
    try_moment(f.occurred_at) AS occurred_at,
    try_moment(f.recorded_at) AS recorded_at,
    CASE WHEN is_number(f.hospital_id, 9) THEN f.hospital_id::integer END AS hospital_id,
    CASE WHEN is_number(f.encounter_id, 16) THEN f.encounter_id::bigint END AS encounter_id,
    CASE WHEN is_number(f.patient_id, 16) THEN f.patient_id::bigint END AS patient_id,
    f.last_name,
    f.first_name,
    try_day(f.date_of_birth) AS date_of_birth,
    CASE WHEN f.gender IN ('Female', 'Male', 'Other') THEN f.gender END AS gender,
    f.zipcode,
    f.state,
    CASE
        WHEN f.class IN ('emergency', 'observation', 'inpatient', 'outpatient') THEN f.class
    END AS class,
    s.service,
    CASE WHEN is_number(f.bed_id, 9) THEN f.bed_id::integer END AS bed_id,
    CASE WHEN is_number(f.from_bed_id, 9) THEN f.from_bed_id::integer END AS from_bed_id,
    CASE
        WHEN f.arrival_mode IN ('walk-in', 'ambulance', 'scheduled', 'direct', 'clinic', 'transfer')
            THEN f.arrival_mode
    END AS arrival_mode,
    CASE
        WHEN f.admission_source IN ('1', '2', '4', '5', '6') THEN f.admission_source
    END AS admission_source,
    c.complaint_id,
    d.condition_id,
    CASE
        WHEN f.bed_reason IN ('admit', 'step-up', 'step-down', 'lateral', 'repatriation') THEN f.bed_reason
    END AS bed_reason,
    CASE WHEN f.outlier IN ('true', 'false') THEN f.outlier::boolean END AS outlier,
    CASE
        WHEN f.update IN ('triage', 'roomed', 'provider', 'decision', 'expected discharge') THEN f.update
    END AS update,
    CASE WHEN f.esi IN ('1', '2', '3', '4', '5') THEN f.esi::smallint END AS esi,
    CASE
        WHEN is_number(f.early_warning_score, 2) AND f.early_warning_score::smallint <= 20
            THEN f.early_warning_score::smallint
    END AS early_warning_score,
    CASE
        WHEN f.triage_color IN ('red', 'orange', 'yellow', 'green', 'blue') THEN f.triage_color
    END AS triage_color,
    CASE
        WHEN
            f.decision IN (
                'admit', 'discharge', 'transfer', 'left without being seen', 'against advice', 'died'
            )
            THEN f.decision
    END AS decision,
    CASE
        WHEN
            f.disposition IN ('01', '02', '03', '05', '06', '07', '20', '21', '50', '51', '62', '63', '65')
            THEN f.disposition
    END AS disposition,
    try_day(f.expected_discharge_on) AS expected_discharge_on,
    CASE WHEN f.bed_status IN ('U', 'H', 'K', 'C') THEN f.bed_status END AS bed_status,
    CASE WHEN is_key(f.cancels) THEN f.cancels::bigint END AS cancels,
    CASE WHEN is_number(f.staff_id, 9) THEN f.staff_id::integer END AS staff_id
FROM fields AS f
LEFT JOIN services AS s ON f.service = s.service
LEFT JOIN complaints AS c
    ON c.complaint_id = CASE WHEN is_number(f.complaint_id, 4) THEN f.complaint_id::smallint END
LEFT JOIN conditions AS d
    ON d.condition_id = CASE WHEN is_number(f.condition_id, 4) THEN f.condition_id::smallint END;
