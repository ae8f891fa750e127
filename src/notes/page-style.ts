/** The look of Notes: yellow paper by day, a lamp by night; one column on a narrow screen. */

/** The style sheet, inline. Its hash stands in the policy of each page, so it is one fixed text. */
export const pageStyle = `:root{color-scheme:light dark;--ink:#2b2620;--faint:#6b6156;--desk:#f3ede2;--paper:#fffaf0;--note:#fff3bf;--line:#dccfb8;--deep:#7a4b00;--on-deep:#fff;--alarm:#a3130f}
@media(prefers-color-scheme:dark){:root{--ink:#f3ede2;--faint:#b8ab99;--desk:#17140f;--paper:#221d16;--note:#3a3115;--line:#4a4030;--deep:#ffc861;--on-deep:#241a00;--alarm:#ff9a8f}}
*{box-sizing:border-box}
body{margin:0;background:var(--desk);color:var(--ink);font:17px/1.5 -apple-system,BlinkMacSystemFont,system-ui,sans-serif}
header{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;justify-content:space-between;padding:.75rem 1.25rem;background:var(--paper);border-bottom:1px solid var(--line)}
header p{margin:0}
.brand{font-weight:700;font-size:1.15rem}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1.25rem 3rem;display:grid;gap:1.5rem;grid-template-columns:minmax(0,2fr) minmax(15rem,1fr)}
main.alone{max-width:30rem;grid-template-columns:minmax(0,1fr);padding-top:12vh}
@media(max-width:46rem){main{grid-template-columns:minmax(0,1fr)}}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .75rem}
h2{font-size:1.05rem;margin:0 0 .5rem}
p{margin:0 0 .75rem}
p,li,dd{overflow-wrap:anywhere}
aside{align-self:start}
.faint{color:var(--faint)}
#empty{margin-top:1.5rem}
.small{font-size:.875rem}
.alert{color:var(--alarm);font-weight:600}
.card{background:var(--paper);border:1px solid var(--line);border-radius:.75rem;padding:1rem 1.25rem}
dl{margin:0}
dt{color:var(--faint);font-size:.875rem}
dd{margin:0 0 .75rem}
label{display:block;font-weight:600;margin:0 0 .25rem}
textarea{width:100%;min-height:6rem;margin:0 0 .75rem;padding:.75rem;font:inherit;color:inherit;background:var(--paper);border:1px solid var(--faint);border-radius:.5rem;resize:vertical}
button,a.button{display:inline-block;padding:.55rem 1.1rem;font:inherit;font-weight:600;color:var(--on-deep);background:var(--deep);border:1px solid transparent;border-radius:.5rem;text-decoration:none;cursor:pointer}
button.plain{color:var(--ink);background:transparent;border-color:var(--faint)}
textarea:focus-visible,button:focus-visible,a:focus-visible{outline:3px solid var(--deep);outline-offset:2px}
ul.notes{list-style:none;margin:1.5rem 0 0;padding:0;display:grid;gap:.75rem}
ul.notes li{background:var(--note);border-radius:.5rem;padding:.75rem 1rem}
ul.notes p{margin:0;white-space:pre-wrap}
ul.notes footer{display:flex;justify-content:space-between;align-items:center;gap:1rem;margin-top:.5rem}
ul.notes button{padding:.15rem .6rem;font-size:.875rem;font-weight:400}
`;
