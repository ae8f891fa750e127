/** The sensor of the laptop: it lights when the Mac asks for a finger, and a press on it is one. */
import type { MacView } from '#api/desk/view.ts';
import type { DeskClient } from '../desk-client.ts';
import { type MacActions, sentenceOf } from '../mac-actions.ts';
import { FingerIcon } from './desk-icons.tsx';

interface Props {
  readonly mac: MacView;
  readonly desk: MacActions;
  readonly client: DeskClient;
}

/** Draws it. */
export function TouchId({ mac, desk, client }: Props) {
  const asked = mac.prompts.findLast((prompt) => prompt.kind === 'touch-id');
  const press = () => {
    if (asked?.kind !== 'touch-id') return;
    const [choice] = asked.choices;
    const answer = { kind: 'touch', ...(choice === undefined ? {} : { choice }) } as const;
    desk.answer(asked.id, answer).catch((error: unknown) => client.tell(sentenceOf(error)));
  };
  return (
    <button
      type="button"
      class={asked ? 'desk-touch desk-touch-asked' : 'desk-touch'}
      disabled={!asked}
      aria-label={asked ? 'Touch ID: put your finger on the sensor' : 'Touch ID: nothing asks for a finger'}
      onClick={press}
    >
      <FingerIcon />
    </button>
  );
}
