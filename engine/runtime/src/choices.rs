//! What a change of the settings sets off.

use sessionscope_accounts::price::PriceTable;

use crate::accounts::State;
use crate::calls::{Call, STORE_LIMIT_MS};
use crate::effect::Effect;
use crate::runtime::Runtime;
use crate::settings::Settings;
use crate::status::Notice;
use crate::store::StoreError;

impl Runtime {
    /// The user changed the settings.
    pub(crate) fn change_settings(&mut self, settings: Settings) {
        let before = std::mem::replace(&mut self.settings, settings);
        let after = &self.settings;
        let is_repriced = before.prices != after.prices || before.cost_mode != after.cost_mode;
        let (was_kept, is_kept) = (before.remember, after.remember);
        let is_refollowed = before.follow != after.follow;
        if before.redacted != self.settings.redacted {
            self.publish();
        }
        if is_repriced {
            self.take_prices();
            self.reprice();
        }
        if is_refollowed {
            self.follow(false);
            self.act();
        }
        match (was_kept, is_kept) {
            (true, false) => {
                self.storage.dirty.clear();
                self.storage.stale_snapshot = false;
                self.empty_store();
            }
            (false, true) => {
                self.storage.mark_all();
                self.store_all_roots();
                self.store_later();
            }
            _ => {}
        }
        self.pump();
    }

    fn take_prices(&mut self) {
        let own = self.settings.prices.as_deref().map(PriceTable::parse);
        self.prices = match own {
            Some(Ok(prices)) => prices,
            Some(Err(_)) => {
                self.notify(Notice::BadPrices);
                PriceTable::builtin()
            }
            None => PriceTable::builtin(),
        };
    }

    /// Prices everything anew.
    pub(crate) fn reprice(&mut self) {
        if !self.is_ready {
            self.is_repriced = true;
            return;
        }
        self.storage.stale_snapshot = true;
        match &self.accounts.state {
            State::Closed => self.open_accounts(),
            // They are priced anew once they are open.
            State::Opening(_) => self.is_repriced = true,
            State::Open(_) => {
                let rows = 0..self.accounts.revision.files.len();
                let files: Vec<_> = rows.filter_map(|row| self.accounts.stored(row)).collect();
                let (mut accounts, mut ledger) = self.new_accounts();
                for file in files {
                    accounts.put(&mut ledger, file);
                }
                self.accounts.take(accounts, ledger);
                self.show();
                self.store_later();
            }
        }
    }

    /// Removes what is stored of logs, as long as nothing is to be remembered; what is shown stays.
    fn empty_store(&mut self) {
        // Where the accounts are not open, files that change later are all read again.
        if self.storage.is_open() {
            let call = self.ask(Call::ClearStore, Some(STORE_LIMIT_MS));
            self.effects.push(Effect::ClearStore(call));
        }
    }

    /// The store was emptied, or could not be.
    pub(crate) fn store_emptied(&mut self, result: Result<(), StoreError>) {
        if let Err(error) = result {
            self.store_failed(error);
        }
    }
}
