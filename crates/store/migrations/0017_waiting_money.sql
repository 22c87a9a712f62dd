-- The payment that an entry of the ledger is of, so that money of a payment that waits is found by
-- it, and not by how the entry's id begins. Needed where money was put aside; empty before.

ALTER TABLE ledger_entry ADD COLUMN remittance TEXT NOT NULL DEFAULT '';

-- What posting put aside is in the payment's own batch.
UPDATE ledger_entry SET remittance = batch WHERE event = 'unapplied'
    AND SUBSTR(id, 1, LENGTH(batch) + 1) = batch || ':'
    AND EXISTS (SELECT 1 FROM remittance r
        WHERE r.tenant = ledger_entry.tenant AND r.id = ledger_entry.batch);

-- What people put aside is in the batch of their day.
UPDATE ledger_entry SET remittance = COALESCE((SELECT MAX(r.id) FROM remittance r
    WHERE r.tenant = ledger_entry.tenant
    AND SUBSTR(ledger_entry.id, 1, LENGTH(r.id) + 1) = r.id || ':'), '')
    WHERE event = 'unapplied' AND remittance = '';

CREATE INDEX ledger_entry_waiting ON ledger_entry (tenant, remittance) WHERE event = 'unapplied';
