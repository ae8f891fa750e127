/** The look of the pages: the system's own font and colours, for light and dark, on a screen as narrow as Setup Assistant’s sheet. */

/** The style sheet, inline. Its hash stands in the policy of the page, so it is one fixed text. */
export const pageStyle = `:root{color-scheme:light dark;--ink:#1d1d1f;--faint:#6e6e73;--paper:#fff;--line:#86868b;--blue:#0066cc;--alarm:#c4001a}
@media(prefers-color-scheme:dark){:root{--ink:#f5f5f7;--faint:#a1a1a6;--paper:#1e1e1e;--line:#86868b;--blue:#0a6fd6;--alarm:#ff8078}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.4 -apple-system,BlinkMacSystemFont,system-ui,sans-serif}
main{max-width:24rem;margin:0 auto;padding:2rem 1.25rem}
h1{font-size:1.5rem;line-height:1.2;margin:0 0 .5rem}
p{margin:0 0 1rem;overflow-wrap:anywhere}
[hidden]{display:none}
.faint{color:var(--faint)}
.number{margin:1rem 0;font-size:4rem;line-height:1;font-weight:700;letter-spacing:.1em;text-align:center;font-variant-numeric:tabular-nums}
.alert{color:var(--alarm);font-weight:600}
label{display:block;margin:0 0 .25rem;font-weight:600}
input{width:100%;margin:0 0 1rem;padding:.6rem .75rem;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:.5rem}
button{width:100%;margin:0 0 .75rem;padding:.7rem;font:inherit;font-weight:600;color:#fff;background:var(--blue);border:1px solid transparent;border-radius:.5rem}
a.button{display:block;width:100%;margin:0 0 .75rem;padding:.7rem;font-weight:600;text-align:center;text-decoration:none;color:#fff;background:var(--blue);border:1px solid transparent;border-radius:.5rem}
button.plain{color:inherit;background:transparent;border-color:var(--line)}
input:focus-visible,button:focus-visible,a:focus-visible{outline:3px solid var(--blue);outline-offset:2px}
`;
