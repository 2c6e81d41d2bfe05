//! Texts of the project that tests keep true.

use super::store::assert_same;

/// Compares a text with the one that is kept at a path from the project's root, or writes
/// it there if `STATELOG_UPDATE_GOLDEN` is set.
pub fn assert_golden(path: &str, got: &str, kept: &str) {
    #[cfg(not(target_arch = "wasm32"))]
    if std::env::var_os("STATELOG_UPDATE_GOLDEN").is_some() {
        let root = env!("CARGO_MANIFEST_DIR");
        std::fs::write(format!("{root}/{path}"), got).unwrap();
        return;
    }
    let advice = "is not current; STATELOG_UPDATE_GOLDEN=1 writes it anew";
    assert_same(got, kept, &format!("{path} {advice}"));
}
