/** Certificates and revocation lists as the interface takes them: PEM as it is, DER as base64. */

/** The text of a file. */
export async function certificateText(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  // A byte a character: the decoder called latin1 is another (WHATWG Encoding, windows-1252).
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text.includes('-----BEGIN ') ? text : btoa(text);
}
