//! The sign-in window: shows an app's own page apart from everything else, tells truly where the
//! person is, and closes itself when the sign-in is settled.

mod failure;
mod navigation;
mod placement;
mod title;
mod visit;
#[cfg(target_os = "linux")]
mod webkit;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use larder_engine::{SignInPage, SignInWindow, WindowFault};
use tauri::webview::{NewWindowResponse, PermissionResponse};
use tauri::{
    AppHandle, LogicalSize, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
};
use tokio::sync::oneshot;

use crate::main_window;
use navigation::{Rules, Verdict};
use placement::Area;
use visit::Visit;

/// No capability names a label with this beginning, so no page in these windows can call anything.
pub(crate) const LABEL_PREFIX: &str = "sign-in-";

const SIZE: (f64, f64) = (520.0, 680.0);
const SMALLEST: (f64, f64) = (360.0, 320.0);

/// A window that does not go away in this time is not waited for: its page was stopped at the redirect anyway.
const LONGEST_CLOSING: Duration = Duration::from_secs(2);

/// Opens sign-in windows for the engine.
#[derive(Debug, Clone)]
pub(crate) struct Popups {
    app: AppHandle,
}

impl Popups {
    pub(crate) fn new(app: AppHandle) -> Self {
        Self { app }
    }
}

#[async_trait::async_trait]
impl SignInWindow for Popups {
    async fn open(&self, page: SignInPage) -> Result<(), WindowFault> {
        let rules = Rules {
            login_hosts: page.login_hosts.clone(),
            practice: page.practice,
        };
        if rules.verdict(&page.url) != Verdict::Allow || page.url.scheme() == "about" {
            return Err(WindowFault(
                "the address of the sign-in page is not one a sign-in window opens".to_owned(),
            ));
        }
        let (tell, told) = oneshot::channel();
        let app = self.app.clone();
        // On the main thread everything is in place before the first event of the page can come.
        let asked = self.app.run_on_main_thread(move || {
            // Nobody waits any more when the sign-in was cancelled meanwhile; the window closes itself then.
            let _ = tell.send(build(&app, page));
        });
        match (asked, told.await) {
            (Ok(()), Ok(Ok(()))) => Ok(()),
            (Ok(()), Ok(Err(error))) | (Err(error), _) => {
                tracing::error!(%error, "a sign-in window could not be opened");
                Err(WindowFault("the window could not be opened".to_owned()))
            }
            (Ok(()), Err(_)) => Err(WindowFault("Larder is closing".to_owned())),
        }
    }

    async fn close(&self, sign_in: &str) {
        let Some(window) = self.app.get_webview_window(&label(sign_in)) else {
            return;
        };
        let (tell, told) = oneshot::channel();
        let tell = Mutex::new(Some(tell));
        window.on_window_event(move |event| {
            if matches!(event, WindowEvent::Destroyed)
                && let Some(tell) = tell.lock().unwrap_or_else(PoisonError::into_inner).take()
            {
                // Who asked may have given up.
                let _ = tell.send(());
            }
        });
        close(&window);
        // It may have closed itself between the look and the listening.
        if self.app.get_webview_window(&label(sign_in)).is_some() {
            let _ = tokio::time::timeout(LONGEST_CLOSING, told).await;
        }
    }

    fn to_front(&self, sign_in: &str) {
        if let Some(window) = self.app.get_webview_window(&label(sign_in)) {
            bring_to_front(&window);
        }
    }
}

fn label(sign_in: &str) -> String {
    format!("{LABEL_PREFIX}{sign_in}")
}

fn build(app: &AppHandle, page: SignInPage) -> tauri::Result<()> {
    let label = label(&page.id);
    let visit = Arc::new(Visit::new(page));
    let steps = visit.clone();
    let mut builder =
        WebviewWindowBuilder::new(app, label, WebviewUrl::External(visit.start().clone()))
            .title(visit.title_while_opening())
            .inner_size(SIZE.0, SIZE.1)
            .min_inner_size(SMALLEST.0, SMALLEST.1)
            .resizable(true)
            .incognito(true)
            .devtools(false)
            .on_navigation(move |url| steps.may_go(url))
            .on_new_window(|_, _| NewWindowResponse::Deny)
            .on_download(|_, _| false)
            .on_permission_request(|_, _| PermissionResponse::Deny);
    #[cfg(not(target_os = "linux"))]
    {
        let pages = visit.clone();
        builder = builder.on_page_load(move |window, page| {
            // Nothing here tells whether the certificate is in order, so there is no lock.
            if let Some(title) = pages.arrived(page.url(), false) {
                set_title(&window, &title);
            }
        });
    }
    if let Some(main) = app.get_webview_window(main_window::LABEL) {
        if let Some((x, y)) = place(app, &main) {
            builder = builder.position(x, y);
        }
        builder = builder.parent(&main)?;
    }
    let window = builder.build()?;
    #[cfg(target_os = "linux")]
    {
        let (shown, visit) = (window.clone(), visit.clone());
        window.with_webview(move |webview| webkit::watch(&webview.inner(), &shown, &visit))?;
    }
    let closing = visit.clone();
    window.on_window_event(move |event| {
        if matches!(event, WindowEvent::Destroyed) {
            closing.closed();
        }
    });
    tauri::async_runtime::spawn(async move {
        visit.over().await;
        close(&window);
    });
    Ok(())
}

/// Closes without asking the page, which has no say in it.
fn close(window: &WebviewWindow) {
    if let Err(error) = window.destroy() {
        tracing::debug!(%error, "a sign-in window was closed already");
    }
}

fn set_title(window: &WebviewWindow, title: &str) {
    if let Err(error) = window.set_title(title) {
        tracing::warn!(%error, "a title could not be set");
    }
}

/// Brings a window in front of others, out of the task bar if need be.
pub(crate) fn bring_to_front(window: &WebviewWindow) {
    let outcome = window
        .unminimize()
        .and_then(|()| window.show())
        .and_then(|()| window.set_focus());
    if let Err(error) = outcome {
        tracing::warn!(%error, window = window.label(), "a window did not come to the front");
    }
}

/// Brings every open sign-in window to the front.
pub(crate) fn all_to_front(app: &AppHandle) {
    open_windows(app).iter().for_each(bring_to_front);
}

/// Closes every sign-in window; their attempts count as cancelled.
pub(crate) fn close_all(app: &AppHandle) {
    open_windows(app).iter().for_each(close);
}

fn open_windows(app: &AppHandle) -> Vec<WebviewWindow> {
    app.webview_windows()
        .into_iter()
        .filter(|(label, _)| label.starts_with(LABEL_PREFIX))
        .map(|(_, window)| window)
        .collect()
}

/// The place for a new window, in logical pixels; none where the window system does not say.
fn place(app: &AppHandle, main: &WebviewWindow) -> Option<(f64, f64)> {
    let monitor = main.current_monitor().ok()??;
    let scale = monitor.scale_factor();
    let work = monitor.work_area();
    let at = work.position.to_logical::<f64>(scale);
    let size: LogicalSize<f64> = work.size.to_logical(scale);
    let screen = Area {
        x: at.x,
        y: at.y,
        width: size.width,
        height: size.height,
    };
    let open: Vec<Area> = open_windows(app).iter().filter_map(area).collect();
    Some(placement::place(SIZE.0, SIZE.1, area(main)?, screen, &open))
}

fn area(window: &WebviewWindow) -> Option<Area> {
    let scale = window.scale_factor().ok()?;
    let at = window.outer_position().ok()?.to_logical::<f64>(scale);
    let size: LogicalSize<f64> = window.outer_size().ok()?.to_logical(scale);
    Some(Area {
        x: at.x,
        y: at.y,
        width: size.width,
        height: size.height,
    })
}
