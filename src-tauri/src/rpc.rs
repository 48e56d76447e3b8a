//! The one command: passes a call of the window to the engine and its answer, or its problem, back.

use larder_engine::{Engine, Problem, api};
use serde_json::Value;
use tauri::State;

use crate::door::Door;

/// Answers the call `call` of the engine's table. A missing question counts as `null`.
#[tauri::command]
pub(crate) async fn rpc(
    door: State<'_, Door<Engine>>,
    call: String,
    question: Option<Value>,
) -> Result<Value, Problem> {
    let engine = door.enter().await?;
    guarded(async move { api::dispatch(&engine, &call, question.unwrap_or_default()).await }).await
}

/// Runs an answer as a task of its own: a panic ends the task, and the person reads a problem.
async fn guarded<F>(answer: F) -> Result<Value, Problem>
where
    F: Future<Output = Result<Value, Problem>> + Send + 'static,
{
    match tokio::spawn(answer).await {
        Ok(answer) => answer,
        Err(_) => Err(Problem::defect("a call failed inside Larder")),
    }
}

#[cfg(test)]
mod tests {
    use larder_engine::ProblemKind;

    use super::*;

    #[tokio::test]
    async fn l03_a_panic_reaches_the_window_as_a_problem_without_its_payload() {
        let problem = guarded(async { panic!("CANARY-token") })
            .await
            .expect_err("a problem");
        assert_eq!(problem.kind, ProblemKind::Defect);
        assert!(
            !serde_json::to_string(&problem)
                .expect("JSON")
                .contains("CANARY")
        );
    }

    #[tokio::test]
    async fn an_answer_passes_unchanged() {
        let answer = guarded(async { Ok(serde_json::json!({"a": [1, null]})) }).await;
        assert_eq!(answer.ok(), Some(serde_json::json!({"a": [1, null]})));
    }
}
