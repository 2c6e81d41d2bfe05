//! Signatures that are unusual, wrong or forged.

use statelog::event::scalar::{Bytes20, Bytes32, Bytes65, U256};
use statelog::nitro::{self, SignatureError};

use super::given::{address, parsed, signature, vectors};

/// The order of the group of secp256k1, from SEC 2.
const ORDER: &str = "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

fn order() -> U256 {
    ORDER.parse().unwrap()
}

/// A hash with a signature of t0 over it.
fn case(name: &str) -> (Bytes32, Bytes65, Bytes20) {
    let vectors = vectors();
    let cases = &vectors["signatureCases"];
    let hash = parsed(&cases["stateHash"]);
    (hash, signature(&cases[name]), address(&vectors, "t0"))
}

fn with_r(mut signature: Bytes65, r: U256) -> Bytes65 {
    signature[..32].copy_from_slice(&r.to_be_bytes::<32>());
    signature
}

fn with_s(mut signature: Bytes65, s: U256) -> Bytes65 {
    signature[32..64].copy_from_slice(&s.to_be_bytes::<32>());
    signature
}

fn with_v(mut signature: Bytes65, v: u8) -> Bytes65 {
    signature[64] = v;
    signature
}

#[test]
fn the_digest_is_that_of_eip_191() {
    let vectors = vectors();
    let cases = &vectors["signatureCases"];
    let digest = nitro::digest(&parsed(&cases["stateHash"]));
    assert_eq!(digest, parsed::<Bytes32>(&cases["eip191Digest"]));
}

#[test]
fn s5_v_of_zero_and_one_recover_and_become_27_and_28() {
    let (hash, good, t0) = case("good");
    let (_, bare, _) = case("goodWithV01");
    assert_eq!(nitro::recover(&hash, &bare), Ok(t0));
    assert_eq!(nitro::normalise(bare), good);
    assert_eq!(nitro::normalise(good), good);
    for v in 0..=255 {
        let changed = with_v(good, v);
        match v {
            0 | 1 => assert_eq!(nitro::normalise(changed)[64], v + 27),
            _ => assert_eq!(nitro::normalise(changed), changed),
        }
        match v {
            0 | 27 | 1 | 28 => assert!(nitro::recover(&hash, &changed).is_ok()),
            _ => assert_eq!(nitro::recover(&hash, &changed), Err(SignatureError::V(v))),
        }
    }
}

#[test]
fn s5_a_high_s_recovers_to_the_same_signer() {
    let (hash, good, t0) = case("good");
    let (_, high, _) = case("highS");
    assert_eq!(nitro::recover(&hash, &high), Ok(t0));
    assert!(nitro::is_high_s(&high));
    assert!(!nitro::is_high_s(&good));
    let half = order() >> 1;
    assert!(!nitro::is_high_s(&with_s(good, half)));
    assert!(nitro::is_high_s(&with_s(good, half + U256::from(1))));
}

#[test]
fn a_signature_without_the_prefix_recovers_to_somebody_else() {
    let (hash, bare, t0) = case("signedWithoutPrefix");
    let stranger = parsed(&vectors()["signatureCases"]["signedWithoutPrefixRecoversTo"]);
    assert_ne!(stranger, t0);
    assert_eq!(nitro::recover(&hash, &bare), Ok(stranger));
}

#[test]
fn scalars_outside_the_group_are_refused() {
    let (hash, good, _) = case("good");
    for bad in [U256::ZERO, order(), order() + U256::from(1), U256::MAX] {
        let changed = with_r(good, bad);
        assert_eq!(nitro::recover(&hash, &changed), Err(SignatureError::R));
        let changed = with_s(good, bad);
        assert_eq!(nitro::recover(&hash, &changed), Err(SignatureError::S));
    }
    let largest = order() - U256::from(1);
    assert!(nitro::recover(&hash, &with_s(good, largest)).is_ok());
}

/// 5 is the smallest x for which the curve y² = x³ + 7 has no point.
#[test]
fn an_r_that_is_no_x_coordinate_has_no_signer() {
    let (hash, good, _) = case("good");
    let recovered = nitro::recover(&hash, &with_r(good, U256::from(5)));
    assert_eq!(recovered, Err(SignatureError::NoPoint));
    assert!(nitro::recover(&hash, &with_r(good, U256::from(1))).is_ok());
}

/// With the generator's x coordinate as r, and s the digest, the signer would be
/// (s·G − z·G)/r = 0: the point at infinity, which is no key.
#[test]
fn a_signature_of_the_point_at_infinity_has_no_signer() {
    let (hash, good, _) = case("good");
    let x = "0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
    let digest = U256::from_be_bytes(nitro::digest(&hash).0);
    let s = digest % order();
    let forged = with_v(with_s(with_r(good, x.parse().unwrap()), s), 27);
    assert_eq!(nitro::recover(&hash, &forged), Err(SignatureError::NoPoint));
}

#[test]
fn one_bit_off_recovers_to_nobody_known() {
    let (hash, good, t0) = case("good");
    for bit in 0..64 * 8 {
        let mut changed = good;
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_ne!(nitro::recover(&hash, &changed), Ok(t0), "bit {bit}");
    }
}
