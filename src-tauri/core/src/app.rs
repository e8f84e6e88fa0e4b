//! The one value that owns the state: journal, samples, configuration, library, and what the engine last saw.
//!
//! Clones are cheap and share everything. Nothing in it is filled in later. It decides nothing that `domain` can decide
//! and starts no task; the engine does.

mod board;
mod delivery;
mod home;
mod page;
mod signal;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use tokio::sync::broadcast;

pub use board::{AdapterStatus, Board, MetricStatus};
pub use delivery::Action;
pub use home::Home;
pub use page::NewPage;

use crate::change::Change;
use crate::clock::Clock;
use crate::config::{Config, ConfigFile, ConfigProblem};
use crate::demo::{self, Demo, DemoClock};
use crate::desktop::Desktop;
use crate::domain::Instant;
use crate::domain::entry::{Body, Stream};
use crate::domain::page::Place;
use crate::domain::phase::Phase;
use crate::domain::verdict::{self, Verdict, Witness};
use crate::domain::zone::{self, Zone};
use crate::error::{Code, Result};
use crate::http::Http;
use crate::journal::{Journal, Reading, Samples, Writing};
use crate::keychain::Keychain;
use crate::library::Library;

/// The author of what Holdfast itself writes down.
pub const HOLDFAST: &str = "holdfast";

/// How many times faster than life the demo begins.
const DEMO_SPEED: f64 = 3.0;

/// What an [`App`] is made of.
pub struct Options {
    /// Where everything lies.
    pub home: Home,
    /// Where time comes from.
    pub clock: Arc<dyn Clock>,
    /// How a person is told.
    pub desktop: Arc<dyn Desktop>,
    /// Where this process's people press, for the journal.
    pub place: Place,
}

/// Holdfast, without a window.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    home: Home,
    clock: Arc<dyn Clock>,
    desktop: Arc<dyn Desktop>,
    place: Place,
    journal: Journal,
    samples: Samples,
    http: Http,
    keychain: Keychain,
    settings: RwLock<Settings>,
    file: ConfigFile,
    library: RwLock<Arc<Library>>,
    board: Mutex<Board>,
    engine: AtomicBool,
    storage: Mutex<Option<String>>,
    demo: Option<Demo>,
}

/// The configuration as it was last read.
#[derive(Clone)]
pub struct Settings {
    /// What could be read.
    pub config: Arc<Config>,
    /// What could not.
    pub problems: Arc<Vec<ConfigProblem>>,
    /// The person's zone.
    pub zone: Zone,
}

impl App {
    /// Opens the home: journal, samples, configuration and library. Fails when the journal cannot be used; a faulty
    /// configuration or library is a problem shown in the settings, not a failure.
    pub fn open(options: Options) -> Result<Self> {
        let Options {
            home,
            mut clock,
            desktop,
            place,
        } = options;
        let demo = if home.is_demo() {
            let paced = DemoClock::new(clock, DEMO_SPEED);
            demo::prepare(&home, paced.now())?;
            clock = Arc::new(paced.clone());
            Some(Demo::new(paced))
        } else {
            None
        };
        let journal = Journal::open(home.data())?;
        let samples = Samples::open(home.data())?;
        let file = ConfigFile::open(home.config_file());
        let settings = Settings::read(&file);
        let library = Arc::new(Library::load(&home.library()));
        let keychain = Keychain::from_env(home.moved());
        let board = Board::new(&settings.config);
        Ok(Self(Arc::new(Inner {
            home,
            clock,
            desktop,
            place,
            journal,
            samples,
            http: Http::new(),
            keychain,
            settings: RwLock::new(settings),
            file,
            library: RwLock::new(library),
            board: Mutex::new(board),
            engine: AtomicBool::new(false),
            storage: Mutex::new(None),
            demo,
        })))
    }

    /// What changes from now on, told after the transaction that changed it has committed.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.0.journal.subscribe()
    }

    /// Tells clients about something that is not in the journal.
    pub fn publish(&self, change: Change) {
        self.0.journal.publish(change);
    }

    /// Now.
    pub fn now(&self) -> Instant {
        self.0.clock.now()
    }

    /// Where time comes from.
    pub fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    /// How a person is told.
    pub fn desktop(&self) -> &Arc<dyn Desktop> {
        &self.0.desktop
    }

    /// Where everything lies.
    pub fn home(&self) -> &Home {
        &self.0.home
    }

    /// Where this process's people press.
    pub fn place(&self) -> Place {
        self.0.place
    }

    /// The journal.
    pub fn journal(&self) -> &Journal {
        &self.0.journal
    }

    /// The metric samples.
    pub fn samples(&self) -> &Samples {
        &self.0.samples
    }

    /// The one HTTP client.
    pub fn http(&self) -> &Http {
        &self.0.http
    }

    /// Where secrets are kept.
    pub fn keychain(&self) -> &Keychain {
        &self.0.keychain
    }

    /// The configuration as it was last read.
    pub fn settings(&self) -> Settings {
        self.0
            .settings
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The person's handle.
    pub fn person(&self) -> String {
        self.settings()
            .config
            .person
            .clone()
            .unwrap_or_else(default_person)
    }

    /// The team's checklists and templates.
    pub fn library(&self) -> Arc<Library> {
        Arc::clone(
            &self
                .0
                .library
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// What the engine last saw. Hold it briefly.
    pub fn board(&self) -> MutexGuard<'_, Board> {
        self.0.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The demo, when this is it.
    pub fn demo(&self) -> Option<&Demo> {
        self.0.demo.as_ref()
    }

    /// Begins the demo's story again: what is open is closed, what was written stays.
    pub fn restart_demo(&self) -> Result<()> {
        let Some(demo) = self.demo() else {
            return Ok(());
        };
        let now = self.now();
        self.write(|writing| {
            for page in writing.reading().open_pages()? {
                writing.append(
                    Stream::Page(page.id),
                    now,
                    HOLDFAST,
                    Body::PageResolved {
                        place: Place::Holdfast,
                    },
                )?;
            }
            for incident in writing.reading().open_incidents()? {
                let body = Body::PhaseChanged {
                    from: incident.phase,
                    to: Phase::Resolved,
                    reason: Some("the demo began again".to_owned()),
                };
                writing.append(Stream::Incident(incident.id), now, HOLDFAST, body)?;
            }
            Ok(())
        })?;
        demo.begin(now);
        self.edit_settings(|file| demo::begin_again(file, now))
    }

    /// Whether this process runs the engine.
    pub fn runs_engine(&self) -> bool {
        self.0.engine.load(Ordering::Acquire)
    }

    /// Says whether this process runs the engine.
    pub fn set_engine(&self, runs: bool) {
        self.0.engine.store(runs, Ordering::Release);
    }

    /// Reads from the journal.
    pub fn read<T>(&self, work: impl FnOnce(&Reading<'_>) -> Result<T>) -> Result<T> {
        self.0.journal.read(work)
    }

    /// Writes to the journal, at this moment.
    pub fn write<T>(&self, work: impl FnOnce(&mut Writing<'_>) -> Result<T>) -> Result<T> {
        let done = self.0.journal.write(self.now(), work);
        match &done {
            Ok(_) => self.note_storage(None),
            Err(failure) if failure.code == Code::Storage => {
                self.note_storage(Some(&failure.message));
            }
            // What was refused says nothing about the disk.
            Err(_) => {}
        }
        done
    }

    /// Why the journal could not be written the last time, while it cannot.
    pub fn storage_problem(&self) -> Option<String> {
        self.0
            .storage
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn note_storage(&self, problem: Option<&str>) {
        let mut known = self
            .0
            .storage
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if known.as_deref() == problem {
            return;
        }
        *known = problem.map(str::to_owned);
        drop(known);
        self.publish(Change::Settings);
    }

    /// Edits the configuration file and takes the result over at once.
    pub fn edit_settings<T>(&self, edit: impl FnOnce(&ConfigFile) -> Result<T>) -> Result<T> {
        let done = edit(&self.0.file)?;
        self.take_over();
        Ok(done)
    }

    /// Reads the configuration and the library again if their files changed. True when they did.
    pub fn reload(&self) -> bool {
        let mut reloaded = false;
        if self.0.file.changed() {
            self.take_over();
            reloaded = true;
        }
        if self.library().changed() {
            let library = Arc::new(Library::load(&self.0.home.library()));
            *self
                .0
                .library
                .write()
                .unwrap_or_else(PoisonError::into_inner) = library;
            self.publish(Change::Settings);
            reloaded = true;
        }
        reloaded
    }

    fn take_over(&self) {
        let settings = Settings::read(&self.0.file);
        self.board().configure(&settings.config);
        *self
            .0
            .settings
            .write()
            .unwrap_or_else(PoisonError::into_inner) = settings;
        self.publish(Change::Settings);
    }

    /// The verdict at this moment, from the business metrics as the board has them.
    pub fn verdict(&self) -> Verdict {
        let Settings { config, zone, .. } = self.settings();
        let now = self.now();
        let until = zone.next_at_work(config.working, now);
        verdict::verdict(&self.witnesses(), now, until, &zone.near(until, now))
    }

    fn witnesses(&self) -> Vec<Witness> {
        let board = self.board();
        board
            .metrics()
            .map(|status| Witness {
                label: status.metric.label.clone(),
                standing: status.watch.standing(),
                sentence: status.against_band(),
            })
            .collect()
    }
}

impl Settings {
    fn read(file: &ConfigFile) -> Self {
        let (config, problems) = file.load();
        let zone = config
            .zone
            .as_deref()
            .and_then(|name| Zone::named(name).ok())
            .unwrap_or_else(zone::system);
        Self {
            config: Arc::new(config),
            problems: Arc::new(problems),
            zone,
        }
    }
}

/// The name somebody has at this machine, until they say what others call them.
fn default_person() -> String {
    ["USER", "USERNAME", "LOGNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|name| !name.is_empty()))
        .unwrap_or_else(|| "me".to_owned())
}
