//! The language and the handle, form by form and option by option, through the public API.

mod common;
mod faults;
mod forms;
mod options;
mod time;
