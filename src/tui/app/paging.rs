//! The page that covers the rest of the screen: what opens it, and its keys.

use crossterm::event::{KeyCode, KeyEvent};

use super::App;
use crate::event::Event;
use crate::transcript;
use crate::view::Pager;

impl App<'_> {
    /// The line that is answered.
    pub(super) fn answers(&self) -> &str {
        self.flight.front().map_or("answer", |sent| &sent.line)
    }

    /// Answers that do not fit into the log's pane are read on a page of their own.
    pub(super) fn page(&mut self, event: &Event) {
        let (title, long) = match event {
            Event::Listing(listing) => (listing.title.as_str(), true),
            Event::Said { .. } | Event::Evaluated(_) => (self.answers(), true),
            Event::Error { .. } => ("error", true),
            _ => ("", false),
        };
        let title = title.to_owned();
        let Some(places) = self.places.as_ref().filter(|_| long && !self.replaying()) else {
            return;
        };
        let width = usize::from(places.log.width.saturating_sub(4));
        let mut lines = transcript::lines(event, width);
        if let Some(pager) = &mut self.pager {
            // The next answer of the same command.
            pager.lines.push(String::new());
            pager.lines.extend(lines);
        } else if lines.len() > usize::from(places.log.height) {
            // A table begins with its title, which the page has already.
            lines.drain(..usize::from(lines[0] == title));
            self.pager = Some(Pager {
                title,
                lines,
                top: 0,
            });
        }
    }

    /// Keys of the page that covers the rest; says whether the key was one.
    pub(super) fn paging(&mut self, key: KeyEvent) -> bool {
        let height = self.page_height();
        let Some(pager) = &mut self.pager else {
            return false;
        };
        // A line stays in sight from one page to the next.
        let page = isize::try_from(height.saturating_sub(1))
            .unwrap_or(10)
            .max(1);
        // Letters move through a long page; beside a short one they are typed at once.
        let long = pager.lines.len() > height;
        let end = pager.top + height >= pager.lines.len();
        let lines = match key.code {
            KeyCode::Down => 1,
            KeyCode::Up => -1,
            KeyCode::PageDown => page,
            KeyCode::PageUp => -page,
            KeyCode::Char('j') if long => 1,
            KeyCode::Char('k') if long => -1,
            KeyCode::Char(' ') if !end => page,
            KeyCode::Home => isize::MIN,
            KeyCode::End => isize::MAX,
            KeyCode::Esc | KeyCode::Enter | KeyCode::F(1) => {
                self.pager = None;
                return true;
            }
            KeyCode::Char('q') if long => {
                self.pager = None;
                return true;
            }
            // What is typed goes to the prompt: nobody must close a page first.
            _ => {
                self.pager = None;
                return false;
            }
        };
        pager.scroll(lines, height);
        true
    }

    /// Lines of a page, within its frame.
    pub(super) fn page_height(&self) -> usize {
        let rows = self.places.as_ref().map_or(12, |p| p.prompt.y);
        usize::from(rows.saturating_sub(2)).max(1)
    }
}
