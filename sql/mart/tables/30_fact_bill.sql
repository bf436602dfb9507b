CREATE TABLE fact_bill (
    billing_id bigint NOT NULL,
    visit_id bigint NOT NULL,
    patient_key integer NOT NULL,
    hospital_key integer NOT NULL,
    doctor_key integer NOT NULL,
    visit_profile_key integer NOT NULL,
    discharge_date date NOT NULL,
    billed_date date NOT NULL,
    due_date date NOT NULL,
    paid_date date,
    condition_key smallint NOT NULL,
    treatment_key smallint NOT NULL,
    payer_key smallint NOT NULL,
    days_to_bill smallint NOT NULL,
    days_to_pay smallint,
    days_overdue smallint NOT NULL,
    is_paid boolean NOT NULL,
    is_late boolean NOT NULL,
    total_charge_usd numeric(12, 2) NOT NULL,
    covered_usd numeric(12, 2) NOT NULL,
    owed_usd numeric(12, 2) NOT NULL,
    open_usd numeric(12, 2) NOT NULL,
    payment_status text NOT NULL,
    CONSTRAINT pk_fact_bill PRIMARY KEY (billing_id),
    CONSTRAINT fk_fact_bill_patient_key FOREIGN KEY (patient_key) REFERENCES dim_patient (patient_key),
    CONSTRAINT fk_fact_bill_hospital_key FOREIGN KEY (hospital_key) REFERENCES dim_hospital (hospital_key),
    CONSTRAINT fk_fact_bill_doctor_key FOREIGN KEY (doctor_key) REFERENCES dim_staff (staff_key),
    CONSTRAINT fk_fact_bill_visit_profile_key FOREIGN KEY (visit_profile_key)
    REFERENCES dim_visit_profile (visit_profile_key),
    CONSTRAINT fk_fact_bill_discharge_date FOREIGN KEY (discharge_date) REFERENCES dim_date (date),
    CONSTRAINT fk_fact_bill_billed_date FOREIGN KEY (billed_date) REFERENCES dim_date (date),
    CONSTRAINT fk_fact_bill_due_date FOREIGN KEY (due_date) REFERENCES dim_date (date),
    CONSTRAINT fk_fact_bill_paid_date FOREIGN KEY (paid_date) REFERENCES dim_date (date),
    CONSTRAINT fk_fact_bill_condition_key FOREIGN KEY (condition_key)
    REFERENCES dim_condition (condition_key),
    CONSTRAINT fk_fact_bill_treatment_key FOREIGN KEY (treatment_key)
    REFERENCES dim_treatment (treatment_key),
    CONSTRAINT fk_fact_bill_payer_key FOREIGN KEY (payer_key) REFERENCES dim_payer (payer_key),
    CONSTRAINT ck_fact_bill_dates CHECK (
        discharge_date <= billed_date AND billed_date <= due_date AND billed_date <= paid_date
    ),
    CONSTRAINT ck_fact_bill_days_to_bill CHECK (days_to_bill = billed_date - discharge_date),
    CONSTRAINT ck_fact_bill_days_to_pay CHECK (days_to_pay IS NOT DISTINCT FROM paid_date - billed_date),
    CONSTRAINT ck_fact_bill_days_overdue CHECK (days_overdue >= 0 AND (days_overdue = 0 OR NOT is_paid)),
    CONSTRAINT ck_fact_bill_is_paid CHECK (is_paid = (paid_date IS NOT NULL)),
    CONSTRAINT ck_fact_bill_amounts_add_up CHECK (total_charge_usd = covered_usd + owed_usd),
    CONSTRAINT ck_fact_bill_open_usd CHECK (open_usd = CASE WHEN is_paid THEN 0 ELSE owed_usd END),
    CONSTRAINT ck_fact_bill_payment_status CHECK (
        payment_status IN ('Paid', 'Late-Paid', 'In-progress', 'Late-Unpaid')
    )
);

COMMENT ON TABLE fact_bill IS
'One row for each bill, as on the today of the dataset: an accumulating snapshot, whose later dates are '
'null until they come.';
COMMENT ON COLUMN fact_bill.billing_id IS 'Number of the bill, as in the warehouse.';
COMMENT ON COLUMN fact_bill.visit_id IS
'Number of the visit billed, as in the warehouse: to look it up, not to join the facts.';
COMMENT ON COLUMN fact_bill.patient_key IS 'The patient.';
COMMENT ON COLUMN fact_bill.hospital_key IS 'The hospital visited.';
COMMENT ON COLUMN fact_bill.doctor_key IS
'The doctor who treated: staff_key of dim_staff, as on the day of admission.';
COMMENT ON COLUMN fact_bill.visit_profile_key IS
'Severity, test result, payment plan, and how the patient came and left.';
COMMENT ON COLUMN fact_bill.discharge_date IS 'Last day of the stay.';
COMMENT ON COLUMN fact_bill.billed_date IS
'Date of the bill. Charts by month use this date unless they say something else.';
COMMENT ON COLUMN fact_bill.due_date IS
'Day by which the patient should pay. It can lie up to a year after today.';
COMMENT ON COLUMN fact_bill.paid_date IS 'Day of the payment; null while the bill is open.';
COMMENT ON COLUMN fact_bill.condition_key IS 'The condition that the patient was seen for.';
COMMENT ON COLUMN fact_bill.treatment_key IS 'The treatment given.';
COMMENT ON COLUMN fact_bill.payer_key IS
'The payer on the day of admission; 0 when the patient had no insurance.';
COMMENT ON COLUMN fact_bill.days_to_bill IS 'Days from discharge to bill. Never sum it; average it.';
COMMENT ON COLUMN fact_bill.days_to_pay IS
'Days from bill to payment; null while the bill is open. Never sum it; average it, or take its median.';
COMMENT ON COLUMN fact_bill.days_overdue IS
'Days from the due date to the today of the dataset for a bill that is late and open, else 0. Never sum '
'it; group by it.';
COMMENT ON COLUMN fact_bill.is_paid IS 'True when the patient has paid. You may count it.';
COMMENT ON COLUMN fact_bill.is_late IS
'True when the patient paid after the due date, or has not paid although it is over. You may count it.';
COMMENT ON COLUMN fact_bill.total_charge_usd IS
'Charge for the visit in US dollars: covered_usd + owed_usd. You may sum it.';
COMMENT ON COLUMN fact_bill.covered_usd IS 'Part that the payer covers, in US dollars. You may sum it.';
COMMENT ON COLUMN fact_bill.owed_usd IS
'Part that the patient owes, paid or not, in US dollars. You may sum it.';
COMMENT ON COLUMN fact_bill.open_usd IS
'Part that the patient owes and has not paid by the today of the dataset, in US dollars. You may sum it.';
COMMENT ON COLUMN fact_bill.payment_status IS
'On the today of the dataset: Paid (in time), Late-Paid, In-progress (not due yet) or Late-Unpaid.';
