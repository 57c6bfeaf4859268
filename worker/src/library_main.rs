//! The reading library's program: registers the actor and waits for questions.

use gloo_worker::Registrable as _;
use sessionscope_worker::codec::Cloned;
use sessionscope_worker::library::actor::Library;

fn main() {
    Library::registrar().encoding::<Cloned>().register();
}
