//! One bar cut into its parts.

use leptos::prelude::*;

/// A part of a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What it is called.
    pub name: &'static str,
    /// Its colour: a class `series-…`.
    pub class: &'static str,
    /// How much it is.
    pub value: f64,
}

/// A bar cut into parts by their size; names and figures stand beside it as text.
#[component]
pub fn Share(
    /// The parts.
    #[prop(into)]
    parts: Signal<Vec<Part>>,
    /// What is cut, for those who do not see it.
    label: &'static str,
) -> impl IntoView {
    view! {
        <div class="share" role="img" aria-label=move || parts.with(|parts| told(label, parts))>
            {move || {
                parts
                    .get()
                    .into_iter()
                    .filter(|part| part.value > 0.0)
                    .map(|part| {
                        view! { <i class=part.class style:flex-grow=part.value.to_string()></i> }
                    })
                    .collect_view()
            }}
        </div>
    }
}

fn told(label: &str, parts: &[Part]) -> String {
    let whole: f64 = parts.iter().map(|part| part.value).sum();
    if whole <= 0.0 {
        return format!("{label}: nothing");
    }
    let parts = parts.iter().map(|part| {
        format!(
            "{} {}",
            part.name,
            crate::parts::format::percent(part.value / whole)
        )
    });
    format!("{label}: {}", parts.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_told() {
        let part = |name, value| Part {
            name,
            class: "",
            value,
        };
        assert_eq!(
            told("Tokens", &[part("Input", 1.0), part("Output", 3.0)]),
            "Tokens: Input 25%, Output 75%"
        );
        assert_eq!(told("Tokens", &[part("Input", 0.0)]), "Tokens: nothing");
    }
}
