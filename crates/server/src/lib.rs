//! The service: pages, JSON, workers, connectors, and how the rooms are wired.
//!
//! Where to look: [`app::App`] is what everything shares; [`desk::Desk`] wires the rooms;
//! [`web`] holds the pages, `api` the JSON, `worker` the jobs; [`identity`] says who may do what;
//! [`serve`] opens the door. Nothing here reaches outside the machine unless a connector is
//! switched on; [`connectors::downloads`] fetches code set releases when a person asks.
#![deny(missing_docs)]

pub mod api;
pub mod app;
pub mod audits;
pub mod backup;
mod balances;
pub mod changes;
pub mod code_search;
pub mod connectors;
pub mod consent;
pub mod demo;
pub mod denials;
pub mod desk;
pub mod follow_up;
pub mod front_desk_facts;
pub mod identity;
pub mod judge;
pub mod limits;
pub mod logs;
pub mod metrics;
mod next_payer;
pub mod operations;
pub mod packs;
mod patience;
pub mod prices;
pub mod queries;
pub mod reception;
mod registration;
pub mod release;
pub mod remittances;
pub mod retention;
pub mod sealed;
pub mod serve;
pub mod specialty;
mod statements;
mod steps;
pub mod surroundings;
pub mod tls;
mod unread;
pub mod variances;
pub mod web;
pub mod webhooks;
pub mod worker;
