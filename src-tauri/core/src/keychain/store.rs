//! The system's keychain behind a thread of its own: it may wait for a person who is to unlock it, and nobody in
//! Holdfast can wait that long.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use keyring_core::{CredentialStore, Entry, Error};

use crate::secret::Secret;

/// How long anybody waits for an answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// What is asked about an account.
pub(super) enum Ask {
    Read,
    Keep(Secret),
    Forget,
}

/// What comes back.
pub(super) enum Answer {
    Found(Secret),
    Nothing,
}

/// The way to the thread; the thread ends with it.
#[derive(Debug)]
pub(super) struct Store(Sender<Question>);

struct Question {
    account: String,
    ask: Ask,
    reply: Sender<Result<Answer, String>>,
}

impl Store {
    pub(super) fn open(service: &str) -> Result<Self, String> {
        let (questions, asked) = mpsc::channel();
        let mut keeper = Keeper {
            service: service.to_owned(),
            system: None,
        };
        std::thread::Builder::new()
            .name("keychain".to_owned())
            .spawn(move || keeper.answer(&asked))
            .map_err(|cause| format!("its thread could not start ({cause})"))?;
        Ok(Self(questions))
    }

    /// Asks, and gives up after a while. What was asked may still happen then: somebody may be typing a password.
    pub(super) fn ask(&self, account: &str, ask: Ask) -> Result<Answer, String> {
        let (reply, answer) = mpsc::channel();
        let question = Question {
            account: account.to_owned(),
            ask,
            reply,
        };
        self.0.send(question).map_err(|_| ENDED.to_owned())?;
        match answer.recv_timeout(PATIENCE) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => Err(
                "it did not answer within 3 seconds, perhaps because it waits to be unlocked"
                    .to_owned(),
            ),
            Err(RecvTimeoutError::Disconnected) => Err(ENDED.to_owned()),
        }
    }
}

const ENDED: &str = "its thread has ended";

/// Lives on the thread.
struct Keeper {
    service: String,
    /// The connection; made when it is needed, and again after it broke.
    system: Option<Arc<CredentialStore>>,
}

impl Keeper {
    fn answer(&mut self, asked: &Receiver<Question>) {
        for question in asked {
            let mut answer = self.attempt(&question.account, &question.ask);
            if self.system.is_some() && matches!(answer, Err(Error::PlatformFailure(_))) {
                // The keychain may have been restarted since; a new connection tells.
                self.system = None;
                answer = self.attempt(&question.account, &question.ask);
            }
            let answer = answer.map_err(|error| {
                self.system = None;
                words(&error)
            });
            // Whoever asked may have given up.
            let _ = question.reply.send(answer);
        }
    }

    fn attempt(&mut self, account: &str, ask: &Ask) -> Result<Answer, Error> {
        let entry = self.entry(account)?;
        match ask {
            Ask::Read => match entry.get_password() {
                Ok(text) => Ok(Answer::Found(Secret::new(text))),
                Err(Error::NoEntry) => Ok(Answer::Nothing),
                Err(error) => Err(error),
            },
            Ask::Keep(secret) => {
                entry.set_password(secret.expose())?;
                Ok(Answer::Nothing)
            }
            Ask::Forget => match entry.delete_credential() {
                Ok(()) | Err(Error::NoEntry) => Ok(Answer::Nothing),
                Err(error) => Err(error),
            },
        }
    }

    fn entry(&mut self, account: &str) -> Result<Entry, Error> {
        let system = match &self.system {
            Some(system) => system,
            None => self.system.insert(system()?),
        };
        let label = format!("Holdfast: {account}");
        let named = HashMap::from([("label", label.as_str())]);
        let modifiers = cfg!(target_os = "linux").then_some(&named);
        system.build(&self.service, account, modifiers)
    }
}

#[cfg(target_os = "linux")]
fn system() -> Result<Arc<CredentialStore>, Error> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn system() -> Result<Arc<CredentialStore>, Error> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(target_os = "windows")]
fn system() -> Result<Arc<CredentialStore>, Error> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos", target_os = "windows")))]
fn system() -> Result<Arc<CredentialStore>, Error> {
    Err(Error::NotSupportedByStore(
        "Holdfast knows no keychain for this system".to_owned(),
    ))
}

/// Why it failed, never with what was read.
fn words(error: &Error) -> String {
    match error {
        Error::PlatformFailure(cause) => format!("it does not answer ({cause})"),
        Error::NoStorageAccess(cause) => format!("it is locked ({cause})"),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => "what it holds is no text".to_owned(),
        Error::Ambiguous(found) => format!("it holds {} secrets under one name", found.len()),
        Error::NoEntry
        | Error::BadStoreFormat(_)
        | Error::TooLong(..)
        | Error::Invalid(..)
        | Error::NoDefaultStore
        | Error::NotSupportedByStore(_)
        | _ => format!("it refused ({error})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_keychain_holds_is_never_part_of_why_it_failed() {
        let cause = || std::io::Error::other("bad data");
        let said = [
            words(&Error::BadEncoding(b"canary".to_vec())),
            words(&Error::BadDataFormat(b"canary".to_vec(), Box::new(cause()))),
            words(&Error::NoStorageAccess(Box::new(cause()))),
        ];
        assert_eq!(
            said.each_ref().map(String::as_str),
            [
                "what it holds is no text",
                "what it holds is no text",
                "it is locked (bad data)"
            ]
        );
    }
}
