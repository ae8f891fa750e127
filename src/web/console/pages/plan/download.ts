/** Files for the person, made in the browser. */

/** Gives text as a file. */
export function downloadText(fileName: string, type: string, text: string): void {
  download(fileName, new Blob([text], { type }));
}

/** Gives bytes as a file. */
export function downloadBytes(fileName: string, type: string, bytes: Uint8Array): void {
  download(fileName, new Blob([new Uint8Array(bytes)], { type }));
}

function download(fileName: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // The browser has taken it by the next turn of its loop.
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
