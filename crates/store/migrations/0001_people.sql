-- Tenants, the people who act in them, their sessions and tokens.
-- Times are microseconds since 1970 (BIGINT), days are TEXT YYYY-MM-DD, JSON is TEXT.
CREATE TABLE tenant (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    demo BIGINT NOT NULL DEFAULT 0,
    settings TEXT NOT NULL DEFAULT '{}',
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);

CREATE TABLE user_account (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    id TEXT NOT NULL,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT,
    password_hash TEXT,
    totp_secret TEXT,
    totp_step BIGINT NOT NULL DEFAULT 0,
    recovery_codes TEXT NOT NULL DEFAULT '[]',
    roles TEXT NOT NULL DEFAULT '[]',
    team TEXT,
    provider TEXT,
    openid_subject TEXT,
    keys TEXT NOT NULL DEFAULT '{}',
    tags TEXT NOT NULL DEFAULT '[]',
    active BIGINT NOT NULL DEFAULT 1,
    failed_count BIGINT NOT NULL DEFAULT 0,
    locked_until BIGINT NOT NULL DEFAULT 0,
    password_at BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX user_login ON user_account (tenant, login);
CREATE UNIQUE INDEX user_openid ON user_account (tenant, openid_subject);

CREATE TABLE session (
    token_hash TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    user_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    strong_at BIGINT NOT NULL,
    address TEXT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX session_of_user ON session (tenant, user_id);

CREATE TABLE api_token (
    token_hash TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    revoked_at BIGINT
);
CREATE UNIQUE INDEX api_token_id ON api_token (tenant, id);

CREATE TABLE break_glass (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    account TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX break_glass_user ON break_glass (tenant, user_id, until);

CREATE TABLE provider (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    npi TEXT NOT NULL,
    name TEXT NOT NULL,
    specialty TEXT NOT NULL DEFAULT '',
    taxonomy TEXT,
    active BIGINT NOT NULL DEFAULT 1,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX provider_npi ON provider (tenant, npi);

CREATE TABLE setting (
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (tenant, name)
);

-- Failed tries to log in by network address, for every process that serves the site.
CREATE TABLE login_attempt (
    tenant TEXT NOT NULL,
    address TEXT NOT NULL,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, address)
);
CREATE INDEX login_attempt_age ON login_attempt (tenant, last_at);

-- Logins that wait at the OpenID Connect provider: the browser may come back to another process.
CREATE TABLE login_wait (
    tenant TEXT NOT NULL,
    state_hash TEXT NOT NULL,
    nonce TEXT NOT NULL,
    verifier TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, state_hash)
);
CREATE INDEX login_wait_age ON login_wait (tenant, expires_at);
