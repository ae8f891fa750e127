/** `porchlight desk`: the desk, with virtual Macs on it and a phone, for a browser. */
export {};
