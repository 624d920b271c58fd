//! RFC 9497 appendix A.3.2: VOPRF(P-256, SHA-256).

use p256::NistP256;
use protocol::oprf::{Blinding, EvaluationReply, OprfError, OprfPublicKey};
use serde_json::Value;
use voprf::{BlindedElement, EvaluationElement, Group, Proof, VoprfClient, VoprfServer};

use crate::{
    replay::Replay,
    vectors::{array, hex, hex_list, json},
};

type Client = VoprfClient<NistP256>;
type Server = VoprfServer<NistP256>;

fn vectors() -> Value {
    json("rfc/rfc9497_a_3_2.json")
}

/// The examples with one input: A.3.2.1 and A.3.2.2.
fn single(vectors: &Value) -> Vec<&Value> {
    array(vectors, "vectors").iter().filter(|vector| hex_list(vector, "input").len() == 1).collect()
}

#[test]
fn key_derivation_matches() {
    let vectors = vectors();
    let derived = Server::new_from_seed(&hex(&vectors, "seed"), &hex(&vectors, "key_info")).unwrap();
    let given = Server::new_with_key(&hex(&vectors, "skSm")).unwrap();
    for server in [derived, given] {
        assert_eq!(NistP256::serialize_elem(server.get_public_key()).as_slice(), hex(&vectors, "pkSm"));
    }
}

#[test]
fn blinding_matches() {
    let vectors = vectors();
    for vector in array(&vectors, "vectors") {
        let inputs = hex_list(vector, "input");
        let expected = hex_list(vector, "blinded_element");
        for ((input, blind), expected) in inputs.iter().zip(hex_list(vector, "blind")).zip(expected) {
            let blinded = Client::blind(input, &mut Replay::of(&blind)).unwrap();
            assert_eq!(blinded.message.serialize().as_slice(), expected);
        }
    }
}

#[test]
fn evaluation_and_its_proof_match() {
    let vectors = vectors();
    let server = Server::new_from_seed(&hex(&vectors, "seed"), &hex(&vectors, "key_info")).unwrap();
    assert_eq!(array(&vectors, "vectors").len(), 3);
    for vector in array(&vectors, "vectors") {
        let blinded: Vec<_> = hex_list(vector, "blinded_element")
            .iter()
            .map(|element| BlindedElement::<NistP256>::deserialize(element).unwrap())
            .collect();
        let mut rng = Replay::of(&hex(vector, "proof_random_scalar"));
        let evaluated = server.batch_blind_evaluate(&mut rng, &blinded).unwrap();
        let elements: Vec<_> = evaluated.messages.iter().map(|element| element.serialize().to_vec()).collect();
        assert_eq!(elements, hex_list(vector, "evaluation_element"));
        assert_eq!(evaluated.proof.serialize().as_slice(), hex(vector, "proof"));
    }
}

#[test]
fn finalization_matches() {
    let vectors = vectors();
    let public = NistP256::deserialize_elem(&hex(&vectors, "pkSm")).unwrap();
    for vector in array(&vectors, "vectors") {
        let inputs = hex_list(vector, "input");
        let clients: Vec<_> = inputs
            .iter()
            .zip(hex_list(vector, "blind"))
            .map(|(input, blind)| Client::blind(input, &mut Replay::of(&blind)).unwrap().state)
            .collect();
        let elements: Vec<_> = hex_list(vector, "evaluation_element")
            .iter()
            .map(|element| EvaluationElement::<NistP256>::deserialize(element).unwrap())
            .collect();
        let proof = Proof::deserialize(&hex(vector, "proof")).unwrap();
        let inputs: Vec<&[u8]> = inputs.iter().map(Vec::as_slice).collect();
        let outputs: Vec<_> = Client::batch_finalize(&inputs, &clients, &elements, &proof, public)
            .unwrap()
            .map(|output| output.unwrap().to_vec())
            .collect();
        assert_eq!(outputs, hex_list(vector, "output"));
    }
}

#[test]
fn finalization_is_refused_when_proof_or_element_changed() {
    let vectors = vectors();
    let public = NistP256::deserialize_elem(&hex(&vectors, "pkSm")).unwrap();
    let other = Server::new_with_key(&[7; 32]).unwrap().get_public_key();
    for vector in single(&vectors) {
        let input = &hex_list(vector, "input")[0];
        let client = Client::blind(input, &mut Replay::of(&hex_list(vector, "blind")[0])).unwrap().state;
        let element = EvaluationElement::deserialize(&hex_list(vector, "evaluation_element")[0]).unwrap();
        let proof = Proof::deserialize(&hex(vector, "proof")).unwrap();
        assert!(client.finalize(input, &element, &proof, other).is_err());
        let mut changed = hex(vector, "proof");
        changed[63] ^= 1;
        let changed = Proof::deserialize(&changed).unwrap();
        assert!(client.finalize(input, &element, &changed, public).is_err());
        let unevaluated = EvaluationElement::deserialize(&hex_list(vector, "blinded_element")[0]).unwrap();
        assert!(client.finalize(input, &unevaluated, &proof, public).is_err());
    }
}

/// Our wrapper takes inputs of 32 bytes, which the RFC's are not; its replies are checked with the RFC's key and proof.
#[test]
fn our_wrapper_refuses_a_reply_made_for_another_input() {
    let vectors = vectors();
    let key = OprfPublicKey(hex(&vectors, "pkSm").as_slice().try_into().unwrap());
    for vector in single(&vectors) {
        let (blinding, _) = Blinding::blind(&[1; 32], &mut Replay::of(&hex_list(vector, "blind")[0])).unwrap();
        let reply = EvaluationReply {
            element: hex_list(vector, "evaluation_element")[0].as_slice().try_into().unwrap(),
            proof: hex(vector, "proof").as_slice().try_into().unwrap(),
            tries_left: 9,
        };
        assert_eq!(blinding.finalize(&reply, &key).err(), Some(OprfError::Proof));
    }
}
