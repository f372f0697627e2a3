//! Generated code in crates that are strict, unusual, or both: see the crates beside this file. Clippy looks at them where
//! there is one, so that what is generated is quiet under every lint that a user may deny.

use std::path::Path;
use std::process::Command;

fn cargo(arguments: &[&str], folder: &Path) -> (bool, String) {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hygiene");
    let mut command = Command::new(env!("CARGO"));
    command.args(arguments).current_dir(folder).env("CARGO_TARGET_DIR", target).env_remove("RUSTFLAGS");
    let output = command.output().expect("cargo runs");
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn what_is_generated_compiles_everywhere_and_is_quiet() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("tests/hygiene");
    // The versions that are here already: nothing has to be fetched.
    std::fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock is copied");
    let check = if cargo(&["clippy", "--version"], &folder).0 { "clippy" } else { "check" };
    let (fine, says) = cargo(&[check, "--offline", "--workspace", "--keep-going"], &folder);
    assert!(fine, "{says}");
}
