//! The ingest worker's program: registers the actor and waits for orders.

use gloo_worker::Registrable as _;
use sessionscope_worker::actor::Reader;
use sessionscope_worker::codec::Cloned;

fn main() {
    Reader::registrar().encoding::<Cloned>().register();
}
