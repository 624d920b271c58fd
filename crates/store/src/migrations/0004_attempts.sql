-- A login is an attempt; pushes and e-mailed codes belong to one. Logins that are under way, and sessions, end here.
DROP TABLE deliveries;
DROP TABLE challenges;
DROP TABLE email_codes;
DROP TABLE sessions;

-- state: 0 open, 1 proved, 2 finished, 3 withdrawn, 4 expired
CREATE TABLE attempts (
    id BLOB NOT NULL PRIMARY KEY,
    secret BLOB NOT NULL UNIQUE,
    asker TEXT NOT NULL,
    rp_id TEXT NOT NULL,
    rp_name TEXT NOT NULL,
    rp_origin TEXT NOT NULL,
    name TEXT NOT NULL,
    user_id BLOB REFERENCES users (id),
    ip TEXT NOT NULL,
    network TEXT NOT NULL,
    browser TEXT NOT NULL,
    os TEXT NOT NULL,
    client_known BIGINT NOT NULL,
    methods TEXT NOT NULL,
    continuation TEXT NOT NULL,
    state BIGINT NOT NULL,
    method TEXT,
    proved_at BIGINT,
    proved_by BLOB,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX attempts_of_network ON attempts (network, created);
CREATE INDEX attempts_by_time ON attempts (expires);

-- state: 0 pending, 1 approved, 2 denied, 3 reported, 4 wrong number, 5 withdrawn
CREATE TABLE challenges (
    id BLOB NOT NULL PRIMARY KEY,
    attempt_id BLOB NOT NULL REFERENCES attempts (id),
    number_of_attempt BIGINT NOT NULL,
    user_id BLOB REFERENCES users (id),
    state BIGINT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    number BLOB NOT NULL,
    answered_by BLOB,
    answer BLOB,
    UNIQUE (attempt_id, number_of_attempt)
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
    attempt_id BLOB NOT NULL REFERENCES attempts (id),
    number_of_attempt BIGINT NOT NULL,
    account TEXT NOT NULL,
    network TEXT NOT NULL,
    salt BLOB NOT NULL,
    hash BLOB NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    used BIGINT NOT NULL,
    PRIMARY KEY (attempt_id, number_of_attempt)
);
CREATE INDEX email_codes_of_account ON email_codes (account, created);
CREATE INDEX email_codes_of_network ON email_codes (network, created);

CREATE TABLE sessions (
    digest BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    method TEXT NOT NULL,
    started BIGINT NOT NULL,
    last_seen BIGINT NOT NULL
);
CREATE INDEX sessions_of_user ON sessions (user_id);
CREATE INDEX sessions_by_time ON sessions (last_seen);
