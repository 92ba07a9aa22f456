//! Whether two sizes are the same number whatever the sizes of the data are.

use crate::layers::{Expr, ItemExpr};
use crate::order::sort_by;

/// A product in one order: a number, and what it is multiplied with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Product {
    number: usize,
    factors: Vec<Factor>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Factor {
    /// A size of the data, by its letter.
    Size(char),
    /// Rounded up; the two have no factor in common.
    Over(Product, usize),
}

impl Product {
    const ONE: Self = Self {
        number: 1,
        factors: Vec::new(),
    };

    /// Nothing where a number is too large to be counted.
    fn of(size: &Expr<'_>) -> Option<Self> {
        let letter = match size {
            Expr::Number(number) => {
                return Some(Self {
                    number: *number,
                    factors: Vec::new(),
                });
            }
            Expr::Product(a, b) => return Self::of(a)?.times(Self::of(b)?),
            Expr::Quotient(size, by) => return Self::of(size)?.over(*by),
            Expr::Height => 'H',
            Expr::Width => 'W',
            Expr::Channels => 'C',
            Expr::Coordinates => 'P',
            Expr::Code => 'Z',
            Expr::Classes => 'K',
        };
        Some(Self {
            number: 1,
            factors: vec![Factor::Size(letter)],
        })
    }

    fn times(mut self, other: Self) -> Option<Self> {
        self.number = self.number.checked_mul(other.number)?;
        self.factors.extend(other.factors);
        sort_by(&mut self.factors, Ord::cmp);
        Some(self)
    }

    fn over(mut self, mut by: usize) -> Option<Self> {
        // Rounded up twice is rounded up once: (a/b)/c is a/(b*c).
        if let (1, [Factor::Over(..)]) = (self.number, &self.factors[..])
            && let Some(Factor::Over(within, first)) = self.factors.pop()
        {
            (self, by) = (within, by.checked_mul(first)?);
        }
        if by == 0 {
            return None;
        }
        let common = common(self.number, by);
        self.number /= common;
        by /= common;
        if by == 1 {
            return Some(self);
        }
        if self.factors.is_empty() {
            self.number = self.number.div_ceil(by);
            return Some(self);
        }
        Some(Self {
            number: 1,
            factors: vec![Factor::Over(self, by)],
        })
    }
}

/// The greatest common divisor.
fn common(a: usize, b: usize) -> usize {
    if b == 0 { a } else { common(b, a % b) }
}

/// Whether both products are the same number at any sizes of the data.
pub(super) fn alike(a: &[&Expr<'_>], b: &[&Expr<'_>]) -> bool {
    let product = |sizes: &[&Expr<'_>]| {
        let mut sizes = sizes.iter();
        sizes.try_fold(Product::ONE, |product, size| {
            product.times(Product::of(size)?)
        })
    };
    product(a).is_some_and(|a| product(b) == Some(a))
}

/// Whether both shapes are the same at any sizes of the data.
pub(super) fn same(a: &ItemExpr<'_>, b: &ItemExpr<'_>) -> bool {
    match (a, b) {
        (ItemExpr::Vector(a), ItemExpr::Vector(b)) => alike(&[a], &[b]),
        (ItemExpr::Picture(a), ItemExpr::Picture(b)) => {
            let mut sides = a.iter().zip(b);
            sides.all(|(a, b)| alike(&[a], &[b]))
        }
        _ => false,
    }
}

/// Whether a number divides a size, whatever the sizes of the data are.
pub(super) fn divides(by: usize, size: &Expr<'_>) -> bool {
    Product::of(size).is_some_and(|size| size.number.checked_rem(by) == Some(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_compared_at_all_sizes_of_the_data() {
        const H: &Expr<'_> = &Expr::Height;
        const W: &Expr<'_> = &Expr::Width;
        const TWO: &Expr<'_> = &Expr::Number(2);
        let half = &Expr::Quotient(H, 2);
        let twice = &Expr::Product(H, TWO);
        assert!(alike(&[half], &[&Expr::Quotient(twice, 4)]));
        assert!(alike(&[&Expr::Quotient(half, 2)], &[&Expr::Quotient(H, 4)]));
        assert!(alike(&[H, W, TWO], &[W, twice]));
        assert!(alike(
            &[&Expr::Number(14)],
            &[&Expr::Quotient(&Expr::Number(27), 2)]
        ));
        // Rounded up, half of it twice is more.
        assert!(!alike(&[half, TWO], &[H]));
        assert!(!alike(&[H], &[W]));
        assert!(!alike(&[&Expr::Quotient(H, 0)], &[&Expr::Quotient(H, 0)]));
        let huge = &Expr::Number(usize::MAX);
        assert!(!alike(&[huge, huge], &[huge, huge]));
        assert!(divides(2, twice) && !divides(2, half) && !divides(4, twice));
        assert!(!divides(0, twice));
    }
}
