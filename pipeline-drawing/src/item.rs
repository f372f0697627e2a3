//! Types of items, as they stand in a drawing.

use std::fmt;

/// A type's name, said when it is asked for: [`std::any::type_name`] of it.
pub type TypeName = fn() -> &'static str;

/// What an edge carries.
#[derive(Clone, Copy)]
pub enum Item<'a> {
    /// A closure makes it, and nothing in the drawing names its type.
    Unknown,
    /// As it is written in the drawing.
    Written(&'a str),
    /// Items of this type.
    Of(TypeName),
    /// Batches of them: `Vec<T>`.
    Batch(TypeName),
    /// What a fold made of the items of a key: `(K, S)`.
    Keyed(TypeName),
    /// What a fold made of the items of a span of time: `(Window, S)`.
    OfWindow(TypeName),
    /// What a fold made of the items of a key in a span of time: `(K, Window, S)`.
    KeyedOfWindow(TypeName),
    /// `Failed<Item, Error>`
    Failing(Option<TypeName>, TypeName),
}

impl Item<'_> {
    /// Whether there is a name to write.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        !matches!(self, Self::Unknown)
    }
}

/// The type without the modules it is in; nothing where it is not known.
impl fmt::Display for Item<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => Ok(()),
            Self::Written(text) => f.write_str(text),
            Self::Of(name) => f.write_str(&short(name())),
            Self::Batch(name) => write!(f, "Vec<{}>", short(name())),
            Self::Keyed(name) => write!(f, "(_, {})", short(name())),
            Self::OfWindow(name) => write!(f, "(Window, {})", short(name())),
            Self::KeyedOfWindow(name) => write!(f, "(_, Window, {})", short(name())),
            Self::Failing(Some(item), error) => write!(f, "Failed<{}, {}>", short(item()), short(error())),
            Self::Failing(None, error) => write!(f, "Failed<_, {}>", short(error())),
        }
    }
}

impl fmt::Debug for Item<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_known() { write!(f, "`{self}`") } else { f.write_str("_") }
    }
}

/// `alloc::vec::Vec<shop::Order>` is `Vec<Order>` to its readers, and a shared slice of text goes by the name it has in `aqueduct`.
fn short(path: &str) -> String {
    let path = path.replace("bytestring::ByteString", "Text");
    let mut out = String::with_capacity(path.len());
    let mut word = 0;
    let mut rest = path.as_str();
    while let Some(char) = rest.chars().next() {
        if let Some(behind) = rest.strip_prefix("::") {
            out.truncate(word);
            rest = behind;
            continue;
        }
        out.push(char);
        if !(char.is_alphanumeric() || char == '_') {
            word = out.len();
        }
        rest = &rest[char.len_utf8()..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_left_out() {
        assert_eq!(short("alloc::vec::Vec<shop::Order>"), "Vec<Order>");
        assert_eq!(short("(core::option::Option<a::b::C>, &str, [u8; 4])"), "(Option<C>, &str, [u8; 4])");
        assert_eq!(short("u64"), "u64");
    }

    #[test]
    fn shapes_are_written_as_types() {
        let name: TypeName = std::any::type_name::<String>;
        assert_eq!(Item::Batch(name).to_string(), "Vec<String>");
        assert_eq!(Item::Keyed(name).to_string(), "(_, String)");
        assert_eq!(Item::OfWindow(name).to_string(), "(Window, String)");
        assert_eq!(Item::KeyedOfWindow(name).to_string(), "(_, Window, String)");
        assert_eq!(Item::Failing(Some(name), std::any::type_name::<fmt::Error>).to_string(), "Failed<String, Error>");
        assert_eq!(Item::Unknown.to_string(), "");
    }
}
