//! The secrets of an enrolled device, worked out by somebody who has all of it: file, keyring, PIN and portal.

use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex},
};

use authenticator::{
    Authenticator,
    ports::{Argon2id, Entropy, Keyring as _, Portal, PortalError, Ports, Request, Response, VaultFile as _},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use device::{clock::SystemClock, description, http::Https, keyring::KeyFile, presence::Nobody, vault_file::DiskVault};
use protocol::{
    bytes,
    oprf::{Blinding, EvaluationReply, EvaluationRequest, OprfPublicKey},
};
use rand_core::{CryptoRng, RngCore};
use segl_tests::session::Session;
use vault::{KeyringEntry, OprfOutput, Pin, SeglToken, Stretched, Token, Vault, VaultId, camouflage, push};

/// What must not be found, in every form it could have.
pub(crate) struct Secrets(Vec<Needle>);

/// Bytes to look for, and what they are.
pub(crate) struct Needle {
    pub(crate) name: String,
    bytes: Vec<u8>,
}

impl Needle {
    pub(crate) fn new(name: &str, bytes: &[u8]) -> Self {
        Self { name: name.to_owned(), bytes: bytes.to_vec() }
    }

    /// Where they are in `memory`.
    pub(crate) fn places<'a>(&'a self, memory: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
        memchr::memmem::find_iter(memory, &self.bytes)
    }
}

impl Secrets {
    /// The secrets of the one identity in `home`, whose vault is in the session's keyring.
    pub(crate) fn of(session: &Session, home: &Path, pin: &str) -> Self {
        // 1. File and keyring entry are the vault.
        let file = fs::read(home.join("vault.segl")).unwrap();
        let id = VaultId::of_file(&file).unwrap();
        let kept = keyring_entry(session, &id);
        let entry = KeyringEntry::from_bytes(&kept).unwrap();
        let vault = Vault::open(&file, &entry).unwrap().vault;
        let Some(Token::Segl(token)) = vault.tokens.first() else { panic!("one identity") };
        // 2. The PIN is the seed.
        let typed = Pin::parse(pin).unwrap();
        let stretched = vault.stretch(&Argon2id, &typed, &token.otp.salt).unwrap();
        let seed = camouflage::unmask(&token.otp.masked, &stretched, &token.otp.salt);
        // 3. The PIN and the portal are the user key.
        let output = evaluate(&file, &kept, id, token, &typed, &stretched);
        let context = push::PushContext {
            device_secret: &entry.device_secret,
            binding: &vault.binding(),
            token_id: &token.token_id,
        };
        let user_key = push::unwrap(&token.push, &output, context).expect("the PIN is right");

        let mut needles = Vec::new();
        for (name, secret) in [
            ("the device secret", entry.device_secret.expose()),
            ("the user key", user_key.expose()),
            ("the seed", seed.expose()),
            ("the stretched PIN", stretched.expose()),
        ] {
            // p256 keeps numbers with the smallest limb first.
            let reversed: Vec<u8> = secret.iter().rev().copied().collect();
            needles.push(Needle::new(name, secret));
            needles.push(Needle::new(&format!("{name}, reversed"), &reversed));
            needles.push(Needle::new(&format!("{name}, in hexadecimal"), hex::encode(secret).as_bytes()));
            needles.push(Needle::new(&format!("{name}, in base64"), BASE64_URL_SAFE_NO_PAD.encode(secret).as_bytes()));
        }
        needles.push(Needle::new("the PIN", pin.as_bytes()));
        let wide: Vec<u8> = pin.encode_utf16().flat_map(u16::to_le_bytes).collect();
        needles.push(Needle::new("the PIN, in UTF-16", &wide));
        Self(needles)
    }

    pub(crate) fn needles(&self) -> &[Needle] {
        &self.0
    }
}

fn keyring_entry(session: &Session, id: &VaultId) -> Vec<u8> {
    let user = format!("vault-{}", hex::encode(id.0));
    let found = session.command("secret-tool").args(["lookup", "service", "segl", "username", &user]).output().unwrap();
    found.stdout
}

/// Lets the portal evaluate, as a copy of the device would, and repeats the device's part of it.
fn evaluate(file: &[u8], entry: &[u8], id: VaultId, token: &SeglToken, pin: &Pin, stretched: &Stretched) -> OprfOutput {
    let folder = tempfile::tempdir().unwrap();
    let (vault_file, keyring) =
        (DiskVault::new(folder.path().to_owned()), KeyFile::in_folder(folder.path().to_owned()));
    vault_file.write_atomically(file).unwrap();
    keyring.store(&id, entry).unwrap();
    let heard = Arc::new(Mutex::new(None));
    let copy = Authenticator::new(Ports {
        keyring: Box::new(keyring),
        vault_file: Box::new(vault_file),
        portal: Box::new(Overheard { portal: Https::new("segl/test"), heard: Arc::clone(&heard) }),
        clock: Box::new(SystemClock),
        entropy: Box::new(Repeatable::default()),
        presence: Box::new(Nobody),
        kdf: Box::new(Argon2id),
        device: description::describe("0.1.0"),
    });
    let identity = copy.identities().unwrap().remove(0);
    assert!(copy.passcodes(identity.token_id, pin).unwrap().checked, "the portal was asked");

    let (request, reply) = heard.lock().unwrap().take().expect("an evaluation");
    // The ratchet and the proofs draw from the same randomness first.
    let blind_after = |draws: usize| {
        let mut random = Repeatable::default();
        (0..draws).for_each(|_| rand_core::RngCore::fill_bytes(&mut random, &mut [0; 16]));
        Blinding::blind(stretched.expose(), &mut random).unwrap()
    };
    let alike = (0..64).map(blind_after).find(|(_, blinded)| *blinded == request.blinded);
    let (blinding, _) = alike.expect("the same randomness blinds alike");
    let output = blinding.finalize(&reply, &OprfPublicKey(bytes::Bytes(token.oprf_public_key))).unwrap();
    OprfOutput::from_bytes(*output)
}

/// A portal whose last evaluation is remembered.
struct Overheard {
    portal: Https,
    heard: Arc<Mutex<Option<(EvaluationRequest, EvaluationReply)>>>,
}

impl Portal for Overheard {
    fn send(&self, request: &Request<'_>) -> Result<Response, PortalError> {
        let response = self.portal.send(request)?;
        if request.path.ends_with("/oprf")
            && let (Ok(asked), Ok(answered)) =
                (serde_json::from_slice(request.body), serde_json::from_slice(&response.body))
        {
            *self.heard.lock().unwrap() = Some((asked, answered));
        }
        Ok(response)
    }
}

/// Numbers that look random and are the same each time (`SplitMix64`).
#[derive(Default)]
struct Repeatable(Mutex<u64>);

impl Entropy for Repeatable {
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.0.lock().unwrap();
        for part in bytes.chunks_mut(8) {
            *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = *state;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            part.copy_from_slice(&(mixed ^ (mixed >> 31)).to_le_bytes()[..part.len()]);
        }
    }
}

impl RngCore for Repeatable {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.fill(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill(bytes);
        Ok(())
    }
}

impl CryptoRng for Repeatable {}
