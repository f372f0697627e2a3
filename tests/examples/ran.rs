//! An example that was run to its end.

use std::{
    env,
    ffi::OsStr,
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

const LONGEST: Duration = Duration::from_secs(120);

/// What a program left behind.
pub(crate) struct Ran {
    pub(crate) status: ExitStatus,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Runs an example with nothing to read on its standard input.
    pub(crate) fn example<S: AsRef<OsStr>>(name: &str, args: impl IntoIterator<Item = S>) -> Ran {
        Ran::with_input(name, args, "")
    }

    /// Runs an example, in a folder of its own.
    pub(crate) fn with_input<S: AsRef<OsStr>>(name: &str, args: impl IntoIterator<Item = S>, input: &str) -> Ran {
        let folder = tempfile::tempdir().unwrap();
        let [given, out, err] = ["in", "out", "err"].map(|file| folder.path().join(file));
        fs::write(&given, input).unwrap();
        let child = Command::new(binary(name))
            .args(args)
            .current_dir(folder.path())
            .stdin(File::open(&given).unwrap())
            .stdout(Stdio::from(File::create(&out).unwrap()))
            .stderr(Stdio::from(File::create(&err).unwrap()))
            .spawn()
            .unwrap();
        let status = ended(name, child);
        let read = |file| String::from_utf8(fs::read(file).unwrap()).unwrap();
        Ran { status, out: read(out), err: read(err) }
    }

    /// What it printed, after a good end without complaints.
    pub(crate) fn printed(&self) -> &str {
        assert!(self.status.success(), "{}\n{}\n{}", self.status, self.out, self.err);
        assert_eq!(self.err, "");
        &self.out
    }

    /// What it complained of, after a bad end.
    pub(crate) fn complained(&self) -> &str {
        assert_eq!(self.status.code(), Some(1), "{}\n{}", self.out, self.err);
        &self.err
    }
}

/// Beside this test: `target/PROFILE/examples/NAME`, and this is `target/PROFILE/deps/examples-HASH`.
pub(crate) fn binary(name: &str) -> PathBuf {
    let test = env::current_exe().unwrap();
    let profile = test.parent().and_then(|deps| deps.parent()).unwrap();
    let path = profile.join("examples").join(format!("{name}{}", env::consts::EXE_SUFFIX));
    let made = "`cargo test` and `cargo build --examples` make it";
    assert!(path.exists(), "there is no `{}`: {made}", path.display());
    if let Some(newer) = newer_source(&path) {
        panic!("`{}` is older than `{newer}`: {made}", path.display());
    }
    path
}

/// `cargo test --test examples` makes no examples, and what an old one does proves nothing.
fn newer_source(binary: &Path) -> Option<String> {
    let changed = |path: &Path| path.metadata().and_then(|about| about.modified());
    let made = changed(binary).ok()?;
    let sources = fs::read_to_string(binary.with_extension("d")).ok()?;
    let newer = |source: &&str| changed(Path::new(source)).is_ok_and(|at| at > made);
    sources.split_whitespace().find(newer).map(str::to_owned)
}

/// Waits for it, not for ever.
pub(crate) fn ended(name: &str, mut child: Child) -> ExitStatus {
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if began.elapsed() > LONGEST {
            child.kill().unwrap();
            panic!("`{name}` had not ended after {LONGEST:?}");
        }
        sleep(Duration::from_millis(5));
    }
}

/// The number at the beginning of the line that ends like this.
pub(crate) fn number_before(printed: &str, text: &str) -> u64 {
    let line = printed.lines().find(|line| line.ends_with(text));
    let line = line.unwrap_or_else(|| panic!("no line ends with `{text}`:\n{printed}"));
    line.split_whitespace().next().unwrap().parse().unwrap()
}
