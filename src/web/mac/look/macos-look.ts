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

/** The Mac behind a model identifier, as "About This Mac" names it, and its chip. Source: Apple, "Identify your Mac". */
export function hardwareOf(model: string): { readonly name: string; readonly chip: string } {
  const [name = `Mac (${model})`, chip = 'Apple silicon'] = hardware[model] ?? [];
  return { name, chip };
}

const hardware: Readonly<Record<string, readonly [string, string]>> = {
  'MacBookAir10,1': ['MacBook Air', 'Apple M1'],
  'MacBookPro18,3': ['MacBook Pro', 'Apple M1 Pro'],
  'Mac14,2': ['MacBook Air', 'Apple M2'],
  'Mac14,7': ['MacBook Pro', 'Apple M2'],
  'Mac14,15': ['MacBook Air', 'Apple M2'],
  'Mac15,3': ['MacBook Pro', 'Apple M3'],
  'Mac15,4': ['iMac', 'Apple M3'],
  'Mac15,6': ['MacBook Pro', 'Apple M3 Pro'],
  'Mac15,10': ['MacBook Pro', 'Apple M3 Max'],
  'Mac15,12': ['MacBook Air', 'Apple M3'],
  'Mac15,13': ['MacBook Air', 'Apple M3'],
  'Mac16,1': ['MacBook Pro', 'Apple M4'],
  'Mac16,8': ['MacBook Pro', 'Apple M4 Pro'],
  'Mac16,10': ['Mac mini', 'Apple M4'],
  'Mac16,12': ['MacBook Air', 'Apple M4'],
  'Mac16,13': ['MacBook Air', 'Apple M4'],
  'Mac17,2': ['MacBook Pro', 'Apple M5'],
};
