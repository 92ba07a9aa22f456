//! The networks of the family, and the data that flow between them.

use super::concept::Concept;

pub(super) const CONCEPTS: &[Concept] = &[
    Concept {
        names: &["generator", "g", "decoder", "gen"],
        text: "The network G: it makes an item from a code, G(z). In a GAN it learns to fool the discriminator; in an \
               autoencoder it is called the decoder and learns to undo the encoder. 'sample 9' shows what it makes, \
               'show net' its layers.",
    },
    Concept {
        names: &["discriminator", "d", "dx", "dz", "dxz", "belief"],
        text: "A network that learns to tell real from generated; its gradient tells G what is still wrong. Dx looks at \
               items, Dz at codes, Dxz at an item together with its code. 'disc 8' shows what it believes and its worst \
               mistakes, 'help d_acc' says how to read its accuracy.",
    },
    Concept {
        names: &["critic"],
        text: "A discriminator whose scores are not probabilities: only the gap between real and generated items is \
               meaningful, and it measures how far apart they are (Arjovsky et al. 2017). 'build wgan-gp' has one.",
    },
    Concept {
        names: &["encoder", "e", "enc"],
        text: "The network E: it turns an item into a code, E(x). With G it makes an autoencoder: G(E(x)) should be x \
               again. 'build ae' has one, 'recon 6' shows what comes back, 'latent' where the codes lie.",
    },
    Concept {
        names: &["autoencoder", "autoencoders"],
        text: "An encoder and a generator that learn together to reproduce their input through a code of few numbers, so \
               the code must keep what matters. Unlike a VAE or a GAN, it has no prior to sample from. 'build ae' makes \
               one, then 'step 500', 'recon 6'.",
    },
    Concept {
        names: &["gan", "gans"],
        text: "Generative adversarial network: G makes items from noise, D learns to tell them from real ones, and G \
               learns to fool D. Neither is ever shown how to make an item. 'build gan' makes one, then 'step 100', \
               'sample 9'.",
    },
    Concept {
        names: &["vae", "variational", "elbo", "nats"],
        text: "Variational autoencoder: E gives a distribution over codes instead of one code. The term kl keeps it near \
               N(0, 1), so new codes can be drawn and decoded. Its loss is a bound on the likelihood of an item, in nats \
               (ELBO). 'build vae' makes one.",
    },
    Concept {
        names: &["latent", "code", "codes", "z", "latent space"],
        text: "The numbers from which G makes an item, and which E gives for an item. How many there are is set when a \
               run is built: 'build ae latent=2'. Codes that are close give similar items. 'latent' shows the codes of \
               held-out items, 'interp 8' what lies between two of them.",
    },
    Concept {
        names: &["mapping", "mapping network"],
        text: "Layers between the code and the rest of G (Karras et al. 2019). Codes are one cloud and digits are of ten \
               kinds: a layer that bends lets G tear the cloud apart. The network small_mapped is small with one such \
               layer, and 'build gan' uses it; 'build gan net=small' does without.",
    },
    Concept {
        names: &["prior"],
        text: "The distribution that codes are drawn from to make new items: N(0, 1) in every number. The term kl or the \
               discriminator Dz pulls the codes of E towards it. 'sample 9' draws from it; an autoencoder has none, but \
               'sample 9 from=mixture' fits one to its codes.",
    },
    Concept {
        names: &["conditional", "labels", "label"],
        text: "A conditional network is also given the class of an item, so that you can ask for one. \
               'build gan labels=yes' makes all networks conditional, 'sample 9 of 3' then draws threes.",
    },
    Concept {
        names: &["reconstruction", "reconstructions"],
        text: "What an autoencoder makes of an item: G(E(x)). The term rec_x says how far it is from the item. \
               'recon 6' shows held-out items above their reconstructions.",
    },
    Concept {
        names: &[
            "network",
            "networks",
            "architecture",
            "architectures",
            "layer",
            "layers",
        ],
        text: "A list of layers whose weights are learned. 'nets' lists the networks that fit the data, 'show net' shows \
               those of the run, 'build gan net=dense' uses another, 'help net' says how to write your own.",
    },
    Concept {
        names: &["weights", "weight", "parameters"],
        text: "The numbers in a network that training changes; 'show net' counts them, 'save' saves them. A term of the \
               joint loss has a weight, too: the factor it is multiplied by. 'term rec_x 10' sets that one.",
    },
    Concept {
        names: &["x", "item", "items", "real", "fake", "generated"],
        text: "One picture or point. A real one, x, comes from the data; a generated or fake one comes from G: G(z) from \
               noise, G(E(x)) as a reconstruction. 'data' says what an item is here, 'disc 8' shows real and generated \
               ones side by side.",
    },
];
