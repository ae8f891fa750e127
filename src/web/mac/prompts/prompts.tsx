/**
 * What macOS asks of the person while it is at something: a password, a PIN, a finger, or the organisation's pages in a window.
 * The newest question stands in front; that of a command is asked in Terminal itself.
 */
import { useRef, useState } from 'preact/hooks';
import type { PromptAnswer } from '#api/desk/acts.ts';
import type { MacView, Prompt } from '#api/desk/view.ts';
import { DeskFailure, type MacActions, sentenceOf } from '../mac-actions.ts';
import { PageWindowPrompt } from './page-window-prompt.tsx';
import { PasswordPrompt } from './password-prompt.tsx';
import { PinPrompt } from './pin-prompt.tsx';
import { TouchIdPrompt } from './touch-id-prompt.tsx';
import './prompts.css';

interface Props {
  readonly mac: MacView;
  readonly desk: MacActions;
}

/** Draws the newest question. */
export function Prompts({ mac, desk }: Props) {
  const prompt = mac.prompts.findLast(({ kind }) => kind !== 'terminal');
  if (!prompt) return null;
  return <PromptOf key={prompt.kind} mac={mac} desk={desk} prompt={prompt} />;
}

function PromptOf({ mac, desk, prompt }: Props & { readonly prompt: Prompt }) {
  const { answer, isBusy, problem } = useAnswer(desk, prompt.id);
  const first = useRef(prompt.id);
  const wasWrong = first.current !== prompt.id;
  const rest = { mac, answer, isBusy, wasWrong, problem };
  switch (prompt.kind) {
    case 'password':
      return <PasswordPrompt key={prompt.id} prompt={prompt} {...rest} />;
    case 'pin':
      return <PinPrompt key={prompt.id} prompt={prompt} {...rest} />;
    case 'touch-id':
      return <TouchIdPrompt key={prompt.id} prompt={prompt} {...rest} />;
    case 'page':
      return <PageWindowPrompt key={prompt.id} prompt={prompt} desk={desk} {...rest} />;
    case 'terminal':
      return null;
  }
}

/** A window's page may be on its way still: then the answer is given a little later. */
const tries = 12;
const tryEvery = 250;

function useAnswer(desk: MacActions, id: string) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const answer = async (given: PromptAnswer) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await insist(() => desk.answer(id, given), isLook(given) ? 1 : tries);
    } catch (error) {
      if (!isLook(given)) setProblem(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  };
  return { answer, isBusy, problem };
}

function isLook(answer: PromptAnswer): boolean {
  return answer.kind === 'page' && answer.act.kind === 'look-again';
}

async function insist(step: () => Promise<void>, left: number): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (left <= 1 || !(error instanceof DeskFailure) || error.code !== 'prompt_gone') throw error;
    await new Promise((resolve) => setTimeout(resolve, tryEvery));
    await insist(step, left - 1);
  }
}
