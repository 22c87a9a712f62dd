-- What people take back, and what they set for a payer.

-- How often a person took a posting back: what is posted of it after that is another act.
ALTER TABLE posted_claim ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;

-- The payer's levels of appeal with their days and addresses. Each saving is a row of its own; the
-- newest of a day counts from that day.
CREATE TABLE appeal_terms (
    tenant TEXT NOT NULL,
    payer TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- The first day of notices for which they hold.
    from_day TEXT NOT NULL,
    body TEXT NOT NULL,
    by_person TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, payer, version)
);

-- Days after which a silent payer is asked where a claim is, where a person set them. Only added
-- to; the newest counts, and none of days that is empty is computed again.
CREATE TABLE payer_patience (
    tenant TEXT NOT NULL,
    payer TEXT NOT NULL,
    version BIGINT NOT NULL,
    days BIGINT,
    note TEXT NOT NULL DEFAULT '',
    by_person TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, payer, version)
);
CREATE INDEX open_claim_payer_decided ON open_claim (tenant, payer, decided_at);

-- What is rolled is rolled anew, by the kind of payer too.
DELETE FROM ledger_roll;
UPDATE ledger_batch SET rolled = 0;
ALTER TABLE ledger_roll ADD COLUMN payer_kind TEXT NOT NULL DEFAULT '';
