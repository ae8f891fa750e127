/** The look of the pages: the system's own font and colours, for light and dark, on a screen as narrow as Setup Assistant’s sheet. */

/** How a page looks: `sign-in` is one question, `account` has lists and pictures. */
export type Look = 'sign-in' | 'account';

const signInStyle = `:root{color-scheme:light dark;--ink:#1d1d1f;--faint:#6e6e73;--paper:#fff;--line:#86868b;--blue:#0066cc;--alarm:#c4001a}
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
button.account{text-align:left;font-weight:400}
button.plain{color:inherit;background:transparent;border-color:var(--line)}
input:focus-visible,button:focus-visible,a:focus-visible{outline:3px solid var(--blue);outline-offset:2px}
`;

const accountStyle = `${signInStyle}main{max-width:30rem}
h2{font-size:1.1rem;margin:1.75rem 0 .5rem}
h3{font-size:1rem;margin:0 0 .25rem}
a{color:var(--link)}
:root{--link:#0066cc;--card:#f5f5f7}
@media(prefers-color-scheme:dark){:root{--link:#6cb4ff;--card:#2a2a2c}}
.back{margin:0 0 1rem}
.back a::before{content:"\\2039\\a0";}
.told{padding:.75rem 1rem;border:1px solid var(--line);border-left:.3rem solid var(--link);border-radius:.5rem}
ul.rows,section>ul{list-style:none;margin:0 0 1.25rem;padding:0;background:var(--card);border-radius:.75rem}
ul.rows>li,section>ul>li{padding:.75rem 1rem}
ul.rows>li+li,section>ul>li+li{border-top:1px solid color-mix(in srgb,var(--line) 35%,transparent)}
ul.rows>li:has(>a){padding:0}
ul.rows>li>a{display:flex;justify-content:space-between;gap:1rem;padding:.75rem 1rem;color:inherit;text-decoration:none;border-radius:.75rem}
ul.rows>li>a:hover span:first-child{text-decoration:underline}
ul.rows>li>a span:last-child{white-space:nowrap}
ul.rows>li>a span:last-child::after{content:"\\a0\\203a"}
.row{display:flex;justify-content:space-between;align-items:center;gap:1rem;overflow-wrap:anywhere}
.row form{flex:none}
.row button{width:auto;margin:0;padding:.4rem .9rem}
ul.steps{margin:0 0 1.25rem;padding-left:1.25rem}
ul.steps li{margin:0 0 .4rem}
.qr{width:min(16rem,100%);margin:0 auto 1.25rem;border-radius:.75rem;overflow:hidden;background:#fff;line-height:0}
.qr svg{width:100%;height:auto}
code{font:1em/1.5 ui-monospace,SFMono-Regular,Menlo,monospace}
.key{color:var(--ink)}
ol.codes{columns:2;column-gap:2rem;margin:0 0 1.5rem;padding:1rem 1rem 1rem 2.75rem;background:var(--card);border-radius:.75rem;font-size:1.05rem}
ol.codes li{padding:.2rem 0;break-inside:avoid}
a.button.plain{color:inherit;background:transparent;border-color:var(--line)}
@media print{:root{color-scheme:light;--ink:#000;--faint:#333;--paper:#fff;--card:#fff}a,button,.back{display:none!important}ol.codes{border:1px solid #000}}
`;

/** The style sheets, inline. Their hashes stand in the policy of the pages, so each is one fixed text; an organisation's look is added to it (brand.ts). */
export const pageStyles: Readonly<Record<Look, string>> = { 'sign-in': signInStyle, account: accountStyle };
