//! What goes on beside the requests, for as long as the portal runs. Mail has its own queue, in `mail/`.

mod audit;
mod challenge_keys;
mod keys;
mod seal;
mod sweep;

use store::listen;

use crate::app::AppState;

/// Runs every job; the composition root starts it once.
pub async fn run(app: AppState) {
    tokio::join!(
        sweep::run(&app),
        seal::run(&app),
        keys::run(&app),
        challenge_keys::run(&app),
        audit::run(&app),
        listen(app.database.clone(), || app.now())
    );
}
