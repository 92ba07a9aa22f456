//! The canvas of `data draw`: what its keys and the mouse do, and the line that it enters.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::App;
use super::easel::Easel;
use crate::language::Drawing;
use crate::tui::sketch::{Cell, Sketch};
use crate::view;

/// Keys of the canvas; the last one is always shown.
const KEYS: &[(&str, &str)] = &[
    ("Enter", "use"),
    ("space", "pen"),
    ("e", "erase"),
    ("1-9", "class"),
    ("+ -", "brush"),
    ("u c", "undo, clear"),
    ("Esc", "leave"),
];
/// Cells that the cursor moves with Shift, Ctrl or Alt.
const FAR: isize = 5;

impl App<'_> {
    /// Whether the canvas covers the screen.
    pub fn draws(&self) -> bool {
        self.canvas.open
    }

    /// Whether the mouse is the lab's now: the canvas always has it.
    pub fn takes_mouse(&self) -> bool {
        self.mouse || self.canvas.open
    }

    /// Opens the canvas. What was left on it is there again; otherwise it begins with the drawing that the data are.
    pub(super) fn open_canvas(&mut self, text: Option<&str>) {
        let canvas = &mut self.canvas;
        let present = text.and_then(|text| Drawing::read(text).ok());
        if let Some(drawing) = present.filter(|_| !canvas.sketch.changed) {
            canvas.sketch = Sketch::of(drawing);
        }
        (canvas.open, canvas.wrong) = (true, None);
        (self.pager, self.notice) = (None, None);
    }

    /// Closes the canvas.
    fn close_canvas(&mut self) {
        let canvas = &mut self.canvas;
        (canvas.open, canvas.held, canvas.sketch.down) = (false, None, false);
    }

    /// Draws the canvas over the area.
    pub fn paint(&mut self, area: Rect, buffer: &mut Buffer) {
        let Easel { sketch, wrong, .. } = &self.canvas;
        let shown = view::Canvas {
            drawing: &sketch.drawing,
            cursor: sketch.cursor,
            class: sketch.class,
            brush: sketch.brush,
            down: sketch.down,
            erases: sketch.erases,
            wrong: wrong.as_deref(),
        };
        self.canvas.place = view::canvas(&shown, area, buffer, self.theme);
    }

    /// The keys of the canvas, while it is open.
    pub(super) fn canvas_keys(&self) -> Option<Vec<(&'static str, &'static str)>> {
        self.canvas.open.then(|| KEYS.to_vec())
    }

    /// Takes a key while the canvas is open; says whether it was.
    pub(super) fn sketch(&mut self, key: KeyEvent) -> bool {
        if !self.canvas.open {
            return false;
        }
        let far = !key.modifiers.is_empty();
        let stride = if far { FAR } else { 1 };
        let canvas = &mut self.canvas;
        let sketch = &mut canvas.sketch;
        canvas.wrong = None;
        match key.code {
            KeyCode::Esc => self.close_canvas(),
            KeyCode::Char('c' | 'd') if key.modifiers == KeyModifiers::CONTROL => {
                self.close_canvas();
            }
            KeyCode::Enter => self.use_drawing(),
            KeyCode::Left => sketch.step((-stride, 0)),
            KeyCode::Right => sketch.step((stride, 0)),
            KeyCode::Up => sketch.step((0, -stride)),
            KeyCode::Down => sketch.step((0, stride)),
            KeyCode::Char(' ') => sketch.toggle(),
            KeyCode::Char('e') => sketch.turn(),
            KeyCode::Char('u') => sketch.undo(),
            KeyCode::Char('c') => sketch.clear(),
            KeyCode::Char(c @ ('+' | '=' | '-')) => sketch.resize(c != '-'),
            KeyCode::Char(c @ '1'..='9') => sketch.choose(c as u8 - b'0'),
            _ => {}
        }
        true
    }

    /// Enters the line that makes the drawing the data, unless there is too little of it.
    fn use_drawing(&mut self) {
        let drawing = &self.canvas.sketch.drawing;
        if let Err(why) = drawing.check() {
            self.canvas.wrong = Some(why.to_string());
            return;
        }
        let line = format!("data \"{drawing}\"");
        self.canvas.sketch.changed = false;
        self.close_canvas();
        self.editor.keep(&line);
        self.submit(&line);
    }

    /// Takes what the mouse did while the canvas is open; says whether it was.
    pub(super) fn sketch_by_mouse(&mut self, mouse: MouseEvent) -> bool {
        if !self.canvas.open {
            return false;
        }
        let at = Position::new(mouse.column, mouse.row);
        match mouse.kind {
            MouseEventKind::Down(button @ (MouseButton::Left | MouseButton::Right)) => {
                if button == MouseButton::Left && self.click_canvas(at) {
                    return true;
                }
                let inside = self.canvas.place.is_some_and(|place| place.contains(at));
                if inside && let Some(cell) = self.cell(at) {
                    let sketch = &mut self.canvas.sketch;
                    let ink = if button == MouseButton::Left {
                        sketch.ink()
                    } else {
                        0
                    };
                    sketch.begin();
                    self.canvas.held = Some((ink, cell));
                    self.drag(cell);
                }
            }
            MouseEventKind::Drag(_) => {
                if let Some(cell) = self.cell(at) {
                    self.drag(cell);
                }
            }
            MouseEventKind::Up(_) => self.canvas.held = None,
            _ => {}
        }
        true
    }

    /// The upper of the two cells that the mouse is on, or would be if the canvas went on.
    fn cell(&self, at: Position) -> Option<Cell> {
        let place = self.canvas.place?;
        let column = isize::try_from(at.x).ok()? - isize::try_from(place.x).ok()?;
        let row = isize::try_from(at.y).ok()? - isize::try_from(place.y).ok()?;
        Some((column, 2 * row))
    }

    /// Draws from where the mouse was to where it is. It is on two cells, one above the other.
    fn drag(&mut self, to: Cell) {
        let Easel { sketch, held, .. } = &mut self.canvas;
        let Some((ink, from)) = *held else { return };
        sketch.line(from, to, ink);
        sketch.line((from.0, from.1 + 1), (to.0, to.1 + 1), ink);
        *held = Some((ink, to));
        sketch.place(to);
        sketch.down = false;
        self.canvas.wrong = None;
    }

    /// A click on the bar at the bottom; says whether it was one.
    fn click_canvas(&mut self, at: Position) -> bool {
        let bar = self.places.as_ref().map(|places| places.keys);
        let Some(bar) = bar.filter(|bar| bar.contains(at)) else {
            return false;
        };
        let class = self.canvas.sketch.class;
        let code = match view::key_at(KEYS, bar.width, at.x) {
            Some("Enter") => KeyCode::Enter,
            Some("space") => KeyCode::Char(' '),
            Some("1-9") => KeyCode::Char(char::from(b'1' + class % Drawing::CLASSES)),
            Some("+ -") => KeyCode::Char('+'),
            Some("Esc") => KeyCode::Esc,
            Some(letter) => KeyCode::Char(letter.chars().next().unwrap_or(' ')),
            None => return true,
        };
        self.sketch(code.into())
    }
}
