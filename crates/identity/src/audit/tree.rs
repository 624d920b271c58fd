//! The hash tree over the log (RFC 6962 §2.1), as it grows: only the roots of its whole subtrees are kept.

use protocol::Bytes;

use crate::audit::record::sha256;

/// A tree that leaves are added to.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Tree {
    /// How many leaves it has.
    pub size: u64,
    /// The roots of its whole subtrees, the largest first: one for each bit of `size`.
    pub subtrees: Vec<Bytes<32>>,
}

impl Tree {
    /// Adds a leaf.
    pub fn append(&mut self, leaf: Bytes<32>) {
        let mut root = leaf;
        // A whole subtree for each bit that is 1 at the end of the size: they and the leaf become one.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.subtrees.pop() {
                root = node(&left, &root);
            }
        }
        self.subtrees.push(root);
        self.size += 1;
    }

    /// The hash of the whole tree; that of nothing for an empty one.
    #[must_use]
    pub fn root(&self) -> Bytes<32> {
        let mut subtrees = self.subtrees.iter().rev();
        let Some(last) = subtrees.next() else {
            return sha256(&[]);
        };
        subtrees.fold(*last, |right, left| node(left, &right))
    }
}

fn node(left: &Bytes<32>, right: &Bytes<32>) -> Bytes<32> {
    sha256(&[&[NODE], left.0.as_slice(), right.0.as_slice()].concat())
}

/// In front of what is hashed for an inner node (RFC 6962 §2.1).
const NODE: u8 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    /// MTH of RFC 6962 §2.1, word for word.
    fn by_definition(leaves: &[Bytes<32>]) -> Bytes<32> {
        match leaves {
            [] => sha256(&[]),
            [leaf] => *leaf,
            _ => {
                let split = leaves.len().next_power_of_two() / 2;
                node(&by_definition(&leaves[..split]), &by_definition(&leaves[split..]))
            }
        }
    }

    #[test]
    fn root_is_that_of_the_definition_at_every_size() {
        let leaves: Vec<_> = (0..70_u8).map(|number| sha256(&[0, number])).collect();
        let mut tree = Tree::default();
        for size in 0..leaves.len() {
            assert_eq!(tree.root(), by_definition(&leaves[..size]), "{size}");
            tree.append(leaves[size]);
        }
    }
}
