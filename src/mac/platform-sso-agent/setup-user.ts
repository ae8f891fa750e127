/** Short name of the user that Setup Assistant runs as; it is never an account. */
export const setupUser = '_mbsetupuser';
