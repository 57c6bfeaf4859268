//! The reading desk's program: registers the actor and waits for questions.

use gloo_worker::Registrable as _;
use sessionscope_worker::codec::Cloned;
use sessionscope_worker::desk::actor::Desk;

fn main() {
    Desk::registrar().encoding::<Cloned>().register();
}
