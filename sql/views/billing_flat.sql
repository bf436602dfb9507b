-- billing_flat: Bills as one flat table, with the columns of the reference generator's billing.csv.
-- billing_id: Number of the bill.
-- visit_id: Number of the visit billed.
-- patient_id: Number of the patient.
-- billing_date: Date of the bill.
-- insurance_coverage_amount: Part that the payer covers, in US dollars.
-- patient_responsibility_amount: Part that the patient owes, in US dollars.
-- payment_plan: Full (due after 30 days) or Incremental (due after 12 months).
-- expected_payment_date: Due date.
-- actual_payment_date: Date of the payment; null while unpaid.
-- payment_status: As of today: Paid (in time), Late-Paid, In-progress (not yet due) or Late-Unpaid.
-- total_charge: Charge for the visit in US dollars.

SELECT
    billing_id,
    visit_id,
    patient_id,
    billing_date,
    insurance_coverage_amount,
    patient_responsibility_amount,
    payment_plan,
    expected_payment_date,
    actual_payment_date,
    payment_status,
    total_charge
FROM billing
