//! One soft token: rename, disable, enable, delete.

pub(crate) mod delete;
pub(crate) mod disable;
pub(crate) mod enable;
pub(crate) mod rename;

use axum::response::Redirect;
use identity::token::{self, ChangeTokenError, Token};
use protocol::TokenId;

use super::super::Web;
use super::super::employee::Employee;
use super::super::trouble::Trouble;

/// The employee's token of this id, as it stands in the address.
async fn find(web: &Web, employee: &Employee, id: &str) -> Result<Token, Trouble> {
    let id: TokenId = id.parse().map_err(|_| Trouble::NotFound)?;
    let tokens = token::list(web.store(), employee.user.id).await.map_err(|error| Trouble::internal(&error))?;
    tokens.into_iter().find(|token| token.id == id).ok_or(Trouble::NotFound)
}

/// Back to the list, with a sentence about what was done.
fn done(what: &str, id: TokenId) -> Redirect {
    Redirect::to(&format!("/profile/authentication-types?done={what}&token={id}"))
}

/// Nothing was done. A change that the token's state does not allow was done already, in another window: the list shows it.
fn undone(error: ChangeTokenError) -> Result<Redirect, Trouble> {
    match error {
        ChangeTokenError::Unknown => Err(Trouble::NotFound),
        ChangeTokenError::Transition(_) => Ok(Redirect::to("/profile/authentication-types")),
        error => Err(Trouble::internal(&error)),
    }
}
