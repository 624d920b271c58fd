-- Accounts that are closed, and the way back of an account without a device that it has.
-- New states of tokens: 8 switched off by the service desk, 9 reported lost by the service desk.

-- state: 0 open, 1 disabled, 2 deleted
ALTER TABLE users ADD COLUMN state BIGINT NOT NULL DEFAULT 0;

-- How the token's user was verified: 0 PIN, 1 biometrics
ALTER TABLE attempts ADD COLUMN proved_with BIGINT;
ALTER TABLE sessions ADD COLUMN factor BIGINT;
CREATE INDEX attempts_of_user ON attempts (user_id, state);

-- kind: 0 saved code, 1 pass for a new device
CREATE TABLE recovery_secrets (
    user_id BLOB NOT NULL REFERENCES users (id),
    kind BIGINT NOT NULL,
    salt BLOB NOT NULL,
    hash BLOB NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT,
    PRIMARY KEY (user_id, kind)
);

-- Tries of such secrets, under the name that was typed, whether or not somebody has it.
CREATE TABLE recovery_tries (
    account TEXT NOT NULL,
    network TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX recovery_tries_of_account ON recovery_tries (account, at);
CREATE INDEX recovery_tries_by_time ON recovery_tries (at);

-- state: 0 waiting, 1 stopped, 2 used
CREATE TABLE recovery_requests (
    user_id BLOB NOT NULL PRIMARY KEY REFERENCES users (id),
    stop BLOB NOT NULL UNIQUE,
    state BIGINT NOT NULL,
    asked BIGINT NOT NULL,
    ready BIGINT NOT NULL,
    expires BIGINT NOT NULL
);
