/** How the page looks: within the page, named by its digest in the policy. */
export const style = `:root { color-scheme: light dark; --text: light-dark(#221f1c, #e9e6e1); --quiet: light-dark(#625c55, #a8a199);
--paper: light-dark(#fff, #1a1817); --side: light-dark(#f7f6f4, #141211); --line: light-dark(#e2dfda, #3d3935); --link: light-dark(#8a4706, #f2a65a);
--code: light-dark(#f3f1ee, #262321); font: 15px/1.55 system-ui, sans-serif }
* { box-sizing: border-box }
body { margin: 0; color: var(--text); background: var(--paper) }
a { color: var(--link); text-underline-offset: 2px }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
.skip { position: absolute; left: -99rem } .skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .4rem .8rem; z-index: 2 }
header { display: flex; flex-wrap: wrap; gap: .3rem 1rem; align-items: baseline; padding: .8rem 1.4rem; border-bottom: 1px solid var(--line) }
header span { color: var(--quiet) } header a { margin-left: auto }
.sides { display: grid; grid-template-columns: 268px minmax(0, 1fr) }
nav { background: var(--side); border-right: 1px solid var(--line); font-size: 13px; position: sticky; top: 0; align-self: start; height: 100vh; overflow-y: auto; padding: 1rem 1.2rem }
nav summary { display: none } nav ul { list-style: none; margin: 0; padding: 0 } nav li a { display: block; padding: 2px 0; text-decoration: none; color: var(--quiet); overflow-wrap: anywhere }
nav li a:hover { color: var(--text); text-decoration: underline } nav h2 { margin: 1.1rem 0 .2rem; font-size: 13px } nav h2 a { color: var(--text); text-decoration: none }
main { padding: 1.8rem clamp(1rem, 4vw, 3.2rem) 6rem; max-width: 1060px }
h1 { margin: 0 0 .4rem; font-size: 26px; line-height: 1.25 } .lead { color: var(--quiet); max-width: 46rem }
main h2 { margin: 2.6rem 0 .6rem; padding-top: .6rem; font-size: 20px; border-top: 1px solid var(--line) }
article { margin: 1.6rem 0 2.4rem; scroll-margin-top: 1rem; content-visibility: auto; contain-intrinsic-size: auto 40rem } article h3 { margin: 0 0 .5rem; font-size: 16px }
h4 { margin: 1.1rem 0 .3rem; font-size: 13px; color: var(--quiet) }
.anchor { color: var(--quiet); text-decoration: none; font-weight: 400; padding: 0 .3rem }
code, pre, var { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere } var { color: var(--link) }
pre { padding: .8rem 1rem; background: var(--code); border-radius: 8px; overflow-x: auto; overflow-wrap: normal }
.request { margin: 0 0 .6rem; padding: .5rem .7rem; background: var(--code); border-radius: 8px }
.method { display: inline-block; min-width: 4.2em; font-weight: 650; font-size: 12.5px; color: light-dark(#2a5a92, #8db8ec) }
.method[data-method=GET] { color: light-dark(#1b6b3a, #7fcf9b) } .method[data-method=DELETE] { color: light-dark(#a8201a, #f29a92) }
.facts { display: grid; grid-template-columns: 92px minmax(0, 1fr); gap: .15rem 1rem; margin: 0; font-size: 14px } .facts dt { color: var(--quiet) } .facts dd { margin: 0; overflow-wrap: anywhere }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px }
table { border-collapse: collapse; width: 100%; font-size: 13.5px } td, th { text-align: left; vertical-align: top; padding: .4rem .8rem; border-top: 1px solid var(--line) }
thead th { border-top: 0; background: var(--side); font-size: 12.5px; color: var(--quiet) } td:first-child { min-width: 150px } td:nth-child(2) { min-width: 120px } td:last-child { min-width: 180px; overflow-wrap: anywhere }
.optional, .bounds, .others { color: var(--quiet); font-size: 12.5px } .refusals { margin: .2rem 0; padding-left: 1.2rem; font-size: 14px } .others { margin: .3rem 0 0; overflow-wrap: anywhere }
.kind { margin: .2rem 0; overflow-wrap: anywhere } :target { outline: 2px solid light-dark(#f2a03c, #9c5208); outline-offset: 8px; border-radius: 4px }
@media (max-width: 800px) { .sides { display: block } nav { position: static; height: auto; max-height: 15rem; border-right: 0; border-bottom: 1px solid var(--line) } nav summary { display: block; font-weight: 600 } .facts { grid-template-columns: 76px minmax(0, 1fr) } }`;
