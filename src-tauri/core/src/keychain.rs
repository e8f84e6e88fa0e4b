//! Where secrets are: in the system's keychain, in an environment variable, or, where there is no keychain, in memory
//! until Holdfast closes. Never in a file of Holdfast's.
//!
//! Not here: who needs which secret. The configuration holds a [`SecretRef`] for that, and an adapter gets the secret
//! itself with each call.

mod store;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::config::SecretRef;
use crate::log;
use crate::secret::Secret;
use store::{Answer, Ask, Store};

/// Keeps secrets and gives them out. A cheap clone of one value.
///
/// Every call waits for the keychain, though never longer than three seconds: call it where waiting is allowed
/// (`spawn_blocking`), or use [`Keychain::fetch`].
#[derive(Clone, Debug)]
pub struct Keychain(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Result<Store, String>,
    /// Secrets typed in while there is no keychain, by account.
    session: Mutex<BTreeMap<String, Secret>>,
    /// Secrets that the keychain gave already: a poll must not ask it every few seconds.
    known: Mutex<BTreeMap<String, Secret>>,
    /// Why it did not take the last secret it was given.
    refused: Mutex<Option<String>>,
}

/// How the system's keychain is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeychainState {
    /// It answers.
    pub working: bool,
    /// Where secrets are, or why not there and what happens instead.
    pub note: String,
}

impl Keychain {
    /// The keychain's secrets under `service`, with nothing asked of it yet.
    pub fn open(service: &str) -> Self {
        Self::new(Store::open(service))
    }

    /// No keychain, because of `why`: secrets last as long as this value.
    pub fn session_only(why: &str) -> Self {
        Self::new(Err(why.to_owned()))
    }

    /// The keychain for the home that `HOLDFAST_HOME` moved to `moved`, if it did. `HOLDFAST_KEYCHAIN=off` does without.
    pub fn from_env(moved: Option<&Path>) -> Self {
        if std::env::var_os("HOLDFAST_KEYCHAIN").is_some_and(|word| word == "off") {
            return Self::session_only("it is switched off by HOLDFAST_KEYCHAIN");
        }
        Self::open(&service(moved))
    }

    fn new(store: Result<Store, String>) -> Self {
        Self(Arc::new(Inner {
            store,
            session: Mutex::default(),
            known: Mutex::default(),
            refused: Mutex::default(),
        }))
    }

    /// The secret that `from` names, for the adapter `name` of `table`. `None`: nothing is stored there.
    pub fn resolve(
        &self,
        from: &SecretRef,
        table: &str,
        name: &str,
    ) -> Result<Option<Secret>, String> {
        let account = account(table, name);
        let found = match from {
            SecretRef::Env(variable) => Some(from_environment(variable)?),
            SecretRef::Session => self.session().get(&account).cloned(),
            SecretRef::Keychain => self.recall(&account)?,
        };
        if let Some(secret) = &found {
            log::conceal(secret);
        }
        Ok(found)
    }

    /// [`Keychain::resolve`], waiting on a thread where waiting is allowed.
    pub async fn fetch(
        &self,
        from: &SecretRef,
        table: &str,
        name: &str,
    ) -> Result<Option<Secret>, String> {
        let (keychain, from) = (self.clone(), from.clone());
        let (table, name) = (table.to_owned(), name.to_owned());
        tokio::task::spawn_blocking(move || keychain.resolve(&from, &table, &name))
            .await
            .map_err(|cause| format!("The secret could not be looked up: {cause}."))?
    }

    /// Keeps a secret: in the keychain if it answers, else until Holdfast closes. The answer says which.
    pub fn store(&self, table: &str, name: &str, secret: &Secret) -> SecretRef {
        log::conceal(secret);
        let account = account(table, name);
        match self.ask(&account, Ask::Keep(secret.clone())) {
            Ok(_) => {
                self.session().remove(&account);
                self.known().insert(account, secret.clone());
                *self.refused() = None;
                SecretRef::Keychain
            }
            Err(why) => {
                tracing::warn!(account, why, "the secret is kept in memory only");
                self.session().insert(account, secret.clone());
                *self.refused() = Some(why);
                SecretRef::Session
            }
        }
    }

    /// Forgets the secret of an adapter, wherever it is. An environment variable stays as it is.
    pub fn forget(&self, from: &SecretRef, table: &str, name: &str) -> Result<(), String> {
        let account = account(table, name);
        self.session().remove(&account);
        self.known().remove(&account);
        match from {
            SecretRef::Keychain => self
                .ask(&account, Ask::Forget)
                .map(drop)
                .map_err(|why| unreachable(&why)),
            SecretRef::Session | SecretRef::Env(_) => Ok(()),
        }
    }

    /// Moves the secret of an adapter that gets another name. The answer says where it is now.
    pub fn rename(
        &self,
        from: SecretRef,
        table: &str,
        was: &str,
        name: &str,
    ) -> Result<SecretRef, String> {
        if matches!(from, SecretRef::Env(_)) {
            return Ok(from);
        }
        let Some(secret) = self.resolve(&from, table, was)? else {
            return Ok(from);
        };
        let now = self.store(table, name, &secret);
        self.forget(&from, table, was)?;
        Ok(now)
    }

    /// Asks the keychain again from now on, because somebody else may have changed what it holds.
    pub fn refresh(&self) {
        self.known().clear();
    }

    /// How it is doing, found out by asking it; one that answers but took no secret is not working either.
    pub fn state(&self) -> KeychainState {
        let refused = self.refused().clone();
        let answered = self.ask("probe", Ask::Read).map(drop);
        match answered.and_then(|()| refused.map_or(Ok(()), Err)) {
            Ok(()) => KeychainState {
                working: true,
                note: "Secrets are kept in this machine's keychain.".to_owned(),
            },
            Err(why) => KeychainState {
                working: false,
                note: format!(
                    "The keychain cannot be used: {why}. A secret typed here lasts until Holdfast closes; to keep one, unlock or start a keychain such as GNOME Keyring or KWallet, or write secret = \"env:NAME\" in the configuration."
                ),
            },
        }
    }

    fn recall(&self, account: &str) -> Result<Option<Secret>, String> {
        let at_hand = self
            .known()
            .get(account)
            .or(self.session().get(account))
            .cloned();
        if at_hand.is_some() {
            return Ok(at_hand);
        }
        let found = match self
            .ask(account, Ask::Read)
            .map_err(|why| unreachable(&why))?
        {
            Answer::Found(secret) => Some(secret),
            Answer::Nothing => None,
        };
        if let Some(secret) = &found {
            self.known().insert(account.to_owned(), secret.clone());
        }
        Ok(found)
    }

    fn ask(&self, account: &str, ask: Ask) -> Result<Answer, String> {
        match &self.0.store {
            Ok(store) => store.ask(account, ask),
            Err(why) => Err(why.clone()),
        }
    }

    fn session(&self) -> MutexGuard<'_, BTreeMap<String, Secret>> {
        self.0
            .session
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn refused(&self) -> MutexGuard<'_, Option<String>> {
        self.0
            .refused
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<String, Secret>> {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The name everything of a home is kept under: another home must never meet the secrets of the usual one.
pub fn service(moved: Option<&Path>) -> String {
    let Some(home) = moved else {
        return "holdfast".to_owned();
    };
    let home = home.canonicalize().unwrap_or_else(|_| home.to_owned());
    let hash: [u8; 32] = Sha256::digest(home.as_os_str().as_encoded_bytes()).into();
    let suffix = hash.first_chunk().copied().map_or(0, u64::from_be_bytes);
    format!("holdfast-{suffix:016x}")
}

fn account(table: &str, name: &str) -> String {
    format!("{table}/{name}")
}

fn unreachable(why: &str) -> String {
    format!("The keychain cannot be used: {why}. Unlock it, or enter the secret again in Settings.")
}

fn from_environment(variable: &str) -> Result<Secret, String> {
    let unset = || {
        format!(
            "The environment variable {variable} is not set where Holdfast was started. Set it there, or store the secret in Settings."
        )
    };
    let text = std::env::var(variable).map_err(|_| unset())?;
    let secret = Secret::new(text);
    if secret.is_blank() {
        Err(unset())
    } else {
        Ok(secret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(
        keychain: &Keychain,
        from: &SecretRef,
        table: &str,
        name: &str,
    ) -> Result<Option<String>, String> {
        let found = keychain.resolve(from, table, name)?;
        Ok(found.map(|secret| secret.expose().to_owned()))
    }

    #[test]
    fn without_a_keychain_a_secret_lasts_for_the_session_and_that_is_said() {
        let keychain = Keychain::session_only("nobody is home");
        let from = keychain.store("source", "prom", &Secret::new("canary-1"));
        assert_eq!(from, SecretRef::Session);
        assert_eq!(
            told(&keychain, &from, "source", "prom"),
            Ok(Some("canary-1".to_owned()))
        );
        assert_eq!(
            told(&keychain, &from, "pager", "prom"),
            Ok(None),
            "another table's adapter of that name has its own"
        );
        let state = keychain.state();
        assert!(
            !state.working
                && state.note.contains("nobody is home")
                && state.note.contains("env:NAME")
        );
        assert_eq!(keychain.forget(&from, "source", "prom"), Ok(()));
        assert_eq!(told(&keychain, &from, "source", "prom"), Ok(None));
    }

    #[test]
    fn a_secret_follows_its_adapter_to_another_name() {
        let keychain = Keychain::session_only("nobody is home");
        let from = keychain.store("source", "prom", &Secret::new("canary-2"));
        assert_eq!(
            keychain.rename(from, "source", "prom", "metrics"),
            Ok(SecretRef::Session)
        );
        assert_eq!(
            told(&keychain, &SecretRef::Session, "source", "prom"),
            Ok(None)
        );
        assert_eq!(
            told(&keychain, &SecretRef::Session, "source", "metrics"),
            Ok(Some("canary-2".to_owned()))
        );
    }

    #[test]
    fn what_the_file_says_is_in_an_absent_keychain_is_an_error_with_a_next_step() {
        let keychain = Keychain::session_only("nobody is home");
        let said = told(&keychain, &SecretRef::Keychain, "source", "prom").unwrap_err();
        assert_eq!(
            said,
            "The keychain cannot be used: nobody is home. Unlock it, or enter the secret again in Settings."
        );
        keychain.store("source", "prom", &Secret::new("canary-3"));
        assert_eq!(
            told(&keychain, &SecretRef::Keychain, "source", "prom"),
            Ok(Some("canary-3".to_owned())),
            "typed again, it works before the file says so"
        );
    }

    #[test]
    fn an_environment_variable_is_read_and_a_missing_one_named() {
        let keychain = Keychain::session_only("nobody is home");
        let path = told(
            &keychain,
            &SecretRef::Env("PATH".to_owned()),
            "source",
            "prom",
        );
        assert_eq!(path, Ok(std::env::var("PATH").ok()));
        let missing = told(
            &keychain,
            &SecretRef::Env("HOLDFAST_NOT_SET".to_owned()),
            "source",
            "prom",
        );
        assert!(missing.is_err_and(|said| said.contains("HOLDFAST_NOT_SET is not set")));
    }

    #[test]
    fn every_home_has_its_own_name() {
        let (one, other) = (
            service(Some(Path::new("/a"))),
            service(Some(Path::new("/b"))),
        );
        assert_eq!(service(None), "holdfast");
        assert!(
            one != other && one.starts_with("holdfast-") && one.len() == 25,
            "{one}, {other}"
        );
    }
}
