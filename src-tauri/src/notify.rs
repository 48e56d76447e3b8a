//! Tells the person that a connection broke while no window of Larder is in front.

use larder_engine::{Break, Engine};
use tauri::{AppHandle, Manager};

use crate::main_window;

/// Follows the engine's news until it is gone.
pub(crate) fn follow(app: AppHandle, engine: &Engine) {
    let engine = engine.clone();
    tokio::spawn(async move {
        let mut breaks = match engine.breaks().await {
            Ok(breaks) => breaks,
            Err(problem) => {
                tracing::warn!(kind = ?problem.kind, "breaks are not followed");
                return;
            }
        };
        while let Some(new) = breaks.next().await {
            let is_wanted = engine
                .settings()
                .await
                .is_ok_and(|settings| settings.notify);
            if is_wanted && !is_in_front(&app) {
                show(&app, &new);
            }
        }
    });
}

fn is_in_front(app: &AppHandle) -> bool {
    app.webview_windows()
        .values()
        .any(|window| window.is_focused().unwrap_or(false))
}

fn show(app: &AppHandle, new: &[Break]) {
    let (title, body) = words(new);
    let app = app.clone();
    // A thread of its own: it lives until the person looks at the notification or it goes by itself.
    std::thread::spawn(move || {
        let shown = notify_rust::Notification::new()
            .appname("Larder")
            .summary(&title)
            .body(&body)
            .action("default", "Open Larder")
            .show();
        match shown {
            #[cfg(all(unix, not(target_os = "macos")))]
            Ok(notification) => notification.wait_for_action(|action| {
                if action == "default" {
                    main_window::to_front(&app);
                }
            }),
            #[cfg(not(all(unix, not(target_os = "macos"))))]
            Ok(_) => drop(app),
            // Desktops without notifications exist; the window says it all the same.
            Err(error) => tracing::info!(%error, "no notification could be shown"),
        }
    });
}

/// One break by its name; several as a count. Markup of others is only text to every desktop.
fn words(new: &[Break]) -> (String, String) {
    match new {
        [one] => (plain(&format!("{} needs you", one.name)), plain(&one.what)),
        several => (
            format!("{} connections need you", several.len()),
            plain(
                &several
                    .iter()
                    .map(|one| one.name.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            ),
        ),
    }
}

/// Names may hold anything; a notification server may read markup.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .map(|c| match c {
            '<' => '\u{2039}',
            '>' => '\u{203a}',
            '&' => '+',
            other => other,
        })
        .take(300)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(name: &str, what: &str) -> Break {
        Break {
            connection: "c".to_owned(),
            name: name.to_owned(),
            what: what.to_owned(),
        }
    }

    #[test]
    fn u02_a_notification_holds_text_and_no_markup() {
        let one = broken("<b>Acme</b>\n& co", "It broke.");
        assert_eq!(
            words(&[one]),
            (
                "\u{2039}b\u{203a}Acme\u{2039}/b\u{203a}+ co needs you".to_owned(),
                "It broke.".to_owned()
            )
        );
    }

    #[test]
    fn several_breaks_at_once_are_one_notification() {
        let both = [broken("Acme", "x"), broken("Desk", "y")];
        assert_eq!(
            words(&both),
            ("2 connections need you".to_owned(), "Acme, Desk".to_owned())
        );
    }
}
