//! Evaluations of the PIN that the pinned key has not made.

use protocol::{
    Bytes,
    oprf::{Blinding, EvaluationReply, OprfError, OprfKey},
};
use serde::{Deserialize, Serialize};

use crate::{hostile::Folder, seeded::Seeded};

const FOLDER: Folder = Folder { kind: "evaluation", extension: "json" };

/// The reply, and the key that the holder pinned.
#[derive(Deserialize, Serialize)]
struct Evaluation {
    element: Bytes<33>,
    proof: Bytes<64>,
    pinned: Bytes<33>,
}

fn blinding() -> (Blinding, Bytes<33>) {
    Blinding::blind(&[0x24; 32], &mut Seeded::new(3)).unwrap()
}

fn judged(evaluation: &Evaluation) -> Result<(), OprfError> {
    let reply = EvaluationReply { element: evaluation.element, proof: evaluation.proof, tries_left: 9 };
    blinding().0.finalize(&reply, &protocol::oprf::OprfPublicKey(evaluation.pinned)).map(drop)
}

fn refusals() -> Vec<(&'static str, OprfError)> {
    vec![
        ("evaluation_element_not_on_the_curve", OprfError::Malformed),
        ("evaluation_element_identity", OprfError::Malformed),
        ("evaluation_element_of_another_pin", OprfError::Proof),
        ("evaluation_element_is_the_question", OprfError::Proof),
        ("evaluation_proof_flipped", OprfError::Proof),
        ("evaluation_proof_zeros", OprfError::Malformed),
        ("evaluation_proof_out_of_range", OprfError::Malformed),
        ("evaluation_proof_of_another_evaluation", OprfError::Proof),
        ("evaluation_by_another_key", OprfError::Proof),
        ("evaluation_pinned_key_not_on_the_curve", OprfError::Malformed),
    ]
}

fn evaluated(seed: u8, blinded: &Bytes<33>) -> Evaluation {
    let key = OprfKey::from_seed([seed; 32]);
    let (element, proof) = key.evaluate(blinded, &mut Seeded::new(4)).unwrap();
    Evaluation { element, proof, pinned: key.public().0 }
}

/// The names of its files.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    refusals().into_iter().map(|(name, _)| name)
}

fn sabotaged(name: &str) -> Evaluation {
    let (_, blinded) = blinding();
    let (_, other_pin) = Blinding::blind(&[0x25; 32], &mut Seeded::new(5)).unwrap();
    let (sound, other) = (evaluated(1, &blinded), evaluated(1, &other_pin));
    let nowhere = Bytes(std::array::from_fn(|at| if at == 0 { 2 } else { 0xff }));
    match name {
        "evaluation_element_not_on_the_curve" => Evaluation { element: nowhere, ..sound },
        "evaluation_element_identity" => Evaluation { element: Bytes([0; 33]), ..sound },
        "evaluation_element_of_another_pin" => Evaluation { element: other.element, ..sound },
        "evaluation_element_is_the_question" => Evaluation { element: blinded, ..sound },
        "evaluation_proof_flipped" => {
            let mut proof = sound.proof;
            proof.0[31] ^= 1;
            Evaluation { proof, ..sound }
        }
        "evaluation_proof_zeros" => Evaluation { proof: Bytes([0; 64]), ..sound },
        "evaluation_proof_out_of_range" => Evaluation { proof: Bytes([0xff; 64]), ..sound },
        "evaluation_proof_of_another_evaluation" => Evaluation { proof: other.proof, ..sound },
        "evaluation_by_another_key" => Evaluation { pinned: sound.pinned, ..evaluated(2, &blinded) },
        "evaluation_pinned_key_not_on_the_curve" => Evaluation { pinned: nowhere, ..sound },
        _ => panic!("no recipe for {name}"),
    }
}

#[test]
fn hostile_evaluation_is_refused_by_name() {
    assert_eq!(judged(&evaluated(1, &blinding().1)), Ok(()), "the untouched one is sound");
    for (name, expected) in refusals() {
        let evaluation = serde_json::from_str(&FOLDER.read(name)).unwrap();
        assert_eq!(judged(&evaluation), Err(expected), "{name}");
    }
    FOLDER.holds_exactly(names());
}

#[test]
#[ignore = "writes the hostile files"]
fn generate_hostile_evaluations() {
    let names = refusals().into_iter().map(|(name, _)| name);
    FOLDER.write(names, |name| serde_json::to_string(&sabotaged(name)).unwrap() + "\n");
}
