//! Who signed a hash.
//!
//! A participant signs the EIP-191 digest of a hash with secp256k1; the signature is
//! r (32 bytes), s (32 bytes) and v (1 byte, 27 or 28). Whoever holds a signature can
//! turn it into a second valid one for the same signer and hash, with the other s and
//! v; the contracts accept both. So signatures are never compared, only their signers.

use std::fmt;

use alloy_primitives::{Address, keccak256, uint};
use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};

use crate::event::scalar::{Bytes20, Bytes32, Bytes65, U256};

/// The order of the group of secp256k1 (SEC 2, section 2.4.1).
const ORDER: U256 = uint!(0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141_U256);

/// The largest s of a signature in its low form: half of the order.
const HALF_ORDER: U256 =
    uint!(0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0_U256);

/// Why a signature has no signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureError {
    /// v is none of 27, 28, 0 and 1.
    V(u8),
    /// r is zero, or not below the order of the group.
    R,
    /// s is zero, or not below the order of the group.
    S,
    /// r is not the x coordinate of a point, or the point recovered is at infinity.
    NoPoint,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V(v) => write!(f, "v must be 27 or 28 (or 0 or 1), and is {v}"),
            Self::R => f.write_str("r must be within 1..n, the order of secp256k1"),
            Self::S => f.write_str("s must be within 1..n, the order of secp256k1"),
            Self::NoPoint => f.write_str("r is not the x coordinate of a usable curve point"),
        }
    }
}

impl std::error::Error for SignatureError {}

/// The digest that is signed: `k("\x19Ethereum Signed Message:\n32" ‖ hash)` (EIP-191).
#[must_use]
pub fn digest(hash: &Bytes32) -> Bytes32 {
    const PREFIX: &[u8] = b"\x19Ethereum Signed Message:\n32";
    keccak256([PREFIX, hash.as_slice()].concat())
}

/// The address that signed the EIP-191 digest of a hash.
///
/// As in the contracts, s may be in its high form. Unlike in the contracts, v may be 0
/// or 1, which some signers write for 27 and 28.
///
/// # Errors
/// [`SignatureError`] if there is no such address. A signature over something else
/// mostly is no error, but gives another address.
pub fn recover(hash: &Bytes32, signature: &Bytes65) -> Result<Bytes20, SignatureError> {
    let (r, s, v) = split(signature);
    let odd = match v {
        0 | 27 => false,
        1 | 28 => true,
        other => return Err(SignatureError::V(other)),
    };
    if !is_scalar(&r) {
        return Err(SignatureError::R);
    }
    if !is_scalar(&s) {
        return Err(SignatureError::S);
    }
    let signature = Signature::from_scalars(r.to_be_bytes::<32>(), s.to_be_bytes::<32>());
    let signature = signature.map_err(|_| SignatureError::NoPoint)?;
    let id = RecoveryId::new(odd, false);
    let key = VerifyingKey::recover_from_prehash(digest(hash).as_slice(), &signature, id)
        .map_err(|_| SignatureError::NoPoint)?;
    Ok(address_of(&key))
}

/// The address of a key: the last 20 bytes of the hash of its two coordinates.
fn address_of(key: &VerifyingKey) -> Bytes20 {
    let point = key.to_sec1_point(false);
    let coordinates = point.as_bytes().get(1..).unwrap_or_default();
    Address::from_word(keccak256(coordinates))
}

/// Whether a signature is in the form that libraries do not produce but contracts
/// accept: s above half the order of the group.
#[must_use]
pub fn is_high_s(signature: &Bytes65) -> bool {
    let (_, s, _) = split(signature);
    s > HALF_ORDER
}

/// The other signature of the same signer and hash: the one with the other s and v. What
/// is no signature stays as it is.
#[must_use]
pub fn twin(signature: &Bytes65) -> Bytes65 {
    let mut twin = normalise(*signature);
    let (_, s, v) = split(&twin);
    if !is_scalar(&s) || !matches!(v, 27 | 28) {
        return *signature;
    }
    let other = ORDER.saturating_sub(s).to_be_bytes::<32>();
    for (byte, other) in twin.iter_mut().skip(32).zip(other) {
        *byte = other;
    }
    if let Some(v) = twin.last_mut() {
        *v = 27 + 28 - *v;
    }
    twin
}

/// The signature with v 0 and 1 as 27 and 28, the only values that contracts take.
/// Other values stay.
#[must_use]
pub fn normalise(mut signature: Bytes65) -> Bytes65 {
    if let Some(v @ (0 | 1)) = signature.last_mut() {
        *v += 27;
    }
    signature
}

fn is_scalar(value: &U256) -> bool {
    !value.is_zero() && *value < ORDER
}

fn split(signature: &Bytes65) -> (U256, U256, u8) {
    let (scalars, v) = signature.split_at(64);
    let (r, s) = scalars.split_at(32);
    let v = v.first().copied().unwrap_or_default();
    (U256::from_be_slice(r), U256::from_be_slice(s), v)
}
