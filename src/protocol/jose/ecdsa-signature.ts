/**
 * ECDSA signatures in their two forms: r || s of fixed width (RFC 7518 section 3.4, IEEE P1363) as JWS carries them,
 * and the DER SEQUENCE of two INTEGERs (RFC 3279 section 2.2.3) as cryptographic libraries and X.509 use them.
 */

/** DER from r || s. The input's length must be even; each half is one coordinate. */
export function derFromP1363(signature: Uint8Array): Uint8Array<ArrayBuffer> {
  const half = signature.length / 2;
  const r = significant(signature.subarray(0, half));
  const s = significant(signature.subarray(half));
  const body = r.length + s.length + padding(r) + padding(s) + 4;
  const long = body > 127 ? 1 : 0;
  const der = new Uint8Array(body + 2 + long);
  let at = 0;
  der[at++] = 0x30;
  if (long === 1) der[at++] = 0x81;
  der[at++] = body;
  for (const integer of [r, s]) {
    der[at++] = 0x02;
    der[at++] = integer.length + padding(integer);
    at += padding(integer);
    der.set(integer, at);
    at += integer.length;
  }
  return der;
}

/**
 * r || s from DER.
 * @param coordinate bytes of one half: 32, 48 or 66
 * @returns undefined when the input is not exactly one signature of that size in DER
 */
export function p1363FromDer(der: Uint8Array, coordinate: number): Uint8Array<ArrayBuffer> | undefined {
  const start = der[1] === 0x81 ? 3 : 2;
  const length = der[start - 1] ?? 0;
  if (der[0] !== 0x30 || length !== der.length - start || length > 127 !== (start === 3)) return undefined;
  const r = integerAt(der, start);
  const s = r && integerAt(der, r.end);
  if (!s || s.end !== der.length || r.value.length > coordinate || s.value.length > coordinate) return undefined;
  const signature = new Uint8Array(coordinate * 2);
  signature.set(r.value, coordinate - r.value.length);
  signature.set(s.value, coordinate * 2 - s.value.length);
  return signature;
}

function integerAt(der: Uint8Array, at: number): { value: Uint8Array; end: number } | undefined {
  const length = der[at + 1];
  if (der[at] !== 0x02 || length === undefined || length === 0 || length > 127) return undefined;
  const end = at + 2 + length;
  const integer = der.subarray(at + 2, end);
  const value = significant(integer);
  // Neither negative nor longer than it must be: a signature has one DER form.
  return end > der.length || integer.length !== value.length + padding(value) ? undefined : { value, end };
}

function significant(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  return bytes.subarray(start);
}

function padding(integer: Uint8Array): 0 | 1 {
  return ((integer[0] ?? 0) & 0x80) === 0 ? 0 : 1;
}
