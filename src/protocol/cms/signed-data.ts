/** Messages with a signature (RFC 5652 section 5): parse, verify, build. Each has its file; this is their public face. */
export { parseSignedData, type SignedData } from './parse-signed-data.ts';
export { type SignedDataQuestion, type VerifiedSignedData, verifySignedData } from './verify-signed-data.ts';
export { buildSignedData, type CmsSigner, type SignedDataWish } from './build-signed-data.ts';
