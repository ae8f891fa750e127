/** The language, right after the greeting. */
import { useState } from 'preact/hooks';
import { ChoiceList } from './choice-list.tsx';
import type { PaneProps } from './pane-props.ts';
import { SetupIcon } from './setup-icon.tsx';
import { SetupPane } from './setup-pane.tsx';
import { languages, wordsOf } from './setup-words.ts';

const choices = languages.map(({ tag, name }) => ({ id: tag, words: name, lang: tag }));

/** The pane. */
export function LanguagePane({ setup, answering, onBack }: PaneProps & { readonly onBack: () => void }) {
  const [tag, setTag] = useState(setup.language);
  const words = wordsOf(tag);
  const take = () => void answering.answer({ kind: 'language', language: tag });
  return (
    <SetupPane
      title={words.language}
      words={words}
      icon={<SetupIcon sign="language" />}
      onBack={onBack}
      onContinue={take}
      isBusy={answering.isBusy}
      problem={answering.problem}
    >
      <ChoiceList label={words.language} choices={choices} chosen={tag} onChoose={setTag} onTake={take} takesFocus />
    </SetupPane>
  );
}
