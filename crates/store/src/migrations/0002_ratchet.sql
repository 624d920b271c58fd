-- The ratchet, PIN changes and biometrics. New states of tokens: 6 copied (pending_until: reconnecting until), 7 lost.

-- key_store: 0 keyring, 1 file; last_factor: 0 PIN, 1 biometrics
ALTER TABLE tokens ADD COLUMN key_store BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tokens ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tokens ADD COLUMN proved BIGINT;
ALTER TABLE tokens ADD COLUMN last_factor BIGINT;
ALTER TABLE tokens ADD COLUMN change_id BLOB;
ALTER TABLE tokens ADD COLUMN change_oprf_key BLOB;
ALTER TABLE tokens ADD COLUMN change_seed BLOB;
ALTER TABLE tokens ADD COLUMN committed BLOB;
ALTER TABLE tokens ADD COLUMN presence_id BLOB;
ALTER TABLE tokens ADD COLUMN presence_key BLOB;
ALTER TABLE tokens ADD COLUMN presence_seed BLOB;
ALTER TABLE tokens ADD COLUMN presence_since BIGINT;
CREATE INDEX tokens_by_change ON tokens (changed);

ALTER TABLE evaluations ADD COLUMN change_id BLOB;

-- Steps of the ratchet. The last of each token is the one whose value comes next; it is kept for ever.
CREATE TABLE steps (
    token_id BLOB NOT NULL REFERENCES tokens (id),
    rid BLOB NOT NULL,
    next BLOB NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (token_id, rid)
);
CREATE INDEX steps_by_time ON steps (at);

CREATE INDEX challenges_of_network ON challenges (network, created);
