// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';

/** The classes of the stylesheet below; a document can name no other. */
export type ClassName =
  | 'align-center'
  | 'align-left'
  | 'align-right'
  | 'attachment'
  | 'bold'
  | 'caption'
  | 'footnotes'
  | 'heading'
  | 'house'
  | 'italic'
  | 'list-alpha-big'
  | 'list-alpha-little'
  | 'list-circle'
  | 'list-disc'
  | 'list-roman-big'
  | 'list-roman-little'
  | 'list-square'
  | 'mono'
  | 'p'
  | 'rule-bottom'
  | 'rule-left'
  | 'rule-right'
  | 'rule-top'
  | 'underline'
  | 'wide';

/** The one stylesheet of rendered documents. */
export const style = `
:root { color-scheme: light dark; --ink: #1b2430; --quiet: #566273; --line: #cbd2dc; --ground: #fff; --accent: #1f5fa8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ecf2; --quiet: #a3afbf; --line: #3a4656; --ground: #1a212b; --accent: #8cbcf5; }
}
body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.25rem; } h3 { font-size: 1.125rem; }
h4, h5, h6 { font-size: 1rem; }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .25rem 1rem; }
dt { color: var(--quiet); grid-column: 1; } dd { margin: 0; grid-column: 2; }
header { border-bottom: 1px solid var(--line); margin-bottom: 1rem; }
footer { border-top: 1px solid var(--line); margin-top: 2rem; color: var(--quiet); font-size: .875rem; }
a { color: var(--accent); }
p, .p, td, th, li, dd, span { unicode-bidi: isolate; }
p, .p { margin: 0 0 .75rem; }
pre { white-space: pre-wrap; font: .875rem/1.5 ui-monospace, monospace; }
.mono { font-family: ui-monospace, monospace; }
img { max-width: 100%; height: auto; } figure { margin: 0 0 1rem; }
.wide { overflow-x: auto; margin-bottom: 1rem; }
table { border-collapse: collapse; }
caption, .caption { font-weight: 600; text-align: left; }
th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: left; vertical-align: top; overflow-wrap: normal; }
.house { color: var(--quiet); font-style: italic; }
.attachment { border-left: .25rem solid var(--accent); padding-left: .75rem; }
.heading, .bold { font-weight: 700; } .italic { font-style: italic; } .underline { text-decoration: underline; }
.align-left { text-align: left; } .align-center { text-align: center; } .align-right { text-align: right; }
.rule-left { border-left: 2px solid; } .rule-right { border-right: 2px solid; }
.rule-top { border-top: 2px solid; } .rule-bottom { border-bottom: 2px solid; }
.list-alpha-little { list-style: lower-alpha; } .list-alpha-big { list-style: upper-alpha; }
.list-roman-little { list-style: lower-roman; } .list-roman-big { list-style: upper-roman; }
.list-disc { list-style: disc; } .list-circle { list-style: circle; } .list-square { list-style: square; }
.footnotes { font-size: .875rem; }
`;

const inThePage = [
  "default-src 'none'",
  'img-src data:',
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
];

/** What of the policy a page states itself, for whoever shows it without its headers (CSP Level 3 §3.3). */
export const pagePolicy = inThePage.join('; ');

/**
 * The content security policy under which a rendered document is served: nothing is loaded but images that stand in it,
 * nothing runs, and the one stylesheet is named by its hash (CSP Level 3 §6.7.3.3).
 */
export const renderingPolicy = [...inThePage, "frame-ancestors 'self'", 'sandbox'].join('; ');
