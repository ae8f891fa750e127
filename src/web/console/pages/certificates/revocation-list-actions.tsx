/** A newer revocation list: fetched from its address, or taken from a file. */
import { FileButton } from '@mantine/core';
import type { CardAuthority } from '#api/smart-cards.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { useMayChange, usePerform } from '../../parts/use-operation.ts';
import { certificateText } from './certificate-file.ts';

/** The buttons. */
export function RevocationListActions({ authority }: { readonly authority: CardAuthority }) {
  const mayChange = useMayChange();
  const params = { authority: authority.id };
  const options = {
    invalidates: ['listCardAuthorities'] as const,
    done: ({ revoked }: { readonly revoked: number }) =>
      revoked === 1
        ? 'The list is in force: one card is revoked.'
        : `The list is in force: ${revoked} cards are revoked.`,
  };
  const fetchList = usePerform('fetchRevocationList', options);
  const importList = usePerform('importRevocationList', options);
  const take = async (file: File | null) => {
    if (file) await importList.perform({ params, body: { list: await certificateText(file) } });
  };
  return (
    <>
      {authority.revocationListUrl !== null && (
        <ChangeButton loading={fetchList.isPending} onClick={() => void fetchList.perform({ params })}>
          Fetch the list now
        </ChangeButton>
      )}
      <FileButton onChange={(file) => void take(file)} disabled={!mayChange}>
        {({ onClick }) => (
          <ChangeButton loading={importList.isPending} onClick={onClick}>
            Import a list
          </ChangeButton>
        )}
      </FileButton>
    </>
  );
}
