//! Prepares what the shell embeds: the interface, the window's permissions and the bundle's configuration.

use std::path::Path;
use std::{fs, io};

/// Every command that the web view may call; each needs a permission in `capabilities/`.
const COMMANDS: &[&str] = &["ipc"];

/// Stands in for an interface that nobody has built, so that a fresh clone compiles.
const NOT_BUILT: &str = r#"<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Holdfast</title>
  </head>
  <body>
    <h1>The interface has not been built</h1>
    <p>Run <code>cargo xtask run</code>, which builds it and starts Holdfast.</p>
  </body>
</html>
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let interface = Path::new("../ui/dist");
    stand_in(interface)?;
    println!("cargo:rerun-if-changed={}", interface.display());
    println!("cargo:rerun-if-changed=../icons");
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?;
    Ok(())
}

fn stand_in(interface: &Path) -> io::Result<()> {
    let page = interface.join("index.html");
    if page.exists() {
        return Ok(());
    }
    fs::create_dir_all(interface)?;
    fs::write(page, NOT_BUILT)
}
