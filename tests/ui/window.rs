//! What a hand and an eye do with a window.

use std::{env, fs, path::Path};

use fantoccini::{Client, Locator, elements::Element, wd::WindowHandle};
use segl_tests::{browser::Scheme, wait};

/// In which language and colours a story is played.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    pub(crate) language: &'static str,
    /// Ends the name of every picture.
    pub(crate) name: &'static str,
    pub(crate) scheme: Scheme,
}

impl Look {
    pub(crate) const ENGLISH: Self = Self { language: "en", name: "en-light", scheme: Scheme::Light };
    pub(crate) const DANISH_AND_DARK: Self = Self { language: "da", name: "da-dark", scheme: Scheme::Dark };
}

/// A window, how it looks, and where its pictures go.
pub(crate) struct Window<'client> {
    client: &'client Client,
    /// Begins the name of every picture: `app`, `portal`.
    room: &'static str,
    /// Ends it: `en-light`, `da-dark`.
    look: &'static str,
}

impl<'client> Window<'client> {
    pub(crate) fn new(client: &'client Client, room: &'static str, look: &'static str) -> Self {
        Self { client, room, look }
    }

    pub(crate) fn client(&self) -> &Client {
        self.client
    }

    /// The element of this handle, as soon as it is there and can be seen.
    pub(crate) async fn see(&self, testid: &str) -> Element {
        let selector = format!("[data-testid='{testid}']");
        let look = || async {
            let element = self.client.find(Locator::Css(&selector)).await.ok()?;
            element.is_displayed().await.ok()?.then_some(element)
        };
        wait::until_async(testid, look).await
    }

    /// Whether it is there at this moment.
    pub(crate) async fn has(&self, testid: &str) -> bool {
        self.client.find(Locator::Css(&format!("[data-testid='{testid}']"))).await.is_ok()
    }

    /// The language that the page says it is in.
    pub(crate) async fn language(&self) -> String {
        let page = self.client.find(Locator::Css("html")).await.unwrap();
        page.attr("lang").await.unwrap().unwrap_or_default()
    }

    pub(crate) async fn click(&self, testid: &str) {
        let press = || async { self.see(testid).await.click().await.ok() };
        wait::until_async(testid, press).await;
    }

    pub(crate) async fn text(&self, testid: &str) -> String {
        self.see(testid).await.text().await.unwrap()
    }

    pub(crate) async fn attribute(&self, testid: &str, name: &str) -> Option<String> {
        self.see(testid).await.attr(name).await.unwrap()
    }

    pub(crate) async fn fill(&self, selector: &str, text: &str) {
        let field = wait::until_async(selector, || async { self.client.find(Locator::Css(selector)).await.ok() }).await;
        field.send_keys(text).await.unwrap();
    }

    /// Presses the digits on the app's pad, then its arrow.
    pub(crate) async fn pin(&self, pin: &str) {
        for (index, digit) in pin.chars().enumerate() {
            self.click(&format!("pin-{digit}")).await;
            let length = (index + 1).to_string();
            wait::until_async("the dot of a digit", || async {
                (self.attribute("pin-dots", "data-length").await.as_deref() == Some(&length)).then_some(())
            })
            .await;
        }
        self.click("pin-submit").await;
    }

    /// Waits until the address begins like this.
    pub(crate) async fn arrive(&self, path: &str) {
        wait::until_async(path, || async {
            self.client.current_url().await.ok()?.path().starts_with(path).then_some(())
        })
        .await;
    }

    /// Goes to the window that shows this, which comes by itself and was not there `before`, or was put away.
    pub(crate) async fn to_new(&self, testid: &str, before: &[WindowHandle]) {
        wait::until_async(testid, || async {
            let mut handles = self.client.windows().await.ok()?;
            handles.sort_by_key(|handle| before.contains(handle));
            for handle in handles {
                self.client.switch_to_window(handle).await.ok()?;
                if self.has(testid).await {
                    return Some(());
                }
            }
            None
        })
        .await;
    }

    /// A picture of the window, when pictures are wanted.
    pub(crate) async fn shot(&self, name: &str) {
        let Some(folder) = env::var_os("SEGL_SCREENSHOTS") else { return };
        let folder = Path::new(&folder);
        fs::create_dir_all(folder).unwrap();
        // What moves has come to rest, and letters have their shape.
        let _ = self
            .client
            .execute_async(
                "const done = arguments[0]; Promise.all([document.fonts.ready, \
                 ...document.getAnimations().filter(a => a.effect.getTiming().iterations !== Infinity).map(a => a.finished.catch(() => 0))])\
                 .then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(1))));",
                vec![],
            )
            .await;
        let png = self.client.screenshot().await.unwrap();
        fs::write(folder.join(format!("{}-{name}-{}.png", self.room, self.look)), png).unwrap();
    }
}
