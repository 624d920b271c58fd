//! The portal: HTTP, pages, storage, mail, configuration.
