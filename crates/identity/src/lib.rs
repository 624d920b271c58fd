//! The issuer's domain: user, token, enrolment, challenge, approval, throttle, audit; its ports.
