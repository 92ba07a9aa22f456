//! argv → front end; the only place that decides an exit code.

use std::process::ExitCode;

use aegan_lab::cli;
use aegan_lab::script::Ending;
use aegan_lab::terminal;
use clap::Parser;

fn main() -> ExitCode {
    terminal::end_on_panic();
    let arguments = cli::Arguments::parse();
    match cli::run(arguments) {
        Ok(Ending::Done | Ending::Unheard) => ExitCode::SUCCESS,
        Ok(Ending::Failed(sentence)) if sentence.starts_with("differs") => ExitCode::from(3),
        Ok(Ending::Failed(_)) => ExitCode::FAILURE,
        Ok(Ending::Broken(sentence)) => {
            terminal::complain(&sentence);
            ExitCode::FAILURE
        }
        Ok(Ending::Interrupted | Ending::Lost) => ExitCode::from(130),
        Err(error) => {
            terminal::complain(&error.to_string());
            ExitCode::from(2)
        }
    }
}
