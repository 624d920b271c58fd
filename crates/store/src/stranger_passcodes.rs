//! Wrong passcodes from browsers that the account does not know.

use identity::account::user::UserName;
use identity::credential::passcode::StrangerPasscodeRows;
use identity::store::StoreError;
use protocol::Timestamp;

use crate::columns::{Columns, time};
use crate::{DatabaseTx, failed};

impl StrangerPasscodeRows for DatabaseTx {
    async fn insert_stranger_passcode(
        &mut self,
        name: &UserName,
        network: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let query = sqlx::query("INSERT INTO stranger_passcodes (name, network, at) VALUES ($1, $2, $3)");
        let query = query.bind(name.as_str().to_owned()).bind(network.to_owned()).bind(time(now));
        query.execute(self.connection()).await.map(drop).map_err(failed)
    }

    async fn stranger_passcodes(
        &mut self,
        name: &UserName,
        network: Option<&str>,
        since: Timestamp,
    ) -> Result<Vec<Timestamp>, StoreError> {
        let query = match network {
            Some(_) => "SELECT at FROM stranger_passcodes WHERE name = $1 AND at > $2 AND network = $3 ORDER BY at",
            None => "SELECT at FROM stranger_passcodes WHERE name = $1 AND at > $2 ORDER BY at",
        };
        let mut query = sqlx::query(query).bind(name.as_str().to_owned()).bind(time(since));
        if let Some(network) = network {
            query = query.bind(network.to_owned());
        }
        query.fetch_all(self.connection()).await.map_err(failed)?.iter().map(|row| row.time("at")).collect()
    }
}
