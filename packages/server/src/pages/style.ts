// SPDX-License-Identifier: Apache-2.0

/** The one stylesheet of the pages: from 360 px to wide, light and dark as the system says, no font of others. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --card: #fff; --ink: #1b2430; --quiet: #566273; --line: #cbd2dc;
  --accent: #1f5fa8; --on-accent: #fff; --alarm: #a3211b; --alarm-ground: #fdeeed;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12171e; --card: #1a212b; --ink: #e8ecf2; --quiet: #a3afbf; --line: #3a4656;
    --accent: #8cbcf5; --on-accent: #0d1b2c; --alarm: #ff9d95; --alarm-ground: #3a1d1c;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
header, main, footer { max-width: 38rem; margin: 0 auto; padding: 1rem; }
header { padding-top: 2rem; font-weight: 600; letter-spacing: .02em; }
main { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.5rem; }
@media (max-width: 40rem) { main { border-radius: 0; border-left: 0; border-right: 0; } }
footer { color: var(--quiet); font-size: .875rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.125rem; margin: 1.5rem 0 .5rem; }
p, ul, ol, dl { margin: 0 0 1rem; overflow-wrap: anywhere; }
a { color: var(--accent); }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; }
.quiet { color: var(--quiet); }
.alarm { color: var(--alarm); background: var(--alarm-ground); border-left: .25rem solid; padding: .75rem 1rem; }
form { margin: 0 0 1rem; }
fieldset { border: 0; margin: 0 0 1rem; padding: 0; }
legend { font-weight: 600; padding: 0; margin-bottom: .5rem; }
label { display: block; font-weight: 600; margin-bottom: .25rem; }
label.choice { display: flex; gap: .75rem; align-items: start; font-weight: 400; border: 1px solid var(--line);
  border-radius: .5rem; padding: .75rem 1rem; margin-bottom: .5rem; cursor: pointer; }
label.choice:has(:checked) { border-color: var(--accent); outline: 1px solid var(--accent); }
label.choice small { display: block; color: var(--quiet); }
input:not([type=radio], [type=checkbox]), select, textarea { width: 100%; font: inherit; color: inherit;
  background: var(--ground); border: 1px solid var(--quiet); border-radius: .5rem; padding: .625rem .75rem; margin-bottom: 1rem; }
input[type=radio], input[type=checkbox] { width: 1.25rem; height: 1.25rem; margin: .125rem 0 0; flex: none; accent-color: var(--accent); }
button, a.button { display: inline-block; font: inherit; font-weight: 600; min-height: 2.75rem; padding: .625rem 1.25rem;
  border: 1px solid var(--accent); border-radius: .5rem; background: var(--accent); color: var(--on-accent);
  text-decoration: none; cursor: pointer; margin: 0 .5rem .5rem 0; }
button.second, a.second { background: transparent; color: var(--accent); }
.wide { overflow-x: auto; margin-bottom: 1rem; }
table { border-collapse: collapse; font-size: .875rem; }
th, td { text-align: left; vertical-align: top; padding: .375rem .75rem .375rem 0; border-bottom: 1px solid var(--line); }
dt { font-weight: 600; }
dd { margin: 0 0 .5rem; }
ul.switch { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem; border-bottom: 1px solid var(--line); padding-bottom: .75rem; }
ul.ways { list-style: none; padding: 0; }
ul.ways a.button { display: block; text-align: center; margin-right: 0; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (prefers-reduced-motion: no-preference) { button, a.button { transition: opacity .15s; } button:hover, a.button:hover { opacity: .9; } }
`;
