//! Every form of the language.

mod returns;
