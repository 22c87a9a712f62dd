-- Patients and what the front desk knows of them.
CREATE TABLE patient (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    mrn TEXT,
    family TEXT NOT NULL DEFAULT '',
    given TEXT NOT NULL DEFAULT '',
    birth_date TEXT,
    sex TEXT NOT NULL DEFAULT 'unknown',
    phone TEXT,
    -- The rest as JSON: address, guarantor, language, identifiers.
    body TEXT NOT NULL DEFAULT '{}',
    -- family, given in lower case without marks, for search and for finding doubles
    search_name TEXT NOT NULL DEFAULT '',
    merged_into TEXT,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX patient_name ON patient (tenant, search_name, birth_date);
CREATE UNIQUE INDEX patient_mrn ON patient (tenant, mrn);
CREATE INDEX patient_birth ON patient (tenant, birth_date, search_name);
CREATE INDEX patient_merged ON patient (tenant, merged_into);

-- Who pays what the payers leave, where that is not the patient. Changed with the patient's version.
CREATE TABLE guarantor (
    tenant TEXT NOT NULL,
    patient TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant, patient)
);

CREATE TABLE coverage (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    patient TEXT NOT NULL,
    rank BIGINT NOT NULL,
    payer TEXT NOT NULL,
    payer_kind TEXT NOT NULL,
    member TEXT NOT NULL DEFAULT '',
    from_day TEXT,
    to_day TEXT,
    body TEXT NOT NULL DEFAULT '{}',
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX coverage_patient ON coverage (tenant, patient, rank);
CREATE INDEX coverage_member ON coverage (tenant, member);

CREATE TABLE prior_authorization (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    patient TEXT NOT NULL,
    coverage TEXT,
    number TEXT NOT NULL,
    services TEXT NOT NULL DEFAULT '[]',
    units_total BIGINT,
    units_used BIGINT NOT NULL DEFAULT 0,
    from_day TEXT,
    to_day TEXT,
    body TEXT NOT NULL DEFAULT '{}',
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX prior_authorization_patient ON prior_authorization (tenant, patient);

CREATE TABLE referral (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    patient TEXT NOT NULL,
    from_npi TEXT,
    from_name TEXT NOT NULL DEFAULT '',
    to_provider TEXT,
    number TEXT,
    reason TEXT NOT NULL DEFAULT '',
    visits_total BIGINT,
    visits_used BIGINT NOT NULL DEFAULT 0,
    from_day TEXT,
    to_day TEXT,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX referral_patient ON referral (tenant, patient);

CREATE TABLE visit (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    patient TEXT NOT NULL,
    provider TEXT,
    day TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    site TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    account TEXT,
    body TEXT NOT NULL DEFAULT '{}',
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX visit_day ON visit (tenant, day, id);
CREATE INDEX visit_patient ON visit (tenant, patient);

CREATE TABLE consent (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    patient TEXT NOT NULL,
    body TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    revoked_by TEXT,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX consent_patient ON consent (tenant, patient);
