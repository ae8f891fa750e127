import { ChangeButton } from '../../parts/change-button.tsx';
import { usePerform } from '../../parts/use-operation.ts';

/** Asks Apple now, and says what came of it. */
export function SyncButton() {
  const { perform, isPending } = usePerform('syncAde', {
    invalidates: ['showAde', 'listAdeDevices', 'listMacs', 'countMacs'],
    done: ({ devices, assigned, deferred }) => syncWords({ devices, assigned, deferred }),
  });
  return (
    <ChangeButton variant="filled" loading={isPending} onClick={() => void perform({})}>
      Sync now
    </ChangeButton>
  );
}

/** What a run has brought, in one sentence. */
export function syncWords({
  devices,
  assigned,
  deferred,
}: {
  readonly devices: number;
  readonly assigned: number;
  readonly deferred: number;
}): string {
  const changes =
    devices === 0
      ? 'Nothing has changed at Apple'
      : devices === 1
        ? 'Apple told of 1 device'
        : `Apple told of ${devices} devices`;
  const profiles = assigned === 0 ? '' : `; ${assigned} got their profile`;
  return `${changes}${profiles}${deferred === 0 ? '' : `; Apple put off ${deferred}`}.`;
}
