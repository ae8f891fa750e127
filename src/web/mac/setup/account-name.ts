/** What macOS proposes as the account's name for somebody's full name: its letters and digits, small, without spaces. */
export function accountNameOf(fullName: string): string {
  const plain = fullName.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain
    .replaceAll(/ß/g, 'ss')
    .replaceAll(/[^a-z0-9._-]/g, '')
    .replace(/^[^a-z]+/, '');
}
