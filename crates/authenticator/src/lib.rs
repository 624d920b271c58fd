//! The holder's domain: unlock, codes, enrolment, approval; its ports.
