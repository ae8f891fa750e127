/** A laptop in its box's light, for an empty desk. */

/** Draws it. */
export function LaptopDrawing() {
  return (
    <svg class="desk-drawing" viewBox="0 0 240 150" width="240" height="150" aria-hidden="true" focusable="false">
      <ellipse cx="120" cy="137" rx="104" ry="8" class="desk-drawing-shade" />
      <rect x="38" y="14" width="164" height="106" rx="8" class="desk-drawing-lid" />
      <rect x="44" y="20" width="152" height="94" rx="3" class="desk-drawing-screen" />
      <text x="120" y="75" text-anchor="middle" class="desk-drawing-word">
        hello
      </text>
      <path d="M16 120h208l-5 9a6 6 0 0 1-5 3H26a6 6 0 0 1-5-3z" class="desk-drawing-base" />
      <path d="M100 120h40v2a2 2 0 0 1-2 2h-36a2 2 0 0 1-2-2z" class="desk-drawing-notch" />
    </svg>
  );
}
