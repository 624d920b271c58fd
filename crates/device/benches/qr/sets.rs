//! Rates and times in sets of pictures. Each decoder is a process of its own, since one of them may hang.

use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use device::qr::{self, DecodedFile};

/// Where this process is one of the decoders: reads paths and answers each with a line, until there are no more.
pub(crate) fn decode_for_parent() -> bool {
    let decode: fn(&Path) -> DecodedFile = match env::var(DECODER).as_deref() {
        Ok("segl") => qr::decode_file,
        Ok("rqrr") => naive_rqrr,
        _ => return false,
    };
    for path in io::stdin().lock().lines() {
        println!("{}", decode(path.expect("the parent sends text").as_ref()));
    }
    true
}

/// As in the example of `rqrr`.
fn naive_rqrr(path: &Path) -> DecodedFile {
    let grey = image::open(path).expect("the sets have pictures").to_luma8();
    let mut prepared = rqrr::PreparedImage::prepare(grey);
    let texts = prepared.detect_grids().iter().filter_map(|grid| grid.decode().ok().map(|(_, text)| text)).collect();
    DecodedFile { path: path.to_owned(), texts: Ok(texts) }
}

/// Prints a table for the sets in `folder`.
pub(crate) fn measure(folder: &Path) {
    println!(
        "{:<12}{:<12}{:>7}{:>8}{:>7}{:>8}{:>9}{:>9}{:>9}{:>8}",
        "set", "decoder", "images", "read", "wrong", "errors", "median", "p95", "max", "peak"
    );
    for set in entries(folder).into_iter().filter(|set| set.is_dir()) {
        let pictures: Vec<_> = entries(&set).into_iter().filter_map(Sample::new).collect();
        if pictures.is_empty() {
            continue;
        }
        for decoder in decoders() {
            let name = set.file_name().unwrap_or_default().to_string_lossy();
            println!("{name:<12}{}", decoder.judge(&pictures));
        }
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> =
        fs::read_dir(folder).expect("SEGL_QR_SETS is a folder").filter_map(|entry| Some(entry.ok()?.path())).collect();
    entries.sort();
    entries
}

struct Sample {
    picture: PathBuf,
    /// As a line of the command would have it.
    text: String,
}

impl Sample {
    fn new(picture: PathBuf) -> Option<Self> {
        let extension = picture.extension()?.to_str()?;
        if !["png", "jpg", "jpeg", "webp", "gif", "bmp"].contains(&extension) {
            return None;
        }
        let bytes = fs::read(picture.with_extension("txt")).ok()?;
        // What is no text is read as Latin 1.
        let text =
            String::from_utf8(bytes).unwrap_or_else(|bytes| bytes.into_bytes().into_iter().map(char::from).collect());
        let line = DecodedFile { path: PathBuf::new(), texts: Ok(vec![text.trim_end_matches('\n').to_owned()]) };
        Some(Self { text: line.to_string().split_off(1), picture })
    }
}

struct Decoder {
    name: &'static str,
    command: fn() -> Command,
}

fn decoders() -> Vec<Decoder> {
    let mut decoders =
        vec![Decoder { name: "segl", command: || own("segl") }, Decoder { name: "rqrr", command: || own("rqrr") }];
    let mut probe = python("import zxingcpp, PIL");
    if probe.stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        decoders.push(Decoder { name: "zxing-cpp", command: || python(ZXING_CPP) });
    }
    decoders
}

fn own(decoder: &str) -> Command {
    let mut command = Command::new(env::current_exe().expect("this program has a file"));
    command.env(DECODER, decoder);
    command
}

fn python(program: &str) -> Command {
    let mut command = Command::new(env::var_os("SEGL_PYTHON").unwrap_or_else(|| "python3".into()));
    command.args(["-c", program]);
    command
}

impl Decoder {
    /// One line of the table.
    #[expect(clippy::disallowed_methods, reason = "measuring is a question for the real clock")]
    fn judge(&self, samples: &[Sample]) -> String {
        let (mut read, mut wrong, mut errors, mut peak) = (0, 0, 0, 0);
        let mut times = Vec::new();
        let mut process = Process::start((self.command)());
        for sample in samples {
            let start = Instant::now();
            let answer = process.ask(&sample.picture);
            times.push(start.elapsed());
            peak = peak.max(process.peak_mib());
            let Some(answer) = answer else {
                errors += 1;
                process = Process::start((self.command)());
                continue;
            };
            let mut texts = answer.split('\t').skip(1).filter(|text| !text.is_empty()).peekable();
            wrong += i32::from(texts.peek().is_some());
            if texts.any(|text| text == sample.text || text.trim_end_matches("\\n") == sample.text) {
                read += 1;
                wrong -= 1;
            }
        }
        times.sort();
        let at = |part: usize| milliseconds(times[(times.len() * part / 100).min(times.len() - 1)]);
        let (count, rate) =
            (samples.len(), f64::from(read) * 100.0 / times.len().to_string().parse::<f64>().unwrap_or(1.0));
        format!(
            "{:<12}{count:>7}{rate:>6.1} %{wrong:>7}{errors:>8}{:>6} ms{:>6} ms{:>6} ms{peak:>4} MiB",
            self.name,
            at(50),
            at(95),
            at(100)
        )
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1e3)
}

struct Process {
    child: Child,
    paths: ChildStdin,
    lines: Receiver<String>,
}

impl Process {
    fn start(mut command: Command) -> Self {
        let streams = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = streams.spawn().expect("the decoder starts");
        let paths = child.stdin.take().expect("its input is a pipe");
        let output = child.stdout.take().expect("its output is a pipe");
        let (send, lines) = mpsc::channel();
        thread::spawn(move || {
            BufReader::new(output).lines().map_while(Result::ok).try_for_each(|line| send.send(line))
        });
        Self { child, paths, lines }
    }

    /// Nothing when it ended or hangs.
    fn ask(&mut self, path: &Path) -> Option<String> {
        writeln!(self.paths, "{}", path.display()).ok()?;
        self.lines.recv_timeout(PATIENCE).ok()
    }

    /// The most memory that it ever had, where the system tells.
    fn peak_mib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or_default() / 1024
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Says to this program that it is a decoder, and which.
const DECODER: &str = "SEGL_BENCH_QR_DECODER";
/// How long a decoder may look at one picture.
const PATIENCE: Duration = Duration::from_secs(20);

const ZXING_CPP: &str = r#"
import sys, zxingcpp
from PIL import Image
ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
def escaped(text):
    return "".join(ESCAPES.get(c, "\\u{%x}" % ord(c)) if ord(c) < 32 or 127 <= ord(c) < 160 else c for c in text)
for line in sys.stdin:
    image = Image.open(line.rstrip("\n"))
    codes = zxingcpp.read_barcodes(image if image.mode in ("L", "RGB") else image.convert("RGB"))
    texts = [escaped(code.text) for code in codes]
    print("\t".join([line.rstrip("\n")] + (texts or [""])), flush=True)
"#;
