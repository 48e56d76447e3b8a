//! The native menu and its keys. Screens are reached by the page's address, what the page does is told it.

use std::sync::Mutex;

use tauri::menu::{
    AboutMetadataBuilder, IsMenuItem, Menu, MenuEvent, MenuItem, PredefinedMenuItem, Submenu,
    SubmenuBuilder,
};
use tauri::{App, AppHandle, Manager, WebviewWindow, WebviewWindowBuilder, Wry};

use crate::{main_window, popup};

/// Screens of the page: id, which is the page's address after `#/` too, words, keys.
const RECIPES: Item = Item("recipes", "Recipes", Some("CmdOrCtrl+1"));
const CONNECTIONS: Item = Item("connections", "Connections", Some("CmdOrCtrl+2"));
const APPS: Item = Item("apps", "Apps", Some("CmdOrCtrl+3"));
const SETTINGS: Item = Item("settings", "Settings", Some("CmdOrCtrl+Comma"));
const SCREENS: [Item; 4] = [RECIPES, CONNECTIONS, APPS, SETTINGS];

/// What the page does where it is: it hears the DOM event `menu` with the id as its detail.
const NEW_RECIPE: Item = Item("new-recipe", "New Recipe", Some("CmdOrCtrl+N"));
const REFRESH: Item = Item("refresh", "Reload Metadata", Some("F5"));
const KEYS: Item = Item("keys", "Keyboard Shortcuts", None);
const ACTS: [Item; 3] = [NEW_RECIPE, REFRESH, KEYS];

const ZOOM_IN: Item = Item("zoom-in", "Zoom In", Some("CmdOrCtrl+="));
const ZOOM_OUT: Item = Item("zoom-out", "Zoom Out", Some("CmdOrCtrl+-"));
const ZOOM_RESET: Item = Item("zoom-reset", "Actual Size", Some("CmdOrCtrl+0"));
const CLOSE: Item = Item("close", "Close Window", Some("CmdOrCtrl+W"));
const QUIT: Item = Item("quit", "Quit", Some("CmdOrCtrl+Q"));
const MINIMIZE: Item = Item("minimize", "Minimize", Some("CmdOrCtrl+M"));
const SIGN_INS: Item = Item("sign-ins", "Show Sign-in Windows", None);

/// Edit roles that GTK does not offer: id, words, WebKit's name of the command. Without keys, because
/// the page's fields know the usual ones already and lists may mean something else by them.
#[cfg(target_os = "linux")]
const EDITS: [(&str, &str, &str); 6] = [
    ("edit-undo", "Undo", "Undo"),
    ("edit-redo", "Redo", "Redo"),
    ("edit-cut", "Cut", "Cut"),
    ("edit-copy", "Copy", "Copy"),
    ("edit-paste", "Paste", "Paste"),
    ("edit-select-all", "Select All", "SelectAll"),
];

/// Id, words, keys.
#[derive(Clone, Copy)]
struct Item(&'static str, &'static str, Option<&'static str>);

impl Item {
    fn build(self, app: &App) -> tauri::Result<MenuItem<Wry>> {
        MenuItem::with_id(app, self.0, self.1, true, self.2)
    }
}

/// Gives the main window its menu. Sign-in windows have none.
pub(crate) fn attach<'a>(
    app: &App,
    builder: WebviewWindowBuilder<'a, Wry, App>,
) -> tauri::Result<WebviewWindowBuilder<'a, Wry, App>> {
    app.manage(Zoom(Mutex::new(1.0)));
    let menu = build(app)?;
    #[cfg(target_os = "macos")]
    {
        app.set_menu(menu)?;
        Ok(builder)
    }
    #[cfg(not(target_os = "macos"))]
    Ok(builder.menu(menu))
}

fn build(app: &App) -> tauri::Result<Menu<Wry>> {
    let about = PredefinedMenuItem::about(
        app,
        Some("About Larder"),
        Some(
            AboutMetadataBuilder::new()
                .name(Some("Larder"))
                .version(Some(env!("CARGO_PKG_VERSION")))
                .comments(Some(
                    "Makes, shows and repairs the connections of integration recipes.",
                ))
                .license(Some("MIT OR Apache-2.0"))
                .icon(app.default_window_icon().cloned())
                .build(),
        ),
    )?;
    let file = submenu(app, "&File", &[&[NEW_RECIPE], &[SETTINGS], &[CLOSE, QUIT]])?;
    let view = submenu(
        app,
        "&View",
        &[
            &[RECIPES, CONNECTIONS, APPS],
            &[REFRESH],
            &[ZOOM_IN, ZOOM_OUT, ZOOM_RESET],
        ],
    )?;
    let window = submenu(app, "&Window", &[&[MINIMIZE], &[SIGN_INS]])?;
    let help = SubmenuBuilder::new(app, "&Help")
        .item(&KEYS.build(app)?)
        .separator()
        .item(&about)
        .build()?;
    let edit = edit(app)?;
    #[cfg(target_os = "macos")]
    {
        let own = SubmenuBuilder::new(app, "Larder")
            .item(&about)
            .separator()
            .services()
            .separator()
            .hide();
        let own = own.hide_others().show_all().separator().quit().build()?;
        Menu::with_items(app, &[&own, &file, &edit, &view, &window, &help])
    }
    #[cfg(not(target_os = "macos"))]
    Menu::with_items(app, &[&file, &edit, &view, &window, &help])
}

fn submenu(app: &App, words: &str, groups: &[&[Item]]) -> tauri::Result<Submenu<Wry>> {
    let mut items: Vec<Box<dyn IsMenuItem<Wry>>> = Vec::new();
    for group in groups {
        if !items.is_empty() {
            items.push(Box::new(PredefinedMenuItem::separator(app)?));
        }
        for item in *group {
            items.push(Box::new(item.build(app)?));
        }
    }
    let items: Vec<&dyn IsMenuItem<Wry>> = items.iter().map(AsRef::as_ref).collect();
    Submenu::with_items(app, words, true, &items)
}

#[cfg(target_os = "linux")]
fn edit(app: &App) -> tauri::Result<Submenu<Wry>> {
    let [undo, redo, cut, copy, paste, all] = EDITS.map(|(id, words, _)| Item(id, words, None));
    submenu(app, "&Edit", &[&[undo, redo], &[cut, copy, paste], &[all]])
}

#[cfg(not(target_os = "linux"))]
fn edit(app: &App) -> tauri::Result<Submenu<Wry>> {
    SubmenuBuilder::new(app, "&Edit")
        .undo()
        .redo()
        .separator()
        .cut()
        .copy()
        .paste()
        .separator()
        .select_all()
        .build()
}

/// Does what was chosen.
pub(crate) fn chosen(app: &AppHandle, event: MenuEvent) {
    let id = event.id().as_ref();
    if id == QUIT.0 {
        return app.exit(0);
    }
    let Some(window) = app.get_webview_window(main_window::LABEL) else {
        return;
    };
    let outcome = match id {
        _ if id == CLOSE.0 => window.close(),
        _ if id == MINIMIZE.0 => window.minimize(),
        _ if id == SIGN_INS.0 => {
            popup::all_to_front(app);
            Ok(())
        }
        _ if id == ZOOM_IN.0 => zoom(&window, |now| now * 1.1),
        _ if id == ZOOM_OUT.0 => zoom(&window, |now| now / 1.1),
        _ if id == ZOOM_RESET.0 => zoom(&window, |_| 1.0),
        _ => match script(id) {
            Some(script) => window.eval(script),
            None => edit_text(&window, id),
        },
    };
    if let Err(error) = outcome {
        tracing::warn!(%error, item = id, "a menu item had no effect");
    }
}

/// Moves the page to the item's screen, or tells it the item. Nothing but known ids gets in.
fn script(id: &str) -> Option<String> {
    if SCREENS.iter().any(|item| item.0 == id) {
        return Some(format!("location.hash = '#/{id}'"));
    }
    let is_act = ACTS.iter().any(|item| item.0 == id);
    is_act.then(|| format!("dispatchEvent(new CustomEvent('menu', {{ detail: '{id}' }}))"))
}

#[cfg(target_os = "linux")]
fn edit_text(window: &WebviewWindow, id: &str) -> tauri::Result<()> {
    use webkit2gtk::WebViewExt;
    let Some((_, _, command)) = EDITS.into_iter().find(|edit| edit.0 == id) else {
        return Ok(());
    };
    window.with_webview(move |webview| webview.inner().execute_editing_command(command))
}

#[cfg(not(target_os = "linux"))]
fn edit_text(_: &WebviewWindow, _: &str) -> tauri::Result<()> {
    Ok(())
}

/// How large the page is drawn; 1 is its own size.
struct Zoom(Mutex<f64>);

const ZOOMS: std::ops::RangeInclusive<f64> = 0.5..=3.0;

fn zoom(window: &WebviewWindow, change: impl FnOnce(f64) -> f64) -> tauri::Result<()> {
    let zoom = window.state::<Zoom>();
    let mut now = zoom
        .0
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    *now = change(*now).clamp(*ZOOMS.start(), *ZOOMS.end());
    window.set_zoom(*now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn screens_are_addresses_and_acts_are_told() {
        assert_eq!(
            script("settings").as_deref(),
            Some("location.hash = '#/settings'")
        );
        assert_eq!(
            script("refresh").as_deref(),
            Some("dispatchEvent(new CustomEvent('menu', { detail: 'refresh' }))")
        );
        assert_eq!(script("quit"), None);
        assert_eq!(script("'; alert(1); '"), None);
    }

    #[test]
    fn no_two_items_share_a_name_or_a_key() {
        let all: Vec<Item> = SCREENS
            .into_iter()
            .chain(ACTS)
            .chain([
                ZOOM_IN, ZOOM_OUT, ZOOM_RESET, CLOSE, QUIT, MINIMIZE, SIGN_INS,
            ])
            .collect();
        for (position, item) in all.iter().enumerate() {
            for other in &all[position + 1..] {
                assert_ne!(item.0, other.0);
                assert!(
                    item.2.is_none() || item.2 != other.2,
                    "{} and {}",
                    item.0,
                    other.0
                );
            }
        }
    }
}
