/** What is shown of a text that may hold secrets: tokens, keys, passwords and certificates are taken out of it. */

/** The longest quote. */
const longest = 400;

// Names after which a value is nobody's business, whatever stands around them.
const named =
  /((?:password|passwd|passcode|secret|token|assertion|credential|authorization|cookie|private[_ ]?key|pin|code_verifier|bearer|basic)["']?\s*[:=]?\s*["']?)(?=\S{6})(?!\/)[^\s"',;<>]*[\d+/=._-][^\s"',;<>]*/gi;
// Compact JWS and JWE; both begin with a JSON object in base64url.
const compact = /\b(?:ey[JAI]|ewog)[\w-]{8,}(?:\.[\w-]*){0,4}/g;
// The user and the query of an address.
const inAddress = /(\bhttps?:\/\/)[^\s/@"']{1,200}@|([?#])[^\s"'<>]{8,}/g;
const longRun = /(?<![\w.:/-])[A-Za-z0-9+/_-]{24,}={0,2}/g;
const uuid = /^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/i;

/** A line as it may be shown. */
export function masked(line: string): string {
  const text = line
    .slice(0, longest * 4)
    .replace(compact, '[token]')
    .replace(inAddress, (_, scheme?: string, mark?: string) =>
      scheme ? `${scheme}[hidden]@` : `${mark ?? ''}[hidden]`,
    )
    .replace(named, '$1[hidden]')
    .replace(longRun, (run) => (looksSecret(run) ? `${run.slice(0, 4)}…[${run.length} characters]` : run));
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

// Names of keys and words are letters alone; what is random has digits or signs, and is no UUID.
function looksSecret(run: string): boolean {
  if (uuid.test(run)) return false;
  const body = run.replace(/=+$/, '');
  if (/[0-9]/.test(body) || /[+]/.test(body)) return !/^[a-z]+(?:[-_/][a-z]+)*[-_/]?\d{0,2}$/i.test(body);
  return body.length >= 48 && !/[-_/]/.test(body);
}
