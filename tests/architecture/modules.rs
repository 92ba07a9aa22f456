//! Which file uses which: the modules of the sources, what they define and import, and where a path leads.
//!
//! This reads tokens, not types: a use is a path (`use`, or in the code) to an item that another file defines. Re-exports
//! are followed to the file that defines the item, so a `mod.rs` that only declares and re-exports is used by nobody.
//! Methods are not seen.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A word or `::` or any other character, and its line.
type Token = (String, usize);

/// An import: the name in this module, and the path that it stands for.
type Import = (String, Vec<String>);

/// One file of the library.
#[derive(Debug, Default)]
pub struct Module {
    /// Its path in the crate: `layers::ops::cpu`.
    path: Vec<String>,
    /// `layers/ops/cpu/mod.rs`.
    pub file: String,
    items: BTreeSet<String>,
    imports: BTreeMap<String, Vec<String>>,
    globs: Vec<Vec<String>>,
    /// Words of the code outside of imports, and where they are first.
    words: BTreeMap<String, usize>,
    /// Paths of the code outside of imports.
    paths: Vec<(Vec<String>, usize)>,
    /// Modules that are compiled for tests only.
    tests: BTreeSet<String>,
}

/// What a path leads to.
enum Found<'a> {
    Module(&'a Module),
    Item(&'a Module),
}

/// All modules by their path.
#[derive(Debug)]
pub struct Modules(BTreeMap<Vec<String>, Module>);

/// `file` uses `used`, and there is where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    pub file: String,
    pub used: String,
    pub line: usize,
    pub path: String,
}

impl Modules {
    /// The modules of the sources: shown path and text of each.
    pub fn of<'a>(sources: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut all = BTreeMap::new();
        for (file, text) in sources {
            let module = Module::of(file, text);
            all.insert(module.path.clone(), module);
        }
        let tests: Vec<Vec<String>> = all
            .values()
            .flat_map(|m| m.tests.iter().map(|name| joined(&m.path, name)))
            .collect();
        all.retain(|path, _| !tests.iter().any(|test| path.starts_with(test)));
        Self(all)
    }

    /// Those below `root`.
    pub fn read(root: &Path, files: &[std::path::PathBuf]) -> Self {
        let read = |path: &std::path::PathBuf| {
            let file = path.strip_prefix(root).unwrap().display().to_string();
            (file, fs::read_to_string(path).unwrap())
        };
        let texts: Vec<(String, String)> = files.iter().map(read).collect();
        Self::of(texts.iter().map(|(file, text)| (&**file, &**text)))
    }

    /// Every use of one file by another, once.
    pub fn uses(&self) -> Vec<Use> {
        let mut all = BTreeMap::new();
        for module in self.0.values() {
            let imported = module.imports.iter();
            let named = imported.filter_map(|(name, path)| Some((path, *module.words.get(name)?)));
            let paths = module.paths.iter().map(|(path, line)| (path, *line));
            let mut note = |used: &Module, line: usize, path: &[String]| {
                if used.path != module.path && !used.path.is_empty() {
                    let key = (module.file.clone(), used.file.clone());
                    all.entry(key).or_insert((line, path.join("::")));
                }
            };
            for (path, line) in named.chain(paths) {
                if let Some(Found::Item(used)) = self.find(module, path, 0) {
                    note(used, line, path);
                }
            }
            for glob in &module.globs {
                let Some(Found::Module(used)) = self.find(module, glob, 0) else {
                    continue;
                };
                for (word, line) in &module.words {
                    let path = [&glob[..], std::slice::from_ref(word)].concat();
                    if let Some(Found::Item(used)) = self.inside(used, word, true, 0) {
                        note(used, *line, &path);
                    }
                }
            }
        }
        let all = all.into_iter();
        all.map(|((file, used), (line, path))| Use {
            file,
            used,
            line,
            path,
        })
        .collect()
    }

    /// Where a path leads that stands in `from`; nowhere, if it leaves the crate.
    fn find<'a>(&'a self, from: &'a Module, path: &[String], depth: usize) -> Option<Found<'a>> {
        let mut at = from;
        for (i, word) in path.iter().enumerate() {
            let last = i + 1 == path.len();
            at = match word.as_str() {
                "crate" => self.0.get(&[][..])?,
                "self" => at,
                "super" => self.0.get(&at.path[..at.path.len().checked_sub(1)?])?,
                word => match self.inside(at, word, last, depth) {
                    Some(Found::Module(module)) => module,
                    Some(item) => return Some(item),
                    // What a macro defines is its module's.
                    None if i > 0 => return Some(Found::Item(at)),
                    None => return None,
                },
            };
        }
        Some(Found::Module(at))
    }

    /// What a module calls `word`.
    fn inside<'a>(
        &'a self,
        module: &'a Module,
        word: &str,
        last: bool,
        depth: usize,
    ) -> Option<Found<'a>> {
        let child = self.0.get(&joined(&module.path, word));
        if let Some(child) = child
            && !(last && (module.items.contains(word) || module.imports.contains_key(word)))
        {
            return Some(Found::Module(child));
        }
        if module.items.contains(word) {
            return Some(Found::Item(module));
        }
        if depth > 8 {
            return None;
        }
        if let Some(path) = module.imports.get(word) {
            // `use word;`-like paths begin at the crates.
            let itself = path.len() == 1 && path[0] == word;
            return (!itself).then(|| self.find(module, path, depth + 1))?;
        }
        module.globs.iter().find_map(|glob| {
            let Some(Found::Module(other)) = self.find(module, glob, depth + 1) else {
                return None;
            };
            self.inside(other, word, last, depth + 1)
        })
    }
}

fn joined(path: &[String], name: &str) -> Vec<String> {
    let mut path = path.to_vec();
    path.push(name.to_owned());
    path
}

impl Module {
    fn of(file: &str, text: &str) -> Self {
        let mut path: Vec<String> = file
            .trim_end_matches(".rs")
            .split('/')
            .map(str::to_owned)
            .collect();
        if path
            .last()
            .is_some_and(|last| last == "mod" || last == "lib")
        {
            path.pop();
        }
        let mut module = Self {
            path,
            file: file.to_owned(),
            ..Self::default()
        };
        module.read(&tokens(text));
        module
    }

    fn read(&mut self, tokens: &[Token]) {
        let word = |at: usize| tokens.get(at).map_or("", |(word, _)| word.as_str());
        let (mut at, mut depth) = (0, 0);
        // Where modules begin that are written out in this file: what is `super` in them may be here.
        let mut inner: Vec<i32> = Vec::new();
        while at < tokens.len() {
            let line = tokens[at].1;
            match word(at) {
                "{" => depth += 1,
                "}" => {
                    depth -= 1;
                    inner.retain(|outside| *outside < depth);
                }
                "#" if (1..7)
                    .map(|i| word(at + i))
                    .eq(["[", "cfg", "(", "test", ")", "]"]) =>
                {
                    at = self.skip(tokens, at + 7);
                    continue;
                }
                "use" => {
                    at = self.import(tokens, at + 1);
                    continue;
                }
                // A name that is given is no use of it.
                "mod" => {
                    if word(at + 2) == "{" {
                        inner.push(depth);
                    }
                    at += 1;
                }
                "fn" | "struct" | "enum" | "trait" | "type" | "const" | "static" => {
                    at += 1;
                    if depth == 0 {
                        self.items.insert(word(at).to_owned());
                    }
                    // `const fn`.
                    at -= usize::from(word(at) == "fn");
                }
                "macro_rules" => {
                    at += 2;
                    self.items.insert(word(at).to_owned());
                }
                first if is_word(first) && (at == 0 || word(at - 1) != "::") => {
                    let mut path = vec![first.to_owned()];
                    while word(at + 1) == "::" && is_word(word(at + 2)) {
                        path.push(word(at + 2).to_owned());
                        at += 2;
                    }
                    // A method or a field is no name of this module.
                    let field = word(at.wrapping_sub(1)) == "." && path.len() == 1;
                    if !field {
                        self.words.entry(path[0].clone()).or_insert(line);
                    }
                    let above = path.iter().take_while(|word| *word == "super").count();
                    path.drain(..above.min(inner.len()));
                    if path.len() > 1 {
                        self.paths.push((path, line));
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// Behind the item that is for tests only.
    fn skip(&mut self, tokens: &[Token], from: usize) -> usize {
        let (mut depth, mut used) = (0, false);
        for at in from..tokens.len() {
            match tokens[at].0.as_str() {
                "mod" if depth == 0 => {
                    self.tests.insert(tokens[at + 1].0.clone());
                }
                "use" if depth == 0 => used = true,
                "{" => depth += 1,
                "}" => {
                    depth -= 1;
                    if depth == 0 && !used {
                        return at + 1;
                    }
                }
                ";" if depth == 0 => return at + 1,
                _ => {}
            }
        }
        tokens.len()
    }

    /// Reads the tree of a `use`, and goes behind it.
    fn import(&mut self, tokens: &[Token], from: usize) -> usize {
        let end = (from..tokens.len()).find(|at| tokens[*at].0 == ";");
        let end = end.unwrap_or(tokens.len());
        let words: Vec<&str> = tokens[from..end].iter().map(|t| t.0.as_str()).collect();
        let mut imports = Vec::new();
        tree(&words, &mut 0, &[], &mut imports);
        for (name, path) in imports {
            if name == "*" {
                self.globs.push(path);
            } else {
                self.imports.insert(name, path);
            }
        }
        end + 1
    }
}

/// The branches of a tree of imports that begins at `at` below `path`.
fn tree(words: &[&str], at: &mut usize, path: &[String], into: &mut Vec<Import>) {
    let mut path = path.to_vec();
    while let Some(word) = words.get(*at) {
        *at += 1;
        match *word {
            "::" => {}
            "{" => {
                while !matches!(words.get(*at), None | Some(&"}")) {
                    tree(words, at, &path, into);
                }
                *at += 1;
                return;
            }
            "," => break,
            "}" => {
                *at -= 1;
                break;
            }
            "as" => {
                into.push((words[*at].to_owned(), path));
                *at += 1;
                *at += usize::from(words.get(*at) == Some(&","));
                return;
            }
            "*" => {
                into.push(("*".to_owned(), path));
                *at += usize::from(words.get(*at) == Some(&","));
                return;
            }
            "self" if !path.is_empty() => {}
            word => path.push(word.to_owned()),
        }
    }
    if let Some(name) = path.last().cloned() {
        into.push((name, path));
    }
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// The words and signs of a source, without comments, strings and numbers.
fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            _ if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |at| at + 2),
            '"' => quoted(rest),
            'r' if rest.starts_with("r\"") => rest[2..].find('"').map_or(rest.len(), |at| at + 3),
            'r' if rest.starts_with("r#\"") => rest.find("\"#").map_or(rest.len(), |at| at + 2),
            '\'' => character(rest),
            c if c.is_alphanumeric() || c == '_' => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
                let length = end.unwrap_or(rest.len());
                if !c.is_numeric() {
                    found.push((rest[..length].to_owned(), line));
                }
                length
            }
            _ if rest.starts_with("::") => {
                found.push(("::".to_owned(), line));
                2
            }
            c if c.is_whitespace() => c.len_utf8(),
            c => {
                found.push((c.to_string(), line));
                c.len_utf8()
            }
        };
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    found
}

/// How long the string is that the text begins with.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// How long the character is that the text begins with; of a lifetime the sign alone.
fn character(text: &str) -> usize {
    let rest = &text[1..];
    let length = if let Some(escaped) = rest.strip_prefix('\\') {
        // The escaped character may be a quote itself.
        let skip = escaped.chars().next().map_or(0, char::len_utf8);
        escaped[skip..].find('\'').map(|at| 1 + skip + at)
    } else {
        let one = rest.chars().next().map_or(0, char::len_utf8);
        rest[one..].starts_with('\'').then_some(one)
    };
    length.map_or(1, |length| length + 2)
}
