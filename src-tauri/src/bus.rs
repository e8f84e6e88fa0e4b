//! Who serves a name on the session bus: a tray, a notification service.

use futures::StreamExt;
use tokio::sync::watch::{Receiver, Sender, channel};
use zbus::fdo::DBusProxy;
use zbus::names::BusName;

/// Follows the owner of a name, by the address it has on the bus; none while nobody owns it.
pub(crate) fn follow(name: &'static str) -> Receiver<Option<String>> {
    let (owner, receiver) = channel(None);
    tauri::async_runtime::spawn(async move {
        if let Err(error) = watch(name, &owner).await {
            tracing::info!(
                name,
                "nobody can be watched for on the session bus: {error}"
            );
        }
        owner.send_replace(None);
    });
    receiver
}

async fn watch(name: &'static str, owner: &Sender<Option<String>>) -> zbus::Result<()> {
    let bus = zbus::Connection::session().await?;
    let names = DBusProxy::new(&bus).await?;
    let mut changes = names
        .receive_name_owner_changed_with_args(&[(0, name)])
        .await?;
    // An error here says that nobody owns it yet.
    if let Ok(first) = names.get_name_owner(BusName::try_from(name)?).await {
        owner.send_replace(Some(first.to_string()));
    }
    while let Some(change) = changes.next().await {
        let next = change.args()?.new_owner().as_ref().map(ToString::to_string);
        owner.send_replace(next);
    }
    Ok(())
}
