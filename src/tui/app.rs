//! The screen's own state: what was typed, what is in flight, what covers what; keys become lines.

mod bar;
mod canvas;
mod easel;
mod lesson;
mod paging;
mod past;
mod replay;
mod timeline;

use std::collections::VecDeque;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use super::editor::{Editor, Outcome};
use super::history::History;
use super::layout::Places;
use super::unsaved::Unsaved;
use crate::engine::{Engine, LineId, Report};
use crate::event::{Event, Screen};
use crate::language::{KEYS, LANGUAGE, no_lesson_yet};
use crate::view::{self, PANES, Pager, State, Theme};
use bar::Timeline;
use easel::Easel;
use past::Past;

/// What a person who was told of everything leaves with.
const LEAVE: &str = "quit!";
/// What goes on with a lesson.
const GO_ON: &str = "lesson go";

/// What the loop should do after a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Go,
    Suspend,
    Quit,
}

/// A line that was sent to the lab.
struct Sent {
    id: LineId,
    line: String,
    /// Whether it goes to a step that was looked at on the timeline.
    moves: bool,
    /// Whether the log has it: one that waits for others is written when its turn comes, above its answer.
    written: bool,
}

/// A screen over a lab.
pub struct App<'e> {
    engine: &'e Engine,
    pub state: State,
    pub editor: Editor,
    pub theme: Theme,
    pub pager: Option<Pager>,
    /// Lines that were sent and are not done.
    flight: VecDeque<Sent>,
    /// The replay that is shown.
    replay: Option<Past>,
    timeline: Timeline,
    canvas: Easel,
    /// Whether a lesson is on.
    lesson: bool,
    /// The recipe of the lab's own experiment.
    recipe: Option<String>,
    unsaved: Unsaved,
    /// A warning that stays in sight until the person does something.
    pub notice: Option<String>,
    /// Where things stood when they were last drawn.
    pub places: Option<Places>,
    /// Whether the mouse is the lab's; otherwise the terminal selects text with it.
    pub mouse: bool,
}

impl<'e> App<'e> {
    /// A screen that knows nothing yet.
    pub fn new(engine: &'e Engine, theme: Theme) -> Self {
        let control = engine.control();
        control.steer();
        if control.speed().is_infinite() {
            control.set_speed(1.0);
        }
        Self {
            engine,
            state: State::opened(PANES[0].name),
            editor: Editor::new(History::open()),
            theme,
            pager: None,
            flight: VecDeque::new(),
            replay: None,
            timeline: Timeline::default(),
            canvas: Easel::default(),
            lesson: false,
            recipe: None,
            unsaved: Unsaved::default(),
            notice: None,
            places: None,
            mouse: true,
        }
    }

    /// Says what a newcomer can type.
    pub fn greet(&mut self) {
        // Of 24 rows, the log has three: two for this, and one for what follows.
        let text = "'build gan' makes a generator that learns to turn noise into digits; then 'step 100', 'sample 9', 'disc 8'. F1 helps.";
        self.state.take(&Event::Said { text: text.into() });
        if self.editor.is_new() && no_lesson_yet() {
            self.say("New here? 'lesson 1' shows how it works, a line at a time.");
        }
    }

    /// Whether the lab works.
    pub fn busy(&self) -> bool {
        !self.flight.is_empty()
    }

    /// Whether something covers parts of the screen that are not drawn first.
    pub fn covers(&self) -> bool {
        self.pager.is_some() || self.editor.popup.is_some() || self.notice.is_some() || self.draws()
    }

    /// Whether an open-ended run is in flight.
    fn runs(&self) -> bool {
        self.flight
            .iter()
            .any(|sent| LANGUAGE.open_ended(&sent.line))
    }

    /// Whether steps are in flight.
    fn trains(&self) -> bool {
        self.flight.iter().any(|sent| LANGUAGE.trains(&sent.line))
    }

    /// Whether the lab is to end when what is in flight is done.
    fn leaves(&self) -> bool {
        // One that was typed may be asked again, with '!' it is sure.
        self.flight.iter().any(|sent| sent.line == LEAVE)
    }

    /// The person does something else than to leave.
    fn stays(&mut self) {
        self.unsaved.stays();
        if let Some(text) = self.notice.take() {
            self.state.take(&Event::Said { text });
        }
    }

    /// Keeps what the screen says of the lines in flight.
    fn count(&mut self) {
        self.state.running = self.runs();
        self.state.queued = self.flight.iter().filter(|sent| !sent.written).count();
    }

    /// Whether a session is being played back.
    pub fn replaying(&self) -> bool {
        self.replay.is_some()
    }

    /// What stands before the prompt.
    pub fn prompt(&self) -> String {
        match &self.editor.search {
            Some(term) => format!("search '{term}'"),
            None if self.finds() => "find".into(),
            None if self.steers() => "replay".into(),
            None => self.recipe.clone().unwrap_or_else(|| "lab".into()),
        }
    }

    /// Keys that apply now.
    pub fn keys(&self) -> Vec<(&'static str, &'static str)> {
        if let Some(keys) = self.canvas_keys().or_else(|| self.moving_keys()) {
            return keys;
        }
        let mut keys = view::keys(self.busy(), self.playing());
        let width = self.places.as_ref().map_or(0, |places| places.log.width);
        if view::in_turn(&self.state, width) {
            keys.insert(0, (view::OTHER, "other run"));
        }
        let space = keys.iter_mut().find(|key| key.0 == "space");
        if let Some(space) = space.filter(|_| self.lesson && !self.replaying()) {
            space.1 = "go on";
        }
        keys
    }

    /// Sends a line to the lab.
    pub fn submit(&mut self, line: &str) {
        self.state.log.to_end();
        if self.steers() {
            self.refuse(line);
            return;
        }
        if self.leaves() {
            let text = format!("'{line}' comes after 'quit' and is not run");
            self.state.take(&Event::Said { text });
            return;
        }
        // What is done, is done where one looks.
        self.settle();
        self.stays();
        let now = self.flight.is_empty() || self.runs();
        if now {
            self.enter(line);
        }
        self.flight.push_back(Sent {
            id: self.engine.submit(line),
            line: line.to_owned(),
            moves: false,
            written: now,
        });
        self.count();
    }

    /// Writes a line to the log, unless its answer is the same.
    fn enter(&mut self, line: &str) {
        if !LANGUAGE.says_itself(line) {
            self.state.entered(line);
        }
    }

    /// Takes in a report of the lab; says whether the lab is done for good.
    pub fn take(&mut self, report: Report) -> bool {
        match report {
            Report::Command(_) => {}
            Report::Event(Event::Quit) => return true,
            Report::Event(Event::Screen(Screen::Clear)) => self.state.log.clear(),
            Report::Event(Event::Screen(Screen::Mouse(on))) => self.mouse = on,
            Report::Event(Event::Screen(Screen::Played(played))) => self.played(played),
            Report::Event(Event::Screen(Screen::Again(events))) => self.again(&events),
            Report::Event(Event::Screen(Screen::Lesson(on))) => self.lesson = on,
            Report::Event(Event::Screen(Screen::Timeline(outline))) => self.told(outline),
            Report::Event(Event::Screen(Screen::Canvas(text))) => {
                self.open_canvas(text.as_deref());
            }
            Report::Event(Event::Replay { begins: true }) => self.begin_replay(),
            Report::Event(Event::Replay { begins: false }) => self.end_replay(),
            Report::Event(event) => {
                if !self.replaying() {
                    self.unsaved.hear(&event);
                    if let Event::Built(built) = &event {
                        self.recipe = Some(built.recipe.clone());
                    }
                }
                // Who builds has read what came before it in the line; the table of two runs stands in the log.
                if matches!(event, Event::Built(_) | Event::Compared(_)) {
                    self.pager = None;
                }
                self.page(&event);
                self.seen(&event);
                self.state.take(&event);
            }
            Report::Done { id, ok } => {
                self.unsaved.done(ok);
                self.arrives(id);
                self.flight.retain(|sent| sent.id != id);
                if let Some(next) = self.flight.front_mut().filter(|sent| !sent.written) {
                    next.written = true;
                    let line = next.line.clone();
                    self.enter(&line);
                }
                self.count();
                if self.flight.is_empty() {
                    self.state.done();
                }
            }
        }
        false
    }

    /// Stops the work that is on the screen, and going where nobody wants to go any more; lines that wait are not meant.
    fn stop(&mut self) {
        let meant = |sent: &&Sent| sent.written || sent.moves;
        if let Some(last) = self.flight.iter().rfind(meant) {
            self.engine.stop(last.id);
        }
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Next {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        if key.code == KeyCode::Char('z') && control {
            // Whoever comes back finds everything as it was, a page and a list of words too.
            return Next::Suspend;
        }
        if self.sketch(key) {
            return Next::Go;
        }
        let empty = self.editor.text().is_empty();
        let leaves = key.code == KeyCode::Char('d') && control && empty;
        let asked = self.asks_to_leave();
        if !leaves {
            self.stays();
        }
        if self.paging(key) || self.steer(key) || self.moves(key) {
            return Next::Go;
        }
        match key.code {
            KeyCode::Char('c') if control => {
                if self.editor.clear() {
                } else if self.busy() {
                    self.stop();
                } else {
                    self.notice = Some("Ctrl-D or 'quit' leaves the lab".into());
                }
                return Next::Go;
            }
            KeyCode::Esc => {
                if !self.editor.clear() {
                    if self.state.held() {
                        self.state.follow();
                    } else if self.busy() {
                        self.stop();
                    } else if !self.state.leave_beside() && self.lesson {
                        self.leave_lesson(asked);
                    }
                }
                return Next::Go;
            }
            _ if leaves => return self.quit(),
            KeyCode::Char('l') if control => {
                self.state.log.to_end();
                return Next::Go;
            }
            KeyCode::F(1) => {
                self.pager = Some(self.help());
                return Next::Go;
            }
            KeyCode::F(12) => {
                self.mouse = !self.mouse;
                let text = if self.mouse {
                    "the lab has the mouse; F12 releases it to the terminal"
                } else {
                    "the terminal has the mouse: text can be selected; F12 takes it back"
                };
                self.state.take(&Event::Said { text: text.into() });
                return Next::Go;
            }
            KeyCode::PageUp => self.scroll(1),
            KeyCode::PageDown => self.scroll(-1),
            KeyCode::Char(c @ '1'..='9') if key.modifiers.contains(KeyModifiers::ALT) => {
                self.choose(c as usize - '1' as usize);
                return Next::Go;
            }
            _ if empty && self.editor.search.is_none() && self.pressed(key) => return Next::Go,
            _ => {}
        }
        if let Outcome::Entered(line) = self.editor.key(key) {
            self.submit(&line);
        }
        Next::Go
    }

    /// Leaves when the work in flight is done (an open-ended run ends at once), or now when asked twice.
    /// What is not saved is told first.
    fn quit(&mut self) -> Next {
        if self.leaves() {
            return Next::Quit;
        }
        if let Some(text) = self.unsaved.warning(self.trains()) {
            self.notice = Some(text);
            return Next::Go;
        }
        let busy = self.busy() && !self.steers();
        if self.steers() {
            self.leave_replay();
        }
        self.stay();
        self.submit(LEAVE);
        if busy {
            let text = "quits when this is done; Ctrl-D again quits now".into();
            self.state.take(&Event::Said { text });
        }
        Next::Go
    }

    /// Shows a pane, by its place; the one of two runs that is there already shows the other run.
    fn choose(&mut self, place: usize) {
        let Some(pane) = PANES.get(place) else {
            return;
        };
        if pane.name == self.state.tab {
            self.other();
        }
        self.state.tab = pane.name;
    }

    /// Shows the other of two runs that are beside each other, where there is room for one.
    fn other(&mut self) {
        let width = self.places.as_ref().map_or(0, |places| places.log.width);
        if view::in_turn(&self.state, width) {
            self.state.side += 1;
        }
    }

    /// A key on an empty prompt that stands for a line.
    fn pressed(&mut self, key: KeyEvent) -> bool {
        let name = match key.code {
            KeyCode::Char(' ') => "space".to_owned(),
            KeyCode::F(n) => format!("F{n}"),
            _ => return false,
        };
        self.press(&name)
    }

    /// Presses the key of that name on the bar.
    fn press(&mut self, name: &str) -> bool {
        if name == "space" && self.lesson {
            // One that is pressed while the lesson plays is not for a step, either.
            if !self.busy() {
                self.submit(GO_ON);
            }
            return true;
        }
        let mut lines = KEYS.iter().filter(|key| !key.line.is_empty());
        if let Some(key) = lines.find(|key| key.key == name) {
            if !(key.idle && self.runs()) {
                self.submit(key.line);
            }
            return true;
        }
        match name {
            view::OTHER => self.other(),
            "F1" => self.pager = Some(self.help()),
            "Esc" => self.stop(),
            _ => return false,
        }
        true
    }

    fn scroll(&mut self, pages: isize) {
        let rows = self.places.as_ref().map_or(4, |p| p.log.height);
        let rows = isize::try_from(rows).unwrap_or(4).max(2) - 1;
        self.state.log.scroll(pages * rows);
    }

    /// Takes a text from the clipboard.
    pub fn paste(&mut self, text: &str) {
        if self.draws() {
            return;
        }
        for line in self.editor.paste(text) {
            self.submit(&line);
        }
    }

    /// Takes what the mouse did.
    pub fn mouse(&mut self, mouse: MouseEvent) -> Next {
        if self.sketch_by_mouse(mouse) {
            return Next::Go;
        }
        let at = Position::new(mouse.column, mouse.row);
        match mouse.kind {
            MouseEventKind::ScrollUp => self.wheel(3),
            MouseEventKind::ScrollDown => self.wheel(-3),
            MouseEventKind::Down(MouseButton::Left) if self.grasps(at) => {}
            MouseEventKind::Down(MouseButton::Left) => return self.click(at),
            MouseEventKind::Drag(MouseButton::Left) => self.drags(at),
            MouseEventKind::Up(MouseButton::Left) => self.lets_go(),
            _ => {}
        }
        Next::Go
    }

    fn wheel(&mut self, lines: isize) {
        let height = self.page_height();
        match &mut self.pager {
            Some(pager) => pager.scroll(-lines, height),
            None => self.state.log.scroll(lines),
        }
    }

    fn click(&mut self, at: Position) -> Next {
        let Some(places) = &self.places else {
            return Next::Go;
        };
        let within = |area: &Rect| area.contains(at);
        if places.tabs.as_ref().is_some_and(within)
            && let Some(pane) = view::tab_at(&self.state, at.x)
        {
            self.choose(pane);
        } else if within(&places.keys)
            && let Some(name) = view::key_at(&self.keys(), places.keys.width, at.x)
        {
            if name == "Ctrl-D" {
                return self.quit();
            }
            if !self.click_replay(name) && !self.click_timeline(name) {
                self.press(name);
            }
        }
        Next::Go
    }
}
