/** Bodies of messages as people can read them. */
import type { WireDetail } from '#api/desk/view.ts';

/** JSON with line ends, forms one field a line, everything else as it is. */
export function readableBody({ headers, body }: WireDetail['sent']): string {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  if (/x-www-form-urlencoded/i.test(type))
    return [...new URLSearchParams(body)].map((pair) => pair.join(' = ')).join('\n');
  if (!/^\s*[[{]/.test(body)) return body;
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return body;
  }
}
