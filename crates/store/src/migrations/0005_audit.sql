-- The audit log, format segl/audit/v2: rows are added without a lock, and sealed in order by one node at a time. Rows of the
-- format before it, which no release has written, end here.
DROP TABLE audit;
DROP TABLE audit_end;

CREATE TABLE audit (
    position ROW_NUMBER_KEY,
    transaction_id TRANSACTION_NUMBER,
    user_id BLOB,
    token_id BLOB,
    fields TEXT NOT NULL,
    sequence BIGINT UNIQUE,
    leaf BLOB
);
CREATE INDEX audit_of_user ON audit (user_id, position);
CREATE INDEX audit_waiting ON audit (position) WHERE sequence IS NULL;

-- One row, which only sealing writes: the tree over the sealed rows.
CREATE TABLE audit_tree (
    id BIGINT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL,
    subtrees BLOB NOT NULL
);
