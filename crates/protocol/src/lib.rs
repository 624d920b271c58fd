//! The words that the app and the portal exchange: enrolment, challenge, approval.
