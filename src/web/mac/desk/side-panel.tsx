/** The panel beside the Mac. */
import type { ComponentChildren } from 'preact';
import type { Side } from './sides.ts';

interface Props {
  readonly side: Side;
  readonly onSide: (side: Side) => void;
  readonly hasMac: boolean;
  readonly messages: number;
  readonly children: ComponentChildren;
}

const titles: Readonly<Record<Side, string>> = {
  mac: '',
  phone: 'Phone',
  hardware: 'Hardware',
  wire: 'On the wire',
};

/** Draws it. Closed, it is out of sight and still there: the phone listens on. */
export function SidePanel({ side, hasMac, children }: Props) {
  const isEmpty = side !== 'phone' && side !== 'mac' && !hasMac;
  return (
    <aside class="desk-beside" aria-label={titles[side] || 'Beside the Mac'} hidden={side === 'mac'}>
      {isEmpty && <p class="desk-panel desk-faint">Choose a Mac first.</p>}
      {children}
    </aside>
  );
}
