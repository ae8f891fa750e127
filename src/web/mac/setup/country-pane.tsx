/** "Select Your Country or Region": all there are, with a field to look one up. */
import { useMemo, useState } from 'preact/hooks';
import { SearchField } from '../look/controls.tsx';
import { ChoiceList } from './choice-list.tsx';
import { countriesIn, found } from './countries.ts';
import type { PaneProps } from './pane-props.ts';
import { SetupIcon } from './setup-icon.tsx';
import { SetupPane } from './setup-pane.tsx';

/** The pane. */
export function CountryPane({ setup, words, answering }: PaneProps) {
  const all = useMemo(() => countriesIn(setup.language), [setup.language]);
  const [wanted, setWanted] = useState('');
  const [code, setCode] = useState(() => all.find(({ name }) => name === setup.country)?.code ?? all[0]?.code);
  const shown = useMemo(() => found(all, wanted).map(({ code: id, name }) => ({ id, words: name })), [all, wanted]);
  const chosen = shown.find(({ id }) => id === code);
  const take = () => chosen && void answering.answer({ kind: 'country', country: chosen.words });
  const search = (word: string) => {
    setWanted(word);
    const [first] = found(all, word);
    if (first) setCode(first.code);
  };
  return (
    <SetupPane
      title={setup.title}
      words={words}
      icon={<SetupIcon sign="country" />}
      onBack={() => void answering.answer({ kind: 'back' })}
      onContinue={take}
      mayContinue={chosen !== undefined}
      isBusy={answering.isBusy}
      problem={answering.problem}
    >
      <SearchField label={words.search} value={wanted} onInput={search} />
      <ChoiceList label={setup.title} choices={shown} chosen={code} onChoose={setCode} onTake={take} />
      {shown.length === 0 && <p class="setup-nothing">No country or region is called “{wanted}”.</p>}
    </SetupPane>
  );
}
