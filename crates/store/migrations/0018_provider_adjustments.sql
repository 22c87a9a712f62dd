-- Payments with adjustments of the provider (PLB), so that those of a payer are followed from its
-- first payment on without reading the others.

ALTER TABLE remittance ADD COLUMN adjusted BIGINT NOT NULL DEFAULT 0;

-- Quotation marks within a text of the head are escaped: only the field reads like this.
UPDATE remittance SET adjusted = 1 WHERE head LIKE '%"provider_adjustments":[{%';

CREATE INDEX remittance_adjusted ON remittance (tenant, payer, received_at, id)
    WHERE adjusted = 1;
