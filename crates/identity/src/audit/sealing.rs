//! Sealing: committed rows are put in order into the log's tree, and the log is checked against it.

use protocol::Bytes;

use crate::{
    audit::{AuditRow, tree::Tree},
    store::{Store, StoreError, prelude::*},
};

/// Seals the rows that wait, at most a thousand; how many. Any number of nodes may call it: one at a time seals.
pub async fn seal(store: &impl Store) -> Result<usize, StoreError> {
    if store.read().await?.count_unsealed().await? == 0 {
        return Ok(0);
    }
    let mut tx = store.write().await?;
    if !tx.begin_sealing().await? {
        return Ok(0);
    }
    let rows = tx.sealable(BATCH).await?;
    if rows.is_empty() {
        return Ok(0);
    }
    let mut tree = tx.audit_tree().await?;
    for (position, row) in &rows {
        let sequence = tree.size + 1;
        let leaf = row.leaf_at(sequence);
        tree.append(leaf);
        tx.seal(*position, sequence, leaf).await?;
    }
    tx.update_audit_tree(&tree).await?;
    tx.commit().await?;
    Ok(rows.len())
}

/// A log that holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Verified {
    /// How many rows are sealed.
    pub size: u64,
    /// The hash of the tree over them: 32 bytes.
    pub root: Bytes<32>,
    /// How many rows wait to be sealed.
    pub unsealed: u64,
}

/// Why a log does not hold.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// A row is missing, or stands in another's place.
    #[error("row {expected} of the audit log is missing, or not in its place")]
    Missing {
        /// The first place where no row, or another row, stands.
        expected: u64,
    },
    /// A row was altered.
    #[error("row {sequence} of the audit log was altered")]
    Altered {
        /// The first row that does not fit.
        sequence: u64,
    },
    /// The row itself fits, and stands under another account or token than it names.
    #[error("row {sequence} of the audit log is filed under another account or token than it names")]
    Misfiled {
        /// The first such row.
        sequence: u64,
    },
    /// The rows fit, and the tree that was kept for them is another.
    #[error("the tree over the audit log is another one: rows were removed at its end, or replaced")]
    Tree,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Checks rows one after the other.
#[derive(Debug, Default)]
pub struct Verifier(Tree);

impl Verifier {
    /// The next sealed row.
    pub fn add(&mut self, row: &AuditRow) -> Result<(), VerifyError> {
        let expected = self.0.size + 1;
        if row.sequence != Some(expected) {
            return Err(VerifyError::Missing { expected });
        }
        let leaf = row.leaf_at(expected);
        if row.leaf != Some(leaf) || !row.fields.iter().all(super::Field::holds) {
            return Err(VerifyError::Altered { sequence: expected });
        }
        if !row.is_filed_rightly() {
            return Err(VerifyError::Misfiled { sequence: expected });
        }
        self.0.append(leaf);
        Ok(())
    }

    /// The tree over the rows so far.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.0
    }
}

/// Checks the whole log of a store.
pub async fn verify(store: &impl Store) -> Result<Verified, VerifyError> {
    let mut tx = store.read().await?;
    let mut verifier = Verifier::default();
    // Another node may seal meanwhile: what is checked is the tree as it was at the beginning.
    let kept = tx.audit_tree().await?;
    while verifier.tree().size < kept.size {
        let expected = verifier.tree().size + 1;
        let rows = tx.audit_after(verifier.tree().size, BATCH).await?;
        if rows.is_empty() {
            return Err(VerifyError::Missing { expected });
        }
        for row in rows.iter().take_while(|row| row.sequence.is_some_and(|sequence| sequence <= kept.size)) {
            verifier.add(row)?;
        }
        if verifier.tree().size + 1 == expected {
            return Err(VerifyError::Missing { expected });
        }
    }
    let is_more = !tx.audit_after(kept.size, 1).await?.is_empty();
    if *verifier.tree() != kept || is_more && tx.audit_tree().await? == kept {
        return Err(VerifyError::Tree);
    }
    let (size, root) = (verifier.tree().size, verifier.tree().root());
    Ok(Verified { size, root, unsealed: tx.count_unsealed().await? })
}

const BATCH: u32 = 1_000;
