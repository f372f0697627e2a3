use aqueduct::prelude::*;

pub struct Quote;
pub struct Priced;

#[stage]
fn price(_quote: &Quote) -> Result<Priced, String> { Ok(Priced) }

pipeline! {
    pub struct Prices {}

    in quotes: Quote;
    out prices: Priced;
    loop again: Quote;

    [quotes, again] => price { else: again } => prices;
}

fn main() {}
