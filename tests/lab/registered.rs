//! Networks of another crate: registered in a lab, trained, and gone on with in a lab that does not have the crate.

use aegan_lab::data::Range;
use aegan_lab::layers::{Dense, Dim, Flat, N, P, Relu, Sigmoid, Z};
use aegan_lab::nets::{Architecture, Networks};

use crate::support::typed::{after, data, digest, folder, over, refused, run, shell, trainer};

/// The example as it stands.
#[path = "../../examples/own_network.rs"]
#[allow(dead_code)]
mod own_network;

#[test]
fn the_session_of_a_registered_network_goes_on_in_any_lab() {
    let (_folder, name) = folder();
    let (saved, record) = (name("own.ron"), name("record.ron"));
    let mut own = own_network::lab("digits").unwrap();
    run(
        &mut own,
        "build gan gen=skipping batch=8 lr_d=0.002; step 3",
    );
    // It trains with the settings of its type, but for what was typed.
    let state = trainer(&mut own).state();
    let (settings, latent) = (&state.settings, state.latent);
    let set = (settings.lr(), settings.lr_d(), settings.beta1());
    assert_eq!(set, (0.001, 0.002, 0.0));
    run(
        &mut own,
        &format!("save '{saved}'; export session '{record}'; verify '{saved}'"),
    );
    run(&mut own, "step 2");
    // Nobody knows the crate here: the weights, and the record alone.
    for file in [&saved, &record] {
        let mut plain = after(&format!("verify '{file}'; load '{file}'"));
        assert_eq!(trainer(&mut plain).state().latent, latent);
        run(&mut plain, "step 2");
        assert_eq!(digest(&mut own), digest(&mut plain), "{file}");
        run(
            &mut plain,
            "net mine gen from skipping; build gan gen=mine batch=4; step 1",
        );
    }
    // The lab that has it loads it, too, and still has its settings.
    run(
        &mut own,
        &format!("load '{saved}'; build gan gen=skipping batch=8; step 1"),
    );
    let settings = &trainer(&mut own).state().settings;
    assert_eq!((settings.lr(), settings.lr_d()), (0.001, 0.0005));
}

#[test]
fn each_role_is_the_network_of_its_type() {
    let (_folder, name) = folder();
    let path = name("vae.ron");
    let mut own = own_network::lab("digits").unwrap();
    for build in [
        "aegan gen=skipping",
        "ae net=skipping",
        "bigan gen=skipping",
        "gan disc=skipping",
    ] {
        run(&mut own, &format!("build {build} batch=4; step 1"));
    }
    // A distribution of codes, where a recipe needs one.
    run(
        &mut own,
        &format!("build vae gen=skipping batch=4 latent=3; step 2; save '{path}'"),
    );
    run(
        &mut own,
        &format!("load '{path}'; build ae gen=skipping batch=4; step 1; swap enc skipping"),
    );
    run(&mut own, &format!("verify '{path}'"));
    let mut plain = after(&format!("load '{path}'; step 1"));
    run(&mut own, &format!("load '{path}'; step 1"));
    assert_eq!(digest(&mut own), digest(&mut plain));
    let nets = run(&mut own, "nets; net skipping; help skipping");
    assert!(
        format!("{nets:?}").contains("those of its type"),
        "{nets:?}"
    );
    assert!(
        format!("{nets:?}").contains("dense layers of 128"),
        "{nets:?}"
    );
}

/// Networks over points, in small.
struct Dots<const UNIT: bool>;

impl<const UNIT: bool> Architecture for Dots<UNIT> {
    type Data = Flat<P>;
    type Encoder<O: Dim> = (Dense<P, N<8>, Relu>, Dense<N<8>, O>);
    type Generator = (Dense<Z, N<8>, Relu>, Dense<N<8>, P>);
    type Discriminator = (Dense<P, N<8>, Relu>, Dense<N<8>, N<1>>);
    type CodeDiscriminator = (Dense<Z, N<8>, Relu>, Dense<N<8>, N<1>>);
    type PairDiscriminator = Self::Discriminator;
    const NAME: &'static str = "dots";
    const ABOUT: &'static str = "a hidden layer of 8 numbers";
    const RANGE: Range = if UNIT { Range::Unit } else { Range::Symmetric };
}

/// Codes that are never negative, but that its type says nothing of.
struct Named;

impl Architecture for Named {
    type Data = Flat<P>;
    type Encoder<O: Dim> = Dense<P, O, Sigmoid>;
    type Generator = Dense<Z, P>;
    type Discriminator = Dense<P, N<1>>;
    type CodeDiscriminator = Dense<Z, N<1>>;
    type PairDiscriminator = Dense<P, N<1>>;
    const NAME: &'static str = "small";
    const ABOUT: &'static str = "";
    const RANGE: Range = Range::Symmetric;
}

#[test]
fn what_a_session_cannot_say_is_not_registered() {
    let unit = Networks::default()
        .with::<Dots<true>>()
        .unwrap_err()
        .to_string();
    assert!(unit.contains("the RANGE of 'dots' is Unit"), "{unit}");
    let named = Networks::default().with::<Named>().unwrap_err().to_string();
    assert!(named.contains("of the catalogue"), "{named}");
    let mut lab = over("ring");
    lab.networks = Networks::default().with::<Dots<false>>().unwrap();
    run(
        &mut lab,
        "build gan gen=dots batch=8; step 2; build vae gen=dots batch=8; step 1",
    );
    // It is for points.
    lab.data = data("digits");
    let build = "build gan gen=dots";
    let wrong = refused(&mut lab, build);
    assert!(wrong.contains("does not fit"), "{wrong}");
    assert!(refused(&mut shell(), build).contains("no network 'dots'"));
}
