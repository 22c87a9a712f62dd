-- Whom the envelope of what left names (ISA08), so that an answer finds what its sender was sent:
-- each partner counts control numbers by itself. Empty for what left before.

ALTER TABLE sent_interchange ADD COLUMN receiver TEXT NOT NULL DEFAULT '';
CREATE INDEX sent_interchange_receiver ON sent_interchange (tenant, receiver);
