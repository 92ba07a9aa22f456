//! Any network goes through the text unchanged, and any text is a network or a sentence.

use proptest::prelude::*;

use crate::nets::Role;
use crate::nets::text::{Place, Text, Written};

fn size() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        (1_usize..40).prop_map(|n| n.to_string()),
        prop::sample::select(vec!["H", "W", "C", "Z", "K"]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 8, 2, |of| {
        prop_oneof![
            (of.clone(), 1_usize..5).prop_map(|(a, by)| format!("{a}/{by}")),
            (of.clone(), of.clone()).prop_map(|(a, b)| format!("{a}*{b}")),
            of.prop_map(|a| format!("({a})")),
        ]
    })
}

fn activation() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        prop::sample::select(vec![
            ", relu",
            ", tanh",
            ", sigmoid",
            ", elu",
            ", silu",
            ", gelu",
            ", linear"
        ])
        .prop_map(str::to_owned),
        (0_u16..=1000).prop_map(|m| format!(", leaky {}", f32::from(m) / 1000.0)),
    ]
}

fn bias() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", " no bias", " zero"])
}

/// Layers of any kind in any order, each with a shape that it takes: most do not follow from the one before.
fn layer() -> impl Strategy<Value = String> {
    let sizes = (size(), size(), size(), size());
    let rest = (1_usize..8, 1_usize..5, 0_u16..1000, activation(), bias());
    (0..18_usize, sizes, rest).prop_map(|(kind, (a, b, c, n), (k, s, m, f, bias))| {
        let (p, m) = (format!("{a} x {b} x {c}"), f64::from(m) / 1000.0);
        match kind {
            0 => format!("conv {n} k{k} s{s}{bias} from {p}{f}"),
            1 => format!("convt {n} k{k} s{s}{bias} from {p}{f}"),
            2 => format!("sn conv {n} k{k}{bias} from {p}{f} -> {p}"),
            3 => format!("convt {n} k{k} s{s} from {p}{f} -> {p}"),
            4 => format!("upsample {s} from {p}"),
            5 => format!("flatten from {p}"),
            6 => format!("residual (flatten from {p} -> {n} | residual dense {n} from {n})"),
            7 => format!("bn from {p}{f}"),
            8 => format!("gru read {n} from {p}"),
            9 => format!("rows {a} x {n} from {p}{f}"),
            10 => format!("dense {n}{bias} from {a}{f}"),
            11 => format!("tap stddev dense {n} from {a}{f}"),
            12 => format!("sn dense {n}{bias} from {a}{f}"),
            13 => format!("ln from {a}{f} | class bias {n}"),
            14 => format!("code bias {n} from {a} | gaussian {n}"),
            15 => format!("gru write {n} x {b} from {a}"),
            16 => format!("reshape {p} from {n}"),
            _ => format!("dropout {m} from {a} | relu | class pick"),
        }
    })
}

fn network() -> impl Strategy<Value = String> {
    let chain = prop::collection::vec(layer(), 1..4).prop_map(|layers| layers.join(" | "));
    chain.prop_recursive(2, 12, 3, |of| {
        prop::collection::vec((of, any::<bool>()), 1..3).prop_map(|groups| {
            let group = |(of, tap): (String, bool)| {
                let tap = if tap { "tap " } else { "" };
                format!("{tap}({of})")
            };
            groups
                .into_iter()
                .map(group)
                .collect::<Vec<_>>()
                .join(" | ")
        })
    })
}

proptest! {
    #[test]
    fn any_network_is_printed_and_read_back(text in network()) {
        let place = Place::of(Role::Discriminator, &[28, 28, 1], 8, 10).unwrap();
        let written = Written::read(&text).unwrap();
        // Sizes that are nested too deep to be computed are refused, and so are layers that take another kind of item.
        let printed = written.lend(&place, |plain| Text::of(plain, place.ends()[0]).to_string());
        if let Ok(printed) = printed {
            let again = Written::read(&printed).unwrap();
            let same = again.lend(&place, |again| written.lend(&place, |plain| plain == again).unwrap());
            prop_assert!(same.unwrap(), "{text}\n{printed}");
        }
        let _ = written.check(&place);
    }

    #[test]
    fn any_text_is_a_network_or_a_sentence(
        words in prop::collection::vec(prop_oneof![
            prop::sample::select(vec![
                "dense", "conv", "k5", "s2", "16", "|", "(", ")", ",", "->", "x", "H", "*", "/", "relu", "leaky",
                "0.2", "tap", "sn", "flatten", "reshape", "7x7x32", "from", "no", "bias", "class", "gru", "write",
            ]).prop_map(str::to_owned),
            ".{0,3}",
        ], 0..24),
        glue in prop::sample::select(vec!["", " "]),
        points: bool,
    ) {
        let item: &[usize] = if points { &[2] } else { &[28, 28, 1] };
        let text = words.join(glue);
        for role in Role::ALL {
            let place = Place::of(role, item, 8, 10).unwrap();
            match Written::read(&text) {
                Err(why) => prop_assert!(!why.to_string().is_empty()),
                Ok(written) => {
                    let _ = (written.check(&place), written.so_far(&place));
                }
            }
        }
    }

    #[test]
    fn bytes_are_a_network_or_a_sentence(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = Written::read(&String::from_utf8_lossy(&bytes));
    }
}
