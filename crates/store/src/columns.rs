//! Values of rows, read into the domain's types. What does not fit is [`StoreError::Corrupt`], never a guess.

use identity::account::user::UserId;
use identity::kek::Sealed;
use identity::store::StoreError;
use protocol::{Bytes, Timestamp};
use sqlx::{Any, Decode, Row, Type, any::AnyRow};

use crate::failed;

/// Columns by name.
pub(super) trait Columns {
    /// Any value.
    fn value<T>(&self, column: &'static str) -> Result<T, StoreError>
    where
        T: for<'r> Decode<'r, Any> + Type<Any>;

    /// A non-negative number that fits.
    fn number<T: TryFrom<i64>>(&self, column: &'static str) -> Result<T, StoreError> {
        T::try_from(self.value::<i64>(column)?).map_err(|_| StoreError::Corrupt(column))
    }

    /// A time.
    fn time(&self, column: &'static str) -> Result<Timestamp, StoreError> {
        self.number(column).map(Timestamp)
    }

    /// A time, or none.
    fn optional_time(&self, column: &'static str) -> Result<Option<Timestamp>, StoreError> {
        let at = self.value::<Option<i64>>(column)?.map(u64::try_from).transpose();
        at.map(|at| at.map(Timestamp)).map_err(|_| StoreError::Corrupt(column))
    }

    /// A truth value.
    fn flag(&self, column: &'static str) -> Result<bool, StoreError> {
        Ok(self.value::<i64>(column)? != 0)
    }

    /// Exactly as many bytes.
    fn bytes<const N: usize>(&self, column: &'static str) -> Result<Bytes<N>, StoreError> {
        Bytes::try_from(self.value::<Vec<u8>>(column)?.as_slice()).map_err(|_| StoreError::Corrupt(column))
    }

    /// Exactly as many bytes, or none.
    fn optional_bytes<const N: usize>(&self, column: &'static str) -> Result<Option<Bytes<N>>, StoreError> {
        let value = self.value::<Option<Vec<u8>>>(column)?;
        value.map(|bytes| Bytes::try_from(bytes.as_slice())).transpose().map_err(|_| StoreError::Corrupt(column))
    }

    /// A sealed secret, or none.
    fn optional_sealed(&self, column: &'static str) -> Result<Option<Sealed>, StoreError> {
        Ok(self.value::<Option<Vec<u8>>>(column)?.map(Sealed::from_bytes))
    }

    /// A user, or none.
    fn optional_user(&self, column: &'static str) -> Result<Option<UserId>, StoreError> {
        Ok(self.optional_bytes(column)?.map(UserId))
    }

    /// A text that reads as something else.
    fn parsed<T: std::str::FromStr>(&self, column: &'static str) -> Result<T, StoreError> {
        self.value::<String>(column)?.parse().map_err(|_| StoreError::Corrupt(column))
    }
}

impl Columns for AnyRow {
    fn value<T>(&self, column: &'static str) -> Result<T, StoreError>
    where
        T: for<'r> Decode<'r, Any> + Type<Any>,
    {
        self.try_get(column).map_err(failed)
    }
}

/// A number as the databases keep it; what is larger than they can keep stays the largest they can.
pub(super) fn int(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

/// A time as the databases keep it.
pub(super) fn time(at: Timestamp) -> i64 {
    int(at.0)
}
