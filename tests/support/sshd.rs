//! An SSH server on loopback with keys of its own.
//!
//! Wants `sshd`, `ssh`, `ssh-keygen` and `tmux`. Where one is missing nothing is tested, loudly; with
//! `AEGAN_LAB_CI` set, as `.ci/run` does, that is a failure.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// How long the server may take to listen.
const PATIENCE: Duration = Duration::from_mins(1);

/// Where a program is.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var("PATH").unwrap_or_default();
    path.split(':')
        .chain(["/usr/sbin", "/usr/local/sbin"])
        .map(|folder| Path::new(folder).join(name))
        .find(|file| file.is_file())
}

/// A server on loopback, gone when dropped.
pub struct Server {
    pub place: tempfile::TempDir,
    pub port: u16,
    process: Child,
}

impl Server {
    /// A running server, unless a program for it is missing.
    pub fn start() -> Option<Self> {
        let missing: Vec<_> = ["sshd", "ssh", "ssh-keygen", "tmux"]
            .into_iter()
            .filter(|name| program(name).is_none())
            .collect();
        if !missing.is_empty() {
            let said = format!(
                "NOT TESTED over SSH: {} is not installed",
                missing.join(", ")
            );
            assert!(std::env::var_os("AEGAN_LAB_CI").is_none(), "{said}");
            eprintln!("{said}");
            return None;
        }
        let place = tempfile::tempdir().unwrap();
        for key in ["host", "user"] {
            let file = place.path().join(key);
            let made = Command::new(program("ssh-keygen").unwrap())
                .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                .arg(&file)
                .status();
            assert!(made.unwrap().success());
        }
        fs::copy(place.path().join("user.pub"), place.path().join("allowed")).unwrap();
        // Only root's server separates privileges, and wants this folder for it.
        let _ = fs::create_dir_all("/run/sshd");
        let shown = place.path().display();
        let config = format!(
            "ListenAddress 127.0.0.1\nHostKey {shown}/host\nAuthorizedKeysFile {shown}/allowed\n\
             PidFile none\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n\
             KbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\nPrintMotd no\n\
             PrintLastLog no\nMaxStartups 100\n"
        );
        let file = place.path().join("config");
        fs::write(&file, config).unwrap();
        // A port that is free now may be taken a moment later: then another is tried.
        for _ in 0..10 {
            let free = TcpListener::bind("127.0.0.1:0").unwrap();
            let port = free.local_addr().unwrap().port();
            drop(free);
            let mut process = Command::new(program("sshd").unwrap())
                .args(["-D", "-e", "-p", &port.to_string(), "-f"])
                .arg(&file)
                .stderr(fs::File::create(place.path().join("log")).unwrap())
                .spawn()
                .unwrap();
            // Its own word that it listens: a connection would also come about with another test's server there.
            let log = place.path().join("log");
            let started = Instant::now();
            while process.try_wait().unwrap().is_none() && started.elapsed() < PATIENCE {
                let said = fs::read_to_string(&log).unwrap();
                if said.contains(&format!("Server listening on 127.0.0.1 port {port}.")) {
                    return Some(Self {
                        place,
                        port,
                        process,
                    });
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            let _ = process.kill();
        }
        let log = fs::read_to_string(place.path().join("log"));
        panic!("no server could be started: {log:?}");
    }

    /// What `ssh` is told, a terminal asked for or not, and what is to be run there.
    pub fn arguments(&self, terminal: bool, remote: &str) -> Vec<String> {
        let user = Command::new("id").arg("-un").output().unwrap().stdout;
        let user = String::from_utf8(user).unwrap();
        let mut all: Vec<String> = ["-F", "/dev/null", "-a", "-x"].map(str::to_owned).to_vec();
        for option in [
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "IdentitiesOnly=yes",
            "IdentityAgent=none",
            "BatchMode=yes",
            "LogLevel=ERROR",
        ] {
            all.extend(["-o".to_owned(), option.to_owned()]);
        }
        let key = self.place.path().join("user").display().to_string();
        all.extend(["-i".to_owned(), key, "-p".to_owned(), self.port.to_string()]);
        all.push(if terminal { "-tt" } else { "-T" }.to_owned());
        all.extend([format!("{}@127.0.0.1", user.trim()), remote.to_owned()]);
        all
    }

    /// The lab there, at home in the server's folder.
    pub fn lab(&self, rest: &str) -> String {
        let home = self.place.path().display();
        let lab = env!("CARGO_BIN_EXE_aegan-lab");
        format!("env HOME={home} LANG=C.UTF-8 '{lab}' {rest}")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
