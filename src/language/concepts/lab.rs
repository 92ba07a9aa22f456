//! What this program has words for.

use super::concept::Concept;

pub(super) const CONCEPTS: &[Concept] = &[
    Concept {
        names: &["recipe", "recipes"],
        text: "Which networks a run has, and which terms make up its loss: ae, vae, gan, aae, bigan, vaegan, aegan and \
               others. By changing the weights of terms you can turn an aegan into most of the others while it runs. \
               'help recipes' lists them all, 'build gan' builds one.",
    },
    Concept {
        names: &["term", "terms", "ledger"],
        text: "The loss of E and G is a sum of terms, each with a weight; the ledger is the list of them. 'show ledger' \
               shows weight, value and gradient of each; 'term rec_x 10' changes a weight, 'term adv_x 0' turns a term \
               off.",
    },
    Concept {
        names: &["series", "curve", "curves"],
        text: "A value that is recorded at every step: d_loss, g_loss, d_acc, and each term. When a series is shown as \
               one number, that is the mean of the last 20 steps. 'plot d_loss g_loss' draws series, 'help d_acc' \
               explains one.",
    },
    Concept {
        names: &["setting", "settings"],
        text: "A value that you can change during a run: learning rates, batch size, losses, penalties. 'settings' lists \
               them all, 'set batch 128' changes one, 'help batch' explains one.",
    },
    Concept {
        names: &["session", "sessions", "record"],
        text: "What happened since the run was built: every line, what it showed, and how the weights changed. \
               'history' lists it, 'save my.ron' saves it with the weights, 'load my.ron' continues it, \
               'replay my.ron' plays it back without computing.",
    },
    Concept {
        names: &["checkpoint", "checkpoints"],
        text: "The weights at a step, with everything needed to continue training from there, bit for bit. \
               'save my.ron' writes one beside the session, 'save my.ron every=1000' again every 1000 steps. The lab \
               also writes one of its own every few minutes: after a crash, 'load lost' continues from it.",
    },
    Concept {
        names: &["timeline", "time", "time travel"],
        text: "You can go back to any step of a run, bit for bit. 'back 10' goes ten steps back, 'goto 0' to the start, \
               'forward' follows the recorded steps, 'undo' reverts the last change. If you do something different \
               there, a branch begins and nothing is overwritten: 'branches' lists them. On the screen a bar shows the \
               branch: ┿ snapshot, ▲ change, ◆ note, ┳ branch, ■ breakpoint, ● the run. ← and → look along it, and \
               the run follows; see 'help keys'.",
    },
    Concept {
        names: &["condition", "conditions", "cond"],
        text: "A test that each step passes or fails: a series compared with a number, or nan. 'until d_acc > 0.95' \
               trains until it is true, 'back until d_acc < 0.9' goes back to where it last became true, \
               'when d_acc < 0.9' lists all such steps, 'break nan' stops any training there.",
    },
    Concept {
        names: &["seed", "random"],
        text: "The number that determines everything random: initial weights, order of the items, noise. The same lines \
               with the same seed give the same run, bit for bit on the same kind of CPU. 'build gan seed=2' uses \
               another seed.",
    },
    Concept {
        names: &["held out", "held-out", "held_out", "test set", "validation"],
        text: "Items that training never sees, kept for measuring. 'recon 6' shows some, 'eval' compares samples with \
               them. In 'expect held_out < 0.05' it is the mean squared error of reconstructing all of them.",
    },
    Concept {
        names: &["data", "dataset", "datasets", "data set", "data sets"],
        text: "What the networks learn from. Built in: digits, fashion, digits-rgb, stacked (pictures); ring, grid, spiral, moons \
               (points). A folder of pictures or a file works as well. 'data fashion' selects other data for the next \
               build, 'help data' says what can be read.",
    },
    Concept {
        names: &["metric", "metrics", "measure", "measures", "fid"],
        text: "Numbers that say how good samples are: fld (distance from real items), precision and recall, classes, \
               nearer (copying), and for points modes and js. 'eval' measures them, 'help fld' explains one.",
    },
    Concept {
        names: &["log"],
        text: "What was typed and what the lab answered, at the bottom of the screen. PgUp and the wheel scroll it, Alt-5 \
               shows it alone, 'clear' empties it. What is recorded is the session: 'history' lists it.",
    },
    Concept {
        names: &["eta"],
        text: "The time that the current work still needs at its present speed, in minutes and seconds. Esc or Ctrl-C \
               stops it; completed steps are kept. 'status' says how far the run is.",
    },
    Concept {
        names: &["script", "scripts"],
        text: "A file of lines like those you type here; # begins a comment. 'source my.lab' runs one, and so does the \
               shell command aegan-lab run my.lab.",
    },
    Concept {
        names: &["device", "gpu", "cuda", "cpu"],
        text: "What the lab computes on: the CPU, or a GPU if the program was built with CUDA. Choose it when you start \
               the lab, with --device cpu or --device cuda. 'show device' says which one is used.",
    },
    Concept {
        names: &["mouse", "select", "copy"],
        text: "On the full screen a click presses a key in the key bar or opens a pane, and the wheel scrolls the log. \
               While the lab has the mouse you cannot select text: F12 or 'mouse off' releases it, F12 again or \
               'mouse on' takes it back. In many terminals you can also select with Shift held down.",
    },
];
