//! What several tests ask of one device, or of many requests at once.

use std::sync::Arc;

use identity::{
    challenge::{self, PollError},
    credential::{pin::EvaluateError, token::NotUsable},
};
use protocol::{PollNonce, challenge::PollRequest, oprf::EvaluationRequest};

use crate::{Device, Fixture, source};

/// How a poll of this device is refused, if it is.
pub async fn refused_poll(fixture: &Fixture, device: &Device) -> Option<PollError> {
    let request = PollRequest { pn: PollNonce::generate(&mut fixture.rng()), known: None, wait: 0, pinned: None };
    let (database, issuer) = (&fixture.database, &fixture.issuer);
    challenge::poll(database, issuer, fixture.now(), device.id, source("192.0.2.1"), &request).await.err()
}

/// `count` requests with the value that the device holds now, at all nodes in turn: how many are evaluated, and how many
/// have shown the copy.
pub async fn spend_at_once(nodes: &[Arc<Fixture>], device: &Arc<Device>, count: usize) -> (usize, usize) {
    let tasks: Vec<_> = nodes
        .iter()
        .cycle()
        .take(count)
        .map(|node| {
            let (node, device) = (node.clone(), device.clone());
            tokio::spawn(async move {
                let request = EvaluationRequest { step: Some(device.step().0), ..node.stepless() };
                node.ask(&device, &request).await
            })
        })
        .collect();
    let (mut evaluated, mut shown) = (0, 0);
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => evaluated += 1,
            Err(EvaluateError::CopyFound(notice)) => shown += usize::from(notice.is_some()),
            Err(EvaluateError::NotUsable(NotUsable::Copied)) => {}
            Err(error) => panic!("neither evaluated nor a copy: {error:?}"),
        }
    }
    (evaluated, shown)
}
