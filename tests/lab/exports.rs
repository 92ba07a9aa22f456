//! Exports never write over what they should spare.

use crate::support::typed::{folder, refused, run, shell};

#[test]
fn exports_spare_sessions_and_what_is_no_file() {
    let (folder, file) = folder();
    let mut lab = shell();
    run(&mut lab, "build gan gen=dense batch=4; step 1");
    run(&mut lab, &format!("save {}", file("a.ron")));
    let before = std::fs::read(file("a.ron")).unwrap();
    for what in ["grid", "samples 3"] {
        let why = refused(&mut lab, &format!("export {what} {}", file("a.ron")));
        assert!(why.contains("holds a session"), "{why}");
        let why = refused(&mut lab, &format!("export {what} /dev/null"));
        assert!(why.contains("not a regular file"), "{why}");
    }
    let why = refused(
        &mut lab,
        &format!("classifier train 2 to={}", file("a.ron")),
    );
    assert!(why.contains("holds a session"), "{why}");
    assert_eq!(std::fs::read(file("a.ron")).unwrap(), before);
    run(
        &mut lab,
        &format!("export grid {0}; export grid {0}", file("a.png")),
    );
    let why = refused(&mut lab, &format!("export session {}", file("a.png")));
    assert!(why.contains("is not a session"), "{why}");
    // The record alone is written over, one with weights is not.
    let why = refused(&mut lab, &format!("export session {}", file("a.ron")));
    assert!(why.contains("with weights"), "{why}");
    let line = format!("export session {0}; export session {0}", file("b.ron"));
    run(&mut lab, &line);
    let weights = std::fs::read_dir(folder.path()).unwrap();
    let mut weights = weights.map(|file| file.unwrap().path());
    let weights = weights.find(|path| path.extension().is_some_and(|e| e == "safetensors"));
    let weights = weights.unwrap();
    for line in ["export grid ", "classifier train 2 to="] {
        let why = refused(&mut lab, &format!("{line}{}", weights.display()));
        assert!(why.contains("holds weights of"), "{why}");
    }
    // A classifier's weights are written over by a classifier, not by a picture.
    let line = format!("classifier train 2 to={}", file("r.safetensors"));
    run(&mut lab, &format!("{line}; {line}"));
    let why = refused(&mut lab, &format!("export grid {}", file("r.safetensors")));
    assert!(why.contains("holds weights"), "{why}");
}
