//! `segl-portal audit`: the audit log, written out and checked.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use identity::audit::{self, AuditRow, Field, Verifier, VerifyError};
use identity::store::StoreError;
use protocol::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::cli::Which;
use crate::cli::open::{OpenPortalError, open_which};
use crate::cli::output::Output;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write the log as JSON Lines, one row a line: sealed rows in order, then those that wait to be sealed.
    Export {
        /// The file to write; standard output without it.
        #[arg(long)]
        output: Option<PathBuf>,
        #[command(flatten)]
        which: Which,
    },
    /// Check every row, and the tree over them. Ends with 1 and names the first row that does not fit.
    Verify {
        /// Check an export instead: it shows by itself whether a row was changed, removed or moved, not whether its end was cut.
        #[arg(long, conflicts_with_all = ["config", "demo"], required_unless_present_any = ["config", "demo"])]
        file: Option<PathBuf>,
        /// The configuration file of the portal.
        #[arg(long)]
        config: Option<PathBuf>,
        /// The data folder of a demo.
        #[arg(long, conflicts_with = "config")]
        demo: Option<PathBuf>,
    },
}

/// Why the command fails.
#[derive(Debug, thiserror::Error)]
pub(super) enum AuditCommandError {
    #[error(transparent)]
    Open(#[from] OpenPortalError),
    #[error("cannot write the export")]
    Write(#[source] io::Error),
    #[error("cannot read {}", .0.display())]
    Read(PathBuf, #[source] io::Error),
    #[error("line {0} of the export is not a row of the audit log")]
    Line(usize),
    #[error(transparent)]
    Verify(#[from] VerifyError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One line of an export.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Line {
    sequence: Option<u64>,
    leaf: Option<Bytes<32>>,
    fields: Vec<Field>,
}

pub(super) async fn run(output: Output, command: Command) -> Result<(), AuditCommandError> {
    match command {
        Command::Export { output: file, which } => {
            let state = open_which(&which).await?;
            let mut out: Box<dyn Write> = match &file {
                Some(path) => Box::new(BufWriter::new(create_private(path).map_err(AuditCommandError::Write)?)),
                None => Box::new(BufWriter::new(io::stdout())),
            };
            let mut sequence = 0;
            loop {
                let rows = audit::after(&state.database, sequence, BATCH).await?;
                let Some(last) = rows.last() else { break };
                sequence = last.sequence.unwrap_or(sequence + 1);
                write(&mut out, rows)?;
            }
            write(&mut out, audit::waiting(&state.database, u32::MAX).await?)?;
            out.flush().map_err(AuditCommandError::Write)
        }
        Command::Verify { file: Some(path), .. } => {
            let (size, root, unsealed) = verify_file(&path)?;
            say(output, size, root, unsealed);
            Ok(())
        }
        Command::Verify { config, demo, .. } => {
            let state = open_which(&Which { config, demo }).await?;
            let verified = audit::verify(&state.database).await?;
            say(output, verified.size, verified.root, verified.unsealed);
            Ok(())
        }
    }
}

/// A file for its owner alone: it names people and addresses.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn write(out: &mut dyn Write, rows: Vec<AuditRow>) -> Result<(), AuditCommandError> {
    for AuditRow { sequence, leaf, fields, .. } in rows {
        let line = serde_json::to_string(&Line { sequence, leaf, fields }).map_err(io::Error::other);
        line.and_then(|line| writeln!(out, "{line}")).map_err(AuditCommandError::Write)?;
    }
    Ok(())
}

fn verify_file(path: &Path) -> Result<(u64, Bytes<32>, u64), AuditCommandError> {
    let failed = |error| AuditCommandError::Read(path.to_owned(), error);
    let (mut verifier, mut unsealed) = (Verifier::default(), 0);
    for (number, line) in (1..).zip(BufReader::new(File::open(path).map_err(failed)?).lines()) {
        let line: Line = serde_json::from_str(&line.map_err(failed)?).map_err(|_| AuditCommandError::Line(number))?;
        let row = AuditRow { sequence: line.sequence, leaf: line.leaf, fields: line.fields, subject: None };
        match row.sequence {
            Some(_) => verifier.add(&row)?,
            None => unsealed += 1,
        }
    }
    Ok((verifier.tree().size, verifier.tree().root(), unsealed))
}

fn say(output: Output, size: u64, root: Bytes<32>, unsealed: u64) {
    let text = format!("The audit log holds: {size} rows are sealed under {root}, {unsealed} wait to be sealed.");
    output.say(&text, &json!({ "size": size, "root": root.to_string(), "unsealed": unsealed }));
}

const BATCH: u32 = 1_000;
