-- Logins of unknown browsers are pulled: found by the tag of their number, and pushed only where a rule says so.
ALTER TABLE challenges ADD COLUMN pushed BIGINT NOT NULL DEFAULT 1;
ALTER TABLE challenges ADD COLUMN number_tag BLOB;
CREATE INDEX challenges_by_number ON challenges (number_tag);

-- Requests of a token that found no login.
CREATE TABLE pull_misses (
    token_id BLOB NOT NULL REFERENCES tokens (id),
    at BIGINT NOT NULL
);
CREATE INDEX pull_misses_of_token ON pull_misses (token_id, at);

-- Wrong passcodes from browsers that the account does not know, by the name that was typed.
CREATE TABLE stranger_passcodes (
    name TEXT NOT NULL,
    network TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX stranger_passcodes_of_name ON stranger_passcodes (name, at);

-- A code that still counts is sent again: it is kept sealed beside its hash, and letters are counted by themselves.
ALTER TABLE email_codes ADD COLUMN sealed BLOB;
CREATE TABLE sent_emails (
    name TEXT NOT NULL,
    network TEXT NOT NULL,
    client_known BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX sent_emails_of_name ON sent_emails (name, at);
CREATE INDEX sent_emails_of_network ON sent_emails (network, at);
