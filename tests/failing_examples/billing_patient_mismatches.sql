-- implies: billing_dates_out_of_order, billing_payer_mismatches, payer_changes_before_65

-- two bills go to the wrong patient: one to a later number, one to an earlier number
-- both patients are insured, so that the coverage on the bills stays allowed
CREATE TEMPORARY TABLE chosen AS
SELECT
    min(b.billing_id) AS billing_id,
    (SELECT max(p.patient_id) FROM patients AS p WHERE p.insurance_provider_id IS NOT NULL) AS patient_id
FROM billing AS b
UNION ALL
SELECT
    max(b.billing_id),
    (SELECT min(p.patient_id) FROM patients AS p WHERE p.insurance_provider_id IS NOT NULL)
FROM billing AS b;
CREATE TEMPORARY TABLE failing AS SELECT billing_id FROM chosen;
ALTER TABLE billing DROP CONSTRAINT fk_billing_patient_id_visit_id;
UPDATE billing AS b SET patient_id = chosen.patient_id FROM chosen WHERE b.billing_id = chosen.billing_id;
