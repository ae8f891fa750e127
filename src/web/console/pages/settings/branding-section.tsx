/** How the organisation looks on the pages that people sign in with. */
import { Button, ColorInput, FileButton, Skeleton, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { BrandingDocument } from '#api/branding.ts';
import { toBase64 } from '#protocol/encoding/base64.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { ConfirmAction } from '../../parts/confirm-action.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Outdated } from '../../parts/outdated.tsx';
import { Card, Section } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { State } from '../../parts/state.tsx';
import { useDraft } from '../../parts/use-draft.ts';
import { useMayChange, useOperation, usePerform } from '../../parts/use-operation.ts';
import { BrandingPreview } from './branding-preview.tsx';
import { accentContrast, isColour, leastContrast } from './contrast.ts';
import css from './settings.module.css';

/** Shows it. */
export function BrandingSection() {
  const { data, error, refetch } = useOperation('getBranding', {}, { live: ['branding'] });
  const lead = 'An accent, a logo and a line of help on every page that people sign in with.';
  return (
    <Section title="Branding" lead={lead}>
      {error && <Problem of={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={300} radius="lg" />}
      {data && <BrandingForm branding={data} />}
    </Section>
  );
}

/** What is chosen and not saved; undefined: as it is. */
interface Look {
  readonly accent: string;
  readonly helpText: string;
  readonly logo: { readonly base64: string; readonly url: string } | null | undefined;
}

function lookOf({ accent, helpText }: BrandingDocument): Look {
  return { accent: accent ?? '', helpText: helpText ?? '', logo: undefined };
}

function BrandingForm({ branding }: { readonly branding: BrandingDocument }) {
  const mayChange = useMayChange();
  const { draft, setDraft, isChanged, isOutdated, settle } = useDraft(lookOf(branding));
  const [isResetting, setResetting] = useState(false);
  const save = usePerform('changeBranding', {
    done: 'The pages look so from now on.',
    invalidates: ['getBranding'],
    onDone: (next) => settle(lookOf(next)),
    quiet: true,
  });
  const reset = usePerform('resetBranding', { done: 'The pages are as they come.', invalidates: ['getBranding'] });
  const { accent, helpText, logo } = draft;
  const isUnfit = accent !== '' && (!isColour(accent) || accentContrast(accent) < leastContrast);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save.perform({
      body: {
        accent: accent === '' ? null : accent,
        helpText: helpText.trim() === '' ? null : helpText,
        ...(logo === undefined ? {} : { logo: logo?.base64 ?? null }),
      },
    });
  };
  const present = branding.logo ? `/branding/logo?${branding.logo.sha256.slice(0, 12)}` : undefined;
  const shown = logo === undefined ? present : logo?.url;
  return (
    <div className={css['branding']}>
      <Card>
        <form onSubmit={submit} className={css['form']}>
          <fieldset disabled={!mayChange} className={css['form']}>
            <ColorInput
              label="Accent"
              description="Buttons, and links where the page is light."
              placeholder="#0a6a4b"
              value={accent}
              onChange={(next) => setDraft({ ...draft, accent: next })}
              swatches={['#0a6a4b', '#0b57d0', '#6b3fa0', '#9c2f1f', '#7a4b00', '#1f2937']}
              swatchesPerRow={6}
              eyeDropperButtonProps={{ 'aria-label': 'Pick a colour of the screen' }}
              disabled={!mayChange}
            />
            <ContrastVerdict accent={accent} />
            <LogoField url={shown} onChoose={(next) => setDraft({ ...draft, logo: next })} mayChange={mayChange} />
            <TextInput
              label="Help"
              description="One line at the foot of each page: whom to ask."
              placeholder="Call the service desk: 1234"
              maxLength={200}
              value={helpText}
              onChange={({ currentTarget: { value } }) => setDraft({ ...draft, helpText: value })}
              disabled={!mayChange}
            />
          </fieldset>
          <Outdated when={isOutdated} onTake={() => settle()} />
          <Problem of={save.problem} />
          <div className={css['buttons']}>
            <ChangeButton disabled={branding.version === 0} onClick={() => setResetting(true)}>
              Take all away
            </ChangeButton>
            <Button disabled={!isChanged} onClick={() => settle()}>
              Discard
            </Button>
            <ChangeButton type="submit" variant="filled" disabled={!isChanged || isUnfit} loading={save.isPending}>
              Save
            </ChangeButton>
          </div>
          {branding.changedAt !== null && (
            <p className={css['faint']}>
              Changed <Moment at={branding.changedAt} />
            </p>
          )}
        </form>
      </Card>
      <BrandingPreview accent={isColour(accent) ? accent : undefined} helpText={helpText} logo={shown} />
      <ConfirmAction
        opened={isResetting}
        onClose={() => setResetting(false)}
        title="Take the whole look away?"
        text="Accent, logo and help are taken off every page at once. The logo has to be uploaded again to come back."
        action="Take all away"
        isPending={reset.isPending}
        onConfirm={async () => {
          await reset.perform({});
          setResetting(false);
        }}
      />
    </div>
  );
}

function ContrastVerdict({ accent }: { readonly accent: string }) {
  if (accent === '') return null;
  if (!isColour(accent)) return <State of="Not a colour as #rrggbb" tone="bad" />;
  const contrast = accentContrast(accent);
  const words = `Contrast ${contrast.toFixed(1)} : 1`;
  return contrast >= leastContrast ? (
    <State of={`${words}, can be read well`} tone="good" />
  ) : (
    <State of={`${words}, at least ${leastContrast} : 1 is needed; take a darker one`} tone="bad" />
  );
}

/** Bytes. */
const largestLogo = 64 * 1024;

function LogoField({
  url,
  onChoose,
  mayChange,
}: {
  readonly url: string | undefined;
  readonly onChoose: (logo: Look['logo']) => void;
  readonly mayChange: boolean;
}) {
  const [problem, setProblem] = useState<string>();
  const choose = async (file: File | null) => {
    if (file === null) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    setProblem(bytes.length > largestLogo ? 'The file is larger than 64 KiB.' : undefined);
    if (bytes.length <= largestLogo) onChoose({ base64: toBase64(bytes), url: URL.createObjectURL(file) });
  };
  return (
    <div>
      <p className={css['label']}>Logo</p>
      <p className={css['faint']}>A PNG or SVG of at most 64 KiB, made for white paper.</p>
      <div className={css['logo-row']}>
        <span className={css['logo-box']}>
          {url === undefined ? <span className={css['faint']}>None</span> : <img src={url} alt="The logo" />}
        </span>
        <FileButton accept="image/png,image/svg+xml" onChange={(file) => void choose(file)} disabled={!mayChange}>
          {(props) => <Button {...props}>Choose a file</Button>}
        </FileButton>
        {url !== undefined && (
          <Button disabled={!mayChange} onClick={() => onChoose(null)}>
            Remove
          </Button>
        )}
      </div>
      {problem !== undefined && (
        <p role="alert" className={css['error']}>
          {problem}
        </p>
      )}
    </div>
  );
}
