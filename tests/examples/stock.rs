use crate::ran::Ran;

#[test]
fn what_is_left_is_what_the_books_say_and_every_low_is_counted() {
    let ran = Ran::example("stock", [""; 0]);
    let printed = ran.printed();
    assert!(printed.contains("2000 orders, 400 deliveries\n"), "{printed}");
    let lows = |item: &str| printed.lines().filter(|line| line.starts_with(&format!("low: {item},"))).count();
    for item in ["Bolts", "Nuts", "Screws", "Washers"] {
        let row = printed.lines().find(|line| line.starts_with(&format!("{item} "))).expect(printed);
        let fields: Vec<&str> = row.split_whitespace().collect();
        assert_eq!(fields[1], fields[2], "left and by the books: {row}");
        assert_eq!(fields[3], format!("{}x", lows(item)), "{printed}");
    }
    let low = printed.lines().filter_map(|line| line.strip_prefix("low: ")?.split(' ').nth(1)?.parse::<i64>().ok());
    assert!(low.clone().count() > 0, "something runs low\n{printed}");
    assert!(low.into_iter().all(|left| left < 20), "{printed}");
}
