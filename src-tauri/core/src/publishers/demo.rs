//! The demo's status page: it takes every update and shows it to nobody.

use super::Message;
use crate::demo;
use crate::form::{FieldProblem, Form, Values};
use crate::http::{Http, Problem};
use crate::secret::Secret;

/// The page.
#[derive(Clone, Debug)]
pub struct StatusPage;

#[expect(
    clippy::unused_async,
    reason = "publishers are asked, and this one answers at once"
)]
impl StatusPage {
    pub(crate) const FORM: Form = Form {
        kind: demo::KIND,
        label: "Demo status page",
        about: "Takes every update and shows it to nobody.",
        fields: &[],
    };
    /// What the usual hosted status pages take.
    pub(crate) const MAX_CHARS: u32 = 25_000;

    #[expect(
        clippy::unnecessary_wraps,
        reason = "every adapter is built from what was typed"
    )]
    pub(crate) fn build(_: &Values<'_>) -> Result<Self, FieldProblem> {
        Ok(Self)
    }

    pub(crate) async fn publish(
        &self,
        _: &Http,
        _: Option<&Secret>,
        message: &Message,
    ) -> Result<String, Problem> {
        Ok(format!(
            "{} update shown on the demo's page",
            message.audience
        ))
    }

    pub(crate) async fn probe(&self, _: &Http, _: Option<&Secret>) -> Result<String, Problem> {
        Ok("The demo's page takes everything and shows it to nobody".to_owned())
    }
}
