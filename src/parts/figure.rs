//! A figure with its name.

use leptos::prelude::*;

use super::hint::Hint;

/// A figure's texts: as shown and exact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Value {
    /// As people read it.
    pub text: String,
    /// The unrounded decimal, for `data-value`.
    pub exact: String,
    /// The true figure is this or more.
    pub at_least: bool,
}

impl Value {
    /// A whole number, written out.
    pub fn count(number: impl Into<u128>) -> Self {
        let number = number.into();
        Self {
            text: super::format::grouped(number),
            exact: number.to_string(),
            at_least: false,
        }
    }

    /// A whole number, shortened.
    pub fn compact(number: impl Into<u128>) -> Self {
        let number = number.into();
        Self {
            text: super::format::compact(number),
            exact: number.to_string(),
            at_least: false,
        }
    }
}

/// A number of `data-metric`, without its name.
#[component]
pub fn Number(
    /// The stable name, for `data-metric`.
    metric: &'static str,
    /// The number.
    #[prop(into)]
    value: Signal<Value>,
) -> impl IntoView {
    // Made once for all that reads it, and told on only when it is another.
    let value = Memo::new(move |_| value.get());
    view! {
        <span class="num">
            {move || {
                value
                    .with(|value| value.at_least)
                    .then(|| view! { <span class="at-least">"at least "</span> })
            }}
            <span
                data-metric=metric
                data-value=move || value.with(|value| value.exact.clone())
                title=move || value.with(|value| value.exact.clone())
            >
                {move || value.with(|value| value.text.clone())}
            </span>
        </span>
    }
}

/// A figure under its name, with a note below. Stands in a `<dl>`.
#[component]
pub fn Figure(
    /// What it is called.
    label: &'static str,
    /// The stable name, for `data-metric`.
    metric: &'static str,
    /// The figure.
    #[prop(into)]
    value: Signal<Value>,
    /// What the name means.
    #[prop(optional)]
    hint: &'static str,
    /// What stands below.
    #[prop(optional, into)]
    note: Option<ViewFn>,
) -> impl IntoView {
    view! {
        <div class="figure">
            <dt>
                {label}
                {(!hint.is_empty()).then(|| view! { <Hint about=label text=hint /> })}
            </dt>
            <dd>
                <Number metric=metric value=value />
                {note.map(|note| view! { <div class="note">{note.run()}</div> })}
            </dd>
        </div>
    }
}
