//! Whatever the tokens, an answer comes back: no panic, no hang, no overflow of the stack.

use super::*;

/// Deeper than any stack would bear.
const DEEP: usize = 20_000;

fn answers(role: Role, attr: &str, item: &str) -> Result<Function, Box<Rejected>> {
    let tokens = |text: &str| text.parse::<TokenStream>().expect("tokens");
    read(role, tokens(attr), tokens(item))
}

#[test]
fn runs_of_prefixes_are_refused() {
    for prefix in ["&", "&mut ", "*const ", "dyn Fn() -> ", "fn() -> ", "Vec<", "A<B, ", "impl Fn(A) -> ", "for<'a> "] {
        let ty = prefix.repeat(DEEP) + "u8";
        for item in [format!("fn f(o: {ty}) {{}}"), format!("fn f(o: u8) -> {ty} {{}}")] {
            let rejected = answers(Role::Stage, "", &item).err().expect(prefix);
            assert!(texts(&rejected)[0].contains("to be read"), "{prefix}");
        }
    }
}

/// rustc gives a macro 8 MiB; a quarter is left for rustc itself.
#[test]
fn what_the_guard_lets_through_fits_the_stack() {
    let thread = std::thread::Builder::new().stack_size(6 << 20).spawn(as_deep_as_allowed).expect("a thread");
    thread.join().expect("no panic");
}

fn as_deep_as_allowed() {
    let openings =
        ["&", "*const ", "fn() -> ", "Vec<", "A<B, ", "A<B, &", "[u8; !", "(", "([&", "A<{ -", "[u8; if a {} else "];
    for opening in openings {
        let per = opening.chars().filter(|c| !c.is_alphanumeric()).count().max(1);
        for times in (1..=180 / per).rev() {
            let opened = opening.repeat(times);
            let closed: String = opened.chars().rev().filter_map(closing).collect();
            let item = format!("fn f(o: {opened}u8{closed}) -> {opened}u8{closed} {{}}");
            if let Ok(item) = item.parse::<TokenStream>() {
                drop(read(Role::Stage, TokenStream::new(), item));
            }
        }
    }
}

fn closing(opening: char) -> Option<char> {
    match opening {
        '(' => Some(')'),
        '[' => Some(']'),
        '{' => Some('}'),
        '<' => Some('>'),
        _ => None,
    }
}

#[test]
fn nested_groups_are_refused() {
    // proc-macro2's own parser for tests recurses, so the nesting is built by hand
    let mut ty: TokenStream = quote::quote!(u8);
    for _ in 0..DEEP {
        ty = TokenTree::from(proc_macro2::Group::new(Delimiter::Parenthesis, ty)).into();
    }
    for (attr, item) in [
        (
            quote::quote!(flush = #ty),
            quote::quote!(
                fn f(o: u8) -> u8 {}
            ),
        ),
        (quote::quote!(), quote::quote!(fn f(o: #ty) {})),
    ] {
        let rejected = read(Role::Stage, attr, item).err().expect("an error");
        assert!(texts(&rejected)[0].contains("to be read"));
    }
    let body = quote::quote!(fn f(o: u8) -> u8 { #ty });
    assert!(read(Role::Stage, TokenStream::new(), body).is_ok());
    std::mem::forget(ty);
}

#[test]
fn long_documentation_is_no_nesting() {
    let docs = "/// A line, and more.\n".repeat(3_000);
    assert!(answers(Role::Stage, "", &format!("{docs} fn f(o: u8) -> u8 {{}}")).is_ok());
    let params = "r: &R, ".repeat(3_000);
    assert!(answers(Role::Stage, "", &format!("fn f({params} o: u8) -> u8 {{}}")).is_ok());
}

#[test]
fn any_tokens_get_an_answer() {
    let mut random = Random(42);
    for _ in 0..5_000 {
        let attr = random.tokens(3);
        let item = random.tokens(24);
        for role in Role::ALL {
            let whole = format!("fn f({item}) -> {attr} {{}}");
            for text in [&item, &whole] {
                if let (Ok(attr), Ok(item)) = (attr.parse(), text.parse()) {
                    answer_is_whole(read(*role, attr, item));
                }
            }
        }
    }
}

fn answer_is_whole(answer: Result<Function, Box<Rejected>>) {
    match answer {
        Ok(function) => {
            assert_eq!(function.order.len(), function.sig.inputs.len());
            assert_eq!(function.item.is_none(), function.role == Role::Source);
            assert!(!function.describe().is_empty());
        }
        Err(rejected) => assert!(!rejected.errors.is_empty()),
    }
}

/// Words likely to make almost a signature.
const WORDS: &[&str] = &[
    "fn",
    "f",
    "async",
    "unsafe",
    "self",
    "mut",
    "impl",
    "dyn",
    "Out<u8>",
    "Vec<u8>",
    "Result<u8, E>",
    "Option<u8>",
    "&",
    "&mut",
    "'a",
    "'static",
    "<",
    ">",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "::",
    "->",
    "=>",
    "=",
    ";",
    "#",
    "..",
    "...",
    "o: u8",
    "r: &R",
    "s: &mut S",
    "impl Iterator<Item = u8>",
    "T",
    "1",
    "\"x\"",
    "_",
    "r#fn",
    "flush",
    "item",
    "crate",
    "const",
    "where",
    "for<'a>",
    "|",
    "!",
    "?",
    "pub",
    "extern",
];

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn tokens(&mut self, most: usize) -> String {
        let count = self.below(most + 1);
        (0..count).map(|_| WORDS[self.below(WORDS.len())]).collect::<Vec<_>>().join(" ")
    }
}
