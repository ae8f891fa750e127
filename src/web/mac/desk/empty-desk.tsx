/** A desk without a Mac that is looked at: what to do first. */
import type { DeskView } from '#api/desk/view.ts';
import type { DeskClient } from '../desk-client.ts';
import { LaptopDrawing } from './laptop-drawing.tsx';

interface Props {
  readonly desk: DeskView;
  readonly client: DeskClient;
  readonly onNew: () => void;
}

/** Draws it. */
export function EmptyDesk({ desk, client, onNew }: Props) {
  const [first] = desk.macs;
  return (
    <section class="desk-middle desk-empty" aria-labelledby="desk-empty">
      <LaptopDrawing />
      {first === undefined ? (
        <>
          <h2 id="desk-empty">Your desk is empty</h2>
          <p>Unbox a virtual Mac, say Hello to it, and see it join your organisation.</p>
        </>
      ) : (
        <>
          <h2 id="desk-empty">Which Mac?</h2>
          <p>Choose one of the Macs on your desk, or unbox another.</p>
        </>
      )}
      <div class="desk-buttons">
        <button type="button" class="desk-button desk-primary desk-large" onClick={onNew}>
          Unbox a Mac
        </button>
        {first !== undefined && (
          <button type="button" class="desk-button desk-large" onClick={() => client.select(first.name)}>
            Go to {first.name}
          </button>
        )}
      </div>
      <p class="desk-faint">
        The organisation’s server is {desk.server}.{' '}
        {!desk.administers && 'This home has no administration token of it, so people cannot be listed here.'}
      </p>
    </section>
  );
}
