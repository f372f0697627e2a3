//! What is read from signatures. The `.txt` files hold each signature with, indented, what comes of it: the model and
//! the line for the documentation, or the errors. `UPDATE_EXPECT=1 cargo test` writes them anew.

mod hostile;

use expect_test::expect_file;

use super::*;
use model::Param;
use types::show;

#[test]
fn every_shape_of_the_language() {
    expect_file!["shapes.txt"].assert_eq(&answered(include_str!("shapes.txt"), accepted));
}

#[test]
fn every_mistake_says_how_to_mend_it() {
    expect_file!["errors.txt"].assert_eq(&answered(include_str!("errors.txt"), refused));
}

#[test]
fn every_mistake_in_an_option() {
    expect_file!["options.txt"].assert_eq(&answered(include_str!("options.txt"), refused));
}

#[test]
fn the_body_is_kept_as_it_is() {
    let function = read_str("#[stage] #[inline] pub fn f(o: u64) -> u64 { not rust at all }").ok().expect("a stage");
    assert_eq!(function.body.to_string(), "{ not rust at all }");
    assert_eq!((function.attrs.len(), function.name().to_string()), (1, "f".to_owned()));
}

#[test]
fn a_result_of_something_unnamed_can_be_asked_for_its_error() {
    let function = read_str("#[stage] fn f(o: u64) -> io::Result<impl Iterator<Item = u8>> {}").ok().expect("a stage");
    let result = function.ret.result.expect("a result");
    assert_eq!((show(&result.probe), result.err.is_some()), ("io::Result<()>".to_owned(), false));
}

#[test]
fn lifetimes_are_not_among_the_generics() {
    let source = "#[stage] fn f<'a, 'b: 'a, T: Send, const N: usize>(o: &'b [T; N]) -> T where 'b: 'a, T: Copy {}";
    let generics = read_str(source).ok().expect("a stage").generics;
    assert_eq!(show(&generics.params), "T: Send, const N: usize");
    assert_eq!(generics.where_clause.as_ref().map(show), Some("where T: Copy".to_owned()));
}

#[test]
fn the_cfgs_can_be_repeated() {
    let function = read_str("#[stage] #[cfg(unix)] #[inline] fn f(o: u64) -> u64 {}").ok().expect("a stage");
    assert_eq!(function.cfgs().count(), 1);
}

#[test]
fn what_comes_through_a_macro_is_unwrapped() {
    use proc_macro2::Group;
    let hidden = |tokens: TokenStream| TokenStream::from(TokenTree::from(Group::new(Delimiter::None, tokens)));
    let (ty, body) = (hidden(quote::quote!(&Order)), hidden(quote::quote!({ .. })));
    let item = hidden(quote::quote!(fn check(o: #ty) -> Result<(), E> #body));
    let function = read(Role::Stage, TokenStream::new(), item).ok().expect("a stage");
    assert_eq!(dump(&function), "Lent Order -> Result<(), E> in Unit");
}

#[test]
fn the_name_is_found_even_in_what_cannot_be_parsed() {
    let rejected = read_str("#[sink] pub fn store(rows Rows) {}").err().expect("an error");
    let head = rejected.head.expect("a head");
    assert_eq!(head.name.to_string(), "store");
}

#[test]
fn what_rustc_refuses_is_known() {
    let refuses = |source: &str| read_str(source).err().expect("an error").rustc_refuses;
    assert!(refuses("#[stage] fn f(&self, o: u64) -> u64 {}"));
    assert!(refuses("#[stage] fn f(o: u64, ...) -> u64 {}"));
    assert!(refuses("#[stage] fn f(o: u64) -> &str {}"));
    assert!(refuses("#[stage] fn f(r: &R, o: &u64) -> &str {}"));
    assert!(!refuses("#[stage] fn f(r: &R, o: u64) -> &str {}"));
    assert!(!refuses("#[stage] fn f<'a>(r: &'a R, o: &u64) -> &'a str {}"));
    assert!(!refuses("#[stage] fn f(o: u64) {}"));
}

#[test]
fn all_errors_are_one() {
    let rejected = read_str("#[stage] unsafe extern fn f() {}").err().expect("errors");
    let error = rejected.combined().expect("an error");
    assert_eq!(error.into_iter().count(), 3);
}

/// Each signature of `text` followed by what `answer` says of it. Answers that already stand there are left out.
fn answered(text: &str, answer: fn(&str) -> Vec<String>) -> String {
    let mut lines = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with("    ")) {
        lines.push(line.to_owned());
        if line.starts_with('#') {
            lines.extend(answer(line).into_iter().map(|line| format!("    {line}")));
        }
    }
    lines.join("\n") + "\n"
}

fn accepted(source: &str) -> Vec<String> {
    match read_str(source) {
        Ok(function) => vec![dump(&function), function.describe()],
        Err(rejected) => texts(&rejected),
    }
}

fn refused(source: &str) -> Vec<String> {
    match read_str(source) {
        Ok(function) => vec![format!("accepted: {}", dump(&function))],
        Err(rejected) => texts(&rejected),
    }
}

/// Reads `#[role(options)] fn ..`; a body is added to what has none.
fn read_str(source: &str) -> Result<Function, Box<Rejected>> {
    let mut tokens = source.parse::<TokenStream>().expect("tokens").into_iter().skip(1);
    let Some(TokenTree::Group(attribute)) = tokens.next() else { panic!("no attribute: {source}") };
    let mut attribute = attribute.stream().into_iter();
    let word = attribute.next().expect("a role").to_string();
    let role = *Role::ALL.iter().find(|role| role.name() == word).expect("a role");
    let options = attribute.next().map_or_else(TokenStream::new, |options| match options {
        TokenTree::Group(options) => options.stream(),
        _ => panic!("no options: {source}"),
    });
    let whole = source.ends_with(['}', ';', ']']);
    let body = if whole { TokenStream::new() } else { quote::quote!({ .. }) };
    read(role, options, tokens.chain(body).collect())
}

fn texts(rejected: &Rejected) -> Vec<String> {
    rejected.errors.iter().map(|error| error.to_string()).collect()
}

/// The model in one line: `resource http: Client, Moved u: Url -> Result<Page, E> in Value(Page)`.
fn dump(function: &Function) -> String {
    let params: Vec<_> = function.order.iter().map(|slot| dump_slot(function, *slot)).collect();
    let fallible = match function.ret.result.as_ref() {
        Some(result) => format!("{} in ", show(&result.written)),
        None => String::new(),
    };
    format!("{} -> {fallible}{}", params.join(", "), dump_shape(&function.ret.shape))
}

fn dump_slot(function: &Function, slot: Slot) -> String {
    let param = |name: &str, param: &Param| format!("{name} {}: {}", param.ident, show(&param.ty));
    match slot {
        Slot::Resource(index) => param("resource", &function.resources[index]),
        Slot::State(index) => param("state", &function.states[index]),
        Slot::Port(index) => param("port", &function.ports[index]),
        Slot::Item => {
            let item = function.item.as_ref().expect("an item");
            format!("{:?} {}", item.how, show(&item.ty))
        }
    }
}

fn dump_shape(shape: &Shape) -> String {
    let items = |name: &str, items: &Items| match &items.result {
        Some(result) => format!("{name}({} in {})", show(&items.ty), show(&result.written)),
        None => format!("{name}({})", show(&items.ty)),
    };
    match shape {
        Shape::Unit => "Unit".to_owned(),
        Shape::Value(ty) => format!("Value({})", show(ty)),
        Shape::Option(ty) => format!("Option({})", show(ty)),
        Shape::Iterator(of) => items("Iterator", of),
        Shape::Stream(of) => items("Stream", of),
        Shape::Flatten(ty) => format!("Flatten({})", show(ty)),
        Shape::Each(result) => format!("Each({})", show(&result.written)),
    }
}
