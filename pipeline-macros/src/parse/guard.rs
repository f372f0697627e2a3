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
/// All tokens.
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
            return Err(too("long", token.span()));
        }
        if let TokenTree::Group(group) = token {
            let inner = Frame::new(group.stream(), frame.run_here(), frame.risky_here() + GROUP);
            stack.push(inner);
            if stack.len() > DEPTH {
                return Err(too("deeply nested", group.span_open()));
            }
        }
    }
    Ok(())
}

fn too(what: &str, span: Span) -> syn::Error {
    syn::Error::new(span, format!("this is too {what} to be read; move a part of it into a function"))
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
        }
    }

    fn run_here(&self) -> usize {
        self.run_above + self.run
    }

    fn risky_here(&self) -> usize {
        self.risky_above + self.risky
    }

    fn see(&mut self, token: &TokenTree) {
        self.run += 1;
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
        if self.run_here() > RUN || self.risky_here() > RISKY {
            return Err(too("deeply nested", span));
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
