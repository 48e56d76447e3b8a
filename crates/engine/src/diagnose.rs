//! Self-test: keychain, store, definitions, practice apps; nothing secret in it.
use larder_store::vault::VaultState;

use crate::Engine;
use crate::problem::Problem;
use crate::view::Check;

impl Engine {
    /// Checks what Larder stands on.
    pub async fn diagnose(&self) -> Result<Vec<Check>, Problem> {
        let mut checks = vec![Check {
            name: "Version".to_owned(),
            ok: true,
            found: format!(
                "Larder {} on {} {}",
                env!("CARGO_PKG_VERSION"),
                std::env::consts::OS,
                std::env::consts::ARCH
            ),
            hint: None,
        }];
        checks.push(self.check_store().await);
        checks.push(self.check_keychain().await);
        let mistakes = self.0.catalog.mistakes();
        checks.push(Check {
            name: "Definitions".to_owned(),
            ok: mistakes.is_empty(),
            found: format!(
                "{} apps, {} mistakes",
                self.0.catalog.entries().len(),
                mistakes.len()
            ),
            hint: mistakes.first().map(|mistake| {
                format!(
                    "{}:{}:{}: {}",
                    mistake.file, mistake.line, mistake.column, mistake.what
                )
            }),
        });
        checks.push(check_clock());
        let practice = self.practice_runs();
        checks.push(Check {
            name: "Practice apps".to_owned(),
            ok: true,
            found: if practice {
                "running".to_owned()
            } else {
                "not running".to_owned()
            },
            hint: None,
        });
        Ok(checks)
    }

    async fn check_store(&self) -> Check {
        let folder = self.0.store.folder().display().to_string();
        match self.connections().await {
            Ok(connections) => Check {
                name: "Data folder".to_owned(),
                ok: true,
                found: format!("{folder}, {} connections", connections.len()),
                hint: None,
            },
            Err(problem) => Check {
                name: "Data folder".to_owned(),
                ok: false,
                found: problem.what,
                hint: Some(problem.hint),
            },
        }
    }

    /// A round trip: the key is fetched, something is sealed and opened again.
    async fn check_keychain(&self) -> Check {
        let name = "Keychain".to_owned();
        if let Err(problem) = self.open_vault().await {
            return Check {
                name,
                ok: false,
                found: problem.what,
                hint: Some(problem.hint),
            };
        }
        let sealed = self.0.vault.seal("diagnose", b"round trip");
        let opened = sealed.and_then(|sealed| self.0.vault.open("diagnose", &sealed));
        let works = opened.is_ok_and(|text| text.as_slice() == b"round trip");
        let lasting = self.0.vault.state() == VaultState::Unlocked;
        Check {
            name,
            ok: works && lasting,
            found: match (works, lasting) {
                (true, true) => "unlocked; sealing and opening work".to_owned(),
                (true, false) => "none; sign-ins last until Larder is closed".to_owned(),
                (false, _) => "the key does not open what it sealed".to_owned(),
            },
            hint: None,
        }
    }
}

fn check_clock() -> Check {
    /// 2026-01-01; a clock before the making of this program is wrong.
    const EARLIEST: i64 = 1_767_225_600_000;
    let now = jiff::Timestamp::now();
    let plausible = now.as_millisecond() > EARLIEST;
    Check {
        name: "Clock".to_owned(),
        ok: plausible,
        found: now.to_string(),
        hint: (!plausible).then(|| {
            "This computer\u{2019}s clock is wrong; sign-ins may fail until it is set.".to_owned()
        }),
    }
}
