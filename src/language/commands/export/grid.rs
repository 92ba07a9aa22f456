//! 64 samples as one picture.

use super::words::exported;
use crate::art::Picture;
use crate::error::{Error, Result};
use crate::file::write_atomically;
use crate::lab::Noise;
use crate::shell::target::{Kind, Target};
use crate::shell::{Emit, Shell};

/// Writes the picture to the place that was typed.
pub(super) fn export(shell: &mut Shell, typed: &str, emit: Emit<'_>) -> Result<()> {
    if shell.trainer()?.is_plane() {
        return Err(Error::new(
            "a grid is of pictures, and this experiment makes points; 'export samples 1000 made.csv' writes those",
        ));
    }
    let target = Target::typed(typed);
    target.check(Kind::Picture, shell)?;
    let gallery = shell.trainer()?.sample(64, Noise::Fixed, None)?;
    let grid = Picture::tile(&gallery.pictures, 8, 2)
        .map_err(|cause| Error::new(format!("no grid can be made: {cause}")))?;
    let mut png = Vec::new();
    grid.write_png(&mut png)
        .map_err(|cause| Error::new(format!("the picture cannot be written: {cause}")))?;
    write_atomically(&target.path, |w| w.write_all(&png))?;
    shell.written.note(&target.path);
    exported("samples", &target.path, 64, emit);
    Ok(())
}
