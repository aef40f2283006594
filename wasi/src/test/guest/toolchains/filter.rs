//! Filters text: `filter grep TEXT [FILE]...`, `filter frequent COUNT`, `filter rot13`, from files or
//! the standard input; `filter slow SECONDS` passes lines on after a time, from a thread-less sleep.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::process::ExitCode;
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

fn main() -> io::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut out = BufWriter::new(io::stdout().lock());
    match arguments[..] {
        ["grep", text, ref files @ ..] => return grep(text, files, &mut out),
        ["frequent", count] => frequent(count.parse().expect("a number"), &mut out)?,
        ["rot13"] => rot13(&mut out)?,
        ["slow", seconds] => slow(seconds.parse().expect("a number"), &mut out)?,
        _ => {
            eprintln!("usage: filter grep TEXT [FILE]... | frequent COUNT | rot13 | slow SECONDS");
            return Ok(ExitCode::from(2));
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn grep(text: &str, files: &[&str], out: &mut impl Write) -> io::Result<ExitCode> {
    let mut found = false;
    let mut failed = false;
    if files.is_empty() {
        found = matches(text, "", io::stdin().lock(), out)?;
    }
    for name in files {
        match File::open(name) {
            Ok(file) => found |= matches(text, &format!("{name}:"), BufReader::new(file), out)?,
            Err(error) => {
                eprintln!("filter: {name}: {error}");
                failed = true;
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::from(if failed { 2 } else if found { 0 } else { 1 }))
}

fn matches(text: &str, before: &str, lines: impl BufRead, out: &mut impl Write) -> io::Result<bool> {
    let mut found = false;
    for (number, line) in lines.lines().enumerate() {
        let line = line?;
        if line.contains(text) {
            writeln!(out, "{before}{}:{line}", number + 1)?;
            found = true;
        }
    }
    Ok(found)
}

fn frequent(count: usize, out: &mut impl Write) -> io::Result<()> {
    let mut words: HashMap<String, usize> = HashMap::new();
    for line in io::stdin().lock().lines() {
        for word in line?.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            *words.entry(word.to_lowercase()).or_default() += 1;
        }
    }
    let mut ordered: BTreeMap<(std::cmp::Reverse<usize>, String), ()> = BTreeMap::new();
    for (word, times) in words {
        ordered.insert((std::cmp::Reverse(times), word), ());
    }
    for ((times, word), ()) in ordered.into_iter().take(count) {
        writeln!(out, "{:5} {word}", times.0)?;
    }
    Ok(())
}

fn rot13(out: &mut impl Write) -> io::Result<()> {
    let mut input = io::stdin().lock();
    loop {
        let bytes = input.fill_buf()?;
        if bytes.is_empty() {
            return Ok(());
        }
        let turned: Vec<u8> = bytes
            .iter()
            .map(|&byte| match byte {
                b'a'..=b'z' => b'a' + (byte - b'a' + 13) % 26,
                b'A'..=b'Z' => b'A' + (byte - b'A' + 13) % 26,
                other => other,
            })
            .collect();
        let length = bytes.len();
        out.write_all(&turned)?;
        input.consume(length);
    }
}

fn slow(seconds: u64, out: &mut impl Write) -> io::Result<()> {
    let (start, date) = (Instant::now(), SystemTime::now());
    for line in io::stdin().lock().lines() {
        sleep(Duration::from_secs(seconds));
        writeln!(out, "{}s {}", start.elapsed().as_secs(), line?)?;
        out.flush()?;
    }
    let passed = date.elapsed().expect("time goes forward").as_secs();
    writeln!(out, "{passed}s in all")
}
