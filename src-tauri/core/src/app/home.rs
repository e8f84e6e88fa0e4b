//! Where everything lies on disk.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use sha2::{Digest, Sha256};

use crate::error::{Failure, Result};

/// A home: the journal's folder, the configuration file, the team's library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    data: PathBuf,
    config: PathBuf,
    demo: bool,
    moved: bool,
}

impl Home {
    /// `$HOLDFAST_HOME` when it is set, else the places this platform keeps data and configuration in.
    pub fn from_env() -> Result<Self> {
        if let Some(folder) = std::env::var_os("HOLDFAST_HOME").filter(|folder| !folder.is_empty())
        {
            let folder = PathBuf::from(folder);
            let folder = std::path::absolute(&folder).map_err(|error| {
                Failure::storage(&format!("Finding the folder {}", folder.display()), error)
            })?;
            return Ok(Self::at(folder));
        }
        let base = base()?;
        Ok(Self {
            data: base.data_dir().join("holdfast"),
            config: base.config_dir().join("holdfast"),
            demo: false,
            moved: false,
        })
    }

    /// Everything in one folder.
    pub fn at(folder: PathBuf) -> Self {
        Self {
            config: folder.clone(),
            data: folder,
            demo: false,
            moved: true,
        }
    }

    /// The demo's own folder, beside the real one and safe to throw away.
    pub fn demo() -> Result<Self> {
        let folder = match std::env::var_os("HOLDFAST_HOME").filter(|folder| !folder.is_empty()) {
            Some(folder) => PathBuf::from(folder).join("demo"),
            None => base()?.data_dir().join("holdfast-demo"),
        };
        Ok(Self {
            demo: true,
            ..Self::at(folder)
        })
    }

    /// The folder that holds the journal, the samples, the logs and the exports.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The configuration file; it need not exist.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("holdfast.toml")
    }

    /// The folder of the team's own checklists and templates; it need not exist.
    pub fn library(&self) -> PathBuf {
        self.config.join("library")
    }

    /// Where exports are written.
    pub fn exports(&self) -> PathBuf {
        self.data.join("exports")
    }

    /// Where logs are written.
    pub fn logs(&self) -> PathBuf {
        self.data.join("logs")
    }

    /// This is the demo.
    pub fn is_demo(&self) -> bool {
        self.demo
    }

    /// A short name that differs from home to home: for the single instance and the keychain.
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::digest(self.data.as_os_str().as_encoded_bytes());
        let short: [u8; 6] = std::array::from_fn(|place| digest[place]);
        short
            .iter()
            .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    }

    /// The folder, when it is not the usual one: its secrets and its instance are kept apart.
    pub fn moved(&self) -> Option<&Path> {
        self.moved.then_some(self.data.as_path())
    }
}

fn base() -> Result<impl BaseStrategy> {
    etcetera::choose_base_strategy().map_err(|error| {
        Failure::storage(
            "Finding your home folder",
            format!("{error}. Set HOLDFAST_HOME to a folder of your choice"),
        )
    })
}
