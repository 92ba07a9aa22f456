//! What this program has words for.

use super::concept::Concept;

pub(super) const CONCEPTS: &[Concept] = &[
    Concept {
        names: &["recipe", "recipes"],
        text: "Which networks a run has and which terms its loss: ae, vae, gan, aae, bigan, vaegan, aegan and others. \
               An aegan can be turned into most of the others while it runs, by changing the weights of terms. 'help recipes' \
               lists them all, 'build gan' builds one.",
    },
    Concept {
        names: &["term", "terms", "ledger"],
        text: "The loss of E and G is a sum of terms, each with a weight; the ledger is the list of them. 'show ledger' \
               shows weight, value and gradient of each; 'term rec_x 10' changes a weight, 'term adv_x 0' turns a term \
               off.",
    },
    Concept {
        names: &["series", "curve", "curves"],
        text: "A value that every step has: d_loss, g_loss, d_acc, and each term. Where one number stands for a series, \
               it is the mean of the last 20 steps. 'plot d_loss g_loss' draws them, 'help d_acc' explains one.",
    },
    Concept {
        names: &["setting", "settings"],
        text: "What can be changed while a run goes on: learning rates, batch, losses, penalties. 'settings' lists them \
               with their values, 'set batch 128' changes one, 'help batch' explains one.",
    },
    Concept {
        names: &["session", "sessions", "record"],
        text: "What happened since the run was built: every line, what it showed, and how the weights changed. 'history' lists it, \
               'save my.ron' keeps it with the weights, 'load my.ron' goes on with it, 'replay my.ron' plays it again \
               without computing.",
    },
    Concept {
        names: &["checkpoint", "checkpoints"],
        text: "The weights at a step, with all that training needs to go on from there, bit for bit. 'save my.ron' \
               writes one beside the session, 'save my.ron every=1000' again after each 1000 steps. Every few minutes \
               the lab keeps one of its own: after a crash, 'load lost' goes on from it.",
    },
    Concept {
        names: &["timeline", "time", "time travel"],
        text: "Every step of a run can be gone back to, bit for bit: 'back 10', 'goto 0', 'undo'. What you do differently there \
               begins a branch, and nothing is overwritten: 'branches' lists them. On the screen a bar shows the branch: ┿ \
               snapshot, ▲ change, ◆ note, ┳ branch, ■ breakpoint, ● the run. ← and → look along it, and the run follows; \
               'help keys' says more.",
    },
    Concept {
        names: &["condition", "conditions", "cond"],
        text: "Something to ask of a step: a series and a number, or nan. 'until d_acc > 0.95' trains until it holds, \
               'back until d_acc < 0.9' goes back to where it last began to hold, 'when d_acc < 0.9' lists where it did, \
               'break nan' stops any training there.",
    },
    Concept {
        names: &["seed", "random"],
        text: "The number that all randomness comes from: first weights, order of the items, noise. The same lines with \
               the same seed give the same run, bit for bit on the same kind of CPU. 'build gan seed=2' takes another.",
    },
    Concept {
        names: &["held out", "held-out", "held_out", "test set", "validation"],
        text: "Items that training never sees, to measure with. 'recon 6' shows some, 'eval' compares samples with them. \
               In 'expect held_out < 0.05' it is the mean squared error of reconstructing all of them.",
    },
    Concept {
        names: &["data", "dataset", "datasets", "data set", "data sets"],
        text: "What is learned from. Built in: digits, fashion, digits-rgb (pictures); ring, grid, spiral, moons \
               (points). A folder of pictures or a file works as well. 'data fashion' takes other data for the next \
               build, 'help data' says what can be read.",
    },
    Concept {
        names: &["metric", "metrics", "measure", "measures", "fid"],
        text: "Numbers that say how good samples are: fld (how far from real items), precision and recall, classes, \
               nearer (copies), and for points modes and js. 'eval' measures them, 'help fld' explains one.",
    },
    Concept {
        names: &["log"],
        text: "What was typed and what the lab answered, at the bottom of the screen. PgUp and the wheel scroll it, Alt-5 \
               shows it alone, 'clear' empties it. What is recorded is the session: 'history' lists it.",
    },
    Concept {
        names: &["eta"],
        text: "The time that the work in flight will still take at its present speed, in minutes and seconds. Esc or \
               Ctrl-C stops it; steps that were taken are kept. 'status' says how far the run is.",
    },
    Concept {
        names: &["script", "scripts"],
        text: "Lines in a file, as they are typed here; # begins a comment. 'source my.lab' runs one, and so does the \
               shell command aegan-lab run my.lab.",
    },
    Concept {
        names: &["device", "gpu", "cuda", "cpu"],
        text: "What the lab computes on: the CPU, or a GPU with CUDA where the program was built with it. It is chosen \
               at the start, with --device cpu or --device cuda. 'show device' says what is used.",
    },
    Concept {
        names: &["mouse", "select", "copy"],
        text: "On the full screen a click presses a key of the bar or opens a pane, and the wheel scrolls the log. Text \
               cannot be selected while the lab has the mouse: F12 or 'mouse off' gives it back to the terminal, F12 again \
               or 'mouse on' takes it. Many terminals also select with Shift held.",
    },
];
