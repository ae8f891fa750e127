/** Line icons in the current colour, drawn for this Mac. They say nothing by themselves: words stand beside them. */
import type { ComponentChildren } from 'preact';

interface IconProps {
  readonly size?: number;
}

interface LineProps extends IconProps {
  readonly children: ComponentChildren;
  readonly weight?: number;
}

function Line({ size = 16, weight = 1.5, children }: LineProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width={weight}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

/** The sign of the system's own menu: a small computer. */
export function MacGlyph({ size = 16 }: IconProps) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">
      <path
        fill-rule="evenodd"
        d="M3.6 2h8.8c.9 0 1.6.7 1.6 1.6v6.8H2V3.6C2 2.7 2.7 2 3.6 2Zm.2 1.5a.3.3 0 0 0-.3.3v5h9v-5a.3.3 0 0 0-.3-.3H3.8Z"
      />
      <path d="M.6 11.6h14.8c0 1.3-.9 2.2-2.1 2.2H2.7c-1.2 0-2.1-.9-2.1-2.2Z" />
    </svg>
  );
}

/** Wi-Fi that is connected, or not. */
export function WifiIcon({ size = 16, isOn = true }: IconProps & { readonly isOn?: boolean }) {
  return (
    <Line size={size} weight={1.7}>
      <g opacity={isOn ? 1 : 0.4}>
        <path d="M1.4 6.2a9.6 9.6 0 0 1 13.2 0M3.7 8.8a6.2 6.2 0 0 1 8.6 0M6 11.3a3 3 0 0 1 4 0" />
        <circle cx="8" cy="13.2" r="0.7" fill="currentColor" />
      </g>
      {!isOn && <path d="M2.5 2 13.5 14" />}
    </Line>
  );
}

/** A smart card. */
export function CardIcon({ size = 16 }: IconProps) {
  return (
    <Line size={size}>
      <rect x="1.2" y="3" width="13.6" height="10" rx="1.8" />
      <rect x="3.6" y="5.6" width="3.6" height="3" rx="0.7" />
      <path d="M3.6 10.8h4M10.4 10.8h2" />
    </Line>
  );
}

/** A magnifying glass. */
export function SearchIcon({ size = 16 }: IconProps) {
  return (
    <Line size={size}>
      <circle cx="6.8" cy="6.8" r="4.6" />
      <path d="m10.3 10.3 3.7 3.7" />
    </Line>
  );
}

/** Leads on. */
export function ChevronIcon({ size = 16, isBack = false }: IconProps & { readonly isBack?: boolean }) {
  return (
    <Line size={size} weight={1.9}>
      <path d={isBack ? 'M10.5 3 5.5 8l5 5' : 'm5.5 3 5 5-5 5'} />
    </Line>
  );
}

/** An arrow in a circle, at the end of a password field. */
export function ArrowIcon({ size = 16 }: IconProps) {
  return (
    <Line size={size} weight={1.8}>
      <path d="M3 8h9.5M8.7 4.2 12.5 8l-3.8 3.8" />
    </Line>
  );
}

/** The (i). */
export function InfoIcon({ size = 16 }: IconProps) {
  return (
    <Line size={size} weight={1.3}>
      <circle cx="8" cy="8" r="6.6" />
      <path d="M8 7.2v4M8 4.7v.1" stroke-width="1.7" />
    </Line>
  );
}

/** Several people. */
export function UsersIcon({ size = 16 }: IconProps) {
  return (
    <Line size={size}>
      <circle cx="6" cy="5.4" r="2.6" />
      <path d="M1.2 13.4c0-2.6 2-4.2 4.8-4.2s4.8 1.6 4.8 4.2M10.4 3a2.6 2.6 0 0 1 0 4.8M12.2 9.8c1.6.6 2.6 1.8 2.6 3.6" />
    </Line>
  );
}

/** One person. */
export function PersonIcon({ size = 16 }: IconProps) {
  return (
    <Line size={size}>
      <circle cx="8" cy="5.2" r="2.9" />
      <path d="M2.6 14c.2-2.9 2.4-4.6 5.4-4.6s5.2 1.7 5.4 4.6" />
    </Line>
  );
}

/** A key. */
export function KeyIcon({ size = 16 }: IconProps) {
  return (
    <Line size={size}>
      <circle cx="5" cy="8" r="3.4" />
      <path d="M8.4 8h6.2v2.6M12 8v2" />
    </Line>
  );
}

/** A raised hand in a circle stands for privacy; ours is a shield. */
export function ShieldIcon({ size = 16 }: IconProps) {
  return (
    <Line size={size}>
      <path d="M8 1.4 13.4 3v4.4c0 3.2-2.2 5.8-5.4 7.2-3.2-1.4-5.4-4-5.4-7.2V3Z" />
      <path d="m5.6 7.8 1.8 1.8 3-3.4" />
    </Line>
  );
}

/** A finger. */
export function FingerprintIcon({ size = 16 }: IconProps) {
  return (
    <Line size={size} weight={1.2}>
      <path d="M3 6.4A5.2 5.2 0 0 1 12.9 6M2.6 9.6c.3-.9.4-1.6.4-2.4M5.2 13c.6-1.6.7-3.2.7-5.2a2.1 2.1 0 0 1 4.2 0c0 2.4-.2 4.2-.8 6.2M8 7.8c0 2.4-.2 4.2-.8 6M12.6 8.6c0 1.6-.1 2.9-.4 4.2" />
    </Line>
  );
}

/** A gear. */
export function GearIcon({ size = 16 }: IconProps) {
  return (
    <Line size={size} weight={1.3}>
      <circle cx="8" cy="8" r="2.2" />
      <path d="M8 1.3v2M8 12.7v2M1.3 8h2M12.7 8h2M3.3 3.3l1.4 1.4M11.3 11.3l1.4 1.4M12.7 3.3l-1.4 1.4M4.7 11.3l-1.4 1.4" />
      <circle cx="8" cy="8" r="4.7" />
    </Line>
  );
}

/** A profile of the organisation: a page with a seal. */
export function ProfileIcon({ size = 16 }: IconProps) {
  return (
    <Line size={size} weight={1.3}>
      <path d="M3.4 1.6h6l3.2 3.2v9.6H3.4Z" />
      <path d="M9.2 1.8v3.2h3.2M5.6 7.6h4.8M5.6 9.8h3" />
      <circle cx="10" cy="12" r="1.3" fill="currentColor" />
    </Line>
  );
}

/** A laptop. */
export function LaptopIcon({ size = 16 }: IconProps) {
  return (
    <Line size={size} weight={1.3}>
      <rect x="2.6" y="3" width="10.8" height="7.4" rx="1.2" />
      <path d="M1 12.8h14" />
    </Line>
  );
}

/** A padlock. */
export function LockIcon({ size = 16 }: IconProps) {
  return (
    <Line size={size}>
      <rect x="3" y="7" width="10" height="7" rx="1.6" />
      <path d="M5.2 7V4.8a2.8 2.8 0 0 1 5.6 0V7" />
    </Line>
  );
}

/** A globe: signing in on the web. */
export function GlobeIcon({ size = 16 }: IconProps) {
  return (
    <Line size={size} weight={1.3}>
      <circle cx="8" cy="8" r="6.5" />
      <path d="M1.6 8h12.8M8 1.5c2 2 2.8 4 2.8 6.5S10 12.5 8 14.5C6 12.5 5.2 10.5 5.2 8S6 3.5 8 1.5Z" />
    </Line>
  );
}

/** Something needs attention. */
export function WarningIcon({ size = 16 }: IconProps) {
  return (
    <Line size={size}>
      <path d="M8 1.8 15 14H1Z" />
      <path d="M8 6.4v3.4M8 11.9v.1" />
    </Line>
  );
}
