/** Which look a macOS has. Marketing versions that Porchlight plays: 13, 14, 15, 26, 27. */

/** The generation of a macOS version such as `14.4`. */
export function generationOf(macos: string): number {
  return Number.parseInt(macos, 10);
}

/** Whether a macOS is at least of a generation; where things stand in System Settings changes with it. */
export function isGeneration(macos: string, since: number): boolean {
  return generationOf(macos) >= since;
}

/** What stands in "About This Mac" after "macOS". Apple's names of the releases that have one. */
export function releaseName(macos: string): string {
  const names: Readonly<Record<number, string>> = { 13: 'Ventura', 14: 'Sonoma', 15: 'Sequoia', 26: 'Tahoe' };
  const name = names[generationOf(macos)];
  return name === undefined ? `macOS ${macos}` : `macOS ${name} ${macos}`;
}

/** The classes of the element around everything on a Mac's screen: see look.css. */
export function lookClasses(macos: string): string {
  return `mac macos-${generationOf(macos)}${isGeneration(macos, 26) ? ' glass' : ''}`;
}

/** The Mac behind a model identifier, as "About This Mac" names it, and its chip. */
export function hardwareOf(model: string): { readonly name: string; readonly chip: string } {
  return hardware[model] ?? { name: `Mac (${model})`, chip: 'Apple silicon' };
}

const hardware: Readonly<Record<string, { readonly name: string; readonly chip: string }>> = {
  'Mac14,2': { name: 'MacBook Air', chip: 'Apple M2' },
  'Mac15,12': { name: 'MacBook Air', chip: 'Apple M3' },
  'Mac16,12': { name: 'MacBook Air', chip: 'Apple M4' },
  'Mac16,13': { name: 'MacBook Air', chip: 'Apple M4' },
};
