//! The analyst's program: waits for the page's commands.

use sessionscope_worker::analyst::shell::Shell;
use sessionscope_worker::platform::port::Port;

fn main() {
    Shell::serve(Port::handed_over().unwrap_or_else(Port::of_worker));
}
