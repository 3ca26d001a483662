/** The page's style: light and dark by the reader's preference, one column, and a sheet for paper. No font or picture from elsewhere. */
export const style = `
:root { color-scheme: light dark;
  --page: #f6f7f9; --surface: #fff; --text: #17202b; --quiet: #5a6675; --line: #dfe4ea; --accent: #0b5fa5;
  --price: #22303f; --buy: #0a7d8c; --sell: #8a35b0; --spread: #b4442f;
  --depth-10: #0b3d6b; --depth-25: #1f6fb2; --depth-50: #4e9fd6; --depth-100: #93c5e8;
  --volume: #6b57b8; --ewma: #b8741a; --realised: #7c8794; --tail: #0b5fa5; --shortfall: #8a2f63; --loss: #a9b3bf; --exceed: #d11f1f;
  --available: #c9dcec; --committed: #e0a63a; --deployed: #b4442f; --unrealised: #17202b;
  --phase-calm: #c8d0d9; --phase-watch: #e3c24a; --phase-stressed: #e8862c; --phase-active: #cf2a2a; --phase-recovering: #2f8fae;
  --good: #0f7a52; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root {
  --page: #0f141a; --surface: #171e26; --text: #e4e9ef; --quiet: #9aa6b4; --line: #2b3540; --accent: #6cb6f5;
  --price: #dfe6ee; --buy: #3fd0d8; --sell: #d58bff; --spread: #ff8a70;
  --depth-10: #d6ecff; --depth-25: #86c3f2; --depth-50: #4690c9; --depth-100: #2b608c;
  --volume: #a896f0; --ewma: #f0b35a; --realised: #8c98a6; --tail: #6cb6f5; --shortfall: #ef8fc4; --loss: #566270; --exceed: #ff5c5c;
  --available: #28435b; --committed: #d99c33; --deployed: #e0674f; --unrealised: #e4e9ef;
  --phase-calm: #3a4653; --phase-watch: #b99a2d; --phase-stressed: #d2772a; --phase-active: #e04545; --phase-recovering: #3b9dbd;
  --good: #4fd09b; --bad: #ff8078; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 24px 20px 64px; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: .2rem 0 .4rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 0 0 .6rem; }
h3 { font-size: 1.02rem; margin: 0 0 .3rem; }
p { margin: .4rem 0; max-width: 75ch; }
.kind { display: inline-block; margin: 0; padding: 2px 10px; border: 1px solid var(--line); border-radius: 999px; font-size: .85rem; color: var(--quiet); background: var(--surface); }
.kind-modelled, .kind-reconstruction { border-color: var(--phase-stressed); color: var(--text); }
.verdict { font-size: 1.2rem; font-weight: 600; padding-left: 12px; border-left: 5px solid var(--phase-recovering); }
.verdict.was-active { border-color: var(--phase-active); }
.lead { max-width: none; }
.lead, .note, figcaption { color: var(--quiet); }
.note, figcaption { font-size: .87rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(215px, 1fr)); gap: 12px; margin: 18px 0 8px; }
.card, section, figure { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; }
.card { padding: 12px 14px; }
.card h2 { font-size: .82rem; font-weight: 600; color: var(--quiet); margin: 0; }
.card .value { font-size: 1.5rem; line-height: 1.25; font-weight: 650; margin: 2px 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.card .note { margin: 0; font-size: .82rem; }
nav { margin: 14px 0; font-size: .9rem; display: flex; flex-wrap: wrap; gap: 4px 16px; }
a { color: var(--accent); }
section, figure { margin: 16px 0; padding: 16px 18px; }
figcaption { margin-top: 6px; max-width: 110ch; }
svg { display: block; max-width: 100%; height: auto; overflow: visible; --plot-background: var(--surface); color: var(--quiet); }
.panel + .panel { margin-top: 10px; }
.narrow { display: none; }
.time { white-space: nowrap; }
.keys { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 0 0 6px; padding: 0; font-size: .85rem; color: var(--quiet); }
.keys i { display: inline-block; width: 14px; height: 4px; border-radius: 2px; margin-right: 6px; vertical-align: middle; }
.scroll { overflow-x: auto; }
.scroll:focus-visible, pre:focus-visible, summary:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .87rem; margin: 6px 0 14px; }
caption { text-align: left; color: var(--quiet); padding: 4px 0; }
th, td { text-align: left; vertical-align: top; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--quiet); white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td code, .url { overflow-wrap: anywhere; }
.url { color: var(--quiet); font-size: .85rem; }
ul.evidence { margin: 0; padding-left: 1.1em; }
small { color: var(--quiet); }
details { border-top: 1px solid var(--line); padding: 6px 0; }
summary { cursor: pointer; font-weight: 600; padding: 4px 0; }
.count { font-weight: 400; color: var(--quiet); margin-left: 6px; }
pre { background: var(--page); border: 1px solid var(--line); border-radius: 8px; padding: 10px 12px; overflow-x: auto; font-size: .83rem; line-height: 1.45; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, 'DejaVu Sans Mono', monospace; }
.good { color: var(--good); } .bad { color: var(--bad); font-weight: 700; }
@media (min-width: 641px) { #members td:first-child { white-space: nowrap; } }
@media (max-width: 640px) {
  main { padding: 14px 10px 40px; }
  section, figure { padding: 12px 10px; }
  h1 { font-size: 1.35rem; } .verdict { font-size: 1.05rem; }
  .cards { grid-template-columns: 1fr 1fr; gap: 8px; } .card { padding: 9px 10px; } .card .value { font-size: 1.12rem; }
  .wide { display: none; } .narrow { display: block; }
  thead { display: none; }
  tr { display: block; padding: 6px 0; border-bottom: 1px solid var(--line); }
  td, td.number { display: flex; justify-content: space-between; gap: 14px; text-align: right; white-space: normal; border: 0; padding: 1px 0; }
  td::before { content: attr(data-title); color: var(--quiet); text-align: left; flex: none; }
  ul.evidence { text-align: left; }
}
@media print {
  :root { color-scheme: light; --page: #fff; }
  body { font-size: 11pt; } main { max-width: none; padding: 0; }
  nav { display: none; } .wide { display: block; } .narrow { display: none; }
  section, figure, .card { border-color: #bbb; break-inside: avoid; } section { break-inside: auto; }
  .scroll { overflow: visible; } pre { white-space: pre-wrap; }
}
`
