//! Choices made by the fuzzer, and tokens damaged by it.

use arbitrary::Unstructured;
use proc_macro2::{Group, TokenStream, TokenTree};

pub(crate) struct Words<'a, 'b> {
    pub(crate) from: &'a mut Unstructured<'b>,
}

impl Words<'_, '_> {
    /// 0 when there is nothing left to choose with, so everything ends.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.from.int_in_range(0..=end - 1).unwrap_or(0)
    }

    pub(crate) fn one<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[self.below(words.len())]
    }

    pub(crate) fn rarely(&mut self) -> bool {
        self.below(8) == 7
    }

    /// Up to `most` things in a row.
    pub(crate) fn several(&mut self, most: usize, with: &str, mut one: impl FnMut(&mut Self) -> String) -> String {
        let count = self.below(most + 1);
        let all: Vec<_> = (0..count).map(|_| one(self)).collect();
        all.join(with)
    }

    pub(crate) fn expr(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.one(&["1", "n", "0", "a.b", "5s", "-1", "N", "self.x", "f()", "\"{db}\"", "_"]).to_owned();
        }
        let deep = depth - 1;
        match self.below(14) {
            0..=3 => self.expr(0),
            4 => format!("&{}", self.expr(deep)),
            5 => format!("&mut {}", self.expr(deep)),
            6 => format!("|{}| {}", self.one(&["n", "&n", "a, b", "", "n: u8", "_"]), self.expr(deep)),
            7 => format!("{}({})", self.one(&["f", "A::b::<u8>", "x.y", "m!"]), self.expr(deep)),
            8 => format!("{{ {} }}", self.expr(deep)),
            9 => format!("({}, {})", self.expr(deep), self.expr(deep)),
            10 => {
                format!("{} {} {}", self.expr(deep), self.one(&["+", "-", "==", "..", "=", "as", "<"]), self.expr(deep))
            }
            11 => format!("{}.await?", self.expr(deep)),
            12 => format!("if {} {{ {} }} else {{ 2ms }}", self.expr(0), self.expr(deep)),
            _ => format!("[{}; {}]", self.expr(deep), self.expr(0)),
        }
    }

    pub(crate) fn ty(&mut self, depth: usize) -> String {
        const PLAIN: [&str; 14] = [
            "u8",
            "T",
            "Order",
            "()",
            "str",
            "Self",
            "String",
            "a::B",
            "_",
            "!",
            "Path",
            "'static",
            "Infallible",
            "[u8]",
        ];
        if depth == 0 {
            return self.one(&PLAIN).to_owned();
        }
        let deep = depth - 1;
        match self.below(16) {
            0..=4 => self.one(&PLAIN).to_owned(),
            5 => format!("&{}", self.ty(deep)),
            6 => format!("&mut {}", self.ty(deep)),
            7 => format!("&'a {}", self.ty(deep)),
            8 => format!("Vec<{}>", self.ty(deep)),
            9 => format!("&[{}]", self.ty(deep)),
            10 => format!("Option<{}>", self.ty(deep)),
            11 => format!("Result<{}, {}>", self.ty(deep), self.ty(0)),
            12 => format!(
                "impl {}<Item = {}>{}",
                self.one(&["Iterator", "Stream"]),
                self.ty(deep),
                self.one(&["", " + Send"])
            ),
            13 => format!("&mut Out<{}>", self.ty(deep)),
            14 => format!("({}, {})", self.ty(deep), self.ty(0)),
            _ => format!(
                "{}<{}>",
                self.one(&["io::Result", "Arc", "Box", "dyn Fn", "fmt::Result", "HashMap"]),
                self.ty(deep)
            ),
        }
    }

    /// Now and then a token is missing, doubled, or stands in a group nobody sees.
    pub(crate) fn damaged(&mut self, tokens: TokenStream) -> TokenStream {
        let mut damage = self.below(4);
        if damage == 3 { self.damage(tokens, &mut damage, 6) } else { tokens }
    }

    fn damage(&mut self, tokens: TokenStream, left: &mut usize, depth: usize) -> TokenStream {
        let mut kept = Vec::new();
        for token in tokens {
            match (self.below(24), token) {
                (23, _) if *left > 0 => *left -= 1,
                (22, token) if *left > 0 => kept.extend([token.clone(), token]),
                (21, token) => kept.push(TokenTree::Group(Group::new(proc_macro2::Delimiter::None, token.into()))),
                (_, TokenTree::Group(group)) if depth > 0 => {
                    let inner = self.damage(group.stream(), left, depth - 1);
                    kept.push(TokenTree::Group(Group::new(group.delimiter(), inner)));
                }
                (_, token) => kept.push(token),
            }
        }
        kept.into_iter().collect()
    }
}

/// Choices, if the first byte says so.
pub(crate) fn choices(data: &[u8]) -> Option<Unstructured<'_>> {
    data.strip_prefix(&[255]).map(Unstructured::new)
}
