//! How the picture begins: its size, colours for light and dark, and heads of arrows.

use super::xml::Xml;
use super::{MARGIN, TITLE};
use std::fmt;

/// Plain colours and no variables: not all that shows an SVG knows them. What does not know the media query has the light ones.
const STYLE: &str = r#"  <style>
    .aq-text { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2937; }
    .aq-title { font-size: 15px; font-weight: 700; }
    .aq-name { font-size: 13px; font-weight: 600; text-anchor: middle; }
    .aq-option { font-size: 11px; text-anchor: middle; fill: #4b5563; }
    .aq-label { font-size: 11px; fill: #4b5563; }
    .aq-paper { fill: #ffffff; stroke: #e5e7eb; }
    .aq-task { fill: #f1f5f9; stroke: #cbd5e1; stroke-dasharray: 2 3; }
    .aq-box { stroke-width: 1.5; fill: #eff6ff; stroke: #3b82f6; }
    .aq-in, .aq-out, .aq-loop { fill: #f0fdfa; stroke: #0d9488; }
    .aq-source { fill: #f0fdf4; stroke: #16a34a; }
    .aq-sink { fill: #faf5ff; stroke: #9333ea; }
    .aq-fold { fill: #eef2ff; stroke: #4f46e5; }
    .aq-route, .aq-broadcast { fill: #fffbeb; stroke: #d97706; }
    .aq-operator, .aq-discard { fill: #f9fafb; stroke: #6b7280; }
    .aq-edge { fill: none; stroke: #64748b; stroke-width: 1.6; }
    .aq-fused { stroke: #94a3b8; stroke-width: 3; }
    .aq-back { stroke: #0d9488; }
    .aq-failures { stroke: #dc2626; stroke-dasharray: 5 4; }
    .aq-head { fill: #64748b; }
    .aq-head-back { fill: #0d9488; }
    .aq-head-failures { fill: #dc2626; }
    .aq-said-failures { fill: #b91c1c; }
    .aq-said-back { fill: #0f766e; }
    @media (prefers-color-scheme: dark) {
      .aq-text { fill: #e5e7eb; }
      .aq-option, .aq-label { fill: #9ca3af; }
      .aq-paper { fill: #0f172a; stroke: #1e293b; }
      .aq-task { fill: #1e293b; stroke: #475569; }
      .aq-box { fill: #172554; stroke: #60a5fa; }
      .aq-in, .aq-out, .aq-loop { fill: #042f2e; stroke: #2dd4bf; }
      .aq-source { fill: #052e16; stroke: #4ade80; }
      .aq-sink { fill: #2e1065; stroke: #c084fc; }
      .aq-fold { fill: #1e1b4b; stroke: #818cf8; }
      .aq-route, .aq-broadcast { fill: #451a03; stroke: #fbbf24; }
      .aq-operator, .aq-discard { fill: #1f2937; stroke: #9ca3af; }
      .aq-edge { stroke: #94a3b8; }
      .aq-fused { stroke: #64748b; }
      .aq-back { stroke: #2dd4bf; }
      .aq-failures { stroke: #f87171; }
      .aq-head { fill: #94a3b8; }
      .aq-head-back { fill: #2dd4bf; }
      .aq-head-failures, .aq-said-failures { fill: #f87171; }
      .aq-said-back { fill: #2dd4bf; }
    }
  </style>
"#;

pub(super) fn open(f: &mut fmt::Formatter<'_>, name: &str, width: i32, height: i32) -> fmt::Result {
    writeln!(
        f,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">"#
    )?;
    writeln!(f, "  <title>{}</title>", Xml(name))?;
    f.write_str(STYLE)?;
    writeln!(f, "  <defs>")?;
    for head in ["", "-back", "-failures"] {
        head_of(f, head)?;
    }
    writeln!(f, "  </defs>")?;
    let (w, h) = (width - 1, height - 1);
    writeln!(f, r#"  <rect class="aq-paper" x="0.5" y="0.5" width="{w}" height="{h}" rx="10"/>"#)?;
    let y = MARGIN + TITLE / 2 - 6;
    writeln!(f, r#"  <text class="aq-text aq-title" x="{MARGIN}" y="{y}">{}</text>"#, Xml(name))
}

fn head_of(f: &mut fmt::Formatter<'_>, kind: &str) -> fmt::Result {
    writeln!(
        f,
        r#"    <marker id="aq-head{kind}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path class="aq-head{kind}" d="M0 0.8 10 5 0 9.2Z"/></marker>"#
    )
}
