-- These batches do not wait any more.

UPDATE batches
SET refined_at = now()
WHERE refined_at IS NULL AND batch_id IN (SELECT batch_id FROM taken);
