//! Heddle, in a process of its own that answers one job after the other.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// When to give up on a job; most take well below a millisecond. The worker itself tells if one
/// takes long, and is not deceived by other programs on the machine.
const PATIENCE: Duration = Duration::from_secs(30);
const HEAP: &str = "-Xmx1g";

/// What is asked of Heddle.
#[derive(Clone, Copy, PartialEq)]
pub enum Job {
    /// Only decode and validate the module.
    Load,
    /// Run the plan.
    Run,
    /// Run the plan with fuel.
    RunMetered,
}

/// The process, started again should it die or take too long.
pub struct Heddle {
    java: String,
    classes: String,
    process: Option<Process>,
}

struct Process {
    child: Child,
    stdin: ChildStdin,
    answers: Receiver<String>,
}

impl Heddle {
    /// `classes` is where the engine and the worker were compiled to, as a class path.
    pub fn new(java: &Path, classes: &str) -> Heddle {
        let java = java.to_str().expect("a path of Unicode").to_owned();
        Heddle { java, classes: classes.to_owned(), process: None }
    }

    /// The lines that Heddle answers; one that begins with `unexpected` if it does not.
    pub fn ask(&mut self, job: Job, plan: &str, module: &[u8]) -> Vec<String> {
        let (java, classes) = (&self.java, &self.classes);
        let process = self.process.get_or_insert_with(|| Process::start(java, classes));
        let answer = match process.send(job, plan, module) {
            Ok(()) => process.answers.recv_timeout(PATIENCE).map_err(|e| e.to_string()),
            Err(e) => Err(e.to_string()),
        };
        match answer {
            Ok(text) => text.lines().map(str::to_owned).collect(),
            Err(why) => {
                let mut gone = self.process.take().expect("it was there");
                let _ = gone.child.kill();
                let end = gone.child.wait();
                vec![format!("unexpected no answer: {why}, {end:?}")]
            }
        }
    }
}

impl Drop for Heddle {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.child.kill();
            let _ = process.child.wait();
        }
    }
}

impl Process {
    fn start(java: &str, classes: &str) -> Process {
        let mut child = Command::new(java)
            .args([HEAP, "-XX:MaxDirectMemorySize=1g", "-cp", classes, "Worker"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("java starts");
        let stdin = child.stdin.take().expect("it is piped");
        let mut stdout = child.stdout.take().expect("it is piped");
        let (sender, answers) = channel();
        thread::spawn(move || {
            loop {
                let mut length = [0; 4];
                if stdout.read_exact(&mut length).is_err() {
                    return;
                }
                let mut bytes = vec![0; u32::from_be_bytes(length) as usize];
                if stdout.read_exact(&mut bytes).is_err() {
                    return;
                }
                let text = String::from_utf8_lossy(&bytes).into_owned();
                if sender.send(text).is_err() {
                    return;
                }
            }
        });
        Process { child, stdin, answers }
    }

    fn send(&mut self, job: Job, plan: &str, module: &[u8]) -> std::io::Result<()> {
        let kind = match job {
            Job::Load => b'V',
            Job::Run => b'R',
            Job::RunMetered => b'M',
        };
        let mut bytes = vec![kind];
        for part in [plan.as_bytes(), module] {
            bytes.extend((part.len() as u32).to_be_bytes());
            bytes.extend(part);
        }
        self.stdin.write_all(&bytes)?;
        self.stdin.flush()
    }
}
