/** A pane that only leads to others. */
import { Group, Row } from '../../look/forms.tsx';
import type { PaneProps } from './pane-props.ts';
import { PaneTile } from './pane-tile.tsx';
import { type PaneId, panesOf } from './panes.ts';

/** The list of the panes within it. */
export function ListPane({ mac, within, onOpen }: PaneProps & { readonly within: PaneId }) {
  return (
    <Group>
      {panesOf(mac.macos)
        .filter((pane) => pane.within === within)
        .map(({ id, words, tone }) => (
          <Row key={id} label={words} icon={<PaneTile id={id} tone={tone} />} onOpen={() => onOpen(id)} />
        ))}
    </Group>
  );
}
