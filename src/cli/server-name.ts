/** The name of our server at simulated Apple. */
export const serverName = 'porchlight';
