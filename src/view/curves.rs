//! The view of losses over the steps: smoothed curves over faint ones, on a logarithmic axis where all
//! values are above zero.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::symbols::Marker;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Axis, Chart, Dataset, GraphType, Widget};

use super::pane::{Corner, Pane};
use super::state::mean_at;
use super::{State, Theme, chart, framed, put};
use crate::lab::history::WINDOW;
use crate::lab::series::SERIES;
use crate::lab::terms::term;
use crate::transcript::number;

pub(super) const PANE: Pane = Pane {
    name: "losses",
    draw,
    corner: Some(Corner::TopRight),
};

/// Curves that are shown when none was asked for, the first of these that there are.
const USUAL: [&str; 4] = ["d_loss", "g_loss", "dz_loss", "rec_x"];

/// One curve in the units of the axes.
pub(super) struct Drawn {
    name: String,
    /// The mean of the last steps, as it stands everywhere else; nothing before the first.
    pub last: Option<f32>,
    /// The first and the last step.
    pub steps: [u64; 2],
    /// The last step that is behind the run.
    now: u64,
    /// Whether every value is a whole number, as of classes and modes.
    whole: bool,
    raw: Vec<(f64, f64)>,
    pub smooth: Vec<(f64, f64)>,
}

/// Draws the curves, or the chart that was asked for after them.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer, theme: Theme) {
    if let Some(shown) = &state.chart {
        chart::draw(shown, area, buffer, theme);
        return;
    }
    let names: Vec<&str> = if state.plotted.is_empty() {
        let usual: Vec<_> = USUAL
            .into_iter()
            .filter(|name| state.curves.contains_key(*name))
            .collect();
        if usual.is_empty() && state.curves.contains_key("loss") {
            vec!["loss"]
        } else {
            usual
        }
    } else {
        state.plotted.iter().map(String::as_str).collect()
    };
    let curves: Vec<(&str, &Vec<(u64, f32)>)> = names
        .into_iter()
        .filter_map(|name| state.curves.get(name).map(|points| (name, points)))
        .filter(|(_, points)| !points.is_empty())
        .collect();
    let finite = || {
        curves
            .iter()
            .flat_map(|(_, points)| points.iter().map(|p| p.1))
            .filter(|v| v.is_finite())
    };
    let log = !state
        .plotted
        .iter()
        .any(|n| n.contains("acc") || n.ends_with("real"))
        && finite().all(|v| v > 0.0)
        && finite().any(|v| v.fract() != 0.0);
    let names: Vec<&str> = curves.iter().map(|(name, _)| *name).collect();
    let title = title(&names, log);
    let inner = framed(&title, area, buffer, theme);
    if finite().next().is_none() {
        let hint = "'step 100' trains, and the curves grow here";
        put(buffer, inner, (1, 0), hint, theme.dim());
        return;
    }
    if inner.height < 4 || inner.width < 20 {
        return;
    }
    let scale = |v: f32| f64::from(if log { v.log10() } else { v });
    let drawn: Vec<Drawn> = curves
        .iter()
        .map(|(name, points)| curve(name, points, inner.width, state.now(), scale))
        .collect();
    let legend = Rect { height: 1, ..inner };
    let mut column = 0;
    for (i, curve) in drawn.iter().enumerate() {
        // What is known on the way are means already.
        let progress = state.progress.as_ref().filter(|progress| progress.training);
        let value = progress.and_then(|progress| progress.series.get(&curve.name));
        let text = match (value, curve.last) {
            (None, Some(last)) if curve.whole && last.fract() == 0.0 => format!("{last}"),
            (value, last) => value.copied().or(last).map_or("–".into(), number),
        };
        column += put(
            buffer,
            legend,
            (column, 0),
            sample(i, theme),
            theme.curve(i),
        );
        let text = format!(" {} {text} ", curve.name);
        column += put(buffer, legend, (column, 0), &text, theme.text());
    }
    let chart = Rect {
        y: inner.y + 1,
        height: inner.height - 1,
        ..inner
    };
    plot(&drawn, log, chart, buffer, theme);
}

/// What the curves are: losses or something else, and what the numbers beside their names are.
fn title(names: &[&str], log: bool) -> String {
    let is_loss = |name: &&str| name.ends_with("loss") || term(name).is_ok();
    let is_series = |name: &&str| is_loss(name) || SERIES.iter().any(|(series, _)| series == name);
    let what = if names.iter().all(is_loss) {
        "losses"
    } else {
        "curves"
    };
    let axis = if log { " · log" } else { "" };
    // What is measured now and then is shown as it was measured last.
    let means = if names.iter().all(is_series) {
        format!(" · means of {WINDOW}")
    } else {
        String::new()
    };
    format!("{what}{axis}{means}")
}

/// How the `i`th curve is drawn: in dots of braille where colours tell curves apart, otherwise each with its own mark.
fn marker(i: usize, theme: Theme) -> Marker {
    match (theme.colour(), theme.ascii()) {
        (true, true) => Marker::Dot,
        (true, false) => Marker::Braille,
        (false, true) => Marker::Custom(['*', '+', 'o', 'x'][i % 4]),
        (false, false) => [
            Marker::Braille,
            Marker::Custom('+'),
            Marker::Dot,
            Marker::Custom('x'),
        ][i % 4],
    }
}

/// A piece of the `i`th curve, for the legend.
fn sample(i: usize, theme: Theme) -> &'static str {
    if theme.colour() {
        return "━━";
    }
    match marker(i, theme) {
        Marker::Custom('+') => "++",
        Marker::Custom('x') => "xx",
        Marker::Custom('*') => "**",
        Marker::Custom(_) => "oo",
        Marker::Dot => "••",
        _ => "⠒⠒",
    }
}

/// A curve of at most two points a column: means of the steps that fall there, however many a curve keeps of them, and
/// an average that runs over them.
pub(super) fn curve(
    name: &str,
    points: &[(u64, f32)],
    width: u16,
    now: u64,
    scale: impl Fn(f32) -> f64,
) -> Drawn {
    let finite: Vec<_> = points.iter().filter(|p| p.1.is_finite()).collect();
    let [first, last] = [finite.first(), finite.last()].map(|p| p.map_or(0, |p| p.0));
    let every = (last.saturating_sub(first) / (2 * u64::from(width))).saturating_add(1);
    let place = |step: u64| step.saturating_sub(first) / every;
    let raw: Vec<(f64, f64)> = finite
        .chunk_by(|a, b| place(a.0) == place(b.0))
        .map(|chunk| {
            let n = chunk.len() as f64;
            let mean = |f: &dyn Fn(&(u64, f32)) -> f64| chunk.iter().map(|p| f(p)).sum::<f64>() / n;
            (mean(&|p| p.0 as f64), mean(&|p| scale(p.1)))
        })
        .collect();
    // An average over about a sixth of the curve that begins at the first value; a few points are shown as they are.
    let span = (raw.len() as f64 / 6.0).max(1.0);
    let keep = (span - 1.0) / (span + 1.0);
    let mut average = raw.first().map_or(0.0, |p| p.1);
    let smooth = raw
        .iter()
        .map(|&(x, y)| {
            average = keep * average + (1.0 - keep) * y;
            (x, average)
        })
        .collect();
    Drawn {
        name: name.to_owned(),
        last: mean_at(points, last.min(now)),
        steps: [first, last],
        now,
        whole: finite.iter().all(|p| p.1.fract() == 0.0),
        raw,
        smooth,
    }
}

fn plot(drawn: &[Drawn], log: bool, area: Rect, buffer: &mut Buffer, theme: Theme) {
    let all = || drawn.iter().flat_map(|c| c.raw.iter());
    let range = |values: &mut dyn Iterator<Item = f64>| {
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
            (low.min(v), high.max(v))
        })
    };
    let there = drawn.iter().filter(|c| !c.raw.is_empty());
    let (first, last) = range(&mut there.flat_map(|c| c.steps.map(|step| step as f64)));
    let (low, high) = range(&mut all().map(|p| p.1));
    let whole = !log && drawn.iter().all(|curve| curve.whole);
    let (low, high) = if whole {
        (low.floor(), high.ceil().max(low.floor() + 1.0))
    } else {
        let margin = ((high - low) * 0.05).max(0.01);
        (low - margin, high + margin)
    };
    // Raw values as faint dots, where colours tell them from the curve.
    let mut sets = Vec::new();
    if theme.colour() {
        for (i, curve) in drawn.iter().enumerate() {
            sets.push(
                Dataset::default()
                    .marker(marker(i, theme))
                    .graph_type(GraphType::Scatter)
                    .style(theme.dim())
                    .data(&curve.raw),
            );
        }
    }
    for (i, curve) in drawn.iter().enumerate() {
        // What lies ahead of a run that went back is there, and faint.
        let behind = curve.smooth.partition_point(|p| p.0 <= curve.now as f64);
        let (behind, ahead) = curve.smooth.split_at(behind);
        for (points, style) in [(ahead, theme.dim()), (behind, theme.curve(i))] {
            sets.push(
                Dataset::default()
                    .marker(marker(i, theme))
                    .graph_type(GraphType::Line)
                    .style(style)
                    .data(points),
            );
        }
    }
    let value = |v: f64| match (whole, log) {
        (true, _) => format!("{v:.0}"),
        (_, true) => number(10_f64.powf(v) as f32),
        _ => number(v as f32),
    };
    let label = |text: String| Line::from(Span::styled(text, theme.dim()));
    let x = Axis::default()
        .bounds([first, last.max(first + 1.0)])
        .style(theme.dim())
        .labels([
            label(format!("{first:.0}")),
            label(format!("step {last:.0}")),
        ]);
    // In the middle of an odd number of whole steps there is none to name.
    let middle = f64::midpoint(low, high);
    let middle = (!whole || middle.fract() == 0.0).then_some(middle);
    let marks = [Some(low), middle, Some(high)];
    let y = Axis::default()
        .bounds([low, high])
        .style(theme.dim())
        .labels(marks.map(|v| label(v.map_or_else(String::new, value))));
    Chart::new(sets)
        .x_axis(x)
        .y_axis(y)
        .legend_position(None)
        .render(area, buffer);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_as_smooth_where_every_step_is_kept() {
        // Every tenth step up to 900, then all up to 1000, going up and down.
        let steps = (10..900).step_by(10).chain(900..=1000);
        let points: Vec<_> = steps.map(|s| (s, (s % 3) as f32)).collect();
        let drawn = curve("a", &points, 25, u64::MAX, f64::from);
        assert_eq!(drawn.steps, [10, 1000]);
        assert!(drawn.raw.len() <= 50, "{:?}", drawn.raw);
        let late: Vec<_> = drawn.raw.iter().filter(|p| p.0 >= 900.0).collect();
        assert!((5..=6).contains(&late.len()), "{late:?}");
        assert!(late.iter().all(|p| (p.1 - 1.0).abs() < 0.1), "{late:?}");
    }

    #[test]
    fn a_few_points_are_shown_as_they_are_and_many_smoothed() {
        let points = [(100, 0.9), (200, 1.0), (300, 0.8)];
        let drawn = curve("js", &points, 40, u64::MAX, f64::from);
        assert_eq!(drawn.smooth, drawn.raw);
        let noisy: Vec<_> = (0..60).map(|s| (s, (s % 2) as f32)).collect();
        let drawn = curve("a", &noisy, 40, u64::MAX, f64::from);
        let late = &drawn.smooth[30..];
        assert!(late.iter().all(|p| (p.1 - 0.5).abs() < 0.2), "{late:?}");
    }

    #[test]
    fn steps_of_a_record_that_run_backwards_or_have_no_end_are_drawn() {
        for (points, places) in [
            (vec![(9, 1.0), (3, 2.0), (u64::MAX, 3.0)], 2),
            (vec![(u64::MAX, 1.0), (0, 1.0)], 1),
            (vec![(1, f32::NAN)], 0),
            (Vec::new(), 0),
        ] {
            let drawn = curve("a", &points, 20, u64::MAX, f64::from);
            assert_eq!(drawn.raw.len(), places, "{points:?}");
        }
    }
}
