//! Keys and the mouse as the parser of bytes (termina's) names them, in the terms of crossterm, which everything else
//! works with.

use crossterm::event::{
    KeyCode, KeyEvent, KeyEventKind, KeyEventState, KeyModifiers, MouseButton, MouseEvent,
    MouseEventKind,
};
use termina::event as parsed;

/// A key.
pub fn key(key: parsed::KeyEvent) -> KeyEvent {
    KeyEvent {
        code: code(key.code),
        modifiers: modifiers(key.modifiers),
        kind: match key.kind {
            parsed::KeyEventKind::Press => KeyEventKind::Press,
            parsed::KeyEventKind::Repeat => KeyEventKind::Repeat,
            parsed::KeyEventKind::Release => KeyEventKind::Release,
        },
        state: state(key),
    }
}

/// What the mouse did.
pub fn mouse(mouse: parsed::MouseEvent) -> MouseEvent {
    use parsed::MouseEventKind as Kind;
    let button = |button| match button {
        parsed::MouseButton::Left => MouseButton::Left,
        parsed::MouseButton::Right => MouseButton::Right,
        parsed::MouseButton::Middle => MouseButton::Middle,
    };
    MouseEvent {
        kind: match mouse.kind {
            Kind::Down(which) => MouseEventKind::Down(button(which)),
            Kind::Up(which) => MouseEventKind::Up(button(which)),
            Kind::Drag(which) => MouseEventKind::Drag(button(which)),
            Kind::Moved => MouseEventKind::Moved,
            Kind::ScrollDown => MouseEventKind::ScrollDown,
            Kind::ScrollUp => MouseEventKind::ScrollUp,
            Kind::ScrollLeft => MouseEventKind::ScrollLeft,
            Kind::ScrollRight => MouseEventKind::ScrollRight,
        },
        column: mouse.column,
        row: mouse.row,
        modifiers: modifiers(mouse.modifiers),
    }
}

fn code(code: parsed::KeyCode) -> KeyCode {
    use parsed::KeyCode as Code;
    match code {
        Code::Char(c) => KeyCode::Char(c),
        Code::Function(n) => KeyCode::F(n),
        Code::Enter => KeyCode::Enter,
        Code::Backspace => KeyCode::Backspace,
        Code::Tab => KeyCode::Tab,
        Code::BackTab => KeyCode::BackTab,
        Code::Escape => KeyCode::Esc,
        Code::Left => KeyCode::Left,
        Code::Right => KeyCode::Right,
        Code::Up => KeyCode::Up,
        Code::Down => KeyCode::Down,
        Code::Home => KeyCode::Home,
        Code::End => KeyCode::End,
        Code::PageUp => KeyCode::PageUp,
        Code::PageDown => KeyCode::PageDown,
        Code::Insert => KeyCode::Insert,
        Code::Delete => KeyCode::Delete,
        Code::KeypadBegin => KeyCode::KeypadBegin,
        Code::CapsLock => KeyCode::CapsLock,
        Code::ScrollLock => KeyCode::ScrollLock,
        Code::NumLock => KeyCode::NumLock,
        Code::PrintScreen => KeyCode::PrintScreen,
        Code::Pause => KeyCode::Pause,
        Code::Menu => KeyCode::Menu,
        // Terminals send the last two only where they are asked for, which they are not: keys without a meaning.
        Code::Null | Code::Modifier(_) | Code::Media(_) => KeyCode::Null,
    }
}

/// Both have a bit for each modifier, but not the same ones.
const MODIFIERS: [(parsed::Modifiers, KeyModifiers); 6] = [
    (parsed::Modifiers::SHIFT, KeyModifiers::SHIFT),
    (parsed::Modifiers::ALT, KeyModifiers::ALT),
    (parsed::Modifiers::CONTROL, KeyModifiers::CONTROL),
    (parsed::Modifiers::SUPER, KeyModifiers::SUPER),
    (parsed::Modifiers::HYPER, KeyModifiers::HYPER),
    (parsed::Modifiers::META, KeyModifiers::META),
];

fn modifiers(modifiers: parsed::Modifiers) -> KeyModifiers {
    let held = MODIFIERS.iter().filter(|(of, _)| modifiers.contains(*of));
    held.map(|(_, to)| *to).collect()
}

/// Locks are modifiers there, or a state; here they are a state.
fn state(key: parsed::KeyEvent) -> KeyEventState {
    use parsed::{KeyEventState as State, Modifiers};
    let (held, state) = (key.modifiers, key.state);
    let caps = held.contains(Modifiers::CAPS_LOCK) || state.contains(State::CAPS_LOCK);
    let num = held.contains(Modifiers::NUM_LOCK) || state.contains(State::NUM_LOCK);
    let mut to = KeyEventState::NONE;
    to.set(KeyEventState::KEYPAD, state.contains(State::KEYPAD));
    to.set(KeyEventState::CAPS_LOCK, caps);
    to.set(KeyEventState::NUM_LOCK, num);
    to
}

#[cfg(test)]
mod tests {
    use termina::{Event, Parser};

    use super::*;

    /// What the bytes of a terminal become.
    fn typed(bytes: &str) -> Vec<KeyEvent> {
        let mut parser = Parser::default();
        parser.parse(bytes.as_bytes(), false);
        std::iter::from_fn(|| parser.pop())
            .map(|event| match event {
                Event::Key(event) => key(event),
                other => unreachable!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn bytes_become_keys_of_crossterm() {
        let (none, shift) = (KeyModifiers::NONE, KeyModifiers::SHIFT);
        let (alt, control) = (KeyModifiers::ALT, KeyModifiers::CONTROL);
        for (bytes, code, modifiers) in [
            ("a", KeyCode::Char('a'), none),
            ("ä", KeyCode::Char('ä'), none),
            (" ", KeyCode::Char(' '), none),
            ("\r", KeyCode::Enter, none),
            ("\n", KeyCode::Char('j'), control),
            ("\t", KeyCode::Tab, none),
            ("\x1b[Z", KeyCode::BackTab, shift),
            ("\x7f", KeyCode::Backspace, none),
            ("\x1b", KeyCode::Esc, none),
            ("\x04", KeyCode::Char('d'), control),
            ("\x1b1", KeyCode::Char('1'), alt),
            ("\x1b[A", KeyCode::Up, none),
            ("\x1b[B", KeyCode::Down, none),
            ("\x1b[1;5C", KeyCode::Right, control),
            ("\x1b[1;3D", KeyCode::Left, alt),
            ("\x1b[1;7D", KeyCode::Left, alt | control),
            ("\x1b[H", KeyCode::Home, none),
            ("\x1b[F", KeyCode::End, none),
            ("\x1b[2~", KeyCode::Insert, none),
            ("\x1b[3~", KeyCode::Delete, none),
            ("\x1b[5~", KeyCode::PageUp, none),
            ("\x1b[6~", KeyCode::PageDown, none),
            ("\x1bOP", KeyCode::F(1), none),
            ("\x1b[24~", KeyCode::F(12), none),
        ] {
            assert_eq!(typed(bytes), [KeyEvent::new(code, modifiers)], "{bytes:?}");
        }
    }

    #[test]
    fn every_modifier_and_state_has_its_own_name() {
        let of = |modifiers, state| {
            key(parsed::KeyEvent {
                code: parsed::KeyCode::Enter,
                kind: parsed::KeyEventKind::Repeat,
                modifiers,
                state,
            })
        };
        for (from, to) in MODIFIERS {
            assert_eq!(format!("{from:?}"), format!("{to:?}").replace("Key", ""));
            let event = of(from, parsed::KeyEventState::NONE);
            assert_eq!(
                (event.modifiers, event.kind),
                (to, KeyEventKind::Repeat),
                "{from:?}"
            );
        }
        let all = of(parsed::Modifiers::all(), parsed::KeyEventState::KEYPAD);
        assert_eq!(all.modifiers, KeyModifiers::all());
        assert_eq!(all.state, KeyEventState::all());
        let locked = of(parsed::Modifiers::NONE, parsed::KeyEventState::CAPS_LOCK);
        assert_eq!(locked.state, KeyEventState::CAPS_LOCK);
        let locked = of(parsed::Modifiers::NUM_LOCK, parsed::KeyEventState::NONE);
        assert_eq!(locked.state, KeyEventState::NUM_LOCK);
        assert_eq!(locked.modifiers, KeyModifiers::NONE);
    }

    #[test]
    fn bytes_become_what_the_mouse_did() {
        let (none, control) = (KeyModifiers::NONE, KeyModifiers::CONTROL);
        for (bytes, kind, modifiers) in [
            (
                "\x1b[<0;4;9M",
                MouseEventKind::Down(MouseButton::Left),
                none,
            ),
            ("\x1b[<0;4;9m", MouseEventKind::Up(MouseButton::Left), none),
            (
                "\x1b[<1;4;9M",
                MouseEventKind::Down(MouseButton::Middle),
                none,
            ),
            (
                "\x1b[<2;4;9M",
                MouseEventKind::Down(MouseButton::Right),
                none,
            ),
            (
                "\x1b[<32;4;9M",
                MouseEventKind::Drag(MouseButton::Left),
                none,
            ),
            ("\x1b[<35;4;9M", MouseEventKind::Moved, none),
            ("\x1b[<64;4;9M", MouseEventKind::ScrollUp, none),
            ("\x1b[<65;4;9M", MouseEventKind::ScrollDown, none),
            ("\x1b[<66;4;9M", MouseEventKind::ScrollLeft, none),
            ("\x1b[<67;4;9M", MouseEventKind::ScrollRight, none),
            ("\x1b[<80;4;9M", MouseEventKind::ScrollUp, control),
        ] {
            let mut parser = Parser::default();
            parser.parse(bytes.as_bytes(), false);
            let Some(Event::Mouse(event)) = parser.pop() else {
                unreachable!("{bytes:?} is no event of a mouse");
            };
            let (column, row) = (3, 8);
            let wanted = MouseEvent {
                kind,
                column,
                row,
                modifiers,
            };
            assert_eq!(mouse(event), wanted, "{bytes:?}");
        }
    }
}
