-- What the numbers by time are read through.
CREATE INDEX account_received_all ON account (tenant, received_at);
CREATE INDEX account_released_by ON account (tenant, released_at, released_by);
CREATE INDEX claim_created ON claim (tenant, created_at);
CREATE INDEX claim_edit_at ON claim_edit (tenant, at);
CREATE INDEX work_span_at ON work_span (tenant, to_at);
CREATE INDEX query_sent ON query (tenant, sent_at);
CREATE INDEX chart_audit_done ON chart_audit (tenant, done_at);
