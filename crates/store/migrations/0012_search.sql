-- The words of the name under which an account is found. The program writes them with the name, and
-- for the accounts that were there before when this step is taken.
CREATE TABLE account_word (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    word TEXT NOT NULL,
    -- 0 once nobody has anything to do on the account.
    open BIGINT NOT NULL,
    PRIMARY KEY (tenant, account, word)
);
CREATE INDEX account_word_found ON account_word (tenant, open, word, account);
CREATE INDEX account_mrn ON account (tenant, mrn, id);
-- Names were compared one by one in it.
DROP INDEX account_search;

-- What is owed for a claim by batches that are rolled: which accounts may stand behind a number of
-- the ledger on a day. A leg without a known claim stands by itself, since the day it counts from.
CREATE TABLE receivable_roll (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    claim TEXT NOT NULL,
    -- The first moment of the last day of service.
    since_at BIGINT NOT NULL,
    -- When the first and the last leg counted from.
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    amount_cents BIGINT NOT NULL,
    -- 0 where it comes to nothing.
    open BIGINT NOT NULL,
    PRIMARY KEY (tenant, account, claim, since_at)
);
CREATE INDEX receivable_roll_open
    ON receivable_roll (tenant, open, last_at, first_at, since_at, account);
-- What was rolled without it is rolled anew.
DELETE FROM ledger_roll;
UPDATE ledger_batch SET rolled = 0 WHERE rolled = 1;

-- Numbers of denials from an index alone: their rows are wide.
CREATE INDEX denial_state
    ON denial (tenant, state, closed_at, account, amount_cents, recovered_cents);
CREATE INDEX denial_reason
    ON denial (tenant, category, opened_at, closed_at, account, amount_cents, claim);

-- The queue of charge review is entered where a page begins.
DROP INDEX charge_review_open;
CREATE INDEX charge_review_open
    ON charge_review (tenant, specialty, stops, dollars_cents, account);
CREATE INDEX charge_review_first ON charge_review (tenant, stops, dollars_cents, account);
