//! What a prompt wants, how urgent, clear and complex it is, and its tone.
