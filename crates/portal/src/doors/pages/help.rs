//! `GET /help`: the guide for employees, in the language of the visitor. It asks for no login: whoever needs it most
//! cannot log in.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::app::App;
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::i18n::Language;

#[derive(Template)]
#[template(path = "help.en.html")]
struct EnglishGuide {
    t: Language,
    frame: Frame,
}

#[derive(Template)]
#[template(path = "help.da.html")]
struct DanishGuide {
    t: Language,
    frame: Frame,
}

pub(crate) async fn get(State(app): State<App>, visit: Visit) -> Response {
    let (t, frame) = (visit.language(), visit.frame(&app, None));
    match t {
        Language::English => render::html(&EnglishGuide { t, frame }),
        Language::Danish => render::html(&DanishGuide { t, frame }),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Method;

    use crate::routes;
    use crate::testing::browser::{Answer, Browser};
    use crate::testing::fixture::Fixture;

    /// The guides that people print, in the repository's `docs/`.
    const GUIDES: [(&str, &str); 2] = [
        ("en", include_str!("../../../../../docs/employee.en.md")),
        ("da", include_str!("../../../../../docs/employee.da.md")),
    ];

    async fn page(language: &str) -> Answer {
        let mut browser = Browser::new(&Fixture::new().await);
        let path = routes::Help.to_string();
        browser.send(Method::GET, &path, String::new(), &[("accept-language", language)]).await
    }

    /// The text of a paragraph, a step or a heading, without marks.
    fn plain(text: &str) -> String {
        let mut plain = String::new();
        let mut in_tag = false;
        for character in text.chars() {
            match character {
                '<' => in_tag = true,
                '>' => in_tag = false,
                '*' => {}
                _ if in_tag => {}
                _ => plain.push(character),
            }
        }
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[tokio::test]
    async fn page_has_a_section_for_each_heading_of_the_guide_and_no_other() {
        for (language, guide) in GUIDES {
            let page = page(language).await;
            let headings: Vec<_> = guide.lines().filter_map(|line| line.strip_prefix("## ")).collect();
            let sections = page.body.split("<h2 ").skip(1).filter_map(|rest| rest.split_once('>')?.1.split('<').next());
            assert_eq!(sections.collect::<Vec<_>>(), headings, "{language}");
        }
    }

    #[tokio::test]
    async fn page_says_every_sentence_of_the_guide() {
        for (language, guide) in GUIDES {
            let page = plain(&page(language).await.body);
            for line in guide.lines().filter(|line| !line.starts_with("<img")) {
                let line = line.trim_start_matches(|mark: char| mark.is_ascii_digit() || "#.- ".contains(mark));
                assert!(page.contains(&plain(line)), "{language}: {line}");
            }
        }
    }

    #[tokio::test]
    async fn page_answers_every_link_to_it_and_is_small() {
        for (language, _) in GUIDES {
            let page = page(language).await;
            assert_eq!(page.status, 200);
            assert!(page.body.len() <= 50_000, "{} bytes", page.body.len());
            for id in ["enrol", "log-in", "not-me", "forgotten-pin", "new-computer", "lost", "other-codes"] {
                assert!(page.body.contains(&format!(" id=\"{id}\"")), "{language}: {id}");
            }
        }
    }

    #[tokio::test]
    async fn every_page_leads_to_the_guide() {
        let page = Browser::new(&Fixture::new().await).get("/").await;
        assert_eq!(page.text("help"), Some("Help"));
    }
}
