// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

fn price() -> u64 {
    1
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code, missing_debug_implementations)]
struct price {}
const _: () = {
    ::core::compile_error! {
        "a stage takes an item, as its last parameter: `order: Order`; what makes items from nothing is a `#[source]`"
    }
};
