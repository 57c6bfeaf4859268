//! The threads of a session, and why each begins where it does.
