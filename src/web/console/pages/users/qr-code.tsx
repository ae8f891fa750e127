/** A QR code (ISO/IEC 18004), drawn as one path: black on white also in the dark, since cameras want it so. */
import { encode } from 'uqr';
import css from './users.module.css';

/** Quiet zone, in modules. */
const border = 3;

/** Shows it. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { data, size } = encode(text, { border: 0, ecc: 'M' });
  const path = data
    .flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x + border} ${y + border}h1v1h-1z`] : [])))
    .join('');
  const side = size + 2 * border;
  return (
    <svg
      className={css['qr']}
      viewBox={`0 0 ${side} ${side}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={path} fill="#000" />
    </svg>
  );
}
