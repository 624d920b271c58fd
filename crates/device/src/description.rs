//! What this computer says of itself at enrolment; shown in the portal, never trusted.

use std::env;

use authenticator::ports::DeviceInfo;

/// The computer's name, system, version and architecture; what the system does not tell is `unknown`.
#[must_use]
pub fn describe(app_version: &str) -> DeviceInfo {
    DeviceInfo {
        name: fit(computer_name().as_deref()),
        os: env::consts::OS.to_owned(),
        os_version: fit(system_version().as_deref()),
        arch: env::consts::ARCH.to_owned(),
        app_version: fit(Some(app_version)),
    }
}

/// Within the protocol's limits: 64 characters, none of them a control character.
fn fit(text: Option<&str>) -> String {
    let clean: String = text.unwrap_or_default().trim().chars().filter(|c| !c.is_control()).take(64).collect();
    if clean.is_empty() { "unknown".to_owned() } else { clean }
}

/// A phone's nodename is `localhost`.
#[cfg(target_os = "android")]
fn computer_name() -> Option<String> {
    None
}

#[cfg(all(unix, not(target_os = "android")))]
fn computer_name() -> Option<String> {
    let name = rustix::system::uname().nodename().to_str().ok()?.to_owned();
    Some(name.split('.').next().unwrap_or_default().to_owned())
}

#[cfg(windows)]
fn computer_name() -> Option<String> {
    env::var("COMPUTERNAME").ok()
}

/// `PRETTY_NAME` of os-release(5).
#[cfg(all(unix, not(any(target_vendor = "apple", target_os = "android"))))]
fn system_version() -> Option<String> {
    let release =
        std::fs::read_to_string("/etc/os-release").or_else(|_| std::fs::read_to_string("/usr/lib/os-release")).ok()?;
    let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    Some(name.trim_matches(['"', '\'']).to_owned())
}

/// The system's properties are not for apps to read without its classes.
#[cfg(target_os = "android")]
fn system_version() -> Option<String> {
    None
}

/// `ProductVersion` of the system's own description.
#[cfg(target_vendor = "apple")]
fn system_version() -> Option<String> {
    let plist = std::fs::read_to_string("/System/Library/CoreServices/SystemVersion.plist").ok()?;
    let (_, rest) = plist.split_once("<key>ProductVersion</key>")?;
    let (_, rest) = rest.split_once("<string>")?;
    Some(rest.split_once("</string>")?.0.to_owned())
}

/// The output of `ver`, such as `Microsoft Windows [Version 10.0.26100.1]`.
#[cfg(windows)]
fn system_version() -> Option<String> {
    let shell = std::path::Path::new(&env::var_os("SystemRoot")?).join("System32").join("cmd.exe");
    let output = std::process::Command::new(shell).args(["/d", "/c", "ver"]).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn description_is_presentable_whatever_the_system_says() {
        assert!(describe("0.1.0").is_presentable());
        assert!(describe(&"x\u{7}".repeat(100)).is_presentable());
        assert_eq!(fit(Some(" \n")), "unknown");
    }
}
