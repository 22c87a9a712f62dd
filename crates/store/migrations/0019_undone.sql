-- First decisions that a person took back from the wrong claim: what was known of them on a day
-- before that is told as it was.
CREATE TABLE decision_undone (
    tenant TEXT NOT NULL,
    claim TEXT NOT NULL,
    account TEXT NOT NULL,
    charge_cents BIGINT NOT NULL,
    decided_at BIGINT NOT NULL,
    first_pass BIGINT NOT NULL,
    -- When its payment was closed: it counted from there on.
    closed_at BIGINT NOT NULL,
    -- When it was taken back: it counted until then.
    undone_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, claim, decided_at, undone_at)
);
CREATE INDEX decision_undone_decided ON decision_undone (tenant, decided_at);

-- When the decision behind a denial was taken back by a person; empty once it is worked again.
ALTER TABLE denial ADD COLUMN undone_at BIGINT;
