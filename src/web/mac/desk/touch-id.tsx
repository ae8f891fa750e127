/** The sensor of the laptop: it lights when the Mac asks for a finger, and a press on it is one. It unlocks the screen too. */
import { useState } from 'preact/hooks';
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
  const [isUnlocking, setUnlocking] = useState(false);
  const unlocks = !asked && !isUnlocking && mac.screen.kind === 'locked' && mac.screen.takesTouchId;
  const answer = async () => {
    if (asked?.kind !== 'touch-id') return;
    const [choice] = asked.choices;
    await desk.answer(asked.id, { kind: 'touch', ...(choice === undefined ? {} : { choice }) });
  };
  const unlock = async () => {
    setUnlocking(true);
    try {
      const { outcome } = await desk.act({ kind: 'touch-id' });
      if (outcome.kind === 'refused') client.tell(outcome.sentence);
    } finally {
      setUnlocking(false);
    }
  };
  const press = () => void (asked ? answer() : unlock()).catch((error: unknown) => client.tell(sentenceOf(error)));
  const label = asked
    ? 'Touch ID: put your finger on the sensor'
    : unlocks
      ? 'Touch ID: unlock with your finger'
      : 'Touch ID: nothing asks for a finger';
  return (
    <button
      type="button"
      class={asked ? 'desk-touch desk-touch-asked' : 'desk-touch'}
      disabled={!asked && !unlocks}
      aria-label={label}
      onClick={press}
    >
      <FingerIcon />
    </button>
  );
}
