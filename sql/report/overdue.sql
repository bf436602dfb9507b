-- Bills that are due and not paid, by how long they have been due and by kind of payer.

WITH overdue AS (
    SELECT
        d.today - b.expected_payment_date AS days,
        b.insurance_provider_id,
        b.patient_responsibility_amount AS owed
    FROM billing AS b
    CROSS JOIN current_dataset AS d
    WHERE b.payment_status = 'Late-Unpaid'
)

SELECT
    width_bucket(o.days, ARRAY[31, 61, 91, 181, 366])::integer AS bucket,
    coalesce(i.kind, 'Self-pay') AS payer,
    count(*) AS bills,
    sum(o.owed)::double precision AS owed_usd
FROM overdue AS o
LEFT JOIN insurance_providers AS i USING (insurance_provider_id)
GROUP BY width_bucket(o.days, ARRAY[31, 61, 91, 181, 366]), coalesce(i.kind, 'Self-pay')
ORDER BY bucket, payer
