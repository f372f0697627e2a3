//! Runs the systems of one work in turn, checks what each returns, and keeps the median.

use std::error::Error;
use std::time::{Duration, Instant};

pub(crate) type Failure = Box<dyn Error + Send + Sync>;

/// One job that several systems do.
pub(crate) struct Work<'a> {
    pub(crate) name: String,
    /// Where on a curve, if it is a point of one: so many nodes or lanes.
    pub(crate) at: Option<u64>,
    /// Items in one run, by which the time is divided.
    pub(crate) items: u64,
    /// The systems the table compares with.
    pub(crate) baselines: &'static [&'static str],
    pub(crate) systems: Vec<System<'a>>,
}

/// One way to do a work.
pub(crate) struct System<'a> {
    name: &'static str,
    run: Box<dyn Fn() -> Result<Taken, Failure> + 'a>,
}

/// What one run took: its time as a rule, or several times with a name each, such as percentiles.
type Taken = Vec<(&'static str, Duration)>;

impl<'a> System<'a> {
    /// The time `job` takes counts; what it returns must pass `check`, so that none is fast by doing nothing.
    pub(crate) fn new<T>(
        name: &'static str,
        job: impl Fn() -> Result<T, Failure> + 'a,
        check: impl Fn(T) -> Result<(), Failure> + 'a,
    ) -> Self {
        let run = move || {
            let start = Instant::now();
            let outcome = job()?;
            let elapsed = start.elapsed();
            check(outcome)?;
            Ok(vec![("", elapsed)])
        };
        Self { name, run: Box::new(run) }
    }

    /// `job` checks and measures by itself; each of its times is a measurement, its name behind the work's.
    pub(crate) fn measuring_itself(name: &'static str, job: impl Fn() -> Result<Taken, Failure> + 'a) -> Self {
        Self { name, run: Box::new(job) }
    }
}

impl Work<'_> {
    /// Without systems yet.
    pub(crate) fn new(name: impl Into<String>, items: u64, baselines: &'static [&'static str]) -> Self {
        Self { name: name.into(), at: None, items, baselines, systems: Vec::new() }
    }

    /// Every system runs once before any runs again, so that noise of the machine hits all alike.
    pub(crate) fn measure(&self, runs: usize) -> Result<Vec<Measurement>, Failure> {
        let mut taken = vec![Vec::with_capacity(runs); self.systems.len()];
        for _ in 0..runs {
            for (system, taken) in self.systems.iter().zip(&mut taken) {
                let times = (system.run)().map_err(|failure| format!("{} {}: {failure}", self.name, system.name))?;
                taken.push(times);
            }
        }
        Ok(self.systems.iter().zip(&taken).flat_map(|(system, taken)| self.summarize_all(system, taken)).collect())
    }

    /// `taken` has an element a run, in each the same names.
    fn summarize_all(&self, system: &System<'_>, taken: &[Taken]) -> Vec<Measurement> {
        let of = |nth: usize| taken.iter().map(|run| run[nth].1).collect();
        let names = taken.first().into_iter().flatten().enumerate();
        names.map(|(nth, (name, _))| self.summarize(system, name, of(nth))).collect()
    }

    fn summarize(&self, system: &System<'_>, suffix: &str, mut times: Vec<Duration>) -> Measurement {
        times.sort_unstable();
        let median = times[times.len() / 2].as_secs_f64();
        let range = times[times.len() - 1] - times[0];
        Measurement {
            work: format!("{}{suffix}", self.name),
            at: self.at,
            system: system.name,
            items: self.items,
            ns_per_item: median * 1e9 / self.items as f64,
            runs: times.len(),
            spread: range.as_secs_f64() / median,
        }
    }
}

/// The median of a system's runs.
#[derive(Debug)]
pub(crate) struct Measurement {
    pub(crate) work: String,
    pub(crate) at: Option<u64>,
    pub(crate) system: &'static str,
    pub(crate) items: u64,
    pub(crate) ns_per_item: f64,
    pub(crate) runs: usize,
    /// Slowest less fastest run, as a part of the median.
    pub(crate) spread: f64,
}

impl Measurement {
    /// The names are identifiers, so nothing needs escaping.
    pub(crate) fn json(&self) -> String {
        let Self { work, at, system, items, ns_per_item: ns, runs, spread } = self;
        let at = at.map(|at| format!(r#""at":{at},"#)).unwrap_or_default();
        let what = format!(r#""work":"{work}",{at}"system":"{system}","items":{items}"#);
        format!(r#"{{{what},"ns_per_item":{ns:.3},"runs":{runs},"spread":{spread:.3}}}"#)
    }
}

/// Fails unless `got` is what the work must give.
pub(crate) fn expect_equal<T: PartialEq + std::fmt::Debug>(got: &T, wanted: &T) -> Result<(), Failure> {
    if got == wanted {
        return Ok(());
    }
    Err(format!("wrong result: {got:?} instead of {wanted:?}").into())
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    fn work(systems: Vec<System<'_>>) -> Work<'_> {
        Work { systems, ..Work::new("work", 1_000, &[]) }
    }

    #[test]
    fn systems_take_turns() {
        let log = RefCell::new(String::new());
        let run = |name| {
            log.borrow_mut().push_str(name);
            Ok(())
        };
        let system = |name| System::new(name, move || run(name), Ok);
        let measurements = work(vec![system("a"), system("b")]).measure(3).unwrap();
        assert_eq!(log.borrow().as_str(), "ababab");
        assert_eq!(measurements.len(), 2);
    }

    #[test]
    fn a_wrong_result_is_no_measurement() {
        let wrong = System::new("lazy", || Ok(0), |got| expect_equal(&got, &1));
        let failure = work(vec![wrong]).measure(1).unwrap_err();
        assert_eq!(failure.to_string(), "work lazy: wrong result: 0 instead of 1");
    }

    #[test]
    fn the_median_counts() {
        let times = [9, 2, 4].map(Duration::from_micros).to_vec();
        let system = System::new("a", || Ok(()), Ok);
        let measured = work(Vec::new()).summarize(&system, "", times);
        let json = r#"{"work":"work","system":"a","items":1000,"ns_per_item":4.000,"runs":3,"spread":1.750}"#;
        assert_eq!(measured.json(), json);
        let point = Measurement { at: Some(8), ..measured };
        assert!(point.json().starts_with(r#"{"work":"work","at":8,"system":"a","#), "{}", point.json());
    }
}
