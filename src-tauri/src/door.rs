//! The way from the window to the engine, which opens beside it: callers wait, and an engine that
//! could not be opened answers with its problem until a later try succeeds.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use larder_engine::Problem;
use tokio::sync::OnceCell;

/// How long a refusal is repeated before opening is tried again; many calls come at once at start.
const REPEAT: Duration = Duration::from_secs(2);

type Opening<E> = Pin<Box<dyn Future<Output = Result<E, Problem>> + Send>>;

/// Holds the engine once it is open. Generic over the engine so that tests need none.
pub(crate) struct Door<E> {
    open: Box<dyn Fn() -> Opening<E> + Send + Sync>,
    opened: OnceCell<E>,
    refused: Mutex<Option<(Instant, Problem)>>,
}

impl<E: Clone + Send + Sync + 'static> Door<E> {
    pub(crate) fn new<F>(open: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<E, Problem>> + Send + 'static,
    {
        Self {
            open: Box::new(move || Box::pin(open())),
            opened: OnceCell::new(),
            refused: Mutex::new(None),
        }
    }

    /// The open engine; opens it when nobody has yet. Callers that come meanwhile wait.
    pub(crate) async fn enter(&self) -> Result<E, Problem> {
        self.opened
            .get_or_try_init(|| self.try_to_open())
            .await
            .cloned()
    }

    /// The engine if it is open already.
    pub(crate) fn opened(&self) -> Option<&E> {
        self.opened.get()
    }

    async fn try_to_open(&self) -> Result<E, Problem> {
        if let Some(problem) = self.recent_refusal() {
            return Err(problem);
        }
        // A task of its own, so that a panic ends only the task.
        let outcome = match tokio::spawn((self.open)()).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Problem::defect(
                "opening the data folder failed inside Larder",
            )),
        };
        if let Err(problem) = &outcome {
            *self.refusal() = Some((Instant::now(), problem.clone()));
        }
        outcome
    }

    fn recent_refusal(&self) -> Option<Problem> {
        self.refusal()
            .as_ref()
            .filter(|(at, _)| at.elapsed() < REPEAT)
            .map(|(_, problem)| problem.clone())
    }

    fn refusal(&self) -> std::sync::MutexGuard<'_, Option<(Instant, Problem)>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    fn counted(outcome: fn(u32) -> Result<u32, Problem>) -> (Door<u32>, Arc<AtomicU32>) {
        let tries = Arc::new(AtomicU32::new(0));
        let counter = tries.clone();
        let door = Door::new(move || {
            let number = counter.fetch_add(1, Ordering::SeqCst);
            async move { outcome(number) }
        });
        (door, tries)
    }

    #[tokio::test]
    async fn many_callers_at_start_share_one_opening() {
        let (door, tries) = counted(Ok);
        assert!(door.opened().is_none());
        let (one, two, three) = tokio::join!(door.enter(), door.enter(), door.enter());
        assert_eq!(
            (one.ok(), two.ok(), three.ok()),
            (Some(0), Some(0), Some(0))
        );
        assert_eq!(tries.load(Ordering::SeqCst), 1);
        assert_eq!(door.opened(), Some(&0));
    }

    #[tokio::test]
    async fn an_engine_that_cannot_open_answers_every_caller_with_its_problem() {
        let (door, tries) = counted(|_| Err(Problem::defect("the folder is full")));
        for _ in 0..3 {
            let problem = door.enter().await.expect_err("refused");
            assert_eq!(problem, Problem::defect("the folder is full"));
        }
        assert_eq!(
            tries.load(Ordering::SeqCst),
            1,
            "a refusal is repeated, not tried again at once"
        );
    }

    #[tokio::test]
    async fn a_later_call_tries_again_and_succeeds() {
        let (door, _) = counted(|number| {
            if number == 0 {
                Err(Problem::defect("the folder is full"))
            } else {
                Ok(number)
            }
        });
        assert!(door.enter().await.is_err());
        let long_ago = Instant::now()
            .checked_sub(REPEAT)
            .expect("the clock runs longer than that");
        if let Some((at, _)) = door.refusal().as_mut() {
            *at = long_ago;
        }
        assert_eq!(door.enter().await.ok(), Some(1));
    }

    #[tokio::test]
    async fn a_panic_while_opening_is_a_problem_and_not_an_end() {
        let (door, _) = counted(|_| panic!("CANARY"));
        let problem = door.enter().await.expect_err("refused");
        assert_eq!(problem.kind, larder_engine::ProblemKind::Defect);
        assert!(!format!("{problem:?}").contains("CANARY"));
    }
}
