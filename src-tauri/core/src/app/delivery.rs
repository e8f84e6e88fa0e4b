//! What the outbox carries: the document that is stored with a delivery and read again when its turn comes.

use serde::{Deserialize, Serialize};

use crate::pagers::PageAction;
use crate::publishers::Message;

/// What a delivery does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    /// Tells a pager what was done to a page.
    Page {
        /// What was done.
        action: PageAction,
    },
    /// Publishes a status update.
    Publish {
        /// The update.
        message: Message,
    },
}
