//! Follows a sign-in to its end: what is told on the way, and the questions that come up.
use larder_engine::api::{AnswerAccount, AnswerDuplicate, ById, ChooseTenant, EnterCode};
use larder_engine::view::{
    AccountChoice, AccountQuestion, DuplicateChoice, SignInPhase, SignInStart, SignInView,
    TenantOption, TenantQuestion,
};
use larder_engine::{Engine, Problem, ProblemKind};
use serde_json::json;

use super::sign_in::{Account, Duplicate, PageIn, SignInArguments};
use crate::failure::{Failure, input, problem};
use crate::interrupt::Interrupt;
use crate::secret;
use crate::show::screen::Screen;

/// Follows a sign-in by the engine's own news until it ends; a Ctrl-C on the way cancels it.
pub(super) async fn follow(
    engine: &Engine,
    started: SignInStart,
    ask: &SignInArguments,
    screen: Screen,
) -> Result<SignInView, Failure> {
    let account = ask.account;
    let mut told = Told::default();
    let mut interrupt = Interrupt::listen();
    let mut stale = engine.stale();
    let id = engine.start_sign_in(started).await?.id;
    let mut question: Option<AccountQuestion> = None;
    let mut was_interrupted = false;
    loop {
        let view = engine.sign_in(ById { id: id.clone() }).await?;
        match view.phase {
            SignInPhase::Done => return Ok(view),
            SignInPhase::Failed | SignInPhase::Cancelled => {
                if account == Some(Account::Keep) && question.is_some() {
                    return Ok(view);
                }
                return Err(match (question, view.problem) {
                    _ if was_interrupted => interrupted_problem(),
                    (Some(question), _) => other_account(&question),
                    (None, Some(problem)) => problem,
                    (None, None) => interrupted_problem(),
                }
                .into());
            }
            SignInPhase::Asking if view.choice.is_some() || view.code.is_some() => {
                let answered = tokio::select! {
                    answered = answer(engine, &view, ask) => answered,
                    () = interrupt.comes() => Err(interrupted_problem()),
                };
                if let Err(problem) = answered {
                    engine.cancel_sign_in(ById { id: id.clone() }).await?;
                    return Err(problem.into());
                }
            }
            SignInPhase::Asking if view.duplicate.is_some() => {
                let choice = Told::duplicate(&view, ask);
                let id = id.clone();
                engine
                    .answer_duplicate(AnswerDuplicate { id, choice })
                    .await?;
            }
            SignInPhase::Waiting if view.device.is_some() => told.device(&view, ask, screen)?,
            SignInPhase::Asking if question.is_none() => {
                question = view.question;
                let choice = match account {
                    None | Some(Account::Keep) => AccountChoice::Keep,
                    Some(Account::Switch) => AccountChoice::Switch,
                    Some(Account::New) => AccountChoice::New,
                };
                let id = id.clone();
                engine.answer_account(AnswerAccount { id, choice }).await?;
            }
            _ => {}
        }
        tokio::select! {
            // Missed news is no harm: the state is read anew either way.
            _ = stale.recv() => {}
            () = interrupt.comes(), if !was_interrupted => {
                was_interrupted = true;
                engine.cancel_sign_in(ById { id: id.clone() }).await?;
            }
        }
    }
}

/// What was told already: news come more than once.
#[derive(Default)]
struct Told {
    device: bool,
}

impl Told {
    /// Tells that this account is connected already, and what is done about it.
    fn duplicate(view: &SignInView, ask: &SignInArguments) -> DuplicateChoice {
        let Some(question) = &view.duplicate else {
            return DuplicateChoice::KeepBoth;
        };
        let who = question.existing.identity.as_ref();
        let user = who.map_or("This account", |who| who.user.as_str());
        let name = &question.existing.name;
        let choice = match ask.duplicate {
            Some(Duplicate::Renew) => DuplicateChoice::UseExisting,
            Some(Duplicate::Keep) | None => DuplicateChoice::KeepBoth,
        };
        let done = match (choice, ask.duplicate) {
            (DuplicateChoice::UseExisting, _) => "That one is renewed and used.",
            (DuplicateChoice::KeepBoth, Some(_)) => "Both stand side by side.",
            (DuplicateChoice::KeepBoth, None) => {
                "Both stand side by side; --duplicate renew would use that one."
            }
        };
        Screen::note(&format!(
            "{user} is connected already, as \u{201c}{name}\u{201d}. {done}"
        ));
        if let Some(warning) = &question.warning {
            Screen::note(warning);
        }
        choice
    }

    /// Tells which code to type at which page.
    fn device(
        &mut self,
        view: &SignInView,
        ask: &SignInArguments,
        screen: Screen,
    ) -> Result<(), Failure> {
        let Some(device) = view.device.as_ref().filter(|_| !self.device) else {
            return Ok(());
        };
        self.device = true;
        if ask.browser == PageIn::Print {
            screen.json_line(&json!({
                "verification_uri": device.verification_uri,
                "user_code": device.user_code,
            }))?;
            return Ok(());
        }
        Screen::note(&format!(
            "Open {} on any device and type the code {}.",
            device.verification_uri, device.user_code
        ));
        Screen::note("Waiting for you there. Ctrl-C cancels.");
        Ok(())
    }
}

/// Answers which site or account is meant, or hands over the code an app's page shows.
async fn answer(engine: &Engine, view: &SignInView, ask: &SignInArguments) -> Result<(), Problem> {
    let id = view.id.clone();
    if let Some(question) = &view.choice {
        let value = tenant(question, ask).await?;
        engine.choose_tenant(ChooseTenant { id, value }).await?;
    } else if let Some(question) = &view.code {
        Screen::note(&format!(
            "Allow the access on this page, then type the code it shows:\n{}",
            question.url
        ));
        let code = secret::line_from_person("Code").await?;
        engine.enter_code(EnterCode { id, code }).await?;
    }
    Ok(())
}

/// The choice as passed, or as typed on a terminal.
async fn tenant(question: &TenantQuestion, ask: &SignInArguments) -> Result<String, Problem> {
    let find = |wanted: &str| {
        let same = |text: &str| text.eq_ignore_ascii_case(wanted.trim());
        let fits = |option: &&TenantOption| {
            same(&option.value) || same(&option.label) || option.hint.as_deref().is_some_and(same)
        };
        let mut fitting = question.options.iter().filter(fits);
        // Two of one name cannot be told apart by it.
        fitting.next().filter(|_| fitting.next().is_none())
    };
    let known = || {
        let lines: Vec<String> = question
            .options
            .iter()
            .map(|option| match &option.hint {
                Some(hint) => format!("  {}  {} ({hint})", option.value, option.label),
                None => format!("  {}  {}", option.value, option.label),
            })
            .collect();
        lines.join("\n")
    };
    let several = format!("This sign-in reaches more than one {}.", question.label);
    let wanted = match &ask.choose {
        Some(wanted) => wanted.clone(),
        None if secret::is_terminal() => {
            Screen::note(&format!("{several}\n{}", known()));
            secret::line_from_person(&question.label).await?
        }
        None => {
            let hint = format!("Say which with --choose VALUE:\n{}", known());
            return Err(input("choose", &several, &hint));
        }
    };
    find(&wanted)
        .map(|option| option.value.clone())
        .ok_or_else(|| {
            input(
                "choose",
                &format!("There is no one {} called {wanted}.", question.label),
                &format!("There is:\n{}", known()),
            )
        })
}

fn interrupted_problem() -> Problem {
    Problem {
        safe: "Nothing is lost.".to_owned(),
        ..problem(
            ProblemKind::Cancelled,
            "The sign-in was cancelled.",
            "Run the command again to go on; name and fields are kept.",
        )
    }
}

fn other_account(question: &AccountQuestion) -> Problem {
    Problem {
        safe: "The connection is as it was; the new sign-in was ended.".to_owned(),
        ..problem(
            ProblemKind::WrongAccount,
            &format!(
                "{} signed in, {}; before it was {}.",
                question.now.user, question.what, question.before.user
            ),
            "Sign in as before, or say what you want: --account switch or --account new.",
        )
    }
}
