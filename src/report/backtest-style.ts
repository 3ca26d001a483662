/** What the page of a backtest needs beside the report's style. */
export const backtestStyle = `
:root { --band: #dbe5ef; --ok: #d7efe2; --warn: #fbe7b4; --bad-light: #f6c9c4; --ok-text: #0b4f36; --warn-text: #5e4300; --bad-text: #7d1710; }
@media (prefers-color-scheme: dark) { :root { --band: #2d4054; --ok: #14432f; --warn: #54400c; --bad-light: #5c1f1b; --ok-text: #a6ecca; --warn-text: #ffe29a; --bad-text: #ffc4be; } }
.verdict-holds { border-color: var(--good); } .verdict-doubtful { border-color: var(--committed); } .verdict-fails { border-color: var(--bad); }
.verdicts { list-style: none; margin: 14px 0 0; padding: 0; display: grid; gap: 5px; font-size: .93rem; }
.verdicts li { display: grid; grid-template-columns: 5.6em 9.5em 1fr; gap: 10px; align-items: baseline; }
.tag { display: inline-block; border-radius: 999px; padding: 0 9px; font-size: .78rem; line-height: 1.55; text-align: center; font-weight: 600; }
.tag-holds { background: var(--ok); color: var(--ok-text); } .tag-doubtful { background: var(--warn); color: var(--warn-text); } .tag-fails { background: var(--bad-light); color: var(--bad-text); }
.light { display: inline-block; border-radius: 5px; padding: 0 6px; min-width: 3.4em; text-align: center; font-variant-numeric: tabular-nums; white-space: nowrap; }
.light-ok { background: var(--ok); color: var(--ok-text); } .light-warn { background: var(--warn); color: var(--warn-text); }
.light-bad { background: var(--bad-light); color: var(--bad-text); font-weight: 700; } .light-none { color: var(--quiet); border: 1px dashed var(--line); }
#tests th { white-space: normal; vertical-align: bottom; } #tests td, #tests th { padding-right: 7px; }
dl.tests dt { font-weight: 600; margin-top: 8px; } dl.tests dd { margin: 0 0 0 1em; max-width: 90ch; }
#tests .note, #ranking .note, #method p { max-width: 112ch; }
#ranking details table { font-size: .78rem; } #ranking details th { white-space: normal; vertical-align: bottom; } #ranking details td, #ranking details th { padding-right: 6px; }
ul.plain { list-style: none; margin: 0; padding: 0; }
figure figure, details figure { border: 0; padding: 8px 0; margin: 0; }
@media (max-width: 640px) { .verdicts { gap: 10px; } .verdicts li { grid-template-columns: 5.6em 1fr; gap: 1px 10px; } .verdicts li > span:last-child { grid-column: 1 / -1; } .light { min-width: 4.2em; } }
`
