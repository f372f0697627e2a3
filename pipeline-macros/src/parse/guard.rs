//! syn parses by recursion, and so do its `Drop` and `ToTokens`: input that nests too deeply would overflow the
//! compiler's stack. This check walks tokens without recursion and refuses such input before syn sees it.

use proc_macro2::{Spacing, Span, TokenStream, TokenTree, token_stream};

/// Groups inside groups.
const DEPTH: usize = 40;
/// What tokens that can make syn call itself once more may use up, along the path from the root: one unit is about
/// 10 kB of stack without optimisation, and 2 MB is the smallest stack a macro is run on.
const RISKY: usize = 160;
/// `<` opens generic arguments: a type in a path in a type.
const ANGLE: usize = 5;
/// `&` and `*`: types again.
const REFERENCE: usize = 4;
/// The `>` of `->`.
const RESULT: usize = 4;
const GROUP: usize = 4;
/// Tokens of any kind without a `;`, `=>` or `,` between them, along the path: they nest to the left (`a.b.c.d`).
const RUN: usize = 1000;
/// All tokens: 5,000 nodes with forty tokens each.
const TOTAL: usize = 200_000;

/// Refuses what nests too deeply to be parsed safely. Linear, without recursion.
pub(crate) fn check(tokens: &TokenStream) -> syn::Result<()> {
    let mut stack = vec![Frame::new(tokens.clone(), 0, 0)];
    let mut total = 0;
    while let Some(frame) = stack.last_mut() {
        let Some(token) = frame.tokens.next() else {
            stack.pop();
            continue;
        };
        total += 1;
        frame.see(&token);
        frame.refuse_excess(token.span())?;
        if total > TOTAL {
            return Err(too_long(token.span()));
        }
        if let TokenTree::Group(group) = token {
            let inner = Frame::new(group.stream(), frame.run_here(), frame.risky_here() + GROUP);
            stack.push(inner);
            if stack.len() > DEPTH {
                let what = format!("these brackets stand in {DEPTH} others");
                return Err(too_deep(&what, group.span_open()));
            }
        }
    }
    Ok(())
}

/// Refuses what is too long to be read in reasonable time, whatever it is. Does not look into anything.
pub(crate) fn check_length(tokens: &TokenStream) -> syn::Result<()> {
    let mut levels = vec![tokens.clone().into_iter()];
    let mut total = 0;
    while let Some(level) = levels.last_mut() {
        match level.next() {
            None => drop(levels.pop()),
            Some(token) if total == TOTAL => return Err(too_long(token.span())),
            Some(token) => {
                total += 1;
                if let TokenTree::Group(group) = token {
                    levels.push(group.stream().into_iter());
                }
            }
        }
    }
    Ok(())
}

fn too_long(span: Span) -> syn::Error {
    let text = format!("this is too long to be read, it has more than {TOTAL} tokens: make two of it");
    syn::Error::new(span, text)
}

fn too_deep(what: &str, span: Span) -> syn::Error {
    let text =
        format!("this is too deeply nested to be read, {what}: move a part of it into a function or a type alias");
    syn::Error::new(span, text)
}

/// One level of groups on the way down.
struct Frame {
    tokens: token_stream::IntoIter,
    /// What the levels above have used up.
    run_above: usize,
    risky_above: usize,
    run: usize,
    risky: usize,
    /// `<` that are still open.
    angles: usize,
    /// A `|` was seen: a comma may stand between a closure's parameters, so it separates nothing.
    bar: bool,
    after_minus: bool,
    after_equals: bool,
    after_hash: bool,
}

impl Frame {
    fn new(tokens: TokenStream, run_above: usize, risky_above: usize) -> Self {
        let tokens = tokens.into_iter();
        Frame {
            tokens,
            run_above,
            risky_above,
            run: 0,
            risky: 0,
            angles: 0,
            bar: false,
            after_minus: false,
            after_equals: false,
            after_hash: false,
        }
    }

    fn run_here(&self) -> usize {
        self.run_above + self.run
    }

    fn risky_here(&self) -> usize {
        self.risky_above + self.risky
    }

    fn see(&mut self, token: &TokenTree) {
        // Attributes stand beside each other, so documentation may be long.
        let attribute = self.after_hash && matches!(token, TokenTree::Group(_));
        self.after_hash = matches!(token, TokenTree::Punct(punct) if punct.as_char() == '#');
        self.run += usize::from(!self.after_hash && !attribute);
        match token {
            TokenTree::Punct(punct) => self.see_punct(punct.as_char(), punct.spacing()),
            TokenTree::Ident(ident) => self.see_word(&ident.to_string()),
            TokenTree::Group(_) | TokenTree::Literal(_) => {}
        }
        if !matches!(token, TokenTree::Punct(_)) {
            (self.after_minus, self.after_equals) = (false, false);
        }
    }

    fn see_punct(&mut self, punct: char, spacing: Spacing) {
        match punct {
            ';' => self.start_anew(),
            '>' if self.after_equals => self.start_anew(),
            '>' if !self.after_minus => self.close_angle(),
            ',' if self.angles == 0 && !self.bar => self.start_anew(),
            '<' => self.angles += 1,
            '|' => self.bar = true,
            _ => {}
        }
        let joint = spacing == Spacing::Joint;
        self.risky += if punct == '>' && self.after_minus { RESULT } else { cost(punct, joint) };
        (self.after_minus, self.after_equals) = (joint && punct == '-', joint && punct == '=');
    }

    fn close_angle(&mut self) {
        if self.angles > 0 {
            self.angles -= 1;
            self.risky = self.risky.saturating_sub(ANGLE);
        }
    }

    /// Words after which an expression, a type or a pattern starts once more.
    fn see_word(&mut self, word: &str) {
        const RECURSING: [&str; 20] = [
            "return", "break", "yield", "become", "move", "async", "static", "const", "unsafe", "impl", "dyn", "fn",
            "for", "mut", "ref", "box", "if", "else", "let", "loop",
        ];
        if RECURSING.contains(&word) {
            self.risky += 1;
        }
    }

    fn start_anew(&mut self) {
        (self.run, self.risky, self.angles, self.bar) = (0, 0, 0, false);
    }

    fn refuse_excess(&self, span: Span) -> syn::Result<()> {
        if self.run_here() > RUN {
            let what = format!("more than {RUN} tokens stand in a row without a `;`, `,` or `=>`");
            return Err(too_deep(&what, span));
        }
        if self.risky_here() > RISKY {
            return Err(too_deep("some dozens of prefixes (`&`, `!`, `Vec<`, `else`) stand before one thing", span));
        }
        Ok(())
    }
}

fn cost(punct: char, joint: bool) -> usize {
    match punct {
        '<' => ANGLE,
        '&' | '*' => REFERENCE,
        // A lone `.` is a field or a method: that nests to the left, which `run` counts.
        '.' if !joint => 0,
        ',' | ';' | ':' | '#' | '?' | '$' | '\'' => 0,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Option<String> {
        check(&text.parse().expect("tokens")).err().map(|error| error.to_string())
    }

    /// Everything that makes a parser call itself once more, or a syntax tree one level deeper.
    const NESTING: [&str; 42] = [
        "!",
        "&",
        "&&",
        "*",
        "-",
        "|a| ",
        "|| ",
        "|a|| ",
        "return ",
        "break ",
        "move || ",
        "< ",
        "<< ",
        "a::<",
        "Vec<",
        "fn() -> ",
        "impl Fn() -> ",
        "dyn A + ",
        "&mut ",
        "*const ",
        "a.b",
        ".c",
        ".d()",
        "?",
        " as u8",
        "1 + ",
        "1 == ",
        "a = ",
        "a += ",
        "a..",
        "..=",
        "..",
        "if a {} else ",
        "if let A = a {} else ",
        "if ",
        "while ",
        "loop ",
        "match ",
        "let a = ",
        "ref ",
        "a @ ",
        "a | ",
    ];

    #[test]
    fn every_kind_of_nesting_has_an_end() {
        for nesting in NESTING {
            let text = refused(&format!("a {}", nesting.repeat(20_000))).expect(nesting);
            assert!(
                text.contains("some dozens of prefixes") || text.contains("more than 1000 tokens"),
                "{nesting}: {text}"
            );
        }
    }

    #[test]
    fn every_limit_is_said() {
        let brackets = |deep: usize| format!("{}{}", "[".repeat(deep), "]".repeat(deep));
        assert_eq!(refused(&brackets(39)), None);
        let text = "this is too deeply nested to be read, these brackets stand in 40 others: move a part of it into a \
                    function or a type alias";
        assert_eq!(refused(&brackets(41)).as_deref(), Some(text));
        let text = "this is too long to be read, it has more than 200000 tokens: make two of it";
        assert_eq!(refused(&"a;".repeat(100_001)).as_deref(), Some(text));
        assert_eq!(refused(&"a;".repeat(100_000)), None);
    }

    #[test]
    fn what_people_write_is_let_through() {
        let documented = "#[doc = \"text\"] ".repeat(2_000);
        assert_eq!(refused(&format!("{documented} struct P {{ {documented} db: Db }}")), None);
        assert_eq!(refused(&".map(|x| x + 1)".repeat(20)), None);
        assert_eq!(refused(&"1 + ".repeat(70)), None);
        let arms: String =
            (0..2_000).map(|n| format!("Kind::K{n}(x) => take{n} {{ workers: 2, retry: 3 }},")).collect();
        assert_eq!(refused(&format!("a => match {{ {arms} }};")), None);
    }
}
