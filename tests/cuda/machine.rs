//! The program beside a driver: one that does not start, one without a GPU, a GPU without room, how
//! much crosses the bus, and that a kernel which computes less than it should is noticed. All of it
//! wants the stand-in, which can be told what to be.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::process::{Command, Output};

use super::stands_in;

/// The lab; on a machine where it was not built, the one that is named.
fn program() -> OsString {
    let named = std::env::var_os("AEGAN_LAB_PROGRAM");
    named.unwrap_or_else(|| env!("CARGO_BIN_EXE_aegan-lab").into())
}

fn lab(device: &str, lines: &str, driver: &[(&str, &str)]) -> (String, Option<i32>) {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(program())
        .args(["--device", device, "-c", lines])
        .envs(driver.iter().copied())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&stdout) + String::from_utf8_lossy(&stderr);
    assert!(!text.contains("panicked"), "{text}");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (text, status.code())
}

#[test]
fn without_a_gpu_there_is_a_sentence_and_the_cpu() {
    if !stands_in() {
        return;
    }
    for (driver, why) in [
        (("STAND_IN_DRIVER", "none"), "driver does not start"),
        (("STAND_IN_GPUS", "0"), "finds no GPU"),
    ] {
        let (text, status) = lab("cuda", "build ae batch=4; step 1", &[driver]);
        assert_eq!(status, Some(2), "{driver:?}: {text}");
        assert!(text.contains(why), "{driver:?}: {text}");
        assert!(text.contains("--device cpu"), "{driver:?}: {text}");
    }
    for driver in [("STAND_IN_DRIVER", "none"), ("STAND_IN_GPUS", "0")] {
        let lines = "show device; build ae batch=4; step 1";
        let (text, status) = lab("auto", lines, &[driver]);
        assert_eq!(status, Some(0), "{text}");
        assert!(text.contains("instruction set"), "{text}");
    }
    let (text, status) = lab("auto", "show device", &[]);
    assert_eq!(status, Some(0), "{text}");
    for word in [
        "name stand-in for a GPU",
        "memory 8.0 GiB",
        "compute capability 8.0",
        "driver CUDA 13.0",
        "kernels the lab's own",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
}

#[test]
fn without_a_compiler_convolutions_are_composed() {
    if !stands_in() {
        return;
    }
    let lines = "show device; build gan gen=small disc=small batch=2; step 1";
    let kernels = |lines: &str, compiler: &str| {
        let (text, kernels, _) = told("cuda", lines, &[("STAND_IN_NVRTC", compiler)]);
        (text, kernels)
    };
    let own = |kernels: &[String]| kernels.iter().any(|name| name.starts_with("lab_"));
    let (text, ran) = kernels(lines, "none");
    for word in [
        "kernels composed of those of dfdx",
        "told to compile nothing",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
    assert!(!own(&ran), "{ran:?}");
    // One that does not know the card compiles for those that it knows.
    let (text, ran) = kernels(lines, "old");
    assert!(text.contains("kernels the lab's own"), "{text}");
    assert!(own(&ran), "{ran:?}");
}

#[test]
fn without_a_driver_the_program_starts() {
    let nothing = tempfile::tempdir().unwrap();
    let nothing = nothing.path().display().to_string();
    let driver = [("LD_LIBRARY_PATH", nothing.as_str())];
    let (text, status) = lab("auto", "build ae batch=4; step 1", &driver);
    assert_eq!(status, Some(0), "{text}");
    if stands_in() {
        let (text, status) = lab("cuda", "build ae batch=4; step 1", &driver);
        assert_eq!(status, Some(2), "{text}");
        for word in ["the NVIDIA driver is not found", "--device cpu"] {
            assert!(text.contains(word), "{word}: {text}");
        }
    }
}

#[test]
fn a_gpu_without_room_is_a_sentence_wherever_it_happens() {
    if !stands_in() {
        return;
    }
    // From too little for the networks to too little for a step.
    let (_, bytes) = report("cuda", "build gan gen=dense batch=40; step 1");
    assert!(bytes["launches"] > 0);
    let mut refused = 0;
    for mebibytes in [2, 8, 20, 40, 44, 48, 52, 56, 60, 64] {
        let memory = (mebibytes << 20).to_string();
        let lines = "build gan gen=dense batch=40; step 1";
        let (text, status) = lab("cuda", lines, &[("STAND_IN_MEMORY", &memory)]);
        if status == Some(0) {
            continue;
        }
        refused += 1;
        assert!(text.contains("out of memory"), "{mebibytes} MiB: {text}");
    }
    assert!(refused >= 3, "{refused} were refused");
}

/// What the stand-in counted while the program ran.
fn report(device: &str, lines: &str) -> (Vec<String>, BTreeMap<String, u64>) {
    let (_, kernels, counts) = told(device, lines, &[]);
    (kernels, counts)
}

/// Likewise, with more told to the stand-in, and with what the program said.
fn told(
    device: &str,
    lines: &str,
    driver: &[(&str, &str)],
) -> (String, Vec<String>, BTreeMap<String, u64>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report");
    let file = path.display().to_string();
    let mut driver = driver.to_vec();
    driver.push(("STAND_IN_REPORT", &file));
    let (text, status) = lab(device, lines, &driver);
    assert_eq!(status, Some(0), "{text}");
    let (kernels, counts) = read(&std::fs::read_to_string(path).unwrap());
    (text, kernels, counts)
}

/// What is counted from one step to the next, once all buffers are there.
fn of_a_step(build: &str, compiler: &str) -> BTreeMap<String, u64> {
    let until = |step: usize| {
        let lines = format!("build {build}; step {step}");
        told("cuda", &lines, &[("STAND_IN_NVRTC", compiler)]).2
    };
    let (before, mut counts) = (until(3), until(4));
    let all = counts["allocated_bytes"];
    for (what, count) in &mut counts {
        *count -= before[what];
    }
    counts.insert("all_allocated_bytes".into(), all);
    counts
}

const SMALL: &str = "gan gen=small disc=small r1=0 batch=4";

#[test]
fn own_kernels_make_a_step_of_fewer_launches() {
    if !stands_in() {
        return;
    }
    let (composed, own) = (of_a_step(SMALL, "none"), of_a_step(SMALL, "all"));
    for what in ["launches", "to_device", "products", "moved_bytes"] {
        assert!(
            own[what] * 2 < composed[what],
            "{what}: {own:?}, {composed:?}"
        );
    }
}

/// Prints the table of docs/cuda.md.
#[test]
#[ignore = "it prints, and takes minutes"]
fn table_of_a_step() {
    let sized = |recipe: &str| format!("gan {recipe} latent=100 ema=0 batch=8");
    println!(
        "| a step | | launches | products | to the card, kB | to the host, B | copied on the card, MB | filled, MB | allocated in all, MB |"
    );
    println!("|---|---|---:|---:|---:|---:|---:|---:|---:|");
    for (name, build) in [
        ("gan", sized("gen=dense")),
        ("small", SMALL.replace("batch=4", "batch=8")),
        ("dcgan", sized("gen=dcgan disc=dcgan")),
    ] {
        for (how, compiler) in [("composed", "none"), ("own kernels", "all")] {
            let counts = of_a_step(&build, compiler);
            let (launches, products) = (counts["launches"], counts["products"]);
            let up = counts["to_device_bytes"] as f64 / 1e3;
            let down = counts["to_host_bytes"];
            let [moved, filled, all] = ["moved_bytes", "filled_bytes", "all_allocated_bytes"]
                .map(|bytes| counts[bytes] as f64 / 1e6);
            println!(
                "| {name} | {how} | {launches} | {products} | {up:.1} | {down} | {moved:.1} | {filled:.1} | {all:.0} |"
            );
        }
    }
}

fn read(report: &str) -> (Vec<String>, BTreeMap<String, u64>) {
    let (mut kernels, mut counts) = (Vec::new(), BTreeMap::new());
    for (what, value) in report.lines().filter_map(|line| line.split_once(' ')) {
        if what == "kernel" {
            let (name, _) = value.split_once(' ').unwrap();
            kernels.push(name.to_owned());
        } else {
            counts.insert(what.to_owned(), value.parse().unwrap());
        }
    }
    (kernels, counts)
}

#[test]
fn data_cross_the_bus_once_and_numbers_come_back_once_a_step() {
    if !stands_in() {
        return;
    }
    for build in [
        "build gan gen=small batch=4 labels=yes r1_every=1",
        "build aegan gen=dense disc=dense enc=dense batch=4",
        "build gan gen=dense loss=wgan_gp batch=4",
    ] {
        let (_, few) = report("cuda", &format!("{build}; step 1"));
        let (_, many) = report("cuda", &format!("{build}; step 4"));
        let more = |what: &str| many[what] - few[what];
        assert_eq!(more("to_host"), 3, "{build}: copies to the host in 3 steps");
        assert!(more("to_host_bytes") < 3 * 200, "{build}: {many:?}");
        // No batch, no mask: places of items, noise, and the shapes that dfdx hands to its kernels.
        let each = more("to_device_bytes") / more("launches");
        assert!(each < 300, "{build}: {each} bytes a launch");
        assert_eq!(
            more("to_device_big"),
            0,
            "{build}: large copies to the device"
        );
    }
}

#[test]
fn a_kernel_that_computes_less_is_noticed() {
    if !stands_in() {
        return;
    }
    let tests = |variable: &str, value: &str| {
        Command::new(std::env::current_exe().unwrap())
            .args(["agree", "--test-threads", "1"])
            .env(variable, value)
            .output()
            .unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report").display().to_string();
    let whole = tests("STAND_IN_REPORT", &path);
    assert!(whole.status.success(), "{whole:?}");
    let (kernels, _) = read(&std::fs::read_to_string(&path).unwrap());
    assert!(kernels.len() > 30, "{kernels:?}");
    let blind: Vec<_> = kernels
        .iter()
        .filter(|kernel| tests("STAND_IN_SPOIL", kernel).status.success())
        .collect();
    // Their outputs are the gradients of constants, which nobody reads.
    let unread = ["bce_bwd_rhs_f32"];
    let blind: Vec<_> = blind
        .iter()
        .filter(|k| !unread.contains(&k.as_str()))
        .collect();
    assert!(blind.is_empty(), "not noticed: {blind:?}");
}
