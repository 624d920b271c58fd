//! RFC 9106 §5.3: Argon2id.

use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};

use crate::vectors::{hex, json, number};

#[test]
fn argon2id_matches_section_5_3() {
    let example = json("rfc/rfc9106_section_5_3.json");
    let size = |name| u32::try_from(number(&example, name)).unwrap();
    let params = ParamsBuilder::new()
        .m_cost(size("memory_kib"))
        .t_cost(size("iterations"))
        .p_cost(size("parallelism"))
        .data(AssociatedData::new(&hex(&example, "associated_data")).unwrap())
        .build()
        .unwrap();
    let secret = hex(&example, "secret");
    let argon2 = Argon2::new_with_secret(&secret, Algorithm::Argon2id, Version::V0x13, params).unwrap();
    let mut tag = [0; 32];
    argon2.hash_password_into(&hex(&example, "password"), &hex(&example, "salt"), &mut tag).unwrap();
    assert_eq!(tag.as_slice(), hex(&example, "tag"));
}
