//! What training is made of.

use super::concept::Concept;

pub(super) const CONCEPTS: &[Concept] = &[
    Concept {
        names: &["epoch", "epochs"],
        text: "One pass over all training items. The lab counts steps instead: with the 10,000 digits and 64 items in a \
               batch, an epoch is 157 steps. 'data' says how many items there are, 'step 157' trains for one epoch on \
               digits.",
    },
    Concept {
        names: &["batch", "batches"],
        text: "The items that one update uses together. A larger batch gives steadier gradients and slower steps. \
               'set batch 128' changes it during a run.",
    },
    Concept {
        names: &["minibatch", "minibatches"],
        text: "Another word for batch. A discriminator that scores items one by one cannot see that all samples are \
               alike; the one called small_std also sees how much the items of its batch differ (Karras et al. 2018). \
               'build gan disc=small_std' uses it.",
    },
    Concept {
        names: &[
            "step",
            "steps",
            "iteration",
            "iterations",
            "update",
            "updates",
        ],
        text: "One round of training: d_steps updates of the discriminators, then g_steps updates of E and G, each on a \
               batch. 'step 100' takes a hundred, 'step 5 d' trains only the discriminators, 'next' goes through one \
               step phase by phase.",
    },
    Concept {
        names: &["phase", "phases"],
        text: "A part of a step: draw a batch, draw noise, generate, score real items, score generated ones, take the \
               gradients, update. 'next' runs the next phase and shows what it produced; 'next update' goes on to the \
               next update.",
    },
    Concept {
        names: &["loss", "losses", "objective"],
        text: "A number that training makes smaller. The discriminator has a loss of its own (d_loss); E and G share \
               one, the sum of the terms in the ledger. In a GAN neither falls steadily, because each side makes the \
               task of the other harder: look at the samples, too. 'plot' draws the losses, 'set loss' says which adversarial \
               loss is used, 'show ledger' lists the terms.",
    },
    Concept {
        names: &["gradient", "gradients", "slope"],
        text: "The direction in which a loss rises fastest as the weights change; an update goes the other way. \
               'show ledger' measures the norm of the gradient of each term in each network. 'set clipnorm 1' limits it.",
    },
    Concept {
        names: &["learning rate"],
        text: "How far an update moves the weights: lr for E and G, lr_d for the discriminators. Too high: losses \
               explode or swing; too low: nothing happens. It falls over the planned steps. 'lr' shows it, 'lr 0.0005' \
               sets it.",
    },
    Concept {
        names: &["optimizer", "optimiser"],
        text: "The rule that turns gradients into updates: adam, rmsprop or sgd. 'set optimizer' shows which one is \
               used, 'help adam' says how it works.",
    },
    Concept {
        names: &["noise"],
        text: "Random numbers. G makes items from noise: a code z drawn from N(0, 1). 'sample 9' uses the same noise \
               every time, so you can watch the same items get better; 'sample 9 fresh' draws new noise. The setting \
               instance_noise is something else: it blurs what the discriminator sees.",
    },
    Concept {
        names: &["instance noise"],
        text: "Noise that is added to real and generated items before the discriminator sees them, so it cannot win by \
               small details (Sønderby et al. 2017). It fades over the planned steps. 'set instance_noise 0.1' turns it \
               on.",
    },
    Concept {
        names: &["label smoothing", "smoothing"],
        text: "The target for real items is 0.9, say, instead of 1, which keeps the discriminator from becoming \
               overconfident (Salimans et al. 2016). 'set label_smoothing 0.9' turns it on, 1 turns it off.",
    },
    Concept {
        names: &["gradient penalty", "penalty"],
        text: "A penalty on a discriminator that is too steep, which keeps its gradients useful to G. There are three: r1, \
               on the gradient at real items, and r2, on that at generated items (Mescheder et al. 2018); and gp, which \
               keeps the gradient norm between real and generated items near 1 (Gulrajani et al. 2017). 'set r1 1' and \
               'set r2 1' turn on the first two, 'build gan loss=wgan_gp' uses the third.",
    },
    Concept {
        names: &["augmentation", "data augmentation", "diffaugment"],
        text: "Real and generated pictures are changed in the same way before the discriminator sees them, so it cannot \
               learn a small data set by heart (Zhao et al. 2020). Gradients flow through the change, so G does not learn \
               to make changed pictures. 'set shift 1' moves pictures by up to a pixel, 'set cutout 0.3' hides a square, \
               'set hue 0.1' turns the hue of colour pictures.",
    },
    Concept {
        names: &[
            "spectral norm",
            "spectral normalization",
            "spectral normalisation",
        ],
        text: "A layer whose weights are divided by their largest singular value, so it cannot amplify differences \
               (Miyato et al. 2018). This keeps a discriminator from becoming too steep, without a penalty. \
               'build gan net=sn' has it in the discriminator.",
    },
    Concept {
        names: &["batch norm", "batch normalization", "layer norm"],
        text: "A layer that shifts and scales its inputs to mean 0 and variance 1, over the batch or over the layer, \
               which makes training more stable. 'show net' shows which layers have it; 'build gan net=small_ln' has \
               layer norm in every network.",
    },
    Concept {
        names: &["ema", "average"],
        text: "Exponential moving average: a slowly updated copy of the weights of E and G, used to make samples. It is \
               smoother than the weights of any one step, so samples get better at no cost. 'set ema 0' turns it off, \
               'set ema 0.995' on.",
    },
    Concept {
        names: &["overfitting", "memorising", "memorizing", "copies"],
        text: "A generator that reproduces training items has memorised them instead of learning what they have in \
               common. 'nearest 6' shows samples above their closest training items; 'eval' measures it as nearer and \
               memory.",
    },
    Concept {
        names: &["collapse", "mode collapse", "modes"],
        text: "A generator that makes only a few kinds of item, or a single one, because they fool the discriminator. \
               'sample 16' shows it, 'eval' measures it (classes, recall, modes), and 'doctor' reports it. \
               A gradient penalty helps: 'set r1 1'.",
    },
    Concept {
        names: &["nan", "divergence", "explode"],
        text: "Not a number: the result when a loss or a gradient overflows. The lab reverts such a step and says which \
               network failed. 'set clipnorm 1' limits gradients, 'lr 0.0002' makes smaller steps, 'doctor' looks for \
               the cause.",
    },
];
