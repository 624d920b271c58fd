-- The secret of a known browser is of one user; one that several have used is known to nobody.
DELETE FROM browsers WHERE digest IN (SELECT digest FROM browsers GROUP BY digest HAVING COUNT(*) > 1);
CREATE UNIQUE INDEX browsers_by_digest ON browsers (digest);

-- Networks that an account was logged in to from.
CREATE TABLE known_networks (
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    network TEXT NOT NULL,
    last_seen BIGINT NOT NULL,
    PRIMARY KEY (user_id, network)
);

-- Tries of e-mailed codes of a day, by the name that was typed, whether or not somebody has it.
CREATE TABLE email_code_tries_of_day (
    account TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX email_code_tries_of_day_of_account ON email_code_tries_of_day (account, at);

-- The rollback journals of this portal, one for each node, and how many bytes of each the database has seen.
CREATE TABLE rollback_journals (
    id BLOB NOT NULL PRIMARY KEY,
    bytes_seen BIGINT NOT NULL
);

-- Whether the network of an attempt is the client's own, and not of a proxy that hides it.
ALTER TABLE attempts ADD COLUMN network_certain BIGINT NOT NULL DEFAULT 1;

-- The kind of a row that is shown together with others of its kind.
ALTER TABLE audit ADD COLUMN fold TEXT;
CREATE INDEX audit_folded ON audit (user_id, position) WHERE fold IS NULL;
