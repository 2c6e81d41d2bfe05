//! Keys that sign as participants do, fast enough for logs of a million events.
//!
//! A signature of ECDSA needs a secret number, the nonce; using one twice gives the key
//! away. These keys are no secrets, so each uses one nonce for everything: what is left of
//! signing is a multiplication.

use alloy_primitives::keccak256;
use k256::elliptic_curve::PrimeField;
use k256::elliptic_curve::ops::Reduce;
use k256::elliptic_curve::point::AffineCoordinates;
use k256::elliptic_curve::scalar::IsHigh;
use k256::{FieldBytes, ProjectivePoint, Scalar};
use statelog::event::scalar::{Bytes20, Bytes32, Bytes65};

/// A key with its address and its nonce.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    secret: Scalar,
    pub address: Bytes20,
    inverse_nonce: Scalar,
    /// The point of the nonce: its x coordinate, and whether its y coordinate is odd.
    x: FieldBytes,
    is_odd: bool,
}

impl Key {
    /// The key with these secret bytes.
    pub fn new(secret: [u8; 32]) -> Self {
        let nonce = keccak256(secret);
        let (secret, nonce) = (scalar(&secret), scalar(&nonce.0));
        let point = (ProjectivePoint::GENERATOR * secret).to_affine();
        let coordinates = [point.x(), point.y()].concat();
        let point = (ProjectivePoint::GENERATOR * nonce).to_affine();
        Self {
            secret,
            address: Bytes20::from_slice(&keccak256(coordinates)[12..]),
            inverse_nonce: nonce.invert().unwrap(),
            x: point.x(),
            is_odd: point.y_is_odd().into(),
        }
    }

    /// Signs a hash as EIP-191 asks for, with a low s.
    pub fn sign(&self, hash: &Bytes32) -> Bytes65 {
        let prefix = b"\x19Ethereum Signed Message:\n32";
        let digest = keccak256([prefix, hash.as_slice()].concat());
        let r = <Scalar as Reduce<FieldBytes>>::reduce(&self.x);
        let s = self.inverse_nonce * (scalar(&digest.0) + r * self.secret);
        let is_high = bool::from(s.is_high());
        let s = if is_high { -s } else { s };
        let mut signature = [27 + u8::from(self.is_odd != is_high); 65];
        signature[..32].copy_from_slice(&self.x);
        signature[32..64].copy_from_slice(&s.to_repr());
        Bytes65::from(signature)
    }
}

fn scalar(bytes: &[u8; 32]) -> Scalar {
    <Scalar as Reduce<FieldBytes>>::reduce(&FieldBytes::from(*bytes))
}
