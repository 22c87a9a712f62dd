-- What payers ask of us, or say that nobody can do without a look: work, one item a claim at a
-- time. A claim that is not found, documents that are wanted, an acknowledgement that says neither
-- yes nor no.
CREATE TABLE follow_up (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    claim TEXT NOT NULL,
    account TEXT NOT NULL,
    payer TEXT NOT NULL,
    -- not_found, asks, unclear
    kind TEXT NOT NULL,
    -- 277, 277CA
    told_by TEXT NOT NULL,
    -- The name of who says so, where the answer gives one.
    who TEXT NOT NULL DEFAULT '',
    charge_cents BIGINT NOT NULL,
    at BIGINT NOT NULL,
    -- [{"said", "place"}]
    reasons TEXT NOT NULL,
    -- open, answered, waits, resent, mended, told, decided
    state TEXT NOT NULL,
    settled_at BIGINT,
    -- Who: a user id, or `service`.
    settled_by TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    -- The payer's number of the claim, as a person learned it.
    number TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX follow_up_open ON follow_up (tenant, claim) WHERE state = 'open';
CREATE INDEX follow_up_open_account ON follow_up (tenant, account) WHERE state = 'open';
CREATE INDEX follow_up_open_at ON follow_up (tenant, at, id) WHERE state = 'open';
CREATE INDEX follow_up_claim ON follow_up (tenant, claim, at);

-- Questions about a claim that were ever asked: each has a number of its own, also after the claim
-- left again and its waits begin anew. Until now a question had the number of `asked`, so that the
-- larger of what was asked since the claim left and of all that left is the last that was used.
ALTER TABLE open_claim ADD COLUMN questions BIGINT NOT NULL DEFAULT 0;
-- Of those, what was asked before the claim left last: what is answered to them is about what left
-- before.
ALTER TABLE open_claim ADD COLUMN questions_before BIGINT NOT NULL DEFAULT 0;

UPDATE open_claim SET questions = (SELECT CASE WHEN COUNT(*) > open_claim.asked THEN COUNT(*)
    ELSE open_claim.asked END FROM sent_interchange s WHERE s.tenant = open_claim.tenant
    AND s.subject = open_claim.claim AND s.kind = '276');
UPDATE open_claim SET questions_before = questions - asked;
