//! An expression as steps on a stack.

use super::names::Variable;

/// One step: puts a number on the stack, or takes one or two and puts what comes of them.
#[derive(Debug, Clone, Copy)]
pub(super) enum Op {
    Number(f64),
    Variable(Variable),
    One(fn(f64) -> f64),
    Two(fn(f64, f64) -> f64),
}

/// Steps that leave one number on the stack. Comparisons give 1 or 0.
#[derive(Debug, Clone)]
pub(super) struct Program(pub Vec<Op>);

/// The values of the variables.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct At {
    pub x: f64,
    pub y: f64,
    pub r: f64,
    pub t: f64,
}

impl At {
    /// At a point of the plane.
    pub fn point(x: f64, y: f64) -> Self {
        Self {
            x,
            y,
            r: libm::hypot(x, y),
            t: libm::atan2(y, x),
        }
    }
}

impl Program {
    /// The number that it comes to; `stack` is room that calls share.
    pub fn value(&self, at: At, stack: &mut Vec<f64>) -> f64 {
        stack.clear();
        for op in &self.0 {
            let value = match op {
                Op::Number(value) => *value,
                Op::Variable(Variable::X) => at.x,
                Op::Variable(Variable::Y) => at.y,
                Op::Variable(Variable::R) => at.r,
                Op::Variable(Variable::T) => at.t,
                Op::One(f) => f(stack.pop().unwrap_or(f64::NAN)),
                Op::Two(f) => {
                    let second = stack.pop().unwrap_or(f64::NAN);
                    f(stack.pop().unwrap_or(f64::NAN), second)
                }
            };
            stack.push(value);
        }
        stack.pop().unwrap_or(f64::NAN)
    }
}
