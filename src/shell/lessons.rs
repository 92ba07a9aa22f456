//! The lessons of a lab: continues the lesson in progress, returns to it, and remembers those that are finished.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::lesson::{Lesson, Stands};
use super::state::Shell;
use crate::error::{Error, Result};
use crate::lab::timeline::Position;
use crate::shell::finished;
use crate::shell::shipped::Shipped;

impl Shell {
    /// A lesson that begins now.
    pub(crate) fn lesson(&self, of: &'static Shipped, lines: Vec<&'static str>) -> Lesson {
        Lesson {
            of,
            lines,
            next: 0,
            stands: None,
            data: Arc::clone(&self.data),
        }
    }

    /// The next line of a lesson is done: it stands here now.
    pub(crate) fn advance(&self, lesson: &mut Lesson) {
        lesson.next += 1;
        lesson.data = Arc::clone(&self.data);
        lesson.stands = self.session.as_ref().map(|session| Stands {
            at: self.timeline.tree.here,
            records: self.timeline.before.len(),
            entries: session.entries.len(),
            last: session.entries.last().map(|e| (e.line.clone(), e.at)),
        });
    }

    /// Brings back the record of a lesson and its data; where in it the lesson stands, if the run is elsewhere.
    ///
    /// # Errors
    /// A sentence if that record is gone.
    pub(crate) fn record_of(&mut self, lesson: &Lesson) -> Result<Option<Position>> {
        if let Some(stands) = &lesson.stands {
            while self.timeline.before.len() > stands.records && self.swap_record(true) {}
            while self.timeline.before.len() < stands.records && self.swap_record(false) {}
            let entries = self.session.as_ref().map(|s| &s.entries[..]);
            let last = entries.unwrap_or_default().get(..stands.entries);
            let last = last.map(|entries| entries.last().map(|e| (e.line.clone(), e.at)));
            if last.as_ref() != Some(&stands.last) {
                let number = lesson.of.number();
                return Err(Error::new(format!(
                    "the run of the lesson is gone; 'lesson {number}' starts the lesson again"
                )));
            }
        }
        self.data = Arc::clone(&lesson.data);
        let at = lesson.stands.as_ref().map(|stands| stands.at);
        Ok(at.filter(|at| *at != self.timeline.tree.here))
    }

    /// The lessons that were finished.
    pub(crate) fn finished(&self) -> BTreeSet<&'static str> {
        let folder = self.keeping.folder.as_deref();
        let file = folder.and_then(finished::file_beside);
        let mut all = file.map_or_else(BTreeSet::new, |file| finished::read(&file));
        all.extend(&self.lessons_finished);
        all
    }

    /// Marks a lesson as finished. If that cannot be saved, this lab remembers it all the same.
    ///
    /// # Errors
    /// If it cannot be saved.
    pub(crate) fn finish_lesson(&mut self, name: &'static str) -> Result<()> {
        self.lessons_finished.insert(name);
        let folder = self.keeping.folder.as_deref();
        let file = folder.and_then(finished::file_beside);
        file.map_or(Ok(()), |file| finished::add(&file, name))
    }
}
