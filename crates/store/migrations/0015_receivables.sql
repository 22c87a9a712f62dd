-- What patients owe of a claim beside what all owe: one may stand against the other, and a number of
-- patients or of payers alone has the claim behind it all the same.
ALTER TABLE receivable_roll ADD COLUMN patient_cents BIGINT NOT NULL DEFAULT 0;
-- All that is rolled is rolled anew, together: a step before this one left what was owed as it was
-- and let it be added a second time.
DELETE FROM ledger_roll;
DELETE FROM receivable_roll;
UPDATE ledger_batch SET rolled = 0 WHERE rolled <> 0;
