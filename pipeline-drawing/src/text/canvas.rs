//! Characters in rows and columns, and lines that know what they cross.

const UP: u8 = 1;
const DOWN: u8 = 2;
const LEFT: u8 = 4;
const RIGHT: u8 = 8;

/// A cell: a character, or the lines that go through it.
#[derive(Clone, Copy, Default)]
struct Cell {
    char: Option<char>,
    lines: u8,
    /// Which line is there along and down, to tell a crossing from a branch.
    level: Option<Pen>,
    plumb: Option<Pen>,
}

/// How a line is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Pen {
    pub line: usize,
    pub dashed: bool,
}

pub(super) struct Canvas {
    width: usize,
    cells: Vec<Cell>,
}

impl Canvas {
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self { width, cells: vec![Cell::default(); width * height] }
    }

    fn cell(&mut self, x: i32, y: i32) -> Option<&mut Cell> {
        let (x, y) = (usize::try_from(x).ok()?, usize::try_from(y).ok()?);
        if x < self.width { self.cells.get_mut(y * self.width + x) } else { None }
    }

    pub(super) fn put(&mut self, x: i32, y: i32, char: char) {
        if let Some(cell) = self.cell(x, y) {
            cell.char = Some(char);
        }
    }

    pub(super) fn write(&mut self, x: i32, y: i32, text: &str) {
        for (at, char) in (x..).zip(text.chars()) {
            self.put(at, y, char);
        }
    }

    /// A straight line; its ends are open to lines that go on from them.
    pub(super) fn line(&mut self, from: (i32, i32), to: (i32, i32), pen: Pen) {
        let level = from.1 == to.1;
        let (back, on) = if level { (LEFT, RIGHT) } else { (UP, DOWN) };
        let (start, end) =
            if level { (from.0.min(to.0), from.0.max(to.0)) } else { (from.1.min(to.1), from.1.max(to.1)) };
        for at in start..=end {
            let (x, y) = if level { (at, from.1) } else { (from.0, at) };
            let arms = if at > start { back } else { 0 } | if at < end { on } else { 0 };
            self.touch(x, y, arms, level, pen);
        }
    }

    fn touch(&mut self, x: i32, y: i32, arms: u8, level: bool, pen: Pen) {
        let Some(cell) = self.cell(x, y).filter(|_| arms != 0) else { return };
        cell.lines |= arms;
        let on = if level { &mut cell.level } else { &mut cell.plumb };
        *on = Some(pen);
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = String> {
        let row = |cells: &[Cell]| cells.iter().map(shown).collect::<String>().trim_end().to_owned();
        self.cells.chunks(self.width.max(1)).map(row)
    }
}

fn shown(cell: &Cell) -> char {
    let crosses = cell.level.is_some()
        && cell.plumb.is_some()
        && cell.level.map(|pen| pen.line) != cell.plumb.map(|pen| pen.line);
    let dashed = cell.plumb.or(cell.level).is_some_and(|pen| pen.dashed);
    match (cell.char, crosses) {
        (Some(char), _) => char,
        // What goes along is interrupted, so that a crossing does not look like a branch.
        (None, true) => drawn(UP, dashed),
        (None, false) => drawn(cell.lines, dashed),
    }
}

fn drawn(lines: u8, dashed: bool) -> char {
    let (up, down) = (lines & UP != 0, lines & DOWN != 0);
    match (up, down, lines & LEFT != 0, lines & RIGHT != 0) {
        (false, false, false, false) => ' ',
        (false, false, ..) => {
            if dashed {
                '┄'
            } else {
                '─'
            }
        }
        (_, _, false, false) => {
            if dashed {
                '┆'
            } else {
                '│'
            }
        }
        (true, false, true, false) => '╯',
        (true, false, false, true) => '╰',
        (false, true, true, false) => '╮',
        (false, true, false, true) => '╭',
        (true, true, true, false) => '┤',
        (true, true, false, true) => '├',
        (true, false, true, true) => '┴',
        (false, true, true, true) => '┬',
        (true, true, true, true) => '┼',
    }
}
