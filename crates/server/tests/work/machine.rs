//! Files to and from a partner's machine: a real SSH server on a port of its own.

use crate::inbox::{DAY, names, old, partner, with_inbox};
use crate::sent::{Sent, refusal, run};
use crate::site::{Done, NOW, ensure, work_off};
use libtest_mimic::{Failed, Trial};
use server::connectors::{Sftp, collect, take_inbox, upload};
use server::follow_up::ask_silent;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

pub fn trials() -> Vec<Trial> {
    vec![testkit::outside::trial(
        "files go to and come from a partner's machine",
        "sshd,sftp",
        || run(machine),
    )]
}

/// A real SSH server on a port of its own; it ends with the value.
struct Server {
    child: Child,
    sftp: Sftp,
    home: PathBuf,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn key(path: &Path) -> Done {
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-f"])
        .arg(path)
        .stdin(Stdio::null())
        .status()?;
    ensure(made.success(), "a key")
}

impl Server {
    /// A port that is free when it is looked for may be taken when the server wants it: then
    /// the server ends, and another port is tried.
    fn start(folder: &Path) -> Result<Server, Failed> {
        let home = folder.join("partner");
        for name in ["new", "out", "out/archive"] {
            fs::create_dir_all(home.join(name))?;
        }
        let (host_key, own_key) = (folder.join("host_key"), folder.join("own_key"));
        key(&host_key)?;
        key(&own_key)?;
        let (keys, config) = (folder.join("authorized_keys"), folder.join("sshd_config"));
        fs::copy(folder.join("own_key.pub"), &keys)?;
        fs::write(
            &config,
            format!(
                "ListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}\n\
                 PidFile none\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n\
                 KbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\n\
                 Subsystem sftp internal-sftp\n",
                host_key.display(),
                keys.display(),
            ),
        )?;
        // It starts itself again, and wants to be called by its whole path.
        let path = std::env::var_os("PATH").unwrap_or_default();
        let program = std::env::split_paths(&path).map(|one| one.join("sshd"));
        let program = program.into_iter().find(|one| one.is_file()).ok_or("sshd")?;
        // As root it wants a folder of its own, which the package makes only when it is started.
        let _ = fs::create_dir_all("/run/sshd");
        let log = folder.join("sshd.log");
        let (child, port) = listening(&program, &config, &log)?;
        let public = fs::read_to_string(folder.join("host_key.pub"))?;
        let known = folder.join("known_hosts");
        fs::write(&known, format!("[127.0.0.1]:{port} {public}"))?;
        let user = Command::new("id").arg("-un").output()?;
        let base = home.display().to_string();
        let sftp = Sftp {
            host: "127.0.0.1".to_owned(),
            port,
            user: String::from_utf8_lossy(&user.stdout).trim().to_owned(),
            key: own_key,
            known_hosts: known,
            out: format!("{base}/new"),
            inbox: format!("{base}/out"),
            archive: format!("{base}/out/archive"),
        };
        Ok(Server { child, sftp, home })
    }
}

/// The server's process, and the port on which it answers.
fn listening(program: &Path, config: &Path, log: &Path) -> Result<(Child, u16), Failed> {
    for _ in 0..8 {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut child = Command::new(program)
            .args(["-D", "-e", "-p", &port.to_string(), "-f"])
            .arg(config)
            .stdin(Stdio::null())
            .stderr(File::create(log)?)
            .spawn()?;
        let said = format!("Server listening on 127.0.0.1 port {port}.");
        let mut looks = 0;
        while child.try_wait()?.is_none() && looks < 600 {
            if fs::read_to_string(log)?.contains(&said) {
                return Ok((child, port));
            }
            looks += 1;
            std::thread::sleep(Duration::from_millis(50));
        }
        let _ = child.kill();
        child.wait()?;
    }
    Err(fs::read_to_string(log)?.into())
}

async fn machine(site: Sent) -> Done {
    // A folder with a plain name: temporary folders have a dot first.
    let ground = tempfile::Builder::new().prefix("partner").tempdir()?;
    let server = Server::start(ground.path())?;
    let (home, sftp) = (server.home.clone(), server.sftp.clone());
    // Up: under its name at once, and again the same.
    let file = site.folder.join("claim-1.837p");
    fs::write(&file, "one")?;
    for _ in 0..2 {
        upload(&sftp, &file)?;
    }
    ensure(names(&home.join("new"))? == ["claim-1.837p"], "one whole file, no draft")?;
    // Down: here first, then out of the way there.
    let into = site.folder.join("spool");
    fs::create_dir(&into)?;
    for turn in 1..=2 {
        fs::write(home.join("out/a.999"), format!("text {turn}"))?;
        ensure(collect(&sftp, &into)? == 1, "one came")?;
    }
    ensure(names(&into)? == ["a.999", "a.999.2"], format!("{:?}", names(&into)?))?;
    ensure(names(&home.join("out"))? == ["archive"], "nothing is left to fetch")?;
    // A machine whose key is another, and one that is not there: told, and nothing sent.
    let other = Sftp { known_hosts: ground.path().join("nobody"), ..sftp.clone() };
    fs::write(&other.known_hosts, "")?;
    let fault = upload(&other, &file).err().ok_or("an unknown machine is refused")?.to_string();
    ensure(fault.to_lowercase().contains("host key"), fault)?;
    let away = Sftp { port: 1, ..sftp.clone() };
    ensure(upload(&away, &file).is_err(), "nobody is there")?;
    // The whole way: a question up, an answer down, taken in.
    let inbox = with_inbox(&site).await?;
    let more = serde_json::json!({ "sftp": sftp, "asks": true });
    partner(&site, more).await?;
    site.clock.set(NOW + 31 * DAY);
    let asked = ask_silent(&site.app).await?;
    work_off(&site.app).await?;
    let up = names(&home.join("new"))?;
    ensure(up.iter().filter(|name| name.ends_with(".276")).count() == asked, format!("{up:?}"))?;
    let left = site.one().await?;
    old(&home.join("out/b.277"), &refusal(&left.text, 141)?)?;
    take_inbox(&site.app).await?;
    // What was fetched just now is looked at once it has settled.
    for name in names(&inbox)?.iter().filter(|name| inbox.join(name).is_file()) {
        let text = fs::read_to_string(inbox.join(name))?;
        old(&inbox.join(name), &text)?;
    }
    take_inbox(&site.app).await?;
    ensure(site.row(&left.row.id).await?.status == "rejected", "the answer counted")?;
    ensure(names(&home.join("out/archive"))?.contains(&"b.277".to_owned()), "and lies there")
}
