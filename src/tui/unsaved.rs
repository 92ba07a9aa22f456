//! What would be lost if one left now.

use crate::event::Event;

/// The steps that no save has.
#[derive(Debug, Default)]
pub struct Unsaved {
    /// Steps of the lines that are done.
    steps: u64,
    /// Steps of the line that trains.
    running: u64,
    /// Whether layers are being pretrained, and whether they were since.
    pretrains: bool,
    pretrained: bool,
    /// Whether the person asked to leave just now, and was told what would be lost.
    told: bool,
}

impl Unsaved {
    /// Hears what happened to the experiment.
    pub fn hear(&mut self, event: &Event) {
        match event {
            Event::Progress(progress) => {
                self.running = if progress.training { progress.done } else { 0 };
                self.pretrains |= progress.work == "pretrain";
            }
            Event::Stepped(stepped) => {
                self.steps += stepped.steps;
                self.running = 0;
            }
            Event::Phase(phase) if phase.number == phase.of => self.steps += 1,
            Event::Saved { .. } => *self = Self::default(),
            _ => {}
        }
    }

    /// A line is done; one that failed has pretrained nothing.
    pub fn done(&mut self, ok: bool) {
        self.pretrained |= std::mem::take(&mut self.pretrains) && ok;
    }

    /// The person does something else: who was told goes on.
    pub fn stays(&mut self) {
        self.told = false;
    }

    /// What to say to a person who is about to lose something, unless that was said just now; a lab that `trains` may
    /// not have told of its steps yet.
    pub fn warning(&mut self, trains: bool) -> Option<String> {
        let lost = match self.steps + self.running {
            0 if trains => "the steps that are being taken are".into(),
            0 if self.pretrained => "the layers that were pretrained are".into(),
            0 => return None,
            1 => "1 step is".into(),
            steps => format!("{steps} steps are"),
        };
        let told = std::mem::replace(&mut self.told, true);
        (!told).then(|| format!("{lost} not saved: 'save' keeps them, Ctrl-D again leaves"))
    }
}
