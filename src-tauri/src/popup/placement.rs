//! Where a sign-in window opens: over the main window, beside other sign-in windows, on the screen.

/// A rectangle on the screen, in logical pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Area {
    fn moved_to(self, x: f64, y: f64) -> Self {
        Self { x, y, ..self }
    }

    fn contains(&self, other: &Self) -> bool {
        other.x >= self.x
            && other.y >= self.y
            && other.x + other.width <= self.x + self.width
            && other.y + other.height <= self.y + self.height
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }
}

const GAP: f64 = 16.0;
/// Enough to see title bar and edge of the window behind.
const STEP: f64 = 44.0;

/// Half the width of the dialog in the middle of the main window, where "Use my browser instead" and
/// "Cancel" are: a sign-in window stands beside it.
const HALF_DIALOG: f64 = 240.0;

/// The place for a new window of the given size: right of the middle of `main`, or left of it, or
/// beside the windows that are `open`; where all that is full, a step down and aside.
pub(super) fn place(
    width: f64,
    height: f64,
    main: Area,
    screen: Area,
    open: &[Area],
) -> (f64, f64) {
    let here = Area {
        x: 0.0,
        y: 0.0,
        width: width.min(screen.width),
        height: height.min(screen.height),
    };
    let middle = main.x + main.width / 2.0;
    let y = main.y + (main.height - here.height) / 2.0;
    let right = here.moved_to(middle + HALF_DIALOG + GAP, y);
    let left = here.moved_to(middle - HALF_DIALOG - GAP - here.width, y);
    let flanks = [right, left].map(|area| pushed_inside(area, screen));
    let beside = open.iter().flat_map(|other| {
        [other.x + other.width + GAP, other.x - here.width - GAP]
            .map(|x| flanks[0].moved_to(x, flanks[0].y))
    });
    let free = flanks
        .into_iter()
        .chain(beside)
        .find(|area| screen.contains(area) && !open.iter().any(|other| other.overlaps(area)));
    let chosen = free.unwrap_or_else(|| stepped(flanks[0], screen, open));
    (chosen.x, chosen.y)
}

/// Steps from the first place until no window's corner lies under the new one's.
fn stepped(first: Area, screen: Area, open: &[Area]) -> Area {
    let mut area = first;
    for _ in 0..open.len() {
        let hidden = open
            .iter()
            .any(|other| (other.x - area.x).abs() < STEP && (other.y - area.y).abs() < STEP);
        if !hidden {
            break;
        }
        let next = area.moved_to(area.x + STEP, area.y + STEP);
        area = if screen.contains(&next) {
            next
        } else {
            next.moved_to(screen.x + STEP, screen.y + STEP)
        };
    }
    pushed_inside(area, screen)
}

fn pushed_inside(area: Area, screen: Area) -> Area {
    let right = (screen.x + screen.width - area.width).max(screen.x);
    let bottom = (screen.y + screen.height - area.height).max(screen.y);
    area.moved_to(
        area.x.clamp(screen.x, right),
        area.y.clamp(screen.y, bottom),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Area = Area {
        x: 0.0,
        y: 0.0,
        width: 1920.0,
        height: 1080.0,
    };
    const MAIN: Area = Area {
        x: 340.0,
        y: 100.0,
        width: 1240.0,
        height: 820.0,
    };

    fn opened(count: usize, main: Area, screen: Area) -> Vec<Area> {
        let mut open = Vec::new();
        for _ in 0..count {
            let (x, y) = place(520.0, 680.0, main, screen, &open);
            open.push(Area {
                x,
                y,
                width: 520.0,
                height: 680.0,
            });
        }
        open
    }

    #[test]
    fn the_first_leaves_the_dialog_in_the_middle_free() {
        assert_eq!(place(520.0, 680.0, MAIN, SCREEN, &[]), (1216.0, 170.0));
    }

    #[test]
    fn two_stand_side_by_side_on_large_and_small_screens() {
        let small = Area {
            width: 1366.0,
            height: 768.0,
            ..SCREEN
        };
        let filling = Area {
            x: 0.0,
            y: 0.0,
            width: 1366.0,
            height: 768.0,
        };
        for open in [opened(2, MAIN, SCREEN), opened(2, filling, small)] {
            assert!(!open[0].overlaps(&open[1]), "{open:?}");
        }
    }

    #[test]
    fn more_are_stepped_so_that_each_can_be_seen() {
        let open = opened(5, MAIN, SCREEN);
        for (position, one) in open.iter().enumerate() {
            assert!(SCREEN.contains(one), "{one:?}");
            for other in &open[position + 1..] {
                assert!(
                    (one.x - other.x).abs() >= STEP || (one.y - other.y).abs() >= STEP,
                    "{one:?} {other:?}"
                );
            }
        }
    }

    #[test]
    fn a_main_window_at_the_edge_or_off_the_screen_still_gives_a_place_on_it() {
        for (x, y) in [(1800.0, 900.0), (-5000.0, 9000.0)] {
            let open = opened(1, Area { x, y, ..MAIN }, SCREEN);
            assert!(SCREEN.contains(&open[0]), "{open:?}");
        }
    }

    #[test]
    fn a_screen_smaller_than_the_window_gives_its_corner() {
        let screen = Area {
            x: 10.0,
            y: 20.0,
            width: 400.0,
            height: 300.0,
        };
        assert_eq!(place(520.0, 680.0, MAIN, screen, &[]), (10.0, 20.0));
    }
}
