/** The openssl program, by the name that the tests of this feature know it under. */
export { OpenSsl } from '#test/support/openssl.ts';
