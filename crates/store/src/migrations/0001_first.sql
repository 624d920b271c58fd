-- One text for SQLite and PostgreSQL: BLOB reads BYTEA there. Times are unix seconds, identifiers 16 bytes.

CREATE TABLE users (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    email TEXT NOT NULL,
    created BIGINT NOT NULL,
    push_from_unknown BLOB NOT NULL,
    push_from_known BLOB NOT NULL,
    wrong_numbers BIGINT NOT NULL,
    push_paused_until BIGINT NOT NULL,
    push_disabled BIGINT NOT NULL
);

CREATE TABLE blocked_sources (
    user_id BLOB NOT NULL REFERENCES users (id),
    network TEXT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (user_id, network)
);

CREATE TABLE browsers (
    user_id BLOB NOT NULL REFERENCES users (id),
    digest BLOB NOT NULL,
    last_seen BIGINT NOT NULL,
    PRIMARY KEY (user_id, digest)
);

-- state: 0 pending, 1 active, 2 suspended, 3 destroyed by the PIN, 4 deleted, 5 never confirmed
CREATE TABLE tokens (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    state BIGINT NOT NULL,
    pending_until BIGINT NOT NULL,
    name TEXT NOT NULL,
    device TEXT NOT NULL,
    device_kid BLOB NOT NULL UNIQUE,
    device_key BLOB NOT NULL,
    user_key BLOB NOT NULL,
    oprf_key BLOB,
    seed BLOB,
    ratchet BLOB NOT NULL,
    created BIGINT NOT NULL,
    last_used BIGINT,
    pin_count BIGINT NOT NULL,
    pin_until BIGINT NOT NULL,
    passcode_count BIGINT NOT NULL,
    passcode_until BIGINT NOT NULL,
    passcode_step BIGINT NOT NULL
);
CREATE INDEX tokens_of_user ON tokens (user_id, created);

CREATE TABLE evaluations (
    token_id BLOB NOT NULL REFERENCES tokens (id),
    rid BLOB NOT NULL,
    blinded BLOB NOT NULL,
    challenge_id BLOB,
    at BIGINT NOT NULL,
    proved BIGINT NOT NULL,
    PRIMARY KEY (token_id, rid)
);
CREATE INDEX evaluations_by_time ON evaluations (at);

-- state: 0 issued, 1 scanned, 2 opened, 3 acknowledged, 4 confirmed, 5 void
CREATE TABLE enrolments (
    eid BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    state BIGINT NOT NULL,
    token_id BLOB REFERENCES tokens (id),
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    secrets BLOB,
    message BLOB,
    reply BLOB
);
CREATE INDEX enrolments_of_user ON enrolments (user_id, created);

-- state: 0 pending, 1 approved, 2 denied, 3 reported, 4 wrong number, 5 withdrawn, 6 redeemed
CREATE TABLE challenges (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB REFERENCES users (id),
    login BLOB NOT NULL UNIQUE,
    state BIGINT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    number BLOB NOT NULL,
    ip TEXT NOT NULL,
    network TEXT NOT NULL,
    browser TEXT NOT NULL,
    os TEXT NOT NULL,
    browser_known BIGINT NOT NULL,
    answered_by BLOB,
    answer BLOB
);
CREATE INDEX challenges_of_user ON challenges (user_id, state, expires);
CREATE INDEX challenges_by_time ON challenges (expires);

CREATE TABLE deliveries (
    challenge_id BLOB NOT NULL REFERENCES challenges (id),
    token_id BLOB NOT NULL REFERENCES tokens (id),
    digest BLOB NOT NULL,
    jws TEXT NOT NULL,
    PRIMARY KEY (challenge_id, token_id, digest)
);

CREATE TABLE email_codes (
    login BLOB NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    user_id BLOB REFERENCES users (id),
    network TEXT NOT NULL,
    salt BLOB NOT NULL,
    hash BLOB NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    used BIGINT NOT NULL
);
CREATE INDEX email_codes_of_account ON email_codes (account, created);
CREATE INDEX email_codes_of_network ON email_codes (network, created);

-- level: 0 e-mail, 1 passcode, 2 approval
CREATE TABLE sessions (
    digest BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    level BIGINT NOT NULL,
    started BIGINT NOT NULL,
    last_seen BIGINT NOT NULL
);
CREATE INDEX sessions_of_user ON sessions (user_id);
CREATE INDEX sessions_by_time ON sessions (last_seen);

CREATE TABLE audit (
    sequence BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    user_id BLOB,
    token_id BLOB,
    source TEXT,
    detail TEXT NOT NULL,
    challenge TEXT,
    response TEXT,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL
);
CREATE INDEX audit_of_user ON audit (user_id, sequence);

-- One row: the end of the chain. Locking it puts the writers of the log in line.
CREATE TABLE audit_end (
    id BIGINT NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL,
    hash BLOB NOT NULL
);

-- slot: 0 signs, 1 is pinned besides
CREATE TABLE challenge_keys (
    slot BIGINT NOT NULL PRIMARY KEY,
    key BLOB NOT NULL,
    created BIGINT NOT NULL
);
