//! The data of a session: found again by their content, wherever they are now.

use super::{Asked, Dataset, Rule, Tell, load_by};
use crate::error::{Error, Result, brief};
use std::path::Path;
use std::sync::Arc;

/// The data set with this digest: the one at hand, or the one called `name`, here or beside the session at `session`.
/// Where there is one of that name with other content, and none with this, it is that one: the caller compares.
///
/// A session of an earlier version may have learned from a folder that was split in another way; it is split so again.
///
/// # Errors
/// If there is no such data set, with what to do.
pub fn recorded(
    at_hand: &Arc<Dataset>,
    name: &str,
    digest: &str,
    session: &Path,
    tell: Tell,
) -> Result<Arc<Dataset>> {
    if at_hand.digest == digest {
        return Ok(Arc::clone(at_hand));
    }
    let there = |name: &str| Asked::read(name).is_ok_and(|asked| Path::new(&asked.place).exists());
    let beside = session.parent().map(|folder| folder.join(name));
    let beside = beside.filter(|_| Path::new(name).is_relative());
    let beside = beside.and_then(|path| path.to_str().map(str::to_owned));
    let beside = beside.filter(|name| there(name));
    let mut other = None;
    let mut refused = None;
    // A folder at hand may have been split in another way.
    let here = Some(at_hand.name.clone()).filter(|name| there(name));
    for name in [Some(name.to_owned()), beside, here].into_iter().flatten() {
        for rule in [Rule::Now, Rule::Earlier] {
            match load_by(&name, rule, tell) {
                Ok(found) if found.digest == digest => return Ok(Arc::new(found)),
                Ok(found) => other = other.or(Some(found)),
                Err(error) => refused = refused.or(Some(error)),
            }
        }
    }
    match (refused, other) {
        // What the session names is not there, and the data at hand are others.
        (Some(why), _) => {
            let why = if there(name) {
                format!("which cannot be read: {why}. Give")
            } else {
                "which is not here; give".to_owned()
            };
            let digest: String = digest.chars().take(12).collect();
            Err(Error::new(format!(
                "the session learned from '{}' (SHA-256 {digest}…), {why} its folder with 'data DIR' first, or with --data DIR",
                brief(name)
            )))
        }
        (None, Some(other)) => Ok(Arc::new(other)),
        (None, None) => Err(Error::new(format!(
            "there is no data set '{}'",
            brief(name)
        ))),
    }
}
