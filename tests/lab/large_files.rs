//! Files that are larger than memory: batches are read from them, and nothing reads them from end to end.

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::typed::{data, digest, over, refused, run, told};

/// Pictures of 28 by 28 in a file of 4 GiB.
const PICTURES: u32 = 5_478_275;
/// Where the first of them begins.
const HEAD: u64 = 16;

/// A sparse IDX file of 4 GiB, with digits here and there, and the labels of all.
fn sparse(folder: &Path) -> PathBuf {
    let digits = data("digits");
    let mut head = vec![0, 0, 8, 3];
    for number in [PICTURES, 28, 28] {
        head.extend(number.to_be_bytes());
    }
    let path = folder.join("big-images.idx3-ubyte");
    let mut file = File::create(&path).unwrap();
    file.write_all(&head).unwrap();
    file.set_len(HEAD + u64::from(PICTURES) * 784).unwrap();
    for i in 0..2000 {
        let place = (u64::from(PICTURES) - 1) * i / 1999;
        let pixels = digits.train.pixels(i as usize).unwrap();
        file.write_all_at(pixels, HEAD + place * 784).unwrap();
    }
    let mut labels = vec![0, 0, 8, 1];
    labels.extend(PICTURES.to_be_bytes());
    labels.extend((0..PICTURES).map(|i| (i % 10) as u8));
    fs::write(folder.join("big-labels.idx1-ubyte"), labels).unwrap();
    path
}

#[test]
fn a_run_on_four_gibibytes_goes_back_and_is_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = sparse(folder.path());
    let mut shell = over("digits");
    run(&mut shell, &format!("data {}", path.display()));
    assert_eq!(shell.data.train.len(), PICTURES as usize - 1000);
    assert_eq!(
        (shell.data.held_out.len(), shell.data.classes.len()),
        (1000, 10)
    );
    run(&mut shell, "build gan labels=yes batch=8; step 2");
    let second = digest(&mut shell);
    run(&mut shell, "step 3");
    let fifth = digest(&mut shell);
    run(&mut shell, "back 3");
    assert_eq!(digest(&mut shell), second);
    run(&mut shell, "forward 3");
    assert_eq!(digest(&mut shell), fifth);
    let session = folder.path().join("s.ron");
    run(&mut shell, &format!("save {}", session.display()));
    // Another lab finds the file by its path and its digest, and takes the same steps.
    let (_, said) = told("ring", &[&format!("verify {}", session.display())]);
    assert!(!said.contains("error"), "{said}");
    let mut again = over("ring");
    run(&mut again, &format!("load {}; step 2", session.display()));
    run(&mut shell, "step 2");
    assert_eq!(digest(&mut again), digest(&mut shell));
    // What has no room is not tried.
    let why = refused(&mut shell, &format!("data {} size=14", path.display()));
    assert!(
        why.contains("read from their file as they are, 28 by 28") && why.contains("size=14"),
        "{why}"
    );

    // A file that is cut under a run is a sentence, and the run is as it was.
    let before = digest(&mut shell);
    File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_len(1 << 20)
        .unwrap();
    let why = refused(&mut shell, "step 2");
    assert!(
        why.contains("big-images") && why.contains("load it again"),
        "{why}"
    );
    assert_eq!(digest(&mut shell), before);
}

/// The heap of a process may not grow above a limit: one that read the file, or mapped it for itself, would end.
#[test]
fn a_run_on_four_gibibytes_stays_below_300_mebibytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = sparse(folder.path());
    let line = format!(
        "data {}; build gan batch=64; step 2; sample 4; nearest 2; eval 20",
        path.display()
    );
    let output = Command::new("sh")
        .args(["-c", "ulimit -d 290000; exec \"$@\"", "sh"])
        .arg(env!("CARGO_BIN_EXE_aegan-lab"))
        .args(["--threads", "2", "-c", &line])
        .env("XDG_STATE_HOME", folder.path())
        .env("XDG_CACHE_HOME", folder.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}{errors}");
    assert!(
        text.contains("larger than what is held in memory"),
        "{text}"
    );
    assert!(
        text.contains("closest of the first 10699 training images"),
        "{text}"
    );
}

#[test]
fn an_array_and_a_folder_of_four_gibibytes() {
    let folder = tempfile::tempdir().unwrap();
    // The channels first, as PyTorch has them.
    let head = "{'descr': '|u1', 'fortran_order': False, 'shape': (349525, 3, 64, 64), }\n";
    let array = folder.path().join("x_train.npy");
    let mut file = File::create(&array).unwrap();
    file.write_all(b"\x93NUMPY\x01\x00").unwrap();
    file.write_all(&(head.len() as u16).to_le_bytes()).unwrap();
    file.write_all(head.as_bytes()).unwrap();
    let begins = file.stream_position().unwrap();
    file.seek(SeekFrom::Start(begins)).unwrap();
    file.write_all(&[255; 64 * 64]).unwrap();
    file.set_len(begins + 349_525 * 3 * 64 * 64).unwrap();
    let mut shell = over("digits");
    run(&mut shell, &format!("data {}", array.display()));
    assert_eq!(shell.data.item.shape(), [64, 64, 3]);
    // No labels, and the first picture is red.
    let first = shell.data.train.picture(0).unwrap();
    assert!(shell.data.classes.is_empty());
    assert_eq!(first[..6], [255, 0, 0, 255, 0, 0]);
    fs::remove_file(array).unwrap();

    // A folder that is laid out as MNIST is.
    let images = sparse(folder.path());
    let named = |name: &str| folder.path().join(name);
    fs::rename(images, named("train-images-idx3-ubyte")).unwrap();
    fs::rename(
        named("big-labels.idx1-ubyte"),
        named("train-labels-idx1-ubyte"),
    )
    .unwrap();
    fs::write(named("classes.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n").unwrap();
    crate::support::typed::write_idx(
        folder.path(),
        "t10k",
        &data("digits").held_out,
        &[0, 1, 2, 3],
    );
    run(&mut shell, &format!("data {}", folder.path().display()));
    assert_eq!(
        (shell.data.train.len(), shell.data.held_out.len()),
        (PICTURES as usize, 4)
    );
    assert_eq!(shell.data.classes[9], "j");
    // Its name without the folder is the same data.
    let before = shell.data.digest.clone();
    run(
        &mut shell,
        &format!("data {}", named("train-images-idx3-ubyte").display()),
    );
    assert_eq!(shell.data.digest, before);
}
