/** Icons of the desk, drawn for it: 20 by 20, in the current colour. Words beside them say what they are. */
import type { ComponentChildren } from 'preact';

function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg
      class="desk-icon"
      viewBox="0 0 20 20"
      width="18"
      height="18"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

/** A laptop. */
export function LaptopIcon() {
  return (
    <Icon>
      <rect x="3.5" y="4" width="13" height="9" rx="1.2" />
      <path d="M1.5 15.5h17" />
    </Icon>
  );
}

/** A phone. */
export function PhoneIcon() {
  return (
    <Icon>
      <rect x="5.5" y="2" width="9" height="16" rx="2" />
      <path d="M8.8 15.4h2.4" />
    </Icon>
  );
}

/** A smart card. */
export function CardIcon() {
  return (
    <Icon>
      <rect x="2" y="4.5" width="16" height="11" rx="1.6" />
      <rect x="5" y="7.8" width="4" height="3.6" rx="0.8" />
      <path d="M12 9h3M12 11.6h3" />
    </Icon>
  );
}

/** Messages that go and come. */
export function WireIcon() {
  return (
    <Icon>
      <path d="M2.5 7h14l-3-3M17.5 13h-14l3 3" />
    </Icon>
  );
}

/** Something new. */
export function PlusIcon() {
  return (
    <Icon>
      <path d="M10 4v12M4 10h12" />
    </Icon>
  );
}

/** Away with it. */
export function CloseIcon() {
  return (
    <Icon>
      <path d="M5.5 5.5l9 9M14.5 5.5l-9 9" />
    </Icon>
  );
}

/** A finger. */
export function FingerIcon() {
  return (
    <Icon>
      <path d="M4 9a6 6 0 0 1 12 0c0 2 .2 3.6.6 5M6.6 16.5C6.2 14.5 6.5 11 6.5 9a3.5 3.5 0 0 1 7 0c0 3 .3 5.5 1 7.5M10 9c0 3.5.2 6 .8 8.5" />
    </Icon>
  );
}

/** Done well. */
export function GoodIcon() {
  return (
    <Icon>
      <path d="M4.5 10.5l3.5 3.5 7.5-8" />
    </Icon>
  );
}

/** Something is wrong. */
export function BadIcon() {
  return (
    <Icon>
      <path d="M10 3l8 14H2zM10 8v4M10 14.5v.1" />
    </Icon>
  );
}
